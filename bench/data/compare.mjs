/** What the benchmarks with a Python rival beside them share: interleaved rounds of whole runs, the table that ends them, and the rows as JSON. */
import {writeFileSync} from 'node:fs';
import {median} from '../rounds.mjs';

/** @param work - resolves to what it made. @returns how long it took, and that. */
export async function timed(work) {
  const start = performance.now();
  const made = await work();
  return {seconds: (performance.now() - start) / 1000, made};
}

/**
 * Runs all subjects in turn, `rounds` times after one turn that does not count.
 *
 * @param {{subject: string, run: () => Promise<{seconds: number, made: number}>}[]} subjects
 * @param {{work: string, unit: string, rounds: number, amountOf: (made: number) => number, expected?: number}} options -
 * `amountOf`: how much of the unit a run did; `expected`: what each has to make, otherwise what the first made.
 * @returns a row a subject, of medians.
 * @throws {Error} if a run made something else.
 */
export async function compare(subjects, {work, unit, rounds, amountOf, expected}) {
  const times = new Map(subjects.map(({subject}) => [subject, []]));
  let wanted = expected;
  for (let round = 0; round <= rounds; round++) {
    for (const {subject, run} of subjects) {
      const {seconds, made} = await run();
      wanted ??= made;
      if (made !== wanted) throw new Error(`${work}: ${subject} made ${made}, not ${wanted}`);
      if (round > 0) times.get(subject).push(seconds);
    }
  }
  return subjects.map(({subject}) => {
    const list = times.get(subject);
    const spread = `${Math.min(...list).toFixed(2)}–${Math.max(...list).toFixed(2)} s`;
    return {work, subject, value: amountOf(wanted) / median(list), unit, spread};
  });
}

/** Prints rows beside `oid` of the same work, with the aim of each rival, and writes them where `json` says. */
export function report(rows, {aims, json}) {
  const ours = new Map(rows.filter(({subject}) => subject === 'oid').map(({work, value}) => [work, value]));
  console.table(
    rows.map(({work, subject, value, unit, spread}) => ({
      work,
      subject,
      [unit]: Math.round(value),
      spread,
      'oid is faster by': subject === 'oid' ? '' : `${(ours.get(work) / value).toFixed(2)} ×`,
      aim: aims[subject] === undefined ? '' : `${aims[subject]} ×`,
    })),
  );
  if (json === undefined) return;
  const plain = rows.map(({work, subject, value, unit}) => ({work, subject, value, unit}));
  writeFileSync(json, `${JSON.stringify(plain, null, 2)}\n`);
}
