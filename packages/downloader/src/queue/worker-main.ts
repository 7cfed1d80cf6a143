import {parseArgs} from 'node:util';
import {OidError, OptionError} from '@oid/core';
import {runDownloadWorker} from './run-download-worker.ts';
import type {WorkerEvent} from './run-download-worker.ts';
import {sharedFolder} from './shared-folder.ts';
import type {SharedStorage} from './shared-storage.ts';

const USAGE = `oid-download-worker (--folder DIR | --s3 BUCKET[/PREFIX]) [options]

  --folder DIR         the folder that all workers share
  --s3 BUCKET/PREFIX   or the bucket; keys come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or as the AWS SDK finds them
  --endpoint URL       of an S3-compatible store other than AWS
  --region NAME        of the bucket (us-east-1)
  --redis URL          rather OID_REDIS_URL, which other users do not see (redis://127.0.0.1:6379)
  --queue NAME         (oid-download)
  --jobs N             shards at once (1)
  --give-up-ms N       end when Redis cannot be reached for so long (60000)
  --allow-files        take file: addresses
  --allow-private      fetch from loopback and private addresses
  --until-empty        stop when nothing is left to do

The first Ctrl-C lets transfers finish and gives shards back, the second stops at once. Status: 0; 1 after an error; 2 for wrong arguments.
`;

/** What the command needs of its process. */
export type WorkerMainIo = {
  env: Readonly<Record<string, string | undefined>>;
  /** Gets one line at a time. */
  print: (line: string) => void;
  drain?: AbortSignal | undefined;
  signal?: AbortSignal | undefined;
};

/** What the command `oid-download-worker` does. @returns the exit status: 0; 1 after an error; 2 for wrong arguments. */
export async function workerMain(args: readonly string[], {env, print, drain, signal}: WorkerMainIo): Promise<number> {
  try {
    const values = parse(args);
    if (values.help === true) {
      print(USAGE);
      return 0;
    }
    const storage = await storageOf(values);
    const redis = values.redis ?? env.OID_REDIS_URL;
    print(`oid-download-worker: ${storage.url}`);
    const {finished, failed, returned, lost} = await runDownloadWorker({
      storage,
      redis,
      queue: values.queue,
      jobs: numberOf(values.jobs),
      giveUpMs: numberOf(values['give-up-ms']),
      untilEmpty: values['until-empty'],
      download: {allowFiles: values['allow-files'] ?? false, allowPrivateAddresses: values['allow-private'] ?? false},
      drain,
      signal,
      onEvent: (event) => print(lineOf(event)),
    });
    print(`${finished} shards finished, ${failed} attempts failed, ${returned} given back, ${lost} lost to other workers`);
    return 0;
  } catch (error) {
    const usage = error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
    if (!usage && !(error instanceof OidError)) throw error;
    print(usage ? `${error.message}\n\n${USAGE}` : `${(error as OidError).code}: ${(error as OidError).message}`);
    return usage || error instanceof OptionError ? 2 : 1;
  }
}

function parse(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    options: {
      folder: {type: 'string'},
      s3: {type: 'string'},
      endpoint: {type: 'string'},
      region: {type: 'string'},
      redis: {type: 'string'},
      queue: {type: 'string'},
      jobs: {type: 'string'},
      'give-up-ms': {type: 'string'},
      'allow-files': {type: 'boolean'},
      'allow-private': {type: 'boolean'},
      'until-empty': {type: 'boolean'},
      help: {type: 'boolean', short: 'h'},
    },
  }).values;
}

function numberOf(value: string | undefined): number | undefined {
  return value === undefined ? undefined : Number(value);
}

async function storageOf({folder, s3, endpoint, region}: ReturnType<typeof parse>): Promise<SharedStorage> {
  if (folder !== undefined && s3 === undefined) return sharedFolder(folder);
  if (s3 === undefined || folder !== undefined) throw new OptionError('--folder', folder, 'given, or else --s3');
  const {s3Storage} = await import('../s3/s3-storage.ts');
  const [bucket = '', ...prefix] = s3.replace(/^s3:\/\//, '').split('/');
  return s3Storage({bucket, prefix: prefix.join('/'), endpoint, region});
}

function lineOf(event: WorkerEvent): string {
  if (event.type === 'error') return `error: ${event.message}`;
  if (event.type === 'failed') return `failed: ${event.job}, attempt ${event.attempt}${event.final ? ', for good' : ''}: ${event.reason}`;
  if (event.type === 'finished') return `finished: ${event.job}, ${event.summary.ok} of ${event.summary.asked} photos`;
  return `${event.type}: ${event.job}`;
}
