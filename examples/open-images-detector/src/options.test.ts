import {describe, expect, test, vi} from 'vitest';
import {parseCommandLine} from './options.ts';

const parse = (...given: string[]): ReturnType<typeof parseCommandLine> => parseCommandLine(['node', 'flow', ...given]);

describe('parseCommandLine', () => {
  test('fills in the defaults', () => {
    expect(parse('--release', 'data', '--out', 'work').options).toMatchObject({
      release: 'data',
      out: 'work',
      classes: [],
      config: undefined,
      set: [],
      epochs: undefined,
      minutes: undefined,
      defaultMinutes: 10,
      inputSize: undefined,
      batch: undefined,
      learningRate: undefined,
      backend: 'auto',
      seed: 1,
    });
    expect(parse('--demo')).toMatchObject({demo: true, options: {out: 'demo-out', defaultMinutes: 3}});
  });

  test('reads lists and budgets', () => {
    const {options} = parse('--release', 'data', '--out', 'work', '--classes', 'Car, /m/0k4j,', '--epochs', '3');
    expect(options).toMatchObject({classes: ['Car', '/m/0k4j'], epochs: 3, minutes: undefined});
  });

  test('reads a config and what to change in it', () => {
    const words = ['--config', 'my.config', '--set', 'train_config.batch_size=4', '~model', '--set', 'toy_ssd.focal_gamma=1'];
    expect(parse('--release', 'data', '--out', 'work', ...words).options).toMatchObject({
      config: 'my.config',
      set: ['train_config.batch_size=4', '~model', 'toy_ssd.focal_gamma=1'],
    });
  });

  test.each([
    [['--out', 'x'], '--release <folder|url> is missing'],
    [['--release', 'x'], '--out <dir> is missing'],
    [['--release', 'x', '--out', 'y', '--batch', '0'], 'Must be a whole number of at least 1'],
    [['--release', 'x', '--out', 'y', '--input-size', '31'], 'Must be a whole number of at least 32'],
    [['--release', 'x', '--out', 'y', '--minutes', '-1'], 'Must be a number above 0'],
    [['--release', 'x', '--out', 'y', '--backend', 'cuda'], 'Allowed choices are auto, tensorflow, webgpu, onnx, wasm, cpu'],
    [['--release', 'x', '--out', 'y', '--minutes', '1', '--epochs', '1'], 'cannot be used with'],
    [['--release', 'x', '--out', 'y', '--config', 'a', '--batch', '1'], 'cannot be used with'],
  ])('says what is wrong with %j', (given, message) => {
    const exit = vi.spyOn(process, 'exit').mockImplementation(() => {
      throw new Error('exit');
    });
    const written: string[] = [];
    const write = vi.spyOn(process.stderr, 'write').mockImplementation((text) => written.push(String(text)) > 0);
    try {
      expect(() => parse(...given)).toThrow('exit');
      expect(written.join('')).toContain(message);
    } finally {
      exit.mockRestore();
      write.mockRestore();
    }
  });
});
