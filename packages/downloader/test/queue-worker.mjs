// Works on a queue as the first argument (JSON: index, root, options) says. Run as a process of its own, so that a test can kill it.
import {loadSource} from './load-source.mjs';

const {index, root, options} = JSON.parse(process.argv[2]);
const {module, close} = await loadSource(index);
const drain = new AbortController();
process.once('SIGINT', () => drain.abort());
process.stdout.write('ready\n');
const summary = await module.runDownloadWorker({
  ...options,
  storage: module.sharedFolder(root),
  drain: drain.signal,
  onEvent: (event) => process.stdout.write(`${event.type} ${event.job ?? event.message}\n`),
});
process.stdout.write(`${JSON.stringify(summary)}\n`);
await close();
