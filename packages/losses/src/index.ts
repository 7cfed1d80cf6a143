export {SOFTMAX_FOCAL_LOSS_DEFAULTS, softmaxFocalLoss} from './softmax-focal-loss.ts';
export type {SoftmaxFocalLossOptions} from './softmax-focal-loss.ts';
export {SMOOTH_L1_LOSS_DEFAULTS, smoothL1Loss} from './smooth-l1-loss.ts';
export type {SmoothL1LossOptions} from './smooth-l1-loss.ts';
