import {expect, test} from 'vitest';
import {encodeModel} from '../onnx/encode-model.ts';
import type {OnnxModel} from '../onnx/model.ts';
import {loadNativeBinding} from './native-binding.ts';
import {fetchWithoutCopies, withoutCopies} from './without-copies.ts';

const relu: OnnxModel = {
  name: 'relu',
  nodes: [{operator: 'Relu', inputs: ['x'], outputs: ['y'], attributes: {}}],
  inputs: [{name: 'x', type: 'float32', shape: [3]}],
  outputs: [{name: 'y', type: 'float32', shape: [3]}],
  initializers: [],
};

function run(model: OnnxModel): {y: Float32Array; result: unknown} {
  const session = loadNativeBinding().createSession();
  const bytes = encodeModel(model);
  session.loadModel(bytes.buffer, bytes.byteOffset, bytes.byteLength, {});
  const tensor = (data: Float32Array): {type: 'float32'; dims: number[]; data: Float32Array; location: 'cpu'} => ({
    type: 'float32',
    dims: [3],
    data,
    location: 'cpu',
  });
  const y = new Float32Array(3);
  const result = fetchWithoutCopies({y: tensor(y)}, (fetches) => session.run({x: tensor(Float32Array.of(-1, 0, 2))}, fetches, {}));
  session.dispose?.();
  return {y, result};
}

test('results are where the caller gave room, and nowhere else', () => {
  expect(run(withoutCopies(relu))).toEqual({y: Float32Array.of(0, 0, 2), result: undefined});
});

test('a model without the mark runs as well', () => {
  const {y, result} = run(relu);
  expect(y).toEqual(Float32Array.of(0, 0, 2));
  expect(Object.keys(result as object)).toEqual(['y']);
});

test('other refusals pass', () => {
  const refuse = (): never => {
    throw new Error('Tensor type (17) is not supported.');
  };
  expect(() => fetchWithoutCopies({}, refuse)).toThrow('(17)');
});
