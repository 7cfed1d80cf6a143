import './register.ts';

export {ONNX_BACKEND_NAME, onnxAvailability, registerOnnxBackend} from './eager/register-onnx-backend.ts';
export type {OnnxAvailability} from './eager/register-onnx-backend.ts';
export {ONNX_BACKEND_DEFAULTS} from './eager/options.ts';
export type {OnnxBackendOptions, ResolvedOnnxBackendOptions} from './eager/options.ts';
export {OnnxBackend} from './eager/onnx-backend.ts';

export {COMPILE_DEFAULTS, compile} from './compile/compile.ts';
export type {CompileOptions, CompiledFunction, InputForm} from './compile/compile.ts';

export {toOnnx} from './export/to-onnx.ts';
export type {Exported, OnnxInput, ToOnnxOptions} from './export/to-onnx.ts';
export {DETECTIONS_DEFAULTS} from './export/append-detections.ts';
export type {DetectionsOptions} from './export/append-detections.ts';
export {IR_VERSION, OPSET_VERSION} from './onnx/encode-model.ts';

export {BATCH_NORM_TRAINING_DEFAULTS, batchNormTraining} from './fused/batch-norm-training.ts';
export type {BatchNormTrainingOptions} from './fused/batch-norm-training.ts';

export {sigmoidCrossEntropy, softmaxCrossEntropy} from './fused/cross-entropy.ts';

export {registerMissingGradients} from './gradients/index.ts';

export {CompileRefusedError} from './errors/compile-refused-error.ts';
export type {RefusalKind} from './errors/compile-refused-error.ts';
export {OnnxOutOfMemoryError} from './errors/out-of-memory-error.ts';
export {OnnxUnavailableError} from './errors/onnx-unavailable-error.ts';
export {OnnxRunError} from './errors/run-error.ts';
export {WrongBackendError} from './errors/wrong-backend-error.ts';
