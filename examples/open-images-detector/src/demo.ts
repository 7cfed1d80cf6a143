import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {writeFileAtomic} from '@oid/core/node';
import {renderSampleRelease, serveSampleRelease} from '@oid/sample-release';
import type {FlowConsole} from './console.ts';

/** A release that is being served, and how to stop that. */
export type ServedRelease = {url: string; close: () => Promise<void>};

/**
 * Renders the sample release to `<out>/release`, unless it is there whole, and serves it on loopback. The port of an earlier run is taken
 * again where it is free, so that the release keeps its address.
 */
export async function serveDemoRelease(out: string, console: FlowConsole): Promise<ServedRelease> {
  const folder = join(out, 'release');
  const marker = join(out, 'release.json');
  const known = await readFile(marker, 'utf8').then(
    (text) => JSON.parse(text) as {images: number; boxes: number; port?: number},
    () => undefined,
  );
  console.begin('release', 'render a small release in the Open Images V4 layout');
  const rendered = known ?? (await renderSampleRelease(folder));
  const served = await serveSampleRelease(folder, known?.port === undefined ? {} : {port: known.port}).catch(() =>
    serveSampleRelease(folder),
  );
  await writeFileAtomic(marker, `${JSON.stringify({...rendered, port: Number(new URL(served.url).port)})}\n`);
  console.end(
    `${rendered.images} photos, ${rendered.boxes} boxes, served at ${served.url}${known === undefined ? '' : '; rendered before'}`,
  );
  return served;
}
