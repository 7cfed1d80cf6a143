#!/usr/bin/env node
import {stopOnSignals} from '../stop-on-signals.ts';
import {workerMain} from './worker-main.ts';

const {release, ...stop} = stopOnSignals();
process.exitCode = await workerMain(process.argv.slice(2), {env: process.env, print: (line) => process.stdout.write(`${line}\n`), ...stop});
release();
