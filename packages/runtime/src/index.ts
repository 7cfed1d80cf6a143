export {START_RUNTIME_DEFAULTS, startRuntime} from './node/start-runtime.ts';
export type {PassedOver, Runtime, StartRuntimeOptions} from './node/start-runtime.ts';
export {registerWasmTrainingKernels} from './register-wasm-training-kernels.ts';
export {BackendUnavailableError} from './errors/backend-unavailable-error.ts';
export {CrewError} from './errors/crew-error.ts';
export {WasmMemoryError} from './errors/wasm-memory-error.ts';
