import {hasCode, shardOf} from '@oid/core';
import {RequestListError} from '../errors/request-list-error.ts';
import {checkRequest} from '../photo-request.ts';
import type {PhotoRequest} from '../photo-request.ts';
import type {DownloadJob} from './download-job.ts';
import type {SharedStorage} from './shared-storage.ts';

/** Each part of a list is held in memory. */
const PART_BYTES = 1 << 23;

/**
 * Puts requests into the shared storage, one JSON object a line, in parts.
 *
 * @param folder - ends with a slash.
 * @returns how many requests each of `count` shards has.
 * @throws OptionError, InvalidIdError for a request that no photo could answer.
 */
export async function writeRequestList(
  storage: SharedStorage,
  folder: string,
  requests: AsyncIterable<PhotoRequest> | Iterable<PhotoRequest>,
  count: number,
): Promise<number[]> {
  const photos = Array.from({length: count}, () => 0);
  let lines: string[] = [];
  let length = 0;
  let part = 0;
  const flush = async (): Promise<void> => {
    await storage.write(`${folder}${String(part).padStart(5, '0')}.ndjson`, Buffer.from(lines.join('')));
    part += 1;
    lines = [];
    length = 0;
  };
  for await (const request of requests) {
    checkRequest(request);
    const line = `${JSON.stringify(request)}\n`;
    lines.push(line);
    length += line.length;
    photos[shardOf(request.imageId, count)]! += 1;
    if (length >= PART_BYTES) await flush();
  }
  if (part === 0 || lines.length > 0) await flush();
  return photos;
}

/**
 * The requests of one shard.
 *
 * @throws {@link RequestListError}; what the storage throws.
 */
export async function* readRequestList(
  storage: SharedStorage,
  {requests, shard}: Pick<DownloadJob, 'requests' | 'shard'>,
): AsyncGenerator<PhotoRequest> {
  const keys = await storage.list(requests);
  if (keys.length === 0) throw new RequestListError(requests, undefined, 'there is no list of requests');
  for (const key of keys) {
    const lines = Buffer.from((await storage.read(key)) ?? [])
      .toString()
      .split('\n');
    for (const [index, line] of lines.entries()) {
      if (line === '') continue;
      const request = parseRequest(line, key, index + 1);
      if (shardOf(request.imageId, shard.count) === shard.index) yield request;
    }
  }
}

function parseRequest(line: string, key: string, number: number): PhotoRequest {
  try {
    const request = JSON.parse(line) as PhotoRequest;
    checkRequest(request);
    return request;
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof TypeError || hasCode(error, 'core/option') || hasCode(error, 'core/invalid-id')))
      throw error;
    throw new RequestListError(key, number, `the line is no request (${error instanceof Error ? error.message : ''})`, {cause: error});
  }
}
