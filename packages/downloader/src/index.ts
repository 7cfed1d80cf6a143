export {downloadPhotos} from './download-photos.ts';
export type {DownloadSummary} from './download-photos.ts';
export {DOWNLOAD_DEFAULTS} from './download-options.ts';
export type {DownloadOptions, ImageRules} from './download-options.ts';
export type {PhotoRequest} from './photo-request.ts';
export {
  PHOTO_SOURCES,
  cvdfSource,
  folderSource,
  isPhotoSourceName,
  originalSource,
  templateSource,
  thumbnailSource,
} from './photo-source.ts';
export type {PhotoSource, PhotoSourceName} from './photo-source.ts';
export {PLACEHOLDER_MD5S} from './photo-checks.ts';
export {folderStore, photoPath} from './photo-store.ts';
export type {PhotoStore} from './photo-store.ts';

export {readRequests} from './request-file.ts';
export {stopOnSignals} from './stop-on-signals.ts';
export type {StopSignals} from './stop-on-signals.ts';

export {readJournal} from './read-journal.ts';
export {journalLines} from './journal-lines.ts';
export {formatReport, reportJournal} from './report-journal.ts';
export type {JournalReport} from './report-journal.ts';
export {REASONS} from './journal-entry.ts';
export type {FailedEntry, Hop, JournalEntry, Reason, StoredEntry} from './journal-entry.ts';

export {JournalCorruptError} from './errors/journal-corrupt-error.ts';
export {RequestFileError} from './errors/request-file-error.ts';
