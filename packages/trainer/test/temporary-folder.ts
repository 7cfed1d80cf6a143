import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll} from 'vitest';

/** A folder for one test file, removed after its last test. Call it at the top level; the function it returns joins a name to it. */
export function useTemporaryFolder(): (name: string) => string {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'oid-trainer-'));
  });
  afterAll(() => rm(folder, {recursive: true, force: true}));
  return (name) => join(folder, name);
}
