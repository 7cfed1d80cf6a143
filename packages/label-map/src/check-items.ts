import {LabelMapError} from './errors/label-map-error.ts';
import type {LabelMapProblem} from './errors/label-map-error.ts';
import type {LabelMapItem} from './label-map.ts';

const BACKGROUND = 'background';
const LONE_SURROGATE = /\p{Surrogate}/u;
const MAX_INT32 = 2 ** 31 - 1;

/**
 * How much is refused. `strict`: all that would make a map ambiguous. `lenient`: what the Object Detection API refuses, which is an id below 0, or
 * 0 for something other than the background; a name may be missing, ids and names may occur twice.
 */
export type LabelMapMode = 'strict' | 'lenient';

/** Where the items came from; `lines` has the line of each. */
export type ItemSource = {source: string; lines?: readonly number[] | undefined; mode: LabelMapMode};

/**
 * Refuses what a label map may not hold; see {@link LabelMapMode}.
 *
 * @throws {@link LabelMapError}
 */
export function checkItems(items: readonly LabelMapItem[], {source, lines, mode}: ItemSource): void {
  const byId = new Map<number, number>();
  const byName = new Map<string, number>();
  for (const [item, {id, name, displayName, keypoints = [], ancestorIds = [], descendantIds = [], instanceCount = 0}] of items.entries()) {
    const fail = (problem: LabelMapProblem, message: string): never => {
      throw new LabelMapError({source, problem, line: lines?.[item], item, message});
    };
    const place = (other: number): string => (lines === undefined ? `item ${other}` : `the item on line ${lines[other]}`);
    const quoted = JSON.stringify(name);
    if (name === '' && mode === 'strict') fail('invalid-name', `the item with id ${id} has no name. Add a line such as name: 'Person'.`);
    for (const text of [name, displayName ?? '', ...keypoints.map(({label}) => label)]) {
      if (LONE_SURROGATE.test(text)) fail('invalid-name', `name ${JSON.stringify(text)} holds half a surrogate pair. Correct it.`);
    }
    const isBackground = id === 0 && (name === BACKGROUND || displayName === BACKGROUND);
    if (!isBackground && !(Number.isInteger(id) && id >= 1 && id <= MAX_INT32)) {
      fail('invalid-id', `item ${quoted} has id ${id}, but ids start at 1; 0 is the background's. Number the items from 1.`);
    }
    for (const other of [...keypoints.map((point) => point.id), ...ancestorIds, ...descendantIds, instanceCount]) {
      if (!Number.isInteger(other) || Math.abs(other) > MAX_INT32)
        fail('invalid-id', `item ${quoted} holds ${other}. Expected an integer of 32 bits.`);
    }
    if (mode === 'lenient') continue;
    const sameId = byId.get(id);
    if (sameId !== undefined)
      fail('duplicate-id', `item ${quoted} has id ${id}, which ${place(sameId)} has too. Give each class its own id.`);
    const sameName = byName.get(name);
    if (sameName !== undefined) {
      fail('duplicate-name', `the item with id ${id} has the name ${quoted}, which ${place(sameName)} has too. Remove one of them.`);
    }
    byId.set(id, item);
    byName.set(name, item);
  }
}
