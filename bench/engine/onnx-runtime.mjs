/** onnxruntime-node through its public interface, on graphs that @oid/tfjs-onnx exports. */
import {availableParallelism} from 'node:os';
import {importBuilt, requireFrom, tf} from './packages.mjs';
import {createSsdMobileNet, magnitude} from './ssd-mobilenet.mjs';

const ort = requireFrom('tfjs-onnx')('onnxruntime-node');

async function createSession(forward, inputs) {
  const {toOnnx} = await importBuilt('tfjs-onnx');
  await tf.setBackend('onnx');
  const bytes = toOnnx(forward, {inputs});
  return ort.InferenceSession.create(bytes, {intraOpNumThreads: availableParallelism(), logSeverityLevel: 3});
}

export async function createGemmWork() {
  const {createRandom} = await importBuilt('core');
  const random = createRandom(3);
  const numbers = () =>
    new ort.Tensor(
      'float32',
      Float32Array.from({length: 2 ** 20}, () => random.normal()),
      [1024, 1024],
    );
  const session = await createSession((a, b) => tf.matMul(a, b), {a: {shape: [1024, 1024]}, b: {shape: [1024, 1024]}});
  const feeds = {a: numbers(), b: numbers()};
  return {perRun: (2 * 1024 ** 3) / 1e9, run: async () => (await session.run(feeds)).output.data, check: magnitude};
}

export async function createExportedWork() {
  const {forward, pixels, shape} = await createSsdMobileNet();
  const session = await createSession(forward, {images: {shape}});
  const feeds = {images: new ort.Tensor('float32', pixels, shape)};
  return {perRun: 1, run: async () => (await session.run(feeds)).classLogits.data, check: magnitude};
}
