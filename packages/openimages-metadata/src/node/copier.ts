import {rm} from 'node:fs/promises';
import type {OnProgress} from '@oid/core';
import {removeTemporaryFiles, resolveInside} from '@oid/core/node';
import type {TableRole} from '../catalogue/release-table.ts';
import {copyFile} from './copy-file.ts';
import type {FileToCopy} from './copy-file.ts';
import {readManifest, writeManifest} from './manifest.ts';
import type {Manifest} from './manifest.ts';
import type {TransferOptions} from './obtain-file.ts';

/** Copies files into a folder one after the other, remembers what is there, and reports. */
export class Copier {
  #done = 0;
  #total = 0;
  #bytes = 0;

  private constructor(
    private readonly root: string,
    private readonly manifest: Manifest,
    private readonly options: Omit<TransferOptions, 'onBytes'>,
    private readonly onProgress: OnProgress | undefined,
  ) {}

  /** Clears what killed writers left. */
  static async open(root: string, options: Omit<TransferOptions, 'onBytes'>, onProgress: OnProgress | undefined): Promise<Copier> {
    await removeTemporaryFiles(root);
    return new Copier(root, await readManifest(root), options, onProgress);
  }

  /** So many more tables are to come. */
  expect(tables: number): void {
    this.#total += tables;
    this.#report();
  }

  /** So many tables are here, or known to be nowhere. */
  finish(tables: number): void {
    this.#done += tables;
    this.#report();
  }

  /** @returns whether the source has the file. @throws what {@link copyFile} throws. */
  async copy(file: FileToCopy): Promise<boolean> {
    const onBytes = (bytes: number): void => {
      this.#bytes += bytes;
      this.#report();
    };
    const present = await copyFile(file, this.root, this.manifest, {...this.options, onBytes});
    if (present) await writeManifest(this.root, this.manifest);
    return present;
  }

  /** Removes the copy of a table that the source no longer has. */
  async forget(role: TableRole): Promise<void> {
    const entry = this.manifest.get(role);
    if (entry === undefined) return;
    await rm(resolveInside(this.root, entry.path), {force: true});
    this.manifest.delete(role);
    await writeManifest(this.root, this.manifest);
  }

  #report(): void {
    this.onProgress?.({stage: 'metadata', done: this.#done, total: this.#total, unit: 'tables', bytes: this.#bytes});
  }
}
