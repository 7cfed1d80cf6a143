/** The weights and the batch of the ToySSD works, as raw little-endian files that every subject reads. */
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {importBuilt, requireFrom, tf} from './packages.mjs';

/** Floating-point operations of the convolutions of one image's step: forward, filter gradients, and input gradients except the first's. */
export const TOY_SSD_FLOPS = countFlops();

/** Input channels, output channels and side of every convolution at 256 by 256 with two classes. */
function convolutions() {
  const list = [];
  let [inputs, side] = [3, 256];
  for (const [index, channels] of [16, 32, 64, 128, 128, 128].entries()) {
    list.push([inputs, channels, side], [channels, channels, side]);
    side /= 2;
    inputs = channels;
    if (index >= 2) list.push([channels, 12, side], [channels, 16, side]);
  }
  return [...list, [128, 12, 1], [128, 16, 1]];
}

function countFlops() {
  return convolutions().reduce(
    (sum, [inputs, outputs, side], index) => sum + (index === 0 ? 2 : 3) * 2 * 9 * inputs * outputs * side ** 2,
    0,
  );
}

/** Makes the model with its first weights and a batch of noise with three boxes an image. */
export async function writeToySsdTask(folder, batch) {
  const {createRandom} = await importBuilt('core');
  const {assignBatchTargets, createToySsd} = await importBuilt('detector-model');
  requireFrom('runtime')('@tensorflow/tfjs-backend-cpu');
  await tf.setBackend('cpu');
  const random = createRandom(1);
  const model = createToySsd({numClasses: 2, seed: 1});
  const images = Float32Array.from({length: batch * 256 * 256 * 3}, () => random.integer(256));
  const truths = Array.from({length: batch}, () => {
    const boxes = new Float32Array(12);
    for (let box = 0; box < 3; box++) {
      const [y, x, height, width] = Array.from({length: 4}, () => random.uniform());
      boxes.set([0.6 * y, 0.6 * x, 0.6 * y + 0.1 + 0.3 * height, 0.6 * x + 0.1 + 0.3 * width], 4 * box);
    }
    return {boxes, classes: Int32Array.of(1, 2, 1 + random.integer(2))};
  });
  const targets = assignBatchTargets(model.anchors, truths);
  const tensors = [['images', [batch, 256, 256, 3], images]];
  for (const [name, tensor] of Object.entries(targets)) tensors.push([name, tensor.shape, tensor.dataSync()]);
  for (const [name, variable] of model.variables.entries()) tensors.push([name, variable.shape, variable.dataSync()]);
  const index = tensors.map(([name, shape, data], number) => {
    writeFileSync(join(folder, `${number}.bin`), data);
    return {name, shape, file: `${number}.bin`, dtype: data instanceof Int32Array ? 'int32' : 'float32'};
  });
  writeFileSync(join(folder, 'tensors.json'), JSON.stringify(index));
  model.dispose();
  tf.dispose(targets);
}

/** The task as tensors by name, on the backend in use. */
export function readToySsdTask(folder) {
  const index = JSON.parse(readFileSync(join(folder, 'tensors.json'), 'utf8'));
  return Object.fromEntries(
    index.map(({name, shape, file, dtype}) => {
      const {buffer, byteOffset, length} = new Uint8Array(readFileSync(join(folder, file)));
      const Data = dtype === 'int32' ? Int32Array : Float32Array;
      return [name, tf.tensor(new Data(buffer, byteOffset, length / 4), shape, dtype)];
    }),
  );
}
