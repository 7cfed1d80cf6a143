import {mkdtemp, readFile, readdir, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {gzipSync} from 'node:zlib';
import fc from 'fast-check';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {OidError} from '@oid/core';
import {errorOf} from '../../test/bytes.ts';
import {tar, tarball} from '../../test/tarball.ts';
import type {TarEntry} from '../../test/tarball.ts';
import {extractMembers} from './extract-members.ts';

const ROWS = 'a,b\n'.repeat(100_000);
const ENTRIES: readonly TarEntry[] = [
  {path: '2017_11/', type: '5'},
  {path: '2017_11/train/', type: '5'},
  {path: '2017_11/train/boxes.csv', data: ROWS},
  {path: '2017_11/test/boxes.csv', data: 'test\n'},
  {path: '2017_11/empty.csv'},
];
const WANTED = [
  {member: '2017_11/train/boxes.csv', path: 'train/boxes.csv'},
  {member: '2017_11/empty.csv', path: 'empty.csv'},
];
let root = '';
let archive = '';
let folder = '';

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'oid-archive-'));
  archive = join(root, 'a.tar.gz');
  folder = join(root, 'folder');
});
afterEach(() => rm(root, {recursive: true}));

async function extract(bytes: Uint8Array, options: Partial<Parameters<typeof extractMembers>[4]> = {}): ReturnType<typeof extractMembers> {
  await writeFile(archive, bytes);
  return extractMembers(archive, 'a.tar.gz', folder, WANTED, {largest: 1 << 24, ...options});
}

/** Everything below the root, apart from the archive and folders. */
const files = async (): Promise<string[]> =>
  (await readdir(root, {recursive: true, withFileTypes: true}))
    .filter((entry) => !entry.isDirectory() && entry.name !== 'a.tar.gz')
    .map(({name}) => name);

describe('extractMembers', () => {
  test('writes what is wanted and nothing else', async () => {
    const extracted = await extract(tarball(ENTRIES));
    expect(await readFile(join(folder, 'train/boxes.csv'), 'utf8')).toBe(ROWS);
    expect(extracted.get('2017_11/train/boxes.csv')).toMatchObject({path: 'train/boxes.csv', bytes: ROWS.length});
    expect(extracted.get('2017_11/empty.csv')?.sha256).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect((await files()).sort()).toEqual(['boxes.csv', 'empty.csv']);
  });

  test('takes paths that begin with ./, and pax headers', async () => {
    const record = 'path=2017_11/train/boxes.csv\n';
    const pax = `${record.length + 3} ${record}`;
    const entries = [{path: 'PaxHeader', type: 'x', data: pax}, {path: 'short', data: ROWS}, {path: './2017_11/empty.csv'}];
    expect((await extract(tarball(entries))).size).toBe(2);
  });

  test.each<[string, readonly TarEntry[], RegExp]>([
    ['a path that leaves the folder', [{path: '2017_11/../../x', data: 'x'}], /leaves/],
    ['an absolute path', [{path: '/etc/x', data: 'x'}], /absolute/],
    ['a path of Windows', [{path: 'C:\\x', data: 'x'}], /absolute/],
    ['a symbolic link', [{path: 'link', type: '2', link: '/etc/passwd'}], /SymbolicLink/],
    ['a symbolic link in place of a folder', [{path: '2017_11/train', type: '2', link: '/tmp'}], /SymbolicLink/],
    ['a hard link', [{path: 'link', type: '1', link: '2017_11/test/boxes.csv'}], /Link/],
    ['a device', [{path: 'null', type: '3'}], /CharacterDevice/],
    ['a pipe', [{path: 'pipe', type: '6'}], /FIFO/],
    ['an unknown kind', [{path: 'odd', type: 'Q'}], /kind|type/i],
    ['a name that comes twice', [{path: './2017_11/test/boxes.csv', data: 'again'}], /twice/],
    [
      'a pax header that renames a member out of the folder',
      [
        {path: 'PaxHeader', type: 'x', data: '19 path=../../../x\n'},
        {path: 'innocent', data: 'x'},
      ],
      /leaves/,
    ],
    [
      'a pax header of 2 MB',
      [
        {path: 'PaxHeader', type: 'x', data: 'x'.repeat(2 << 20)},
        {path: 'innocent', data: 'x'},
      ],
      /not allowed/,
    ],
  ])('refuses %s, and leaves nothing', async (_, evil, message) => {
    for (const entries of [
      [...evil, ...ENTRIES],
      [...ENTRIES, ...evil],
    ]) {
      const error = await errorOf(() => extract(tarball(entries)));
      expect(error).toMatchObject({code: 'openimages-metadata/invalid-archive', detail: {archive: 'a.tar.gz'}});
      expect((error as Error).message).toMatch(message);
      expect(await files()).toEqual([]);
    }
  });

  test('refuses an archive that is cut off, wherever', async () => {
    const [whole, raw] = [tarball(ENTRIES), tar(ENTRIES)];
    for (const bytes of [
      whole.subarray(0, whole.length / 2),
      whole.subarray(0, -4),
      whole.subarray(0, 5),
      Buffer.alloc(0),
      gzipSync(raw.subarray(0, 3000)),
    ]) {
      expect(await errorOf(() => extract(bytes))).toMatchObject({code: 'openimages-metadata/invalid-archive'});
      expect(await files()).toEqual([]);
    }
  });

  test('refuses what is no archive, a bomb, and one compressed twice', async () => {
    expect(await errorOf(() => extract(Buffer.from('ImageID,Source\n')))).toMatchObject({code: 'openimages-metadata/invalid-archive'});
    expect(await errorOf(() => extract(gzipSync(Buffer.alloc(1 << 22, 'x'))))).toMatchObject({code: 'openimages-metadata/invalid-archive'});
    const bomb = tarball([{path: '2017_11/train/boxes.csv', data: '0'.repeat(1 << 25)}]);
    expect(((await errorOf(() => extract(bomb))) as Error).message).toContain('more than 16777216 bytes');
    expect(((await errorOf(() => extract(gzipSync(tarball(ENTRIES))))) as Error).message).toContain('compressed twice');
    expect(await files()).toEqual([]);
  });

  test('names a member that is not there', async () => {
    const error = await errorOf(() => extract(tarball(ENTRIES.slice(0, 4))));
    expect((error as Error).message).toContain('it has no 2017_11/empty.csv; it has 2017_11/, 2017_11/train/, 2017_11/train/boxes.csv');
    expect(await files()).toEqual([]);
  });

  test('stops when told to, with the given reason', async () => {
    const signal = AbortSignal.abort(new RangeError('enough'));
    expect(await errorOf(() => extract(tarball(ENTRIES), {signal}))).toMatchObject({message: 'enough'});
    expect(await files()).toEqual([]);
  });

  test('answers a damaged archive with a typed error, or with the files as they were', async () => {
    const entries = ENTRIES.map((entry) => ({...entry, ...(entry.data === ROWS ? {data: 'a,b\n'.repeat(700)} : {})}));
    const raw = tar(entries);
    const whole = gzipSync(raw, {level: 1});
    const change = fc.record({at: fc.nat(1 << 20), value: fc.integer({min: 0, max: 255}), length: fc.nat(20)});
    await fc.assert(
      fc.asyncProperty(fc.boolean(), fc.array(change, {minLength: 1, maxLength: 3}), async (inside, changes) => {
        const bytes = Buffer.from(inside ? raw : whole);
        for (const {at, value, length} of changes) {
          const from = at % bytes.length;
          bytes.fill(value, from, Math.min(from + length + 1, bytes.length));
        }
        try {
          const extracted = await extract(inside ? gzipSync(bytes, {level: 1}) : bytes);
          expect([...extracted.keys()].sort()).toEqual(['2017_11/empty.csv', '2017_11/train/boxes.csv']);
          if (!inside) expect(await readFile(join(folder, 'train/boxes.csv'), 'utf8')).toBe('a,b\n'.repeat(700));
          await rm(folder, {recursive: true});
        } catch (error) {
          expect(error).toBeInstanceOf(OidError);
          expect(await files()).toEqual([]);
        }
      }),
      {numRuns: 150},
    );
  });
});
