export {FETCH_METADATA_DEFAULTS, fetchMetadata} from './fetch-metadata.ts';
export type {FetchMetadataOptions} from './fetch-metadata.ts';
export {openMetadata} from './open-metadata.ts';
export type {MetadataFolder} from './open-metadata.ts';
export {SPLITS} from '../splits.ts';
export type {Split} from '../splits.ts';
export type {Fetch, FetchResponse} from './web-source.ts';
export {STREAM_POINTS_DEFAULTS, streamPoints} from './stream-points.ts';
export type {BoxConditions, FlagCondition, FlagConditions, StreamPointsOptions} from './stream-points.ts';
