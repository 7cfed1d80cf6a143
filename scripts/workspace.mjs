import {existsSync, readFileSync, readdirSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';

/** The repository's top folder. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Every package and example of the workspace: `{directory, manifest}`, in name order. */
export function workspacePackages() {
  return ['packages', 'examples'].flatMap((group) =>
    readdirSync(join(root, group), {withFileTypes: true})
      .filter((entry) => entry.isDirectory() && existsSync(join(root, group, entry.name, 'package.json')))
      .map((entry) => {
        const directory = join(root, group, entry.name);
        return {directory, manifest: JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'))};
      }),
  );
}
