import {latestCheckpoint, readCheckpoint, updateCheckpointState, writeCheckpoint} from '@oid/checkpoint/node';
import type {CheckpointTensor} from '@oid/checkpoint';
import {writeFileAtomic} from '@oid/core/node';
import {mkdir, readFile, rm} from 'node:fs/promises';
import {basename, join, resolve} from 'node:path';
import {RunStateError} from '../errors/run-state-error.ts';
import {formatRunState, parseRunState} from '../run-state.ts';
import type {RunState} from '../run-state.ts';
import {listIfThere, readTextIfThere} from './read-if-there.ts';

const OWN_FILE = /^model\.ckpt-(\d+)\.(?:index|data-00000-of-00001|state\.json)$/;
const OWN_LEFTOVER = /^(?:model\.ckpt-\d+\..*|checkpoint\.\d+-\d+\.tmp)$/;

/**
 * The checkpoints of a run, in `<runDirectory>/ckpt`.
 *
 * A checkpoint is three files, `model.ckpt-<step>.{data-00000-of-00001,index,state.json}`, and counts only once the text file `checkpoint`
 * names it, which is written last. Whatever else a killed save left there is never read, and goes at the next {@link RunFolder.clean}.
 */
export class RunFolder {
  readonly directory: string;

  constructor(runDirectory: string) {
    this.directory = join(resolve(runDirectory), 'ckpt');
  }

  /** The newest whole checkpoint's prefix; undefined where there is none. */
  async latest(): Promise<string | undefined> {
    return latestCheckpoint(this.directory);
  }

  /** @throws {@link RunStateError} when the JSON beside the checkpoint is missing or broken. */
  async readState(prefix: string): Promise<RunState> {
    const path = `${prefix}.state.json`;
    let text: string;
    try {
      text = await readFile(path, 'utf8');
    } catch (error) {
      throw new RunStateError({path, reason: 'cannot be read'}, {cause: error});
    }
    return parseRunState(text, path);
  }

  async readTensors(prefix: string): Promise<Map<string, CheckpointTensor>> {
    return readCheckpoint(prefix);
  }

  /**
   * Writes a checkpoint and makes it the newest, then drops all but the newest `keep`.
   *
   * @param beforeNaming - what must be on disk before the checkpoint counts, such as the history.
   * @returns its prefix.
   */
  async save(
    tensors: ReadonlyMap<string, CheckpointTensor>,
    state: RunState,
    {keep, beforeNaming}: {keep: number; beforeNaming: () => Promise<void>},
  ): Promise<string> {
    await mkdir(this.directory, {recursive: true});
    const prefix = this.prefixOf(state.step);
    await writeCheckpoint(prefix, tensors);
    await writeFileAtomic(`${prefix}.state.json`, formatRunState(state));
    await beforeNaming();
    const steps = (await this.wholeSteps()).filter((step) => step <= state.step).slice(-keep);
    await updateCheckpointState(
      this.directory,
      prefix,
      steps.map((step) => this.prefixOf(step)),
    );
    await this.clean();
    return prefix;
  }

  /** Removes this package's files that belong to no listed checkpoint. Files of other names are left alone. */
  async clean(): Promise<void> {
    const listed = await this.listedSteps();
    for (const file of await this.files()) {
      const step = OWN_FILE.exec(file)?.[1];
      if (OWN_LEFTOVER.test(file) && (step === undefined || !listed.has(Number(step)))) await rm(join(this.directory, file), {force: true});
    }
  }

  private prefixOf(step: number): string {
    return join(this.directory, `model.ckpt-${step}`);
  }

  /** Steps whose three files are there, rising. */
  private async wholeSteps(): Promise<number[]> {
    const counts = new Map<number, number>();
    for (const file of await this.files()) {
      const step = OWN_FILE.exec(file)?.[1];
      if (step !== undefined) counts.set(Number(step), (counts.get(Number(step)) ?? 0) + 1);
    }
    return [...counts].flatMap(([step, count]) => (count === 3 ? [step] : [])).sort((a, b) => a - b);
  }

  /** Steps that the text file `checkpoint` names. */
  private async listedSteps(): Promise<Set<number>> {
    const text = await readTextIfThere(join(this.directory, 'checkpoint'));
    return new Set([...text.matchAll(/model\.ckpt-(\d+)"/g)].map((match) => Number(match[1])));
  }

  private async files(): Promise<string[]> {
    return listIfThere(this.directory);
  }
}

/** The step in a prefix's name, `model.ckpt-<step>`; undefined for another name. */
export function stepOfPrefix(prefix: string): number | undefined {
  const digits = /-(\d+)$/.exec(basename(prefix))?.[1];
  return digits === undefined ? undefined : Number(digits);
}
