export {registerBatchNormTrainingGradient} from '../fused/batch-norm-training.ts';
export {registerMissingGradients} from './register-missing-gradients.ts';
