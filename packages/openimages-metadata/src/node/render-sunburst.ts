import {readFile} from 'node:fs/promises';
import {createRequire} from 'node:module';
import {dirname, join} from 'node:path';
import {writeFileAtomic} from '@oid/core/node';
import {MissingVegaError} from '../errors/missing-vega-error.ts';
import {escapeHtml} from '../selection/attribution.ts';
import {classTree} from '../selection/class-tree.ts';
import type {ClassTreeInput} from '../selection/class-tree.ts';
import {sunburstSpec, SUNBURST_DEFAULTS} from '../selection/sunburst-spec.ts';
import type {SunburstOptions} from '../selection/sunburst-spec.ts';

/** The part of Vega that is used. */
type Vega = {
  parse(spec: object): object;
  View: new (runtime: object, options: {renderer: 'none'}) => {toSVG(): Promise<string>; finalize(): unknown};
};

/**
 * Draws a sunburst as SVG text, in Node, without a browser or canvas.
 *
 * @param spec - from `sunburstSpec`.
 * @throws {@link MissingVegaError} when the optional peer `vega` is not installed.
 */
export async function sunburstSvg(spec: Record<string, unknown>): Promise<string> {
  let vega: Vega;
  try {
    vega = (await import('vega')) as unknown as Vega;
  } catch (error) {
    throw new MissingVegaError({cause: error});
  }
  const view = new vega.View(vega.parse(spec), {renderer: 'none'});
  const svg = await view.toSVG();
  view.finalize();
  return svg;
}

/**
 * A sunburst as one HTML file that needs nothing else, with Vega inside (0.5 MB): tooltips, zoom by click, and a choice of what the angle follows.
 *
 * @throws {@link MissingVegaError}.
 */
export async function sunburstHtml(spec: Record<string, unknown>, options: {title?: string | undefined} = {}): Promise<string> {
  let vega: string;
  try {
    const entry = createRequire(import.meta.url).resolve('vega');
    vega = await readFile(join(dirname(entry), 'vega.min.js'), 'utf8');
  } catch (error) {
    throw new MissingVegaError({cause: error});
  }
  const title = escapeHtml(options.title ?? SUNBURST_DEFAULTS.title);
  // `<` must not end the element that holds the text.
  const json = JSON.stringify(spec).replaceAll('<', '\\u003c');
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${STYLE}</style>
<main>
<div id="view"></div>
<form id="size"><span>Angle by</span>
<label><input type="radio" name="size" value="root"> √ boxes</label>
<label><input type="radio" name="size" value="boxes"> boxes</label>
<label><input type="radio" name="size" value="classes"> classes</label></form>
</main>
<div id="tip" hidden></div>
<script>${vega.replaceAll('</script', '<\\/script')}</script>
<script>
const spec = ${json};
${SCRIPT}</script>
</html>
`;
}

/** Writes `<path>.svg` and `<path>.html`. @throws {@link MissingVegaError}. */
export async function writeSunburst(path: string, tree: ClassTreeInput, options: SunburstOptions = {}): Promise<void> {
  const spec = sunburstSpec(classTree(tree), options);
  await writeFileAtomic(`${path}.svg`, await sunburstSvg(spec));
  await writeFileAtomic(`${path}.html`, await sunburstHtml(spec, {title: options.title}));
}

const STYLE = `
body { margin: 0; background: #fff; color: #1c2430; font: 14px system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; }
main { position: relative; max-width: min(100vw, calc(100vh - 16px)); margin: 0 auto; }
#view svg { display: block; width: 100%; height: auto; max-height: 100vh; }
#size { position: absolute; right: 24px; top: 16px; display: flex; gap: 14px; align-items: center; color: #5b6675; font-size: 13px; }
#size label { cursor: pointer; display: flex; gap: 5px; align-items: center; }
#size input { margin: 0; accent-color: #3b5bdb; }
#tip { position: fixed; pointer-events: none; background: #1c2430; color: #fff; border-radius: 6px; padding: 8px 11px; font-size: 13px; line-height: 1.45;
  max-width: 280px; box-shadow: 0 3px 14px #0004; }
#tip b { display: block; font-size: 14px; }
#tip i { font-style: normal; color: #9fb0c5; font-family: ui-monospace, monospace; font-size: 12px; }
`;

const SCRIPT = `
const view = new vega.View(vega.parse(spec), {renderer: 'svg', container: '#view', hover: false});
const svg = () => document.querySelector('#view svg');
const fit = () => { const s = svg(); if (!s.hasAttribute('viewBox')) s.setAttribute('viewBox', '0 0 ' + s.getAttribute('width') + ' ' + s.getAttribute('height')); };
const tip = document.getElementById('tip');
view.tooltip((handler, event, item, value) => {
  tip.hidden = !value || !value.name;
  if (tip.hidden) return;
  tip.replaceChildren();
  const line = (tag, text) => { const e = document.createElement(tag); e.textContent = text; tip.append(e); };
  line('b', value.name);
  if (value.id) line('i', value.id);
  if (value.boxes) line('div', value.boxes + ' boxes in ' + value.images + ' images');
  if (value.below) line('div', value.below + ' boxes with all below');
  const x = Math.min(event.clientX + 14, innerWidth - tip.offsetWidth - 8);
  const y = Math.min(event.clientY + 14, innerHeight - tip.offsetHeight - 8);
  tip.style.left = x + 'px';
  tip.style.top = y + 'px';
});
for (const input of document.querySelectorAll('#size input')) {
  input.checked = input.value === view.signal('size');
  input.addEventListener('change', () => view.signal('focus', {id: 0, parent: null, x0: 0, x1: 1, depth: 0}).signal('size', input.value).runAsync());
}
view.runAsync().then(fit);
`;
