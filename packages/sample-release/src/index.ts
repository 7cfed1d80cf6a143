export {RENDER_SAMPLE_RELEASE_DEFAULTS, renderSampleRelease} from './render-sample-release.ts';
export type {RenderSampleReleaseOptions} from './render-sample-release.ts';
export {SERVE_SAMPLE_RELEASE_DEFAULTS, serveSampleRelease} from './serve-sample-release.ts';
export type {SampleServer, ServedRequest, ServeSampleReleaseOptions} from './serve-sample-release.ts';

export {SAMPLE_FAULTS, sampleFaults} from './faults.ts';
export type {SampleFault} from './faults.ts';
export {BRANCHES, ROOT_MID, SAMPLE_CLASSES} from './classes.ts';
export type {SampleClass, SampleClassName} from './classes.ts';

export {NotAReleaseError} from './errors/not-a-release-error.ts';
