import {spawn, spawnSync} from 'node:child_process';
import type {ChildProcess} from 'node:child_process';
import {once} from 'node:events';
import {existsSync} from 'node:fs';
import {mkdtemp, rm} from 'node:fs/promises';
import {createServer} from 'node:net';
import type {AddressInfo} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';

/** Whether Debian's `redis-server`, or another, is there. */
export const hasRedis: boolean = spawnSync('redis-server', ['--version']).status === 0;

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const {port} = server.address() as AddressInfo;
  server.close();
  return port;
}

/** A Redis of a test's own, on a socket in a temporary folder. */
export type RedisServer = {socket: string; process: ChildProcess; close(): Promise<void>};

export async function startRedis(...options: string[]): Promise<RedisServer> {
  const folder = await mkdtemp(join(tmpdir(), 'oid-redis-'));
  const socket = join(folder, 'redis.sock');
  const common = ['--port', '0', '--unixsocket', socket, '--save', '', '--dir', folder, '--maxmemory-policy', 'noeviction'];
  const child = spawn('redis-server', [...common, ...options], {stdio: 'ignore'});
  for (let tries = 0; !existsSync(socket); tries += 1) {
    if (tries > 500 || child.exitCode !== null) throw new Error('redis-server did not start');
    await wait(10);
  }
  return {
    socket,
    process: child,
    async close() {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGKILL');
        await once(child, 'exit');
      }
      await rm(folder, {recursive: true, force: true});
    },
  };
}
