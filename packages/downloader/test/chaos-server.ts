import type {IncomingMessage, ServerResponse} from 'node:http';
import {gzipSync} from 'node:zlib';
import {jpegOf, OTHER_PLACEHOLDER, PLACEHOLDER} from './chaos-photos.ts';
import type {ChaosPhoto} from './chaos-photos.ts';
import {startPhotoServer} from './photo-server.ts';
import type {PhotoServer} from './photo-server.ts';

const STORM_MS = 300;

const GZIP_BOMB = gzipSync(Buffer.alloc(1 << 26));

/** A server of photos that misbehaves as each photo says, and answers 429 to everyone now and then. */
export async function startChaosServer(photos: readonly ChaosPhoto[]): Promise<PhotoServer & {storms: () => number}> {
  // Some six times while everything is asked for once, everyone is told to stay away for a while.
  const stormEvery = Math.max(150, Math.round(photos.length / 6));
  const byId = new Map(photos.map((photo) => [photo.imageId, photo]));
  let requests = 0;
  let storms = 0;
  let stormEnds = 0;
  const server = await startPhotoServer((path, response, attempt, request) => {
    requests += 1;
    if (requests % stormEvery === 0) {
      storms += 1;
      stormEnds = Date.now() + STORM_MS;
    }
    const imageId = /([0-9a-f]{16})\.jpg$/.exec(path)?.[1];
    const photo = byId.get(imageId ?? '');
    // Some name the time in seconds, some give a date, some do not say.
    const later = [{'retry-after': '1'}, {'retry-after': new Date(Date.now() + 1000).toUTCString()}, {}][storms % 3];
    if (Date.now() < stormEnds) response.writeHead(429, later).end('Too many requests.\n');
    else if (photo === undefined) response.writeHead(404).end();
    else answer(photo, path, response, attempt, request);
  });
  return {...server, storms: () => storms};
}

function answer(
  {imageId, fault, bytes}: ChaosPhoto,
  path: string,
  response: ServerResponse,
  attempt: number,
  request: IncomingMessage,
): void {
  const send = (body: Buffer, headers: Record<string, string> = {}): void => {
    response.writeHead(200, {'content-type': 'image/jpeg', 'content-length': body.length, ...headers}).end(body);
  };
  const status = (code: number, headers: Record<string, string> = {}): void => void response.writeHead(code, headers).end(`${code}\n`);
  const hangUpHalfWay = (): void => {
    response.writeHead(200, {'content-type': 'image/jpeg', 'content-length': bytes.length});
    response.write(bytes.subarray(0, bytes.length >> 1), () => response.destroy());
  };
  const trickle = (): void => {
    response.writeHead(200, {'content-type': 'image/jpeg', 'content-length': bytes.length}).write(bytes.subarray(0, 1));
    let at = 1;
    const timer = setInterval(() => (response.destroyed ? clearInterval(timer) : response.write(bytes.subarray(at, ++at))), 1000);
  };
  const endless = (): void => {
    response.writeHead(200, {'content-type': 'image/jpeg'});
    const more = (): void => void (response.destroyed || response.write(Buffer.alloc(1 << 14), () => setImmediate(more)));
    more();
  };
  const recovered = attempt > 2;
  switch (fault) {
    case 'answers 404':
      return status(404);
    case 'answers 410':
      return status(410);
    case 'redirects to photo_unavailable.png':
      return status(302, {location: '/images/en-us/photo_unavailable.png'});
    case 'shows the placeholder picture':
      return send(PLACEHOLDER, {'content-type': 'image/png'});
    case 'shows an unknown placeholder':
      return send(OTHER_PLACEHOLDER, {'content-type': 'image/png'});
    case 'answers with a page':
      return send(Buffer.from('<h1>Sorry</h1>'), {'content-type': 'text/html; charset=utf-8'});
    case 'sends another photo of the same size':
      return send(jpegOf(`other ${imageId}`, bytes.length - jpegOf('', 0).length));
    case 'sends another photo of another size':
      return send(jpegOf(`other ${imageId}`, 300));
    case 'sends without end':
      return endless();
    case 'sends 64 MB as a small gzip':
      return send(GZIP_BOMB, {'content-encoding': 'gzip'});
    case 'answers 403':
      return status(403);
    case 'redirects to a file':
      return status(302, {location: 'file:///etc/passwd'});
    case 'redirects in circles':
      return status(302, {location: path});
    case 'answers 500 always':
      return status(500);
    case 'hangs up half way always':
      return hangUpHalfWay();
    case 'sends 1 byte a second always':
      return trickle();
    case 'answers 429 always':
      return status(429);
    case 'answers 500 and 502 at first':
      return recovered ? send(bytes) : status(attempt === 1 ? 500 : 502);
    case 'hangs up before the answer at first':
      return recovered ? send(bytes) : void request.socket.destroy();
    case 'hangs up half way at first':
      return recovered ? send(bytes) : hangUpHalfWay();
    case 'sends 1 byte a second at first':
      return recovered ? send(bytes) : trickle();
    case 'answers 429 at first':
      return recovered ? send(bytes) : status(429, {'retry-after': '0'});
    case 'redirects to where it is':
      return path.startsWith('/photos/') ? status(301, {location: `/moved/${imageId}.jpg`}) : send(bytes);
    default:
      return send(bytes);
  }
}
