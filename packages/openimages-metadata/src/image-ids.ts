import {parseImageId} from '@oid/core';
import type {ImageId} from '@oid/core';
import {EmptyTableError} from './errors/empty-table-error.ts';
import {MissingColumnError} from './errors/missing-column-error.ts';
import {textLines} from './text-lines.ts';

/**
 * Streams a list of image ids, one a line, such as `train-image-ids-with-human-parts-and-mammal-boxes.txt`, or with the header `ImageID`, such as
 * `challenge-2018-image-ids-valset-od.csv`.
 *
 * @param options.source - the file's name, for messages.
 * @throws {@link EmptyTableError}, {@link MissingColumnError} for another header, InvalidIdError, MalformedTableError; each names file and line.
 */
export async function* parseImageIds(chunks: AsyncIterable<Uint8Array>, options: {source: string}): AsyncGenerator<ImageId> {
  const {source} = options;
  let any = false;
  for await (const {text, line} of textLines(chunks, source, LONGEST_LINE)) {
    if (line === 1 && text === 'ImageID') continue;
    if (line === 1 && text.includes(',')) throw new MissingColumnError(source, line, 'ImageID alone', text.split(','));
    any = true;
    yield parseImageId(text, `${source}:${line}`);
  }
  if (!any) throw new EmptyTableError(source, 'rows');
}

const LONGEST_LINE = 4096;
