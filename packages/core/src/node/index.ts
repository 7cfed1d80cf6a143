export {AtomicFile, writeFileAtomic} from './atomic-file.ts';
export {removeTemporaryFiles} from './remove-temporary-files.ts';
export {resolveInside} from './resolve-inside.ts';
