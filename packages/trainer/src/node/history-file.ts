import {writeFileAtomic} from '@oid/core/node';
import {open} from 'node:fs/promises';
import {join} from 'node:path';
import {formatLossPoints, parseLossPoints} from '../loss-history.ts';
import type {LossPoint} from '../loss-history.ts';
import {readTextIfThere} from './read-if-there.ts';

/** `<runDirectory>/history.ndjson`, the loss of every step up to the last checkpoint. */
export class HistoryFile {
  private readonly path: string;
  private saved: number;

  private constructor(
    runDirectory: string,
    /** The whole curve so far; add to it with {@link HistoryFile.add}. */
    readonly points: LossPoint[],
  ) {
    this.path = join(runDirectory, 'history.ndjson');
    this.saved = points.length;
  }

  /** Reads the curve up to the checkpoint at `step` and drops from the file what a killed run wrote past it. Step 0 starts anew. */
  static async open(runDirectory: string, step: number): Promise<HistoryFile> {
    const path = join(runDirectory, 'history.ndjson');
    const text = await readTextIfThere(path);
    const points = parseLossPoints(text, step);
    const clean = formatLossPoints(points);
    if (clean !== text) await writeFileAtomic(path, clean);
    return new HistoryFile(runDirectory, points);
  }

  add(point: LossPoint): void {
    this.points.push(point);
  }

  /** Appends what was added since the last call and waits until it is on disk. */
  async flush(): Promise<void> {
    const text = formatLossPoints(this.points.slice(this.saved));
    if (text === '') return;
    const file = await open(this.path, 'a');
    try {
      await file.appendFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    this.saved = this.points.length;
  }
}

/** The curve of a run, for charts; empty where there is no run yet. A line that is just being written is left out. */
export async function readLossHistory(runDirectory: string): Promise<LossPoint[]> {
  return parseLossPoints(await readTextIfThere(join(runDirectory, 'history.ndjson')), Infinity);
}
