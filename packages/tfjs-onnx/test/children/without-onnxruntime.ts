import '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import {compile, onnxAvailability} from '../../src/index.ts';

// Prints what becomes of the package where ONNX Runtime cannot be found.
const availability = onnxAvailability();
const chosen = await tf.setBackend('onnx').catch(String);
await tf.setBackend('cpu');
const double = compile((x: tf.Tensor1D) => tf.mul(x, 2));
const y = Array.from(double(tf.tensor1d([1, 2])).dataSync());
const error = availability.available ? undefined : {code: availability.error.code, message: availability.error.message};
console.log(JSON.stringify({error, chosen, backend: tf.getBackend(), mode: double.mode, y}));
