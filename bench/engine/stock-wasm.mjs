/** TensorFlow.js's wasm backend as it comes, with the one kernel that training lacks there composed of those that it has, as its users do it. */
import {dirname, sep} from 'node:path';
import {requireFrom, tf} from './packages.mjs';

const PACKAGE = '@tensorflow/tfjs-backend-wasm';

export async function startStockWasm() {
  const require = requireFrom('runtime');
  require(PACKAGE).setWasmPaths(dirname(require.resolve(PACKAGE)) + sep);
  await tf.setBackend('wasm');
  tf.registerKernel({kernelName: 'Conv2DBackpropFilter', backendName: 'wasm', kernelFunc: filterGradient});
}

/** One matrix product for each cell of the filter. */
function filterGradient({inputs, attrs: {filterShape, strides, pad}}) {
  const [x, dy] = [inputs.x, inputs.dy].map((info) => tf.engine().makeTensorFromTensorInfo(info));
  return tf.tidy(() => {
    const {padInfo, batchSize, inChannels, outChannels, outHeight, outWidth, filterHeight, filterWidth} = tf.backend_util.computeConv2DInfo(
      x.shape,
      filterShape,
      strides,
      1,
      pad,
    );
    const padded = tf.pad(x, [
      [0, 0],
      [padInfo.top, padInfo.bottom],
      [padInfo.left, padInfo.right],
      [0, 0],
    ]);
    const gradient = tf.reshape(dy, [-1, outChannels]);
    const cells = Array.from({length: filterHeight * filterWidth}, (_, cell) => {
      const begin = [0, Math.floor(cell / filterWidth), cell % filterWidth, 0];
      const window = tf.slice(padded, begin, [batchSize, outHeight, outWidth, inChannels]);
      return tf.matMul(tf.reshape(window, [-1, inChannels]), gradient, true, false);
    });
    return tf.keep(tf.reshape(tf.concat(cells, 0), filterShape));
  });
}
