import {fileURLToPath} from 'node:url';
import {expect, test} from 'vitest';
import {runChild} from '../../../../vitest.child.ts';

test('where onnxruntime-node cannot be found, importing works, the backend says why, and another one runs', {timeout: 60_000}, async () => {
  const hide = fileURLToPath(new URL('../../test/children/hide-onnxruntime.cjs', import.meta.url));
  const {result, errors} = await runChild(new URL('../../test/children/without-onnxruntime.ts', import.meta.url), {
    node: ['--require', hide],
  });
  expect(result).toEqual({
    error: {
      code: 'tfjs-onnx/unavailable',
      message: expect.stringMatching(/onnxruntime-node is not installed\. Run npm install onnxruntime-node/),
    },
    chosen: false,
    backend: 'cpu',
    mode: 'eager',
    y: [2, 4],
  });
  expect(errors).toMatch(/onnxruntime-node is not installed\. Run npm install onnxruntime-node/);
});

test('where onnxruntime-node has no binary for the platform, importing works, the backend says where there are some, and another one runs', {
  timeout: 60_000,
}, async () => {
  const lose = fileURLToPath(new URL('../../test/children/lose-binary.cjs', import.meta.url));
  const {result, errors} = await runChild(new URL('../../test/children/without-onnxruntime.ts', import.meta.url), {
    node: ['--require', lose],
  });
  const message = /native library did not load .*cannot open shared object file.*Binaries exist for Linux/;
  expect(result).toEqual({
    error: {code: 'tfjs-onnx/unavailable', message: expect.stringMatching(message)},
    chosen: false,
    backend: 'cpu',
    mode: 'eager',
    y: [2, 4],
  });
  expect(errors).toMatch(message);
});
