import type {FlowConsole} from './console.ts';
import {duration} from './console.ts';
import type {StageLog} from './stage-log.ts';

/** One stage of the flow: what goes in, the work, and what came out in words. */
export type Stage<Result> = {
  name: string;
  /** What goes in, for the reader. */
  what: string;
  /** Everything that decides the result: the stage is not run again while this is the same. Left out, the stage always runs. */
  inputs?: unknown;
  work: () => Promise<Result>;
  tell: (result: Result) => string;
};

/** Runs a stage, or takes its result from the log. */
export type RunStage = <Result>(stage: Stage<Result>) => Promise<Result>;

/** @param signal - checked before each stage; long work inside takes it itself. */
export function createStageRunner({log, console, signal}: {log: StageLog; console: FlowConsole; signal: AbortSignal}): RunStage {
  return async <Result>({name, what, inputs, work, tell}: Stage<Result>): Promise<Result> => {
    signal.throwIfAborted();
    console.begin(name, what);
    const known = inputs === undefined ? undefined : (log.find(name, inputs) as Result | undefined);
    if (known !== undefined) {
      console.end(`${tell(known)}; done before`);
      return known;
    }
    const started = performance.now();
    const result = await work();
    signal.throwIfAborted();
    const seconds = (performance.now() - started) / 1000;
    await log.record(name, inputs ?? 'always', seconds, result);
    console.end(`${tell(result)}; ${duration(seconds)}`);
    return result;
  };
}
