import {Redis} from 'ioredis';
import type {RedisOptions} from 'ioredis';
import {OptionError, checkRange} from '@oid/core';
import {RedisError} from '../errors/redis-error.ts';

/** Where Redis answers: a URL (`redis://…`, `rediss://…`), the path of a socket, or ioredis options. */
export type RedisLocation = string | RedisOptions;

export type RedisUse = {
  /** @default 'redis://127.0.0.1:6379' */
  redis?: RedisLocation | undefined;
  /** Name of the BullMQ queue. @default 'oid-download' */
  queue?: string | undefined;
  /** Redis counts as lost when it cannot be reached for so long, in ms. @default 60000 */
  giveUpMs?: number | undefined;
  /** Told, for instance, that Redis may evict jobs. @default process.emitWarning */
  onWarning?: ((message: string) => void) | undefined;
};

/** What the functions of `@oid/downloader/queue` do unless told otherwise. */
export const QUEUE_DEFAULTS: Readonly<{redis: string; queue: string; giveUpMs: number}> = {
  redis: 'redis://127.0.0.1:6379',
  queue: 'oid-download',
  giveUpMs: 60_000,
};

/** A connection for BullMQ. */
export type RedisConnection = {
  client: Redis;
  queue: string;
  /** Never resolves; rejects with {@link RedisError} when Redis is lost for good. */
  lost: Promise<never>;
  /** What a failed command means: {@link RedisError} where Redis is the reason, else the error itself. */
  explain(error: unknown): unknown;
  close(): void;
};

/**
 * Connects, or gives up after `giveUpMs`. Looks at version and eviction policy itself, as BullMQ would on the console.
 *
 * @throws OptionError, {@link RedisError}
 */
export async function connectRedis(use: RedisUse): Promise<RedisConnection> {
  const {redis = QUEUE_DEFAULTS.redis, queue = QUEUE_DEFAULTS.queue, onWarning = (message: string) => process.emitWarning(message)} = use;
  const giveUpMs = checkRange('giveUpMs', use.giveUpMs ?? QUEUE_DEFAULTS.giveUpMs, {min: 0, max: 2 ** 31 - 1});
  if (typeof queue !== 'string' || !/^[\w.-]+$/.test(queue))
    throw new OptionError('queue', queue, 'a name of letters, digits, ".", "_" and "-"');
  if (typeof redis === 'string' ? !/^(rediss?:\/\/|\/)/.test(redis) : typeof redis !== 'object' || redis === null) {
    throw new OptionError(
      'redis',
      typeof redis === 'string' ? withoutCredentials(redis) : redis,
      'a redis:// URL, the path of a socket or ioredis options',
    );
  }
  let downSince: number | undefined;
  let closed = false;
  let reason: unknown;
  const options = {
    ...(typeof redis === 'string' ? {} : redis),
    replyMapping: 'legacy' as const,
    // As BullMQ asks: commands wait for the connection, which ends for good after `giveUpMs`.
    maxRetriesPerRequest: null,
    retryStrategy(times: number): number | null {
      downSince ??= Date.now();
      return closed || Date.now() - downSince >= giveUpMs ? null : Math.min(2_000, 50 * 2 ** Math.min(times, 10));
    },
  };
  const client = typeof redis === 'string' ? new Redis(redis, options) : new Redis(options);
  const {path, host = '127.0.0.1', port = 6379} = client.options;
  const server = path ?? `${host}:${port}`;
  client.on('ready', () => (downSince = undefined));
  client.on('error', (error) => (reason = error));
  // An error of ioredis carries the command, password and all: it is not passed on.
  const explain = (error: unknown): unknown => {
    const cause = reason ?? error;
    const message = error instanceof Error ? error.message : String(error);
    if (error instanceof RedisError) return error;
    if (/^(WRONGPASS|NOAUTH|NOPERM|ERR AUTH)/.test(message)) return new RedisError('redis-denied', server, message);
    if (client.status !== 'end' && !/Connection is closed|ECONN/.test(message)) return error;
    const found = cause instanceof Error ? cause.message || ('code' in cause ? String(cause.code) : cause.name) : String(cause);
    return new RedisError('redis-unavailable', server, found);
  };
  const lost = new Promise<never>((_, reject) => {
    client.on('end', () => {
      if (!closed) reject(explain(new Error('Connection is closed')));
    });
  });
  lost.catch(() => undefined);
  const close = (): void => {
    closed = true;
    client.disconnect();
  };
  try {
    const info = await Promise.race([client.info(), lost]);
    const version = /^redis_version:(\d+)\.(\d+)/m.exec(info);
    if (version !== null && (Number(version[1]) < 6 || (version[1] === '6' && Number(version[2]) < 2))) {
      throw new RedisError('redis-too-old', server, `version ${version[1]}.${version[2]}`);
    }
    const policy = /^maxmemory_policy:(\S+)/m.exec(info)?.[1];
    if (policy !== undefined && policy !== 'noeviction') {
      onWarning(`Redis at ${server} has maxmemory-policy ${policy}, and may forget jobs when its memory is full. Set it to noeviction.`);
    }
  } catch (error) {
    close();
    throw explain(error);
  }
  return {client, queue, lost, explain, close};
}

/** Runs `work` with a connection of its own. */
export async function withRedis<T>(use: RedisUse, work: (connection: RedisConnection) => Promise<T>): Promise<T> {
  const connection = await connectRedis(use);
  try {
    return await Promise.race([work(connection), connection.lost]);
  } catch (error) {
    throw connection.explain(error);
  } finally {
    connection.close();
  }
}

function withoutCredentials(url: string): string {
  return url.replace(/\/\/[^@/]*@/, '//');
}
