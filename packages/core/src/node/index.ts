export {AtomicFile, writeFileAtomic} from './atomic-file.ts';
export {isProcessRunning} from './is-process-running.ts';
export {removeTemporaryFiles} from './remove-temporary-files.ts';
export {resolveInside} from './resolve-inside.ts';
export {syncFolder} from './sync-folder.ts';
