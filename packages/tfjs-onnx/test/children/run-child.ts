import {execFile} from 'node:child_process';
import {mkdirSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {build} from 'rolldown';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/**
 * Runs a program of this folder in a process of its own, on the package's sources.
 *
 * @param nodeOptions - given to Node before the program.
 * @returns what it printed as JSON, and what it wrote to the error stream.
 */
export async function runChild(program: string, nodeOptions: readonly string[]): Promise<{result: unknown; errors: string}> {
  const folder = here('../../node_modules/.cache/children/');
  mkdirSync(folder, {recursive: true});
  const file = `${folder}${program}.mjs`;
  await build({
    input: here(`${program}.ts`),
    output: {file, format: 'esm'},
    platform: 'node',
    logLevel: 'silent',
    external: [/^@tensorflow\//, /^onnxruntime-node/],
    resolve: {conditionNames: ['@oid/source', 'import', 'default']},
  });
  const {stdout, stderr} = await promisify(execFile)(process.execPath, [...nodeOptions, file]);
  return {result: JSON.parse(stdout) as unknown, errors: stderr};
}
