import {createReadStream} from 'node:fs';
import {createInterface} from 'node:readline';
import {hasCode} from '@oid/core';
import {parseImageRows} from '@oid/openimages-metadata';
import {RequestFileError} from './errors/request-file-error.ts';
import {checkRequest} from './photo-request.ts';
import type {PhotoRequest} from './photo-request.ts';

const FIELDS = ['imageId', 'url', 'thumbnailUrl', 'split', 'size', 'md5'] as const;

/**
 * Streams requests from a file: an image table of Open Images where the name ends in `.csv`, else one {@link PhotoRequest} as JSON a line. Other
 * fields of the JSON are passed over.
 *
 * @throws {@link RequestFileError} with the line; what `@oid/openimages-metadata` throws for a table; what the disk throws.
 */
export async function* readRequests(path: string): AsyncGenerator<PhotoRequest> {
  if (/\.csv$/i.test(path)) {
    for await (const row of parseImageRows(createReadStream(path), {source: path})) {
      const {imageId, originalUrl: url, thumbnailUrl, subset: split, originalSize: size, originalMd5: md5} = row;
      yield {imageId, url, thumbnailUrl, split, size, md5};
    }
    return;
  }
  let number = 0;
  for await (const line of createInterface({input: createReadStream(path), crlfDelay: Infinity})) {
    number += 1;
    if (line.trim() !== '') yield parseRequest(line, path, number);
  }
}

function parseRequest(line: string, path: string, number: number): PhotoRequest {
  try {
    const value = JSON.parse(line) as Record<string, unknown> | null;
    const fields = FIELDS.filter((name) => value?.[name] !== undefined && value[name] !== null);
    for (const name of fields) {
      const wanted = name === 'size' ? 'number' : 'string';
      if (typeof value?.[name] !== wanted) throw new TypeError(`${name} is no ${wanted}`);
    }
    const request = Object.fromEntries(fields.map((name) => [name, value?.[name]])) as PhotoRequest;
    checkRequest({...request, imageId: request.imageId ?? ''});
    return request;
  } catch (error) {
    const known =
      error instanceof SyntaxError || error instanceof TypeError || hasCode(error, 'core/option') || hasCode(error, 'core/invalid-id');
    if (!known) throw error;
    throw new RequestFileError(path, number, error instanceof Error ? error.message : '', {cause: error});
  }
}
