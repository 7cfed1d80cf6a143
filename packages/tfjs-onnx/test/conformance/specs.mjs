// Child process of run.mjs: runs one bundle of specs under Jasmine and sends the counts to its parent.
import {createRequire} from 'node:module';
import {pathToFileURL} from 'node:url';

const [bundle, filter] = process.argv.slice(2);
const jasmine = createRequire(import.meta.url)('jasmine-core').boot();
Object.assign(globalThis, {jasmine});
const env = jasmine.getEnv();
const pattern = filter ? new RegExp(filter) : undefined;
const counts = {passed: 0, failed: 0, pending: 0, excluded: 0};
const start = Date.now();
env.configure({random: false, specFilter: (spec) => pattern === undefined || pattern.test(spec.getFullName())});
env.clearReporters();
env.addReporter({
  specDone(result) {
    counts[result.status] += 1;
    if (result.status === 'failed') console.error(`${result.fullName}\n    ${result.failedExpectations[0]?.message.slice(0, 300)}`);
  },
  jasmineDone() {
    process.send({...counts, seconds: Math.round((Date.now() - start) / 1000)}, () => process.exit(0));
  },
});
await import(pathToFileURL(bundle).href);
env.execute();
