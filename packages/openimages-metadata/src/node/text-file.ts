import {AtomicFile} from '@oid/core/node';

const BLOCK = 1 << 20;

/** A text file written piece by piece in large blocks; it appears when it is whole. */
export class TextFile {
  readonly #file: AtomicFile;
  #block = '';

  private constructor(file: AtomicFile) {
    this.#file = file;
  }

  /** Writes files together: all get their names when `work` is done, none when it throws. */
  static async writeAll<const Paths extends readonly string[]>(
    paths: Paths,
    work: (files: {[At in keyof Paths]: TextFile}) => Promise<void>,
  ): Promise<void> {
    const files: TextFile[] = [];
    try {
      for (const path of paths) files.push(new TextFile(await AtomicFile.create(path)));
      await work(files as {[At in keyof Paths]: TextFile});
      for (const file of files) await file.#flush();
    } catch (error) {
      for (const file of files) await file.#file.abort();
      throw error;
    }
    for (const file of files) await file.#file.commit();
  }

  /** Mostly done at once; a promise, to be awaited, when a block goes to the disk. */
  write(text: string): Promise<void> | undefined {
    this.#block += text;
    return this.#block.length < BLOCK ? undefined : this.#flush();
  }

  async #flush(): Promise<void> {
    await this.#file.write(this.#block);
    this.#block = '';
  }
}
