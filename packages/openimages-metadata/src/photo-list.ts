import {EmptyTableError} from './errors/empty-table-error.ts';
import {MalformedTableError} from './errors/malformed-table-error.ts';
import {textLines} from './text-lines.ts';

/** One line of a list of photos: `open-images-dataset-*.tsv`, made for Google's Storage Transfer. */
export type ListedPhoto = {
  url: string;
  /** Of the original file. */
  bytes: number;
  /** Base64 of the 16 raw bytes of the original's MD5. */
  md5: string;
};

/**
 * Streams a list of photos: a first line `TsvHttpData-1.0`, then URL, size and MD5 with tabs between.
 *
 * @param options.source - the file's name, for messages.
 * @throws {@link EmptyTableError}, {@link MalformedTableError}, naming file and line.
 * @see https://cloud.google.com/storage-transfer/docs/create-url-list
 */
export async function* parsePhotoList(chunks: AsyncIterable<Uint8Array>, options: {source: string}): AsyncGenerator<ListedPhoto> {
  const {source} = options;
  let header = false;
  let any = false;
  for await (const {text, line} of textLines(chunks, source, LONGEST_LINE)) {
    if (!header) {
      if (text !== 'TsvHttpData-1.0') throw new MalformedTableError(source, line, 'the first line must be TsvHttpData-1.0');
      header = true;
      continue;
    }
    const [url = '', bytes = '', md5 = '', ...rest] = text.split('\t');
    if (!/^https?:\/\/\S+$/.test(url) || !/^\d{1,15}$/.test(bytes) || !/^[A-Za-z0-9+/]{21}[AQgw]==$/.test(md5) || rest.length > 0) {
      throw new MalformedTableError(
        source,
        line,
        'the line must have a URL, a number of bytes and the base64 form of 16 bytes, with tabs between',
      );
    }
    any = true;
    yield {url, bytes: Number(bytes), md5};
  }
  if (!header) throw new EmptyTableError(source, 'header');
  if (!any) throw new EmptyTableError(source, 'rows');
}

const LONGEST_LINE = 1 << 16;
