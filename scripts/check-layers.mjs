// A package may import only packages of rows below its own (the row is `oid.row` in its package.json), only what its package.json lists,
// and node:* only behind ./node unless package.json says `oid.runsIn: "node"`. Tests count too, but may use node:*.
import {readFileSync, readdirSync} from 'node:fs';
import {join, relative} from 'node:path';
import {root, workspacePackages} from './workspace.mjs';

const packages = workspacePackages();
const rowOf = new Map(packages.map(({manifest}) => [manifest.name, manifest.oid?.row]));
const problems = [];

for (const {directory, manifest} of packages) {
  const {row, runsIn} = manifest.oid ?? {};
  if (!Number.isInteger(row)) problems.push(`${manifest.name}: package.json has no oid.row`);
  const listed = {...manifest.dependencies, ...manifest.peerDependencies};
  for (const file of sourceFiles(directory)) {
    const where = relative(root, file);
    const isTest = /\.test\.ts$|\/(?:bench|test|testing)\/|\/vitest\.config\.ts$/.test(where);
    for (const specifier of importsOf(readFileSync(file, 'utf8'))) {
      if (specifier.startsWith('.')) continue;
      if (specifier.startsWith('node:')) {
        if (row < 5 && runsIn !== 'node' && !isTest && !where.includes('/src/node/')) {
          problems.push(`${where}: imports ${specifier}; only src/node/ may, since the rest also runs in a browser`);
        }
        continue;
      }
      const name = specifier
        .split('/')
        .slice(0, specifier.startsWith('@') ? 2 : 1)
        .join('/');
      if (name === manifest.name) continue;
      if (!isTest && !(name in listed)) problems.push(`${where}: imports ${name}, which package.json does not list`);
      if (name.startsWith('@oid/') && !(rowOf.get(name) < row)) {
        problems.push(`${where}: imports ${name} of row ${rowOf.get(name)}, but ${manifest.name} stands in row ${row}`);
      }
    }
  }
}

if (problems.length > 0) {
  console.error(problems.join('\n'));
  process.exit(1);
}
console.log(`Layers: ${packages.length} packages import only rows below their own.`);

function sourceFiles(directory) {
  return readdirSync(directory, {withFileTypes: true}).flatMap((entry) => {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) return ['node_modules', 'dist', 'fixtures'].includes(entry.name) ? [] : sourceFiles(path);
    return path.endsWith('.ts') ? [path] : [];
  });
}

function importsOf(text) {
  return [...text.matchAll(/^(?:import|export)\s(?:[^'";]*?\sfrom\s)?'([^']+)'|\bimport\('([^']+)'\)/gm)].map(
    (match) => match[1] ?? match[2],
  );
}
