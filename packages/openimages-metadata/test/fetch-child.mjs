// Fetches what the first argument (JSON: index, release, directory, options) says. Run as a process of its own, so that a test can kill it.
import {defaultServerConditions, runnerImport} from 'vite';

const {index, release, directory, options} = JSON.parse(process.argv[2]);
const conditions = ['@oid/source', ...defaultServerConditions];
const {module} = await runnerImport(index, {
  configFile: false,
  logLevel: 'error',
  resolve: {conditions},
  environments: {inline: {resolve: {conditions, noExternal: [/^@oid\//]}}},
});
await module.fetchMetadata(release, directory, options);
