// Packs every publishable package and checks the tarballs as a user would meet them: publint, are-the-types-wrong, and an install of all of
// them into an empty folder where each entry point is imported (and required). Needs a build.
import {execFileSync} from 'node:child_process';
import {mkdtempSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {root, workspacePackages} from './workspace.mjs';

const scratch = mkdtempSync(join(tmpdir(), 'oid-packages-'));
const publishable = workspacePackages().filter(({manifest}) => manifest.private !== true);
const bin = (name) => join(root, 'node_modules/.bin', name);
const quiet = {stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8'};

try {
  const overrides = {};
  for (const {directory, manifest} of publishable) {
    const destination = join(scratch, 'tarballs', manifest.name.replace('/', '-'));
    execFileSync('npx', ['-y', 'pnpm@12.21.0', 'pack', '--pack-destination', destination], {...quiet, cwd: directory});
    const tarball = join(destination, readdirSync(destination)[0]);
    overrides[manifest.name] = `file:${tarball}`;
    check(`publint ${manifest.name}`, bin('publint'), ['run', tarball, '--strict']);
    check(`attw ${manifest.name}`, bin('attw'), [tarball, '--profile', 'esm-only']);
  }

  // Optional peers that an entry point stands on; the others are loaded when they are asked for.
  const peers = {'@tensorflow/tfjs-core': '^4.22.0', bullmq: '^6.7.0', ioredis: '^6.0.0', '@aws-sdk/client-s3': '^3.800.0'};
  const consumer = join(scratch, 'consumer');
  writeFile(
    consumer,
    'package.json',
    JSON.stringify({
      private: true,
      type: 'module',
      dependencies: {...overrides, ...peers},
      overrides,
    }),
  );
  check('npm install of the tarballs', 'npm', ['install', '--no-audit', '--no-fund', '--loglevel=error'], consumer);
  const entries = publishable.flatMap(({manifest}) =>
    Object.keys(manifest.exports)
      .filter((entry) => entry !== './package.json')
      .map((entry) => manifest.name + entry.slice(1)),
  );
  writeFile(
    consumer,
    'import-all.mjs',
    entries
      .map((entry) => `if (Object.keys(await import('${entry}')).length === 0) throw new Error('${entry} exports nothing');`)
      .join('\n'),
  );
  check('import of every entry point', process.execPath, ['import-all.mjs'], consumer);
  console.log(`Packages: ${publishable.length} packed, linted, installed and imported at ${entries.length} entry points.`);
} finally {
  rmSync(scratch, {recursive: true, force: true});
}

function check(what, command, commandArguments, cwd = root) {
  try {
    execFileSync(command, commandArguments, {...quiet, cwd});
  } catch (error) {
    console.error(`${what} failed:\n${error.stdout ?? ''}${error.stderr ?? error.message}`);
    process.exitCode = 1;
    throw error;
  }
}

function writeFile(folder, name, text) {
  execFileSync('mkdir', ['-p', folder]);
  writeFileSync(join(folder, name), text);
}
