import {readFile} from 'node:fs/promises';
import {resolveInside, writeFileAtomic} from '@oid/core/node';
import type {TableRole} from '../catalogue/release-table.ts';
import type {Validators} from './table-source.ts';

/** What was copied, from where, and how the source looked then. */
export type ManifestEntry = Validators & {
  /** Relative to the folder, with `/`. */
  path: string;
  /** File or URL, without credentials; for a member of an archive followed by `#` and its path there. */
  source: string;
  bytes: number;
  sha256: string;
  /** The digest that the publisher gives for the file or archive, and that it was found to have. */
  verified?: string | undefined;
};

/** Copied tables by role. */
export type Manifest = Map<TableRole, ManifestEntry>;

/** The name of the manifest in a metadata folder. */
export const MANIFEST_NAME = 'metadata.json';

/** An absent or unreadable manifest is empty: what it would have vouched for is copied again. Entries that point out of the folder are dropped. */
export async function readManifest(directory: string): Promise<Manifest> {
  const text = await readFile(resolveInside(directory, MANIFEST_NAME), 'utf8').catch(() => '{}');
  const manifest: Manifest = new Map();
  for (const [role, entry] of Object.entries(tablesOf(text))) if (isEntry(entry, directory)) manifest.set(role, entry);
  return manifest;
}

/** Replaces the manifest in one step. */
export async function writeManifest(directory: string, manifest: Manifest): Promise<void> {
  const text = `${JSON.stringify({version: 1, tables: Object.fromEntries(manifest)}, null, 2)}\n`;
  await writeFileAtomic(resolveInside(directory, MANIFEST_NAME), text);
}

function tablesOf(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    const tables = typeof value === 'object' && value !== null && 'tables' in value ? value.tables : undefined;
    return typeof tables === 'object' && tables !== null ? tables : {};
  } catch {
    return {};
  }
}

function isEntry(value: unknown, directory: string): value is ManifestEntry {
  if (typeof value !== 'object' || value === null) return false;
  const {path, source, bytes, sha256} = value as Record<string, unknown>;
  if (typeof path !== 'string' || typeof source !== 'string' || typeof bytes !== 'number' || typeof sha256 !== 'string') return false;
  try {
    resolveInside(directory, path);
    return true;
  } catch {
    return false;
  }
}
