import type {OnProgress, ProgressEvent} from '@oid/core';

const BAR_WIDTH = 24;
const PLAIN_INTERVAL_MS = 5000;
const BAR_INTERVAL_MS = 100;

/** Tells a person what happens: one line a stage, and a bar under it while it runs; plain lines when the output is no terminal. */
export type FlowConsole = {
  /** A stage begins: its name and what goes in. */
  begin: (stage: string, what: string) => void;
  progress: OnProgress;
  /** What the stage is at, in a line that the next one replaces. */
  status: (text: string) => void;
  /** The stage is done: what came out. */
  end: (result: string) => void;
  line: (text: string) => void;
};

/** @param stream - where to write, such as `process.stderr`. */
export function createConsole(stream: NodeJS.WriteStream): FlowConsole {
  const isTerminal = stream.isTTY;
  let started = performance.now();
  let shown = -Infinity;
  let barIsUp = false;
  const line = (text: string): void => {
    stream.write(`${barIsUp ? '\r\u001b[K' : ''}${text}\n`);
    barIsUp = false;
  };
  const status = (text: string): void => {
    const now = performance.now();
    if (now - shown < (isTerminal ? BAR_INTERVAL_MS : PLAIN_INTERVAL_MS)) return;
    shown = now;
    const indented = `${' '.repeat(11)}${text}`;
    if (!isTerminal) return line(indented);
    stream.write(`\r\u001b[K${indented.slice(0, Math.max(20, (stream.columns ?? 80) - 1))}`);
    barIsUp = true;
  };
  return {
    line,
    begin: (stage, what) => {
      started = performance.now();
      shown = isTerminal ? -Infinity : started;
      line(`${stage.padEnd(10)} ${what}`);
    },
    status,
    progress: (event) => status(describeProgress(event, (performance.now() - started) / 1000)),
    end: (result) => line(`${' '.repeat(11)}${result}`),
  };
}

/** A bar of 24 characters, `share` of them filled. */
export function bar(share: number): string {
  const filled = Math.round(Math.min(1, Math.max(0, share)) * BAR_WIDTH);
  return `${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)}`;
}

/** One line: bar, count, rate, bytes, failures, time left. */
export function describeProgress(event: ProgressEvent, seconds: number): string {
  const {done, total, unit, bytes, errors} = event;
  const parts: string[] = [];
  if (total !== undefined && total > 0) parts.push(bar(done / total));
  parts.push(`${done}${total === undefined ? '' : `/${total}`} ${unit}`);
  if (seconds > 0 && done > 0) parts.push(`${rate(done / seconds)}/s`);
  if (bytes !== undefined && bytes > 0) parts.push(`${(bytes / 1e6).toFixed(1)} MB`);
  if (errors !== undefined && errors > 0) parts.push(`${errors} failed`);
  if (total !== undefined && done > 0 && done < total) parts.push(`${duration((seconds / done) * (total - done))} left`);
  return parts.join('  ');
}

/** `47 s`, `3 min 05 s`, `2 h 10 min`. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
  return `${Math.floor(whole / 3600)} h ${String(Math.floor((whole % 3600) / 60)).padStart(2, '0')} min`;
}

function rate(perSecond: number): string {
  return perSecond >= 100 ? perSecond.toFixed(0) : perSecond.toFixed(1);
}
