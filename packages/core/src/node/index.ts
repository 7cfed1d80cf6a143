export {AtomicFile, writeFileAtomic} from './atomic-file.ts';
export {resolveInside} from './resolve-inside.ts';
