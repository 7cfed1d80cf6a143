import {existsSync, readFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {defaultServerConditions, transformWithOxc} from 'vite';
import type {Plugin} from 'vite';
import type {ViteUserConfig} from 'vitest/config';

/** What every package's `vitest.config.ts` merges in: workspace sources instead of `dist`, and READMEs as tests. */
export const sharedConfig: ViteUserConfig = {
  plugins: [selfImports(), readmeTests()],
  ssr: {resolve: {conditions: ['@oid/source', ...defaultServerConditions]}},
  test: {
    include: ['src/**/*.test.ts', '*.test.ts', 'README.md'],
    exclude: ['**/*.browser.test.ts', '**/*.slow.test.ts', '**/node_modules/**', 'dist/**'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
};

/** Lets a package import itself by its published name, as its README does. */
function selfImports(): Plugin {
  return {
    name: 'oid-self-imports',
    enforce: 'pre',
    resolveId(source, importer) {
      if (!source.startsWith('@oid/') || importer === undefined) return null;
      const root = packageRoot(importer.split('?')[0] as string);
      if (root === undefined) return null;
      const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
        name: string;
        exports?: Record<string, {'@oid/source'?: string}>;
      };
      if (source !== manifest.name && !source.startsWith(`${manifest.name}/`)) return null;
      const target = manifest.exports?.[`.${source.slice(manifest.name.length)}`]?.['@oid/source'];
      return target === undefined ? null : join(root, target);
    },
  };
}

function packageRoot(file: string): string | undefined {
  for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder;
  }
  return undefined;
}

/**
 * Runs a README's ```ts blocks. Each block is one test; a line `expression; // => value` is an assertion
 * that the expression (awaited) deeply equals the value, numbers to 1e-6. A block opened with ```ts no-run is skipped.
 */
function readmeTests(): Plugin {
  return {
    name: 'oid-readme-tests',
    enforce: 'pre',
    async transform(code, id) {
      if (!id.split('?')[0]?.endsWith('README.md')) return null;
      const imports: string[] = [];
      const tests: string[] = [];
      for (const match of code.matchAll(/^```ts\n([\s\S]*?)^```$/gm)) {
        const body: string[] = [];
        for (const line of (match[1] as string).replace(/^import [\s\S]*?;$/gm, (statement) => (imports.push(statement), '')).split('\n')) {
          const assertion = /^(\s*)(?!const |let )(.+?);\s*\/\/ => (.+)$/.exec(line);
          body.push(assertion === null ? line : `${assertion[1]}__expectEqual(await (${assertion[2]}), ${assertion[3]});`);
        }
        tests.push(`test('example ${tests.length + 1}', async () => {\n${body.join('\n')}\n});`);
      }
      const source = [
        `import {expect, test} from 'vitest';`,
        ...new Set(imports),
        `const __round = (value) => typeof value === 'number' ? expect.closeTo(value, 6)`,
        `  : ArrayBuffer.isView(value) ? [...value].map(__round) : Array.isArray(value) ? value.map(__round)`,
        `  : value !== null && Object.getPrototypeOf(value ?? 0) === Object.prototype`,
        `  ? Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, __round(entry)])) : value;`,
        `const __plain = (value) => ArrayBuffer.isView(value) ? [...value] : value;`,
        `const __expectEqual = (actual, expected) => expect(__plain(actual)).toEqual(__round(expected));`,
        ...tests,
      ].join('\n');
      const result = await transformWithOxc(source, `${id.split('?')[0]}.ts`, {lang: 'ts'});
      return {code: result.code, map: null};
    },
  };
}
