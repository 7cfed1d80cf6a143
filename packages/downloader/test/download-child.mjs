// Downloads what the first argument says: JSON (index, requests, options), or @ and a file of it. Run as a process of its own, so that a test can
// kill it. The sources are TypeScript, which this Node cannot read by itself.
import {readFileSync} from 'node:fs';
import {createServer, defaultServerConditions} from 'vite';

const [, , argument] = process.argv;
const {index, requests, options} = JSON.parse(argument.startsWith('@') ? readFileSync(argument.slice(1), 'utf8') : argument);
const server = await createServer({
  configFile: false,
  logLevel: 'error',
  appType: 'custom',
  server: {middlewareMode: true, hmr: false, watch: null, ws: false},
  optimizeDeps: {noDiscovery: true},
  ssr: {resolve: {conditions: ['@oid/source', ...defaultServerConditions]}, noExternal: [/^@oid\//]},
});
const module = await server.ssrLoadModule(index);
process.stdout.write('ready\n');
await module.downloadPhotos(requests, options);
process.stdout.write('finished\n');
await server.close();
