import {mkdir, mkdtemp, readFile, readdir, rm, utimes, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import sharp from 'sharp';
import type {Sharp} from 'sharp';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {shrinkFolder} from './shrink-folder.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'oid-shrink-'));
  await mkdir(join(folder, 'photos/a1'), {recursive: true});
});
afterEach(() => rm(folder, {recursive: true}));

const from = (): string => join(folder, 'photos');
const photo = (width: number, height: number): Sharp =>
  sharp(Buffer.from(Array.from({length: width * height * 3}, (_, at) => (at * 37 + (at >> 7) * 11) % 251)), {
    raw: {width, height, channels: 3},
  });

/** Five photos, a cut one, a drawing and a table. */
async function makePhotos(): Promise<void> {
  const large = await photo(400, 200).jpeg().toBuffer();
  const files: Record<string, Uint8Array> = {
    'a1/large.jpg': large,
    'a1/cut.jpg': large.subarray(0, 5000),
    'small.jpg': await photo(100, 60).jpeg({quality: 50}).toBuffer(),
    'grey.jpeg': await photo(90, 90).toColourspace('b-w').jpeg().toBuffer(),
    'turned.jpg': await photo(120, 40).withMetadata({orientation: 6}).jpeg().toBuffer(),
    'other.png': await photo(300, 300).png().toBuffer(),
    'drawing.jpg': Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"/>'),
    'table.csv': Buffer.from('ImageID'),
  };
  for (const [name, bytes] of Object.entries(files)) await writeFile(join(from(), name), bytes);
}

async function contents(root: string): Promise<Record<string, string>> {
  const entries = (await readdir(root, {recursive: true, withFileTypes: true})).filter((entry) => entry.isFile());
  const found = await Promise.all(
    entries.map(
      async (entry) =>
        [
          join(entry.parentPath, entry.name).slice(root.length + 1),
          (await readFile(join(entry.parentPath, entry.name))).toString('base64'),
        ] as const,
    ),
  );
  return Object.fromEntries(found.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

const FAILED = {'imaging/corrupt truncated': 1, 'imaging/refused not-a-photo': 1};

describe('shrinkFolder to another folder', () => {
  test('makes every whole photo small, and tells of the others', async () => {
    await makePhotos();
    const before = await contents(from());
    const failures: string[] = [];
    const summary = await shrinkFolder(from(), {
      to: join(folder, 'small'),
      onFailure: (path, {code}) => failures.push(`${path.slice(from().length)} ${code}`),
    });
    expect(summary).toEqual({written: 5, kept: 0, failed: FAILED});
    expect(failures.toSorted()).toEqual(['/a1/cut.jpg imaging/corrupt', '/drawing.jpg imaging/refused']);
    expect(await contents(from())).toEqual(before);
    const small = await contents(join(folder, 'small'));
    expect(Object.keys(small)).toEqual(['a1/large.jpg', 'grey.jpeg', 'other.png.jpg', 'small.jpg', 'turned.jpg']);
    expect(small['small.jpg']).toBe(before['small.jpg']); // not compressed once more
    for (const base64 of Object.values(small)) {
      const metadata = await sharp(Buffer.from(base64, 'base64')).metadata();
      expect(metadata).toMatchObject({format: 'jpeg', space: 'srgb', channels: 3});
      expect(metadata.orientation).toBeUndefined();
      expect(Math.max(metadata.width, metadata.height)).toBeLessThanOrEqual(256);
    }
  });

  test('keeps what is done, and does again what is damaged, of another size or older than its photo', async () => {
    await makePhotos();
    const to = join(folder, 'small');
    await shrinkFolder(from(), {to});
    const done = await contents(to);
    expect(await shrinkFolder(from(), {to})).toEqual({written: 0, kept: 5, failed: FAILED});
    await writeFile(join(to, 'small.jpg'), 'half');
    await writeFile(join(to, 'a1/large.jpg'), await readFile(join(from(), 'a1/large.jpg')));
    await utimes(join(to, 'grey.jpeg'), new Date(0), new Date(0));
    await writeFile(join(to, 'turned.jpg.4194305-1.tmp'), 'left by a writer that was killed');
    expect(await shrinkFolder(from(), {to})).toEqual({written: 3, kept: 2, failed: FAILED});
    expect(await contents(to)).toEqual(done);
  });

  test('may lie inside the folder of the photos', async () => {
    await makePhotos();
    await shrinkFolder(from(), {to: join(from(), 'small')});
    expect(await shrinkFolder(from(), {to: join(from(), 'small')})).toMatchObject({written: 0, kept: 5});
  });
});

describe('shrinkFolder in place', () => {
  test('ends with the same files however often it is run', async () => {
    await makePhotos();
    const before = await contents(from());
    expect(await shrinkFolder(from())).toEqual({written: 4, kept: 1, failed: FAILED});
    const after = await contents(from());
    expect(Object.keys(after)).toEqual([
      'a1/cut.jpg',
      'a1/large.jpg',
      'drawing.jpg',
      'grey.jpeg',
      'other.png.jpg',
      'small.jpg',
      'table.csv',
      'turned.jpg',
    ]);
    for (const kept of ['a1/cut.jpg', 'drawing.jpg', 'small.jpg', 'table.csv']) expect(after[kept]).toBe(before[kept]);
    expect(await shrinkFolder(from())).toEqual({written: 0, kept: 5, failed: FAILED});
    expect(await contents(from())).toEqual(after);
  });

  test('deletes what cannot be used only when asked to', async () => {
    await makePhotos();
    await shrinkFolder(from(), {deleteFailed: true});
    expect(Object.keys(await contents(from()))).toEqual([
      'a1/large.jpg',
      'grey.jpeg',
      'other.png.jpg',
      'small.jpg',
      'table.csv',
      'turned.jpg',
    ]);
  });

  test('stopped half way, goes on to the same files', async () => {
    await makePhotos();
    await shrinkFolder(from(), {to: join(folder, 'whole')});
    const control = new AbortController();
    const onProgress = ({done}: {done: number}): void => (done === 3 ? control.abort(new Error('enough')) : undefined);
    await expect(shrinkFolder(from(), {concurrency: 1, onProgress, signal: control.signal})).rejects.toThrow('enough');
    expect(await shrinkFolder(from())).toMatchObject({failed: FAILED});
    const whole = await contents(join(folder, 'whole'));
    expect(await contents(from())).toMatchObject(whole);
  });
});

test('reports progress, and refuses bad options and a missing folder', async () => {
  await makePhotos();
  const seen: [number, number | undefined][] = [];
  await shrinkFolder(from(), {to: join(folder, 'small'), onProgress: ({done, errors}) => seen.push([done, errors])});
  expect(seen.map(([done]) => done)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(seen.at(-1)).toEqual([7, 2]);
  for (const options of [{maxSide: 0}, {concurrency: 0}, {maxPixels: 0}])
    await expect(shrinkFolder(from(), options)).rejects.toMatchObject({code: 'core/option'});
  await expect(shrinkFolder(join(folder, 'none'))).rejects.toMatchObject({code: 'ENOENT'});
});
