import {readFile, readdir} from 'node:fs/promises';

/** A text file, or '' where it does not exist. Any other failure is thrown: a run must not take an unreadable file for an absent one. */
export async function readTextIfThere(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: unknown) => orIfAbsent(error, ''));
}

/** The names in a folder, or none where it does not exist. */
export async function listIfThere(directory: string): Promise<string[]> {
  return readdir(directory).catch((error: unknown) => orIfAbsent(error, []));
}

function orIfAbsent<T>(error: unknown, absent: T): T {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return absent;
  throw error;
}
