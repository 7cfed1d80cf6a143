import {describe, expect, test, vi} from 'vitest';
import {parseCommandLine} from './options.ts';

const parse = (...given: string[]): ReturnType<typeof parseCommandLine> => parseCommandLine(['node', 'flow', ...given]);

describe('parseCommandLine', () => {
  test('fills in the defaults', () => {
    expect(parse('--release', 'data', '--out', 'work').options).toMatchObject({
      release: 'data',
      out: 'work',
      classes: [],
      exclude: [],
      limitPerClass: undefined,
      sample: undefined,
      sources: ['original'],
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

  test('reads what to leave out, limits and sources', () => {
    const words = ['--exclude', 'Car,Van', '--limit-per-class', '100', '--sample', '5000', '--sources', 'original, cvdf'];
    expect(parse('--release', 'v7', '--out', 'work', ...words).options).toMatchObject({
      release: 'v7',
      exclude: ['Car', 'Van'],
      limitPerClass: 100,
      sample: 5000,
      sources: ['original', 'cvdf'],
    });
  });

  test('reads a config and what to change in it', () => {
    const words = ['--config', 'my.config', '--set', 'train_config.batch_size=4', '~model', '--set', 'toy_ssd.focal_gamma=1'];
    expect(parse('--release', 'data', '--out', 'work', ...words).options).toMatchObject({
      config: 'my.config',
      set: ['train_config.batch_size=4', '~model', 'toy_ssd.focal_gamma=1'],
    });
  });

  test.each([
    [['--out', 'x'], '--release <id|folder|url> is missing'],
    [['--release', 'x'], '--out <dir> is missing'],
    [['--release', 'x', '--out', 'y', '--batch', '0'], 'Must be a whole number of at least 1'],
    [['--release', 'x', '--out', 'y', '--input-size', '31'], 'Must be a whole number of at least 32'],
    [['--release', 'x', '--out', 'y', '--sample', '0'], 'Must be a whole number of at least 1'],
    [['--release', 'x', '--out', 'y', '--limit-per-class', '1.5'], 'Must be a whole number of at least 1'],
    [['--release', 'x', '--out', 'y', '--sources', 'flickr'], 'Must be some of original, thumbnail, cvdf, each once'],
    [['--release', 'x', '--out', 'y', '--sources', 'cvdf,cvdf'], 'Must be some of original, thumbnail, cvdf, each once'],
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
