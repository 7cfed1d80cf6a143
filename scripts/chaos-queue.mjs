// Many machines under fire: 5,000 photos from a server that misbehaves, three workers on a queue, ten kills at random moments. Needs a build and
// `redis-server`. The final folder must be that of an undisturbed run, every failure must have its true reason, and nothing settled may be asked for
// again.
import {spawn, spawnSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {once} from 'node:events';
import {existsSync} from 'node:fs';
import {mkdtemp, readFile, readdir, rm} from 'node:fs/promises';
import {createServer} from 'node:http';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import {root} from './workspace.mjs';

const dist = join(root, 'packages/downloader/dist');
const WORKERS = 3;

export const name = 'queue';

/** @returns what was seen, in a few numbers; throws when something is not as it must be. */
export async function run({photos = 5_000, kills = 10, seed = 1} = {}) {
  if (spawnSync('redis-server', ['--version']).status !== 0) return {skipped: 'redis-server is not installed'};
  const {createRandom} = await import(join(root, 'packages/core/dist/index.js'));
  const {downloadPhotos, readJournal} = await import(join(dist, 'index.js'));
  const {enqueueDownload, mergeJournal, sharedFolder, waitForDownload} = await import(join(dist, 'queue/index.js'));
  const random = createRandom(seed);
  const folder = await mkdtemp(join(tmpdir(), 'oid-chaos-queue-'));
  const socket = join(folder, 'redis.sock');
  const redis = spawn('redis-server', ['--port', '0', '--unixsocket', socket, '--save', '', '--maxmemory-policy', 'noeviction'], {
    stdio: 'ignore',
  });
  const server = await startServer();
  const workers = new Set();
  try {
    const list = (run) => Array.from({length: photos}, (_, n) => requestOf(`${server.url}/${run}/${n}`, n));
    const settings = {allowPrivateAddresses: true, backoffMs: 1, retries: 6};
    await downloadPhotos(list('alone'), {
      ...settings,
      directory: join(folder, 'alone'),
      journal: join(folder, 'alone.ndjson'),
      parallel: 64,
    });

    while (!existsSync(socket)) await wait(10);
    const storage = sharedFolder(join(folder, 'shared'));
    await enqueueDownload(list('queue'), {
      download: 'train',
      storage,
      redis: socket,
      shards: 24,
      attempts: 20,
      backoffMs: 10,
      options: {parallel: 8},
    });
    const start = performance.now();
    const add = () => {
      const worker = spawn(process.execPath, ['--input-type=module', '-e', WORKER], {
        env: {...process.env, OID: JSON.stringify({dist, socket, folder: join(folder, 'shared'), settings})},
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      workers.add(worker);
    };
    for (let n = 0; n < WORKERS; n += 1) add();
    const finished = waitForDownload('train', {redis: socket, pollMs: 200});
    const settled = new Map();
    let killed = 0;
    while (killed < kills && (await Promise.race([finished.then(() => 'over'), wait(300 + 900 * random.uniform())])) !== 'over') {
      const victims = [...workers];
      const victim = victims[random.integer(victims.length)];
      victim.kill('SIGKILL');
      await once(victim, 'exit');
      workers.delete(victim);
      killed += 1;
      const asked = server.log.length;
      for (const id of await settledIn(join(folder, 'shared/journal/train'))) if (!settled.has(id)) settled.set(id, asked);
      add();
    }
    const report = await finished;
    const seconds = (performance.now() - start) / 1000;
    await Promise.all([...workers].map((worker) => worker.exitCode ?? once(worker, 'exit')));
    await mergeJournal(storage, 'train', join(folder, 'queue.ndjson'));

    check(killed === kills, `only ${killed} of ${kills} kills fell into the run: make it longer`);
    check(report.shards.finished === 24 && report.done === photos, `unfinished: ${JSON.stringify(report)}`);
    const [alone, together] = [await filesOf(join(folder, 'alone')), await filesOf(join(folder, 'shared/images/train'))];
    check(alone.size === together.size, `${together.size} photos instead of ${alone.size}`);
    for (const [path, hash] of alone) check(together.get(path) === hash, `${path} differs from that of the undisturbed run`);
    const [reasons, expected] = [await readJournal(join(folder, 'queue.ndjson')), await readJournal(join(folder, 'alone.ndjson'))];
    for (const [id, entry] of expected)
      check(reasons.get(id)?.reason === entry.reason, `${id}: ${reasons.get(id)?.reason} instead of ${entry.reason}`);
    for (const [n, {imageId}] of list('').entries())
      check(expected.get(imageId)?.reason === FATES[n % FATES.length].reason, `${imageId}: false reason`);
    const twice = server.log.filter(({imageId}, at) => at >= (settled.get(imageId) ?? Infinity)).length;
    check(twice === 0, `${twice} requests for photos that were settled`);
    return {
      photos,
      ok: report.ok,
      failed: photos - report.ok,
      kills: killed,
      settledAtKills: settled.size,
      requests: server.log.length,
      seconds: Math.round(seconds),
    };
  } finally {
    for (const worker of workers) worker.kill('SIGKILL');
    redis.kill('SIGKILL');
    server.close();
    await rm(folder, {recursive: true, force: true, maxRetries: 5});
  }
}

const WORKER = `
  const {dist, socket, folder, settings} = JSON.parse(process.env.OID);
  const {runDownloadWorker, sharedFolder} = await import(dist + '/queue/index.js');
  await runDownloadWorker({redis: socket, storage: sharedFolder(folder), lockMs: 1000, takeovers: 1000, untilEmpty: true, download: settings});
`;

/** What becomes of every twentieth photo, and how; the others simply come. `last` is how often the server misbehaves before it gives in. */
const FATES = [
  {how: 'unavailable', last: 2},
  {how: 'reset', last: 1},
  {how: 'truncated', last: 1},
  {how: 'throttled', last: 2},
  {how: 'absent', last: Infinity, reason: 'absent'},
  {how: 'placeholder', last: Infinity, reason: 'removed'},
  {how: 'other', last: Infinity, reason: 'changed'},
  {how: 'page', last: Infinity, reason: 'removed'},
  ...Array.from({length: 12}, () => ({how: 'fine', last: 0})),
];

function photoOf(n) {
  const bytes = Buffer.alloc(2_000 + (n % 7) * 500, `${n} `);
  bytes.set([0xff, 0xd8, 0xff, 0xe0]);
  bytes.set([0xff, 0xd9], bytes.length - 2);
  return bytes;
}

function requestOf(url, n) {
  const bytes = photoOf(n);
  return {
    imageId: createHash('md5').update(String(n)).digest('hex').slice(0, 16),
    url,
    size: bytes.length,
    md5: createHash('md5').update(bytes).digest('base64'),
  };
}

async function startServer() {
  const log = [];
  const times = new Map();
  const server = createServer((request, response) => {
    const n = Number(request.url.split('/').at(-1));
    const attempt = (times.get(request.url) ?? 0) + 1;
    times.set(request.url, attempt);
    if (request.url.startsWith('/queue/')) log.push(requestOf('', n));
    const fate = FATES[n % FATES.length];
    const how = attempt <= fate.last ? fate.how : 'fine';
    const bytes = photoOf(how === 'other' ? n + 7 : n);
    const answer = {
      fine: () => response.writeHead(200, {'content-type': 'image/jpeg', 'content-length': bytes.length}).end(bytes),
      unavailable: () => response.writeHead(503).end(),
      throttled: () => response.writeHead(429, {'retry-after': '0'}).end(),
      reset: () => request.socket.destroy(),
      truncated: () =>
        response
          .writeHead(200, {'content-type': 'image/jpeg', 'content-length': bytes.length})
          .end(bytes.subarray(0, 100), () => request.socket.destroy()),
      absent: () => response.writeHead(404).end(),
      placeholder: () => response.writeHead(302, {location: '/photo_unavailable.png'}).end(),
      other: () => response.writeHead(200, {'content-type': 'image/jpeg'}).end(bytes),
      page: () => response.writeHead(200, {'content-type': 'text/html'}).end('<p>gone</p>'),
    };
    setTimeout(() => answer[how](), 20 + (n % 40));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    log,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Ids that a line of a journal, whole to its end, speaks of for good. */
async function settledIn(folder) {
  const ids = [];
  for (const path of (await readdir(folder, {recursive: true})).filter((name) => name.endsWith('.ndjson'))) {
    const lines = (await readFile(join(folder, path), 'utf8').catch(() => '')).split('\n').slice(0, -1);
    for (const line of lines) {
      const {imageId, reason} = JSON.parse(line);
      if (reason !== 'throttled' && reason !== 'network') ids.push(imageId);
    }
  }
  return ids;
}

async function filesOf(folder) {
  const entries = (await readdir(folder, {recursive: true, withFileTypes: true})).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => join(entry.parentPath, entry.name)).sort();
  return new Map(
    await Promise.all(
      paths.map(async (path) => [
        path.slice(folder.length),
        createHash('md5')
          .update(await readFile(path))
          .digest('hex'),
      ]),
    ),
  );
}

function check(holds, message) {
  if (!holds) throw new Error(message);
}
