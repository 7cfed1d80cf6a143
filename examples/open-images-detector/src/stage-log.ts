import {createHash} from 'node:crypto';
import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {writeFileAtomic} from '@oid/core/node';

type Entry = {key: string; seconds: number; result: unknown};

/**
 * Remembers in `<folder>/stages.json` which stages are done, for which inputs, with what result. A stage whose inputs are the same is not run
 * again.
 */
export class StageLog {
  private constructor(
    private readonly path: string,
    private readonly entries: Record<string, Entry>,
  ) {}

  static async open(folder: string): Promise<StageLog> {
    const path = join(folder, 'stages.json');
    const text = await readFile(path, 'utf8').catch(() => '{}');
    return new StageLog(path, JSON.parse(text) as Record<string, Entry>);
  }

  /** The stage's result when it was done for these very `inputs`, else `undefined`. */
  find(stage: string, inputs: unknown): unknown {
    const entry = this.entries[stage];
    return entry !== undefined && entry.key === hashOf(inputs) ? entry.result : undefined;
  }

  async record(stage: string, inputs: unknown, seconds: number, result: unknown): Promise<void> {
    const key = hashOf(inputs);
    const earlier = this.entries[stage];
    this.entries[stage] = {key, seconds: seconds + (earlier?.key === key ? earlier.seconds : 0), result};
    await writeFileAtomic(this.path, `${JSON.stringify(this.entries, null, 2)}\n`);
  }

  /** Seconds of each stage, in the order in which they were first done; those of a stage that is run again and again add up. */
  seconds(): Record<string, number> {
    return Object.fromEntries(Object.entries(this.entries).map(([stage, entry]) => [stage, Math.round(entry.seconds * 100) / 100]));
  }
}

/** SHA-256 of a value's JSON, in hexadecimal. */
export function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}
