import {execFile} from 'node:child_process';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {build} from 'vite';

/** How a program runs: `node` before it, `args` behind it, `env` besides what this process has. */
export type ChildOptions = {node?: readonly string[]; args?: readonly string[]; env?: Readonly<Record<string, string>>};

/**
 * Runs a TypeScript program in a Node process of its own; workspace packages are taken from their sources.
 *
 * @param program - a file in the folder `test/children` of a package, which has all the packages that the program imports.
 * @returns what it printed, as JSON, and what it wrote to the error stream.
 */
export async function runChild(
  program: URL,
  {node = [], args = [], env = {}}: ChildOptions = {},
): Promise<{result: unknown; errors: string}> {
  const name = program.pathname.replace(/.*\/|\.ts$/g, '');
  const outDir = fileURLToPath(new URL(`../../node_modules/.cache/children/${name}/`, program));
  await build({
    configFile: false,
    logLevel: 'error',
    root: fileURLToPath(new URL('../../', program)),
    ssr: {noExternal: [/^@oid\//], resolve: {conditions: ['@oid/source', 'node', 'import', 'module', 'default']}},
    build: {ssr: fileURLToPath(program), outDir, target: 'node20', minify: false, rollupOptions: {output: {entryFileNames: 'main.mjs'}}},
  });
  const {stdout, stderr} = await promisify(execFile)(process.execPath, [...node, `${outDir}main.mjs`, ...args], {
    env: {...process.env, ...env},
    maxBuffer: 2 ** 26,
  });
  return {result: JSON.parse(stdout) as unknown, errors: stderr};
}
