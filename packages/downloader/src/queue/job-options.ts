import type {Dispatcher} from 'undici';
import {OptionError, hasCode} from '@oid/core';
import {DOWNLOAD_DEFAULTS, resolveDownloadOptions} from '../download-options.ts';
import type {DownloadOptions} from '../download-options.ts';
import {DownloadJobError} from '../errors/download-job-error.ts';
import {PHOTO_SOURCES, isPhotoSourceName, templateSource} from '../photo-source.ts';
import type {PhotoSource, PhotoSourceName} from '../photo-source.ts';

/** A source that can be written down: one of ours by name, or the arguments of `templateSource`. */
export type JobSource = PhotoSourceName | {template: string; name?: string | undefined; original?: boolean | undefined};

type Plain = keyof typeof DOWNLOAD_DEFAULTS | 'maxSide' | 'imageRules' | 'decode' | 'placeholderMd5s' | 'retry' | 'trustJournal';

/** Options of a download that travel with its jobs. What gives access, such as `allowFiles` or `allowPrivateAddresses`, is for each worker to say. */
export type JobOptions = Pick<DownloadOptions, Plain> & {
  /** Where photos come from: each is asked for in turn until one has it. @default ['original'] */
  sources?: readonly JobSource[] | undefined;
};

const NUMBER = 'a number';
/** What each option must be, before `downloadPhotos` looks at its value. */
const KINDS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.keys(DOWNLOAD_DEFAULTS).map((name) => [name, NUMBER])),
  maxSide: NUMBER,
  imageRules: 'an object',
  decode: 'a string',
  placeholderMd5s: 'a list of strings',
  retry: 'a boolean or a list of strings',
  trustJournal: 'a boolean',
  sources: 'a list of sources',
} satisfies Partial<Record<keyof JobOptions, string>>;

/** @throws {@link DownloadJobError} */
export function parseJobOptions(options: Record<string, unknown>): JobOptions {
  for (const [name, value] of Object.entries(options)) {
    const field = `option ${JSON.stringify(name)}`;
    const kind = Object.hasOwn(KINDS, name) ? KINDS[name] : undefined;
    if (kind === undefined) throw new DownloadJobError(field, `one of ${Object.keys(KINDS).join(', ')}`);
    if (value !== undefined && !isOfKind(value, kind)) throw new DownloadJobError(field, kind);
  }
  try {
    // Nobody is asked for anything here.
    const dispatcher = {} as Dispatcher;
    resolveDownloadOptions({...downloadOptionsOf(options), directory: '.', journal: '.', dispatcher});
  } catch (error) {
    if (!hasCode(error, 'core/option')) throw error;
    const {option, expected} = (error as OptionError).detail;
    throw new DownloadJobError(`option ${JSON.stringify(option)}`, expected, {cause: error});
  }
  return options;
}

/** What the options of a job mean to `downloadPhotos`. @throws OptionError */
export function downloadOptionsOf({sources, ...plain}: JobOptions): Pick<DownloadOptions, Plain | 'sources'> {
  return sources === undefined ? plain : {...plain, sources: sources.map(sourceOf)};
}

function sourceOf(source: JobSource): PhotoSource {
  if (typeof source === 'string') {
    if (!isPhotoSourceName(source))
      throw new OptionError('sources', source, `one of ${Object.keys(PHOTO_SOURCES).join(', ')}, or a template`);
    return PHOTO_SOURCES[source];
  }
  const {template, name, original} = source;
  return templateSource(template, {...(name === undefined ? {} : {name}), ...(original === undefined ? {} : {original})});
}

function isOfKind(value: unknown, kind: string): boolean {
  const strings = (list: unknown): boolean => Array.isArray(list) && list.every((item) => typeof item === 'string');
  if (kind === NUMBER) return typeof value === 'number';
  if (kind === 'a string') return typeof value === 'string';
  if (kind === 'a boolean') return typeof value === 'boolean';
  if (kind === 'a list of strings') return strings(value);
  if (kind === 'a boolean or a list of strings') return typeof value === 'boolean' || strings(value);
  if (kind === 'a list of sources') return Array.isArray(value) && value.every(isSource);
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSource(value: unknown): boolean {
  if (typeof value === 'string') return true;
  if (typeof value !== 'object' || value === null) return false;
  const {template, name, original} = value as Record<string, unknown>;
  return (
    typeof template === 'string' && ['undefined', 'string'].includes(typeof name) && ['undefined', 'boolean'].includes(typeof original)
  );
}
