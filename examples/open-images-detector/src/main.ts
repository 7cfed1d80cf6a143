#!/usr/bin/env node
// Open Images tables to a trained detector and drawn detections.
//   npm run demo                                          under 4 minutes on 2 cores; everything lands in demo-out/
//   npm run flow -- --release FOLDER_OR_URL --out DIR     the same on a release of yours
import {resolve} from 'node:path';
import {OidError} from '@oid/core';
import {createConsole, duration} from './console.ts';
import {serveDemoRelease} from './demo.ts';
import {runFlow} from './flow.ts';
import {parseCommandLine} from './options.ts';

const {demo, options} = parseCommandLine(process.argv);
const console = createConsole(process.stderr);
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    console.line('Stopping; what is whole is kept. Press Ctrl-C again to stop at once.');
    stop.abort();
  });
}

const started = performance.now();
const served = demo ? await serveDemoRelease(resolve(options.out), console) : undefined;
try {
  const report = await runFlow(served === undefined ? options : {...options, release: served.url}, {console, signal: stop.signal});
  const {train, eval: evaluation} = report;
  console.line(
    `done in ${duration((performance.now() - started) / 1000)}: loss ${train.firstLoss.toFixed(2)} → ${train.lastLoss.toFixed(2)}, ` +
      `mAP@0.5 ${evaluation.mAP50.toFixed(3)}. See ${options.out}/detections.png, loss.svg and report.json.`,
  );
} catch (error) {
  if (stop.signal.aborted) {
    console.line('Stopped. Run the same command again to go on.');
    process.exitCode = 130;
  } else if (error instanceof OidError) {
    console.line(`${error.code}: ${error.message}`);
    process.exitCode = 1;
  } else {
    throw error;
  }
} finally {
  await served?.close();
}
