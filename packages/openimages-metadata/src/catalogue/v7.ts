import {SPLITS} from '../splits.ts';
import type {Split} from '../splits.ts';
import {CLASSES, LABELS, POINTS} from './columns.ts';
import {borrow, defineRelease, inFolder} from './define-release.ts';
import type {Release} from './release-table.ts';
import {V6} from './v6.ts';

const at = inFolder('v7');

/** This release alone says `val`. */
const short = (split: Split): string => (split === 'validation' ? 'val' : split);

const MACHINE_ROWS: Record<Split, number> = {train: 164_819_642, validation: 681_179, test: 2_061_177};

/** Point labels; boxes, masks, relationships and narratives are those of V5 and V6. */
export const V7: Release = defineRelease('v7', 'Open Images V7', '2022-10', [
  at('class-descriptions', undefined, 'oidv7-class-descriptions.csv', {columns: CLASSES}),
  at('boxable-class-descriptions', undefined, 'oidv7-class-descriptions-boxable.csv', {
    columns: CLASSES,
    rows: 601,
    bytes: 12_064,
    md5: 'c5e7cb6b85d0539b2105db2d1974681f',
  }),
  ...borrow(V6, ['segmentable-class-ids', 'attribute-descriptions', 'relationship-names', 'relationship-triplets', 'hierarchy']),
  ...borrow(V6, ['images', 'labelled-images', 'all-images', 'boxes', 'boxable-human-labels']),
  ...SPLITS.map((split) => at('human-labels', split, `oidv7-${short(split)}-annotations-human-imagelabels.csv`, {columns: LABELS})),
  ...SPLITS.map((split) =>
    at('machine-labels', split, `oidv7-${short(split)}-annotations-machine-imagelabels.csv`, {columns: LABELS, rows: MACHINE_ROWS[split]}),
  ),
  ...SPLITS.map((split) => at('points', split, `oidv7-${short(split)}-annotations-point-labels.csv`, {columns: POINTS})),
  ...borrow(V6, ['relationships', 'segmentations', 'masks', 'narratives', 'captions']),
]);
