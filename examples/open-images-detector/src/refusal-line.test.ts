import {expect, test} from 'vitest';
import {createRefusalLine} from './refusal-line.ts';

test('a reason is told once, by the training step or by the model', () => {
  const lines: string[] = [];
  const onCompileRefused = createRefusalLine((text) => lines.push(text));
  for (const message of ['It reads data.', 'It reads data.', 'No lowering of Foo.']) onCompileRefused(new Error(message));
  expect(lines).toEqual([
    '           runs operation by operation, which is slower. It reads data.',
    '           runs operation by operation, which is slower. No lowering of Foo.',
  ]);
});
