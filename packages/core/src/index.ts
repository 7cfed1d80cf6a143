export {OidError, hasCode} from './errors/oid-error.ts';
export {OptionError} from './errors/option-error.ts';
export {ShapeError} from './errors/shape-error.ts';
export {NotFiniteError} from './errors/not-finite-error.ts';
export {InvalidIdError} from './errors/invalid-id-error.ts';
export {OutsideFolderError} from './errors/outside-folder-error.ts';

export {checkOneOf} from './check-one-of.ts';
export {checkFinite} from './check-finite.ts';
export {checkRange} from './check-range.ts';
export type {Range} from './check-range.ts';
export {parseImageId, parseMid} from './ids.ts';
export type {ImageId, Mid} from './ids.ts';
export {nearestName} from './nearest-name.ts';
export {shardOf} from './shard-of.ts';

export type {Detections, GroundTruth} from './detections.ts';
export type {ImageSize} from './image-size.ts';
export type {OnProgress, ProgressEvent} from './progress.ts';

export {checkRevision, DEFAULT_REVISION, REVISIONS} from './revision.ts';
export type {Revision} from './revision.ts';

export {createRandom, restoreRandom} from './random.ts';
export type {Random} from './random.ts';
export {retryAfterMs} from './retry-after.ts';
export {crc32c, maskCrc32c, unmaskCrc32c} from './crc32c.ts';
