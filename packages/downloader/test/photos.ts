import {createHash} from 'node:crypto';

/** The `n`-th id, in a folder of its own for every `n` below 256. */
export function idOf(n: number): string {
  return `${n.toString(16).padStart(2, '0')}000000000000ff`.slice(0, 16);
}

/** Begins and ends as a JPEG; what lies between follows from `n`. */
export function photoOf(n: number, length = 400): Buffer {
  const bytes = Buffer.alloc(length, n + 1);
  bytes.set([0xff, 0xd8, 0xff, 0xe0], 0);
  bytes.set([0xff, 0xd9], length - 2);
  return bytes;
}

/** As the tables write it. */
export function md5Of(bytes: Uint8Array): string {
  return createHash('md5').update(bytes).digest('base64');
}

/** A real JPEG, 8 wide and 4 high. */
export const JPEG: Buffer = Buffer.from(
  '/9j/2wBDABQODxIPDRQSEBIXFRQYHjIhHhwcHj0sLiQySUBMS0dARkVQWnNiUFVtVkVGZIhlbXd7gYKBTmCNl4x9lnN+gXz/2wBDARUXFx4aHjshITt8U0ZTfHx8fHx8' +
    'fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHz/wAARCAAEAAgDASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAH/xAAeEAABBAEF' +
    'AAAAAAAAAAAAAAABAAIDETEEEiGRwv/EABUBAQEAAAAAAAAAAAAAAAAAAAID/8QAGREBAAIDAAAAAAAAAAAAAAAAAQACAxEi/9oADAMBAAIRAxEAPwC6iNsMbGMaKNXx' +
    'm9g9nqsE2REh5JbDUs22T//Z',
  'base64',
);

/** What `work` rejects with; `undefined` when it resolves. */
export async function errorOf(work: () => unknown): Promise<unknown> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return error;
  }
}
