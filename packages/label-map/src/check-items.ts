import {LabelMapError} from './errors/label-map-error.ts';
import type {LabelMapProblem} from './errors/label-map-error.ts';
import type {LabelMapItem} from './label-map.ts';

const BACKGROUND = 'background';
const LONE_SURROGATE = /\p{Surrogate}/u;

/** Where the items came from; `lines` has the line of each. */
export type ItemSource = {source: string; lines?: readonly number[] | undefined};

/**
 * Refuses what would make a label map ambiguous: an id that is not 1 or more (0 is allowed for `background`), a missing name, an id or a name
 * that occurs twice.
 *
 * @throws {@link LabelMapError}
 */
export function checkItems(items: readonly LabelMapItem[], {source, lines}: ItemSource): void {
  const byId = new Map<number, number>();
  const byName = new Map<string, number>();
  for (const [item, {id, name, displayName}] of items.entries()) {
    const fail = (problem: LabelMapProblem, message: string): never => {
      throw new LabelMapError({source, problem, line: lines?.[item], item, message});
    };
    const place = (other: number): string => (lines === undefined ? `item ${other}` : `the item on line ${lines[other]}`);
    const quoted = JSON.stringify(name);
    if (name === '') fail('invalid-name', `the item with id ${id} has no name. Add a line such as name: 'Person'.`);
    if (LONE_SURROGATE.test(name + (displayName ?? ''))) fail('invalid-name', `name ${quoted} holds half a surrogate pair. Correct it.`);
    const isBackground = id === 0 && (name === BACKGROUND || displayName === BACKGROUND);
    if (!isBackground && !(Number.isInteger(id) && id >= 1 && id <= 2 ** 31 - 1)) {
      fail('invalid-id', `item ${quoted} has id ${id}, but ids start at 1; 0 is the background's. Number the items from 1.`);
    }
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
