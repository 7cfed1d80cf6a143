#!/usr/bin/env node
import {workerMain} from './worker-main.ts';

const stop = new AbortController();
// A second signal ends at once.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
process.exitCode = await workerMain(process.argv.slice(2), {
  env: process.env,
  print: (line) => process.stdout.write(`${line}\n`),
  signal: stop.signal,
});
