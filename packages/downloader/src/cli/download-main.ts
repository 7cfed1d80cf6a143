import {parseArgs} from 'node:util';
import {OidError, OptionError} from '@oid/core';
import type {ProgressEvent} from '@oid/core';
import {downloadPhotos} from '../download-photos.ts';
import {REASONS} from '../journal-entry.ts';
import type {Reason} from '../journal-entry.ts';
import {PHOTO_SOURCES, folderSource, isPhotoSourceName, templateSource} from '../photo-source.ts';
import type {PhotoSource} from '../photo-source.ts';
import {formatReport, reportJournal} from '../report-journal.ts';
import {readRequests} from '../request-file.ts';

const USAGE = `oid-download LIST --directory DIR [options]                 fetch what LIST names and is not there yet
oid-download retry LIST --only REASON,… --directory DIR     ask again about photos that failed for good
oid-download report JOURNAL [--json]                        add a journal up

LIST is an image table of Open Images (.csv) or has one request as JSON a line: imageId, url, thumbnailUrl, split, size, md5.

  --directory DIR        photos go to DIR/<2 hex>/<id>.jpg
  --journal FILE         (DIR/journal.ndjson)
  --source NAME          original, thumbnail, cvdf, an address with {id}, or a folder; may be repeated, tried in turn (original)
  --shard I/N            only photos whose id, as a number, is I modulo N
  --max-side PIXELS      shrink photos as they arrive
  --decode WHEN          always, unverified or never (unverified)
  --parallel N           photos at once (32)
  --connections N        requests at once to one host (16)
  --rate N               requests a second in all
  --rate-per-host N      and at one host
  --trust-journal        do not look at each stored photo
  --allow-files          take file: addresses
  --allow-private        fetch from loopback and private addresses
  --json                 print the summary or the report as JSON

The first Ctrl-C lets what is under way finish, the second stops at once. Status: 0; 1 after an error; 2 for wrong arguments; 130 when stopped.
`;
const PROGRESS_MS = 2_000;

/** What the command needs of its process. */
export type DownloadMainIo = {
  print: (line: string) => void;
  /** Gets a line of progress now and then. */
  progress?: ((line: string) => void) | undefined;
  drain?: AbortSignal | undefined;
  signal?: AbortSignal | undefined;
};

/** What the command `oid-download` does. @returns the exit status. */
export async function downloadMain(args: readonly string[], io: DownloadMainIo): Promise<number> {
  try {
    const {values, positionals} = parse(args);
    const [first = '', second] = positionals;
    if (values.help === true || first === '') {
      io.print(USAGE);
      return values.help === true ? 0 : 2;
    }
    if (first === 'report') {
      const report = await reportJournal(required('JOURNAL', second));
      io.print(values.json === true ? JSON.stringify(report, null, 2) : formatReport(report));
      return 0;
    }
    if (first === 'retry') return await download(required('LIST', second), values, io, reasonsOf(required('--only', values.only)));
    return await download(first, values, io, []);
  } catch (error) {
    if ((io.drain?.aborted === true || io.signal?.aborted === true) && error instanceof Error && error.name === 'AbortError') {
      io.print(`${error.message}; run the command again to go on`);
      return 130;
    }
    const usage = error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
    if (usage) io.print(`${error.message}\n\n${USAGE}`);
    else if (error instanceof OidError) io.print(`${error.code}: ${error.message}`);
    // The system's own words name the file.
    else if (error instanceof Error && 'syscall' in error) io.print(error.message);
    else throw error;
    return usage || error instanceof OptionError ? 2 : 1;
  }
}

async function download(
  list: string,
  values: Values,
  {print, progress, drain, signal}: DownloadMainIo,
  retry: readonly Reason[],
): Promise<number> {
  const directory = required('--directory', values.directory);
  const summary = await downloadPhotos(readRequests(list), {
    directory,
    journal: values.journal ?? `${directory}/journal.ndjson`,
    sources: values.source?.map(sourceOf),
    shard: values.shard === undefined ? undefined : shardFrom(values.shard),
    maxSide: numberOf(values['max-side']),
    decode: values.decode as 'always' | undefined,
    parallel: numberOf(values.parallel),
    connectionsPerHost: numberOf(values.connections),
    rate: numberOf(values.rate),
    ratePerHost: numberOf(values['rate-per-host']),
    trustJournal: values['trust-journal'],
    allowFiles: values['allow-files'],
    allowPrivateAddresses: values['allow-private'],
    retry,
    drain,
    signal,
    onProgress: progress === undefined ? undefined : everySoOften(progress),
  });
  const failed = REASONS.filter((reason) => summary.failed[reason] > 0).map((reason) => `${summary.failed[reason]} ${reason}`);
  const text = [`${summary.asked} photos: ${summary.ok} ok, ${summary.skipped} of all settled before`, ...failed].join(', ');
  print(values.json === true ? JSON.stringify(summary) : text);
  return 0;
}

type Values = ReturnType<typeof parse>['values'];

function parse(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      directory: {type: 'string'},
      journal: {type: 'string'},
      source: {type: 'string', multiple: true},
      shard: {type: 'string'},
      only: {type: 'string'},
      'max-side': {type: 'string'},
      decode: {type: 'string'},
      parallel: {type: 'string'},
      connections: {type: 'string'},
      rate: {type: 'string'},
      'rate-per-host': {type: 'string'},
      'trust-journal': {type: 'boolean'},
      'allow-files': {type: 'boolean'},
      'allow-private': {type: 'boolean'},
      json: {type: 'boolean'},
      help: {type: 'boolean', short: 'h'},
    },
  });
}

function required(name: string, value: string | undefined): string {
  if (value === undefined || value === '') throw new OptionError(name, value, 'given; see oid-download --help');
  return value;
}

function numberOf(value: string | undefined): number | undefined {
  return value === undefined ? undefined : Number(value);
}

function sourceOf(name: string): PhotoSource {
  if (isPhotoSourceName(name)) return PHOTO_SOURCES[name];
  return name.includes('{id}') ? templateSource(name) : folderSource(name, {name});
}

function shardFrom(text: string): {index: number; count: number} {
  const [, index, count] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  if (index === undefined) throw new OptionError('--shard', text, 'I/N, such as 0/4');
  return {index: Number(index), count: Number(count)};
}

function reasonsOf(text: string): Reason[] {
  return text.split(',') as Reason[];
}

/** One line every two seconds, so that a log stays short. */
function everySoOften(progress: (line: string) => void): (event: ProgressEvent) => void {
  const start = Date.now();
  let next = start + PROGRESS_MS;
  return ({done, errors = 0, bytes = 0}) => {
    const now = Date.now();
    if (now < next) return;
    next = now + PROGRESS_MS;
    const seconds = (now - start) / 1000;
    progress(`${done} photos, ${errors} failed, ${(done / seconds).toFixed(0)} photos/s, ${(bytes / 1e6 / seconds).toFixed(1)} MB/s`);
  };
}
