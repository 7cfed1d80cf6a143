export {weightedL2Loss, WEIGHTED_SMOOTH_L1_LOSS_DEFAULTS, weightedSmoothL1Loss} from './localization-losses.ts';
export type {WeightedSmoothL1LossOptions} from './localization-losses.ts';
export {weightedDiouLoss, weightedGiouLoss, weightedIouLoss} from './iou-losses.ts';
export type {LocalizationOptions, LossOptions} from './loss-options.ts';

export {bootstrappedSigmoidLoss, SIGMOID_FOCAL_LOSS_DEFAULTS, sigmoidFocalLoss, weightedSigmoidLoss} from './sigmoid-losses.ts';
export type {BootstrappedSigmoidLossOptions, SigmoidFocalLossOptions} from './sigmoid-losses.ts';
export {WEIGHTED_SOFTMAX_LOSS_DEFAULTS, weightedLogitsSoftmaxLoss, weightedSoftmaxLoss} from './softmax-losses.ts';
export type {WeightedSoftmaxLossOptions} from './softmax-losses.ts';

export {classificationLossOf, localizationLossOf} from './named-losses.ts';
export type {ClassificationLoss, ClassificationLossChoice, LocalizationLoss, LocalizationLossChoice} from './named-losses.ts';
export {HARD_EXAMPLE_MINER_DEFAULTS, mineHardLosses} from './hard-example-miner.ts';
export type {HardExampleMinerOptions, MinedLosses} from './hard-example-miner.ts';
export {EXPECTED_LOSS_WEIGHTS_DEFAULTS, expectedLossWeights} from './expected-loss-weights.ts';
export type {ExpectedLossWeights, ExpectedLossWeightsOptions} from './expected-loss-weights.ts';
export {SSD_LOSSES_DEFAULTS, ssdLosses} from './ssd-losses.ts';
export type {SsdLosses, SsdLossesOptions, SsdPredictions, SsdTargets} from './ssd-losses.ts';

export {SOFTMAX_FOCAL_LOSS_DEFAULTS, softmaxFocalLoss} from './softmax-focal-loss.ts';
export type {SoftmaxFocalLossOptions} from './softmax-focal-loss.ts';
export {SMOOTH_L1_LOSS_DEFAULTS, smoothL1Loss} from './smooth-l1-loss.ts';
export type {SmoothL1LossOptions} from './smooth-l1-loss.ts';
