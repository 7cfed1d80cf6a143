import {PHOTO_SOURCES, isPhotoSourceName} from '@oid/downloader';
import type {PhotoSourceName} from '@oid/downloader';
import {Command, InvalidArgumentError, Option} from 'commander';

/** What the flow is asked to do. */
export type FlowOptions = {
  /** A release of the catalogue, such as `v7`; or folder or base URL of a release in the V4 layout. */
  release: string;
  /** Everything is written below this folder. */
  out: string;
  /** Class names or MIDs; none means every trainable class of the release. */
  classes: readonly string[];
  /** Class names or MIDs; each stands for itself and everything below it in the hierarchy. */
  branches: readonly string[];
  /** Class names or MIDs, each left out with everything below it; not from `classes`. */
  exclude: readonly string[];
  /** An image is taken while one of its classes has fewer images than this in its split. */
  limitPerClass: number | undefined;
  /** At most so many images a split, drawn by the seed. */
  sample: number | undefined;
  /** Where photos come from, each asked in turn until one has it. */
  sources: readonly PhotoSourceName[];
  /** A `pipeline.config`, text or binary, to train by; else the flow's own recipe. */
  config: string | undefined;
  /** Changes to the config, `path=value`, in order. */
  set: readonly string[];
  /** Budget of training: one of the two at most. With neither, the config's `num_steps` counts, and without that `defaultMinutes`. */
  epochs: number | undefined;
  minutes: number | undefined;
  defaultMinutes: number;
  /** Of the flow's own recipe: side of the square that the network sees, images in a step, peak of the learning rate. */
  inputSize: number | undefined;
  batch: number | undefined;
  learningRate: number | undefined;
  backend: 'auto' | 'tensorflow' | 'webgpu' | 'onnx' | 'wasm' | 'cpu';
  seed: number;
  /** Where the report goes besides `<out>/report.json`. */
  json: string | undefined;
};

/** The command line: the flow's options, or the demo, which renders and serves a release of its own. */
export type CommandLine = {demo: boolean; options: FlowOptions};

/** Reads the command line; prints help or what is wrong and exits, as commander does. */
export function parseCommandLine(argv: readonly string[]): CommandLine {
  const command = new Command('flow')
    .description('Open Images tables to a trained detector and drawn detections. Stop it at any point; run it again to go on.')
    .option('--release <id|folder|url>', 'a published release, v2 to v7 (v1 has no boxes), or one in the V4 layout')
    .option('--out <dir>', 'folder for everything that the flow makes')
    .option('--classes <names>', 'comma-separated class names or MIDs (default: every trainable class)', commaList)
    .option('--branches <names>', 'comma-separated classes, each with everything below it in the hierarchy', commaList)
    .option(
      '--exclude <names>',
      'comma-separated classes to leave out, each with everything below it; --classes has the last word',
      commaList,
    )
    .addOption(
      new Option('--limit-per-class <n>', 'take a photo while one of its classes has fewer than this in its split').argParser(
        wholeNumber(1),
      ),
    )
    .addOption(new Option('--sample <n>', 'photos of a split at most, drawn by the seed').argParser(wholeNumber(1)))
    .option(
      '--sources <names>',
      `where photos come from, tried in turn: ${Object.keys(PHOTO_SOURCES).join(', ')} (default: original)`,
      sourceList,
    )
    .addOption(new Option('--epochs <n>', 'train for this many passes over the records').argParser(positive).conflicts('minutes'))
    .addOption(new Option('--minutes <m>', 'train for this long').argParser(positive))
    .option('--config <file>', 'a pipeline.config to train by (default: a recipe for small pictures)')
    .option('--set <path=value...>', 'changes to the config, such as train_config.batch_size=16')
    .addOption(
      new Option('--input-size <n>', 'side of the square that the network sees, in pixels (default: 96)')
        .argParser(wholeNumber(32))
        .conflicts('config'),
    )
    .addOption(new Option('--batch <n>', 'images in a training step (default: 8)').argParser(wholeNumber(1)).conflicts('config'))
    .addOption(new Option('--learning-rate <r>', 'peak of the learning rate (default: 0.003)').argParser(positive).conflicts('config'))
    .addOption(
      new Option('--backend <name>', 'TensorFlow.js backend')
        .choices(['auto', 'tensorflow', 'webgpu', 'onnx', 'wasm', 'cpu'])
        .default('auto'),
    )
    .addOption(new Option('--seed <n>', 'seed of every draw and shuffle and of the first weights').argParser(wholeNumber(0)).default(1))
    .option('--json <file>', 'write the report here, too')
    .addOption(new Option('--demo', 'render a small release, serve it on loopback, and run the flow on it').hideHelp())
    .parse(argv);
  const given = command.opts<Partial<FlowOptions> & {demo?: boolean}>();
  const demo = given.demo === true;
  if (!demo && given.release === undefined) command.error('error: --release <id|folder|url> is missing');
  if (!demo && given.out === undefined) command.error('error: --out <dir> is missing');
  return {
    demo,
    options: {
      ...(given as FlowOptions),
      release: given.release ?? '',
      out: given.out ?? 'demo-out',
      classes: given.classes ?? [],
      branches: given.branches ?? [],
      exclude: given.exclude ?? [],
      limitPerClass: given.limitPerClass,
      sample: given.sample,
      sources: given.sources ?? ['original'],
      config: given.config,
      set: given.set ?? [],
      epochs: given.epochs,
      minutes: given.minutes,
      defaultMinutes: demo ? 3 : 10,
      inputSize: given.inputSize,
      batch: given.batch,
      learningRate: given.learningRate,
      json: given.json,
    },
  };
}

function commaList(text: string): string[] {
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

function sourceList(text: string): PhotoSourceName[] {
  const names = commaList(text);
  if (names.length === 0 || !names.every(isPhotoSourceName) || new Set(names).size < names.length) {
    throw new InvalidArgumentError(`Must be some of ${Object.keys(PHOTO_SOURCES).join(', ')}, each once.`);
  }
  return names;
}

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value < Infinity)) throw new InvalidArgumentError('Must be a number above 0.');
  return value;
}

function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!Number.isSafeInteger(value) || value < least) throw new InvalidArgumentError(`Must be a whole number of at least ${least}.`);
    return value;
  };
}
