import {createServer, defaultServerConditions} from 'vite';

/** Loads TypeScript, which Node 20 cannot read by itself, from workspace sources; `close` when all that it may import has been. */
export async function loadSource(index) {
  const server = await createServer({
    configFile: false,
    logLevel: 'error',
    appType: 'custom',
    server: {middlewareMode: true, hmr: false, watch: null, ws: false},
    optimizeDeps: {noDiscovery: true},
    ssr: {resolve: {conditions: ['@oid/source', ...defaultServerConditions]}, noExternal: [/^@oid\//]},
  });
  return {module: await server.ssrLoadModule(index), close: () => server.close()};
}
