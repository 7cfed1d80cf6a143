// Runs a job of the workspace on a machine that has only Node and npm: installs the pinned pnpm's dependencies, builds, then does the job.
//   node scripts/with-setup.mjs test [vitest arguments]
//   node scripts/with-setup.mjs flow [--demo] [arguments of examples/open-images-detector]
import {spawnSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const {packageManager, engines} = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const [job, ...jobArguments] = process.argv.slice(2);
const calledFrom = process.env.INIT_CWD ?? process.cwd();

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`OID needs Node ${engines.node}; this is ${process.version}. Install a newer Node and run the command again.`);
  process.exit(1);
}

pnpm('install', '--frozen-lockfile', '--reporter=append-only', '--loglevel=warn');
pnpm('exec', 'turbo', 'run', 'build', '--output-logs=errors-only', '--log-order=grouped');
if (job === 'test') {
  pnpm('exec', 'vitest', 'run', ...jobArguments);
} else {
  run(process.execPath, [join(root, 'examples/open-images-detector/dist/main.js'), ...jobArguments], calledFrom);
}

function pnpm(...commandArguments) {
  run(process.platform === 'win32' ? 'npx.cmd' : 'npx', ['-y', packageManager, ...commandArguments], root);
}

/** Hands the terminal over, and ends this program the way the command ended. */
function run(command, commandArguments, cwd) {
  const {status, signal, error} = spawnSync(command, commandArguments, {
    cwd,
    stdio: 'inherit',
    env: {...process.env, TURBO_TELEMETRY_DISABLED: '1', npm_config_loglevel: 'error'},
    shell: process.platform === 'win32',
  });
  if (error !== undefined) console.error(`${command} did not start: ${error.message}`);
  if (signal !== null) process.kill(process.pid, signal);
  if (status !== 0) process.exit(status ?? 1);
}
