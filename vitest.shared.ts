import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {defaultServerConditions, transformWithOxc} from 'vite';
import type {Plugin} from 'vite';
import type {ViteUserConfig} from 'vitest/config';

/** What every package's `vitest.config.ts` merges in: workspace sources instead of `dist`, and READMEs as tests. */
export const sharedConfig: ViteUserConfig = {
  plugins: [workspaceImports(), readmeTests()],
  ssr: {resolve: {conditions: ['@oid/source', ...defaultServerConditions]}},
  test: {
    include: ['src/**/*.test.ts', '*.test.ts', 'README.md'],
    exclude: ['**/*.browser.test.ts', '**/*.slow.test.ts', '**/node_modules/**', 'dist/**'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
};

/** Lets every file import a workspace package by its published name, itself too, as READMEs do. `scripts/check-layers.mjs` says who may. */
function workspaceImports(): Plugin {
  return {
    name: 'oid-workspace-imports',
    enforce: 'pre',
    resolveId(source) {
      const [, name, subpath = ''] = /^@oid\/([^/]+)(\/.+)?$/.exec(source) ?? [];
      if (name === undefined) return null;
      const folder = join(import.meta.dirname, 'packages', name);
      const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {exports: Record<string, {'@oid/source'?: string}>};
      const target = manifest.exports[`.${subpath}`]?.['@oid/source'];
      return target === undefined ? null : join(folder, target);
    },
  };
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
