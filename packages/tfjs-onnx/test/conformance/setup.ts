// Bundled with TensorFlow.js's specs, so that specs and backend share one copy of the core.
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops';
import {setTestEnvs} from '@tensorflow/tfjs-core/dist/jasmine_util';
import {registerOnnxBackend} from '../../src/index.ts';

registerOnnxBackend({threshold: Number(process.env['OID_THRESHOLD'] ?? 4096)});
setTestEnvs([{name: 'onnx', backendName: 'onnx', isDataSync: true}]);
