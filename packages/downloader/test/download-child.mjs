// Downloads what the first argument (JSON: index, requests, options) says. Run as a process of its own, so that a test can kill it.
import {defaultServerConditions, runnerImport} from 'vite';

const {index, requests, options} = JSON.parse(process.argv[2]);
const {module} = await runnerImport(index, {
  configFile: false,
  logLevel: 'error',
  resolve: {conditions: ['@oid/source', ...defaultServerConditions]},
  environments: {inline: {resolve: {conditions: ['@oid/source', ...defaultServerConditions], noExternal: [/^@oid\//]}}},
});
process.stdout.write('ready\n');
await module.downloadPhotos(requests, options);
process.stdout.write('finished\n');
