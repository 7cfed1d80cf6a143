import type {Mid} from '@oid/core';
import type {ClassList} from './class-list.ts';

/**
 * A list of class ids as display names, in the same order, without quotes and back-ticks: what the walk-through of the 2017 release makes of
 * `trainable_classes.txt` and `class_descriptions.csv`, and writes as a JSON array. Names that several classes share stand there several times;
 * `classes.subset(mids).collisions` names them.
 *
 * @throws UnknownClassError for an id that is not listed.
 */
export function translateClasses(mids: readonly Mid[], classes: ClassList): string[] {
  return mids.map((mid) => {
    const name = classes.nameOf(mid);
    if (name === undefined) throw classes.unknown(mid);
    return name.replace(/["'`]/g, '');
  });
}
