import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {idOf} from '../test/photos.ts';
import type {JournalEntry} from './journal-entry.ts';
import {formatReport, reportJournal} from './report-journal.ts';

test('a journal is added up by reason, source and host; of several lines for one photo the last counts', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'oid-report-'));
  const path = join(folder, 'j.ndjson');
  const stored = {ok: true, bytes: 1000, receivedBytes: 3000, receivedMd5: 'x'} as const;
  const lines: JournalEntry[] = [
    {imageId: idOf(1), ok: false, reason: 'network', message: 'cut', host: 'a', at: 1000},
    {imageId: idOf(1), ...stored, source: 'original', host: 'a', at: 3000},
    {imageId: idOf(2), ...stored, source: 'bucket', host: 'b', at: 4000, hops: [{source: 'original', reason: 'absent', message: '404'}]},
    {imageId: idOf(3), ok: false, reason: 'absent', message: 'the server answered 404', status: 404, host: 'a', at: 5000},
    {imageId: idOf(4), ...stored, source: 'folder'},
  ];
  await writeFile(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  const report = await reportJournal(path);
  expect(report).toEqual({
    photos: 4,
    ok: 3,
    bytes: 3000,
    receivedBytes: 9000,
    seconds: 4,
    failed: {absent: 1, removed: 0, changed: 0, throttled: 0, corrupt: 0, refused: 0, network: 0},
    examples: {absent: [{imageId: idOf(3), message: 'the server answered 404'}]},
    sources: {original: {ok: 1, failed: 1}, bucket: {ok: 1, failed: 0}, folder: {ok: 1, failed: 0}},
    hosts: {
      a: {ok: 1, failed: 1, receivedBytes: 3000},
      b: {ok: 1, failed: 0, receivedBytes: 3000},
      'this machine': {ok: 1, failed: 0, receivedBytes: 3000},
    },
  });
  expect(formatReport(report).split('\n').slice(0, 3)).toEqual([
    '4 photos: 3 ok, 1 failed; 0.0 MB received, 0.0 MB stored; 0.8 photos/s and 0.0 MB/s over 4 s',
    '  absent: 1',
    `    ${idOf(3)}  the server answered 404`,
  ]);
  expect(await reportJournal(join(folder, 'none'))).toMatchObject({photos: 0, seconds: 0, hosts: {}});
  await rm(folder, {recursive: true});
});
