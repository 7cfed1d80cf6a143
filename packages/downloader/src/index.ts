export {downloadPhotos} from './download-photos.ts';
export type {DownloadSummary} from './download-photos.ts';
export {DOWNLOAD_DEFAULTS} from './download-options.ts';
export type {DownloadOptions} from './download-options.ts';
export type {Fetch, FetchResponse} from './fetch-type.ts';
export type {PhotoRequest} from './photo-request.ts';
export {folderStore, photoPath} from './photo-store.ts';
export type {PhotoStore} from './photo-store.ts';

export {readJournal} from './read-journal.ts';
export {REASONS} from './journal-entry.ts';
export type {JournalEntry, Reason} from './journal-entry.ts';

export {JournalCorruptError} from './errors/journal-corrupt-error.ts';
