import {readFileSync} from 'node:fs';
import {ClassList} from '../src/class-list.ts';
import {Hierarchy} from '../src/hierarchy.ts';

const read = (name: string): string => readFileSync(new URL(`../fixtures/${name}`, import.meta.url), 'utf8');

/** The 601 boxable classes of V4. */
export const realClasses = (): ClassList =>
  ClassList.parse(read('class-descriptions-boxable.csv'), {source: 'class-descriptions-boxable.csv'});

/** The hierarchy of V4: 848 nodes of 602 classes, the root among them. */
export const realHierarchy = (): Hierarchy =>
  Hierarchy.parse(read('bbox_labels_600_hierarchy.json'), {source: 'bbox_labels_600_hierarchy.json'});
