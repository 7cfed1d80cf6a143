import {readFile} from 'node:fs/promises';
import {createServer} from 'node:http';
import type {IncomingMessage, ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';
import {checkRange} from '@oid/core';
import type {ImageId} from '@oid/core';
import {resolveInside} from '@oid/core/node';
import sharp from 'sharp';
import {NotAReleaseError} from './errors/not-a-release-error.ts';
import {padJpeg, sampleFaults} from './faults.ts';
import type {SampleFault} from './faults.ts';
import {imageTablePath} from './tables.ts';

/** Options of {@link serveSampleRelease}. */
export type ServeSampleReleaseOptions = {
  /** @default 0, a free one */
  port?: number | undefined;
};

/** Defaults of {@link ServeSampleReleaseOptions}. */
export const SERVE_SAMPLE_RELEASE_DEFAULTS: {readonly port: number} = {port: 0};

/** One request that was answered, or cut off. */
export type ServedRequest = {readonly method: string; readonly path: string; readonly status: number};

/** A running server. */
export type SampleServer = {
  /** Such as `http://127.0.0.1:40123`; the tables lie under it. */
  readonly url: string;
  /** Every request so far, in the order of the answers. */
  readonly requests: readonly ServedRequest[];
  /** Which photos misbehave, and how. */
  readonly faults: ReadonlyMap<ImageId, SampleFault>;
  /** Hangs up on everyone and frees the port. */
  close(): Promise<void>;
};

/** A photo's address up to its path, in a table. */
const ADDRESS_START = /https?:\/\/[^",\s]*?(?=\/(?:originals|thumbnails)\/[0-9a-f]{16}\.jpg)/g;

const TYPES: Readonly<Record<string, string>> = {
  csv: 'text/csv; charset=utf-8',
  txt: 'text/plain; charset=utf-8',
  json: 'application/json',
};

/**
 * Serves a rendered release on the loopback interface, with photo addresses in the tables rewritten to the server's own, and misbehaves
 * for the photos that {@link sampleFaults} names. A `throttled` photo recovers for the lifetime of this server only.
 *
 * @throws {@link NotAReleaseError} if the folder holds no release.
 * @throws {@link OptionError} if `port` is out of range.
 */
export async function serveSampleRelease(directory: string, options: ServeSampleReleaseOptions = {}): Promise<SampleServer> {
  const port = checkRange('port', options.port ?? SERVE_SAMPLE_RELEASE_DEFAULTS.port, {min: 0, max: 65_535, integer: true});
  const table = await readFile(resolveInside(directory, imageTablePath('train')), 'utf8').catch((error: unknown) => {
    throw new NotAReleaseError(directory, imageTablePath('train'), {cause: error});
  });
  const trainIds = Array.from(table.matchAll(/^[0-9a-f]{16}(?=,)/gm), ([id]) => id);
  const faults = sampleFaults(trainIds);
  const standIns = trainIds.filter((id) => !faults.has(id));
  const unavailable = await unavailablePicture();
  const throttledOnce = new Set<ImageId>();
  const requests: ServedRequest[] = [];
  let url = '';

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = new URL(request.url ?? '/', 'http://127.0.0.1').pathname;
    const send = (status: number, body: Uint8Array | string, headers: Readonly<Record<string, string>> = {}): void => {
      requests.push({method: request.method ?? '', path, status});
      response.writeHead(status, {'content-length': Buffer.byteLength(body), 'content-type': 'text/plain; charset=utf-8', ...headers});
      response.end(request.method === 'HEAD' ? undefined : body);
    };
    if (request.method !== 'GET' && request.method !== 'HEAD') return send(405, 'Only GET and HEAD.\n', {allow: 'GET, HEAD'});
    if (path === '/photo_unavailable.png') return send(200, unavailable, {'content-type': 'image/png'});

    const imageId = /^\/(?:originals|thumbnails)\/([0-9a-f]{16})\.jpg$/.exec(path)?.[1];
    const file = imageId === undefined ? releaseFile(path) : `originals/${imageId}.jpg`;
    const bytes = file === undefined ? undefined : await readFile(resolveInside(directory, file)).catch(() => undefined);
    if (bytes === undefined) return send(404, 'Not found.\n');
    if (imageId === undefined) {
      const type = TYPES[path.slice(path.lastIndexOf('.') + 1)] ?? 'application/octet-stream';
      return send(200, path.includes('-images-') ? bytes.toString('utf8').replace(ADDRESS_START, url) : bytes, {'content-type': type});
    }
    const jpeg = {'content-type': 'image/jpeg'};
    switch (faults.get(imageId)) {
      case 'absent':
        return send(404, 'Not found.\n');
      case 'removed':
        return send(302, '', {location: '/photo_unavailable.png'});
      case 'throttled':
        if (throttledOnce.has(imageId)) return send(200, bytes, jpeg);
        throttledOnce.add(imageId);
        return send(429, 'Too many requests.\n', {'retry-after': '1'});
      case 'cut-off':
        requests.push({method: request.method, path, status: 200});
        response.writeHead(200, {'content-length': bytes.length, ...jpeg});
        response.write(bytes.subarray(0, bytes.length >> 1), () => response.destroy());
        return;
      case 'replaced':
        return send(200, await otherPhoto(directory, standIns, bytes), jpeg);
      default:
        return send(200, bytes, jpeg);
    }
  };

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return {url, requests, faults, close};
}

/** The path in the release of a table or list, if `path` names one. */
function releaseFile(path: string): string | undefined {
  return /^\/(?:(?:train|validation|test)\/)?[\w-]+\.(?:csv|txt|json)$/.test(path) ? path.slice(1) : undefined;
}

/** Another photo padded to the same length, else another of its own length, else the photo itself with a comment added. */
async function otherPhoto(directory: string, candidates: readonly ImageId[], bytes: Uint8Array): Promise<Uint8Array> {
  let any: Uint8Array | undefined;
  for (const id of candidates) {
    const other = await readFile(resolveInside(directory, `originals/${id}.jpg`));
    const padded = padJpeg(other, bytes.length);
    if (padded !== undefined) return padded;
    any ??= other;
  }
  return any ?? (padJpeg(bytes, bytes.length + 4) as Uint8Array);
}

/** The picture that takes the place of a removed photo. */
async function unavailablePicture(): Promise<Buffer> {
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" width="500" height="374"><rect width="500" height="374" fill="#f3f5f6"/>' +
    '<rect x="180" y="127" width="140" height="104" rx="12" fill="none" stroke="#c3c9ce" stroke-width="9"/>' +
    '<circle cx="250" cy="180" r="28" fill="none" stroke="#c3c9ce" stroke-width="9"/><path d="M160 262L340 98" stroke="#c3c9ce" stroke-width="11"/></svg>';
  return sharp(Buffer.from(svg)).flatten().png().toBuffer();
}
