import {join, resolve} from 'node:path';
import {removeTemporaryFiles, writeFileAtomic} from '@oid/core/node';
import {startRuntime} from '@oid/runtime';
import type {FlowConsole} from './console.ts';
import {learn} from './learn.ts';
import type {Learned} from './learn.ts';
import type {FlowOptions} from './options.ts';
import {prepareData} from './prepare-data.ts';
import type {PreparedData} from './prepare-data.ts';
import {readRunConfig} from './run-config.ts';
import {StageLog} from './stage-log.ts';
import {createStageRunner} from './stage-runner.ts';

/** What the flow did; `<out>/report.json`. */
export type FlowReport = {
  backend: string;
  images: PreparedData['images'];
  /** Records of each split. */
  records: Record<string, number>;
  seconds: Record<string, number>;
} & Learned;

/**
 * Runs every stage: metadata → selection → photos (download, verify, shrink) → label map → records → train → evaluate → detect → draw. What an
 * earlier run finished for the same inputs is not done again. Writes below `options.out` alone (and to `options.json`, where given).
 *
 * @throws what a stage throws, an `OidError`; `signal.reason` when the signal stopped it.
 */
export async function runFlow(options: FlowOptions, {console, signal}: {console: FlowConsole; signal: AbortSignal}): Promise<FlowReport> {
  const out = resolve(options.out);
  await removeTemporaryFiles(out);
  const log = await StageLog.open(out);
  const run = createStageRunner({log, console, signal});

  const config = await readRunConfig(options);
  const data = await prepareData({...options, inputSize: config.inputSize}, out, {run, console, signal});
  const runtime = await startRuntime({backend: options.backend});
  console.line(`${'runtime'.padEnd(10)} ${runtime.line}`);
  const learned = await learn(options, out, data, config, {run, console, signal, compile: runtime.compile});

  const report: FlowReport = {
    backend: runtime.backend,
    images: data.images,
    records: Object.fromEntries(data.records.map(({split, records}) => [split, records])),
    ...learned,
    seconds: log.seconds(),
  };
  const text = `${JSON.stringify(report, null, 2)}\n`;
  await writeFileAtomic(join(out, 'report.json'), text);
  if (options.json !== undefined) await writeFileAtomic(resolve(options.json), text);
  return report;
}
