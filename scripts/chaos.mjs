// Downloads under fire, the long form. Each scenario runs in turn; the first thing that is not as it must be ends the program with status 1.
//   node scripts/chaos.mjs [--scenario NAME] [--photos N] [--kills N] [--seed N]
import {parseArgs} from 'node:util';
import * as download from './chaos-download.mjs';
import * as queue from './chaos-queue.mjs';

const SCENARIOS = [download, queue];

const {values} = parseArgs({
  options: {scenario: {type: 'string'}, photos: {type: 'string'}, kills: {type: 'string'}, seed: {type: 'string'}},
});
const number = (text) => (text === undefined ? undefined : Number(text));
const chosen = SCENARIOS.filter(({name}) => values.scenario === undefined || values.scenario === name);
if (chosen.length === 0) throw new Error(`--scenario: one of ${SCENARIOS.map(({name}) => name).join(', ')}`);
for (const {name, run} of chosen) {
  console.log(`\n${name}`);
  const seen = await run({photos: number(values.photos), kills: number(values.kills), seed: number(values.seed)});
  console.log(seen.skipped === undefined ? seen : `skipped: ${seen.skipped}`);
}
