import {mkdtemp, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {ClassList} from '../class-list.ts';
import {Hierarchy} from '../hierarchy.ts';
import {classTree} from '../selection/class-tree.ts';
import {sunburstSpec} from '../selection/sunburst-spec.ts';
import {CLASSES, HIERARCHY} from '../../test/release.ts';
import {sunburstHtml, sunburstSvg, writeSunburst} from './render-sunburst.ts';

const classes = ClassList.parse(CLASSES, {source: 'c'});
const tree = {
  classes: classes.entries.map((entry, n) => ({...entry, name: entry.name, boxes: 1000 * (n + 1), images: n})),
  hierarchy: Hierarchy.parse(HIERARCHY, {source: 'h'}),
  nameOf: (mid: string) => classes.nameOf(mid),
};

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'oid-sunburst-'));
});
afterAll(() => rm(folder, {recursive: true}));

describe('sunburstSvg', () => {
  test('draws an arc and a name for each occurrence of a class, and the total in the middle', async () => {
    const svg = await sunburstSvg(sunburstSpec(classTree(tree), {title: 'A <title> & more'}));
    expect(svg.match(/aria-roledescription="arc mark"/g)).toHaveLength(6);
    expect(svg.match(/>Car</g)).toHaveLength(2);
    expect(svg).toContain('>Wheel, spoked<');
    expect(svg).toContain('>15,000 boxes<');
    expect(svg).toContain('A &lt;title&gt; &amp; more');
    expect(svg).not.toContain('NaN');
  });
});

describe('sunburstHtml', () => {
  test('is one file with nothing to load, whatever the names', async () => {
    const evil = {
      ...tree,
      classes: tree.classes.map((entry) => ({...entry, boxes: 1})),
      nameOf: () => '</script><script>alert(1)</script>',
    };
    const html = await sunburstHtml(sunburstSpec(classTree(evil)), {title: '<b>'});
    expect(html.match(/<\/script>/g)).toHaveLength(2);
    expect(html).not.toMatch(/<(?:script|link|img)[^>]*(?:src|href)=/);
    expect(html).toContain('<title>&#60;b&#62;</title>');
  });
});

describe('writeSunburst', () => {
  test('writes both, the same bytes again', async () => {
    await writeSunburst(join(folder, 'one'), tree);
    await writeSunburst(join(folder, 'two'), tree);
    for (const kind of ['svg', 'html'])
      expect(await readFile(join(folder, `two.${kind}`), 'utf8')).toBe(await readFile(join(folder, `one.${kind}`), 'utf8'));
  });
});
