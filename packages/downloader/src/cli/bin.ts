#!/usr/bin/env node
import {stopOnSignals} from '../stop-on-signals.ts';
import {downloadMain} from './download-main.ts';

const {release, ...stop} = stopOnSignals();
process.exitCode = await downloadMain(process.argv.slice(2), {
  print: (line) => process.stdout.write(`${line}\n`),
  progress: (line) => process.stderr.write(`${line}\n`),
  ...stop,
});
release();
