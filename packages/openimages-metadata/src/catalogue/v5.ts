import {SPLITS} from '../splits.ts';
import type {Split} from '../splits.ts';
import {BOXES_13, CLASSES, LABELS, SEGMENTATIONS} from './columns.ts';
import {HEX_DIGITS, borrow, defineRelease, inFolder} from './define-release.ts';
import type {Release} from './release-table.ts';
import {V4} from './v4.ts';

const at = inFolder('v5');

const SEGMENTATION_ROWS: Record<Split, number> = {train: 2_686_666, validation: 24_730, test: 74_102};

/** Masks, and more boxes in validation and test. */
export const V5: Release = defineRelease('v5', 'Open Images V5', '2019-05', [
  ...borrow(V4, ['class-descriptions', 'hierarchy', 'images', 'all-images', 'machine-labels', 'relationships']),
  at('boxable-class-descriptions', undefined, 'class-descriptions-boxable.csv', {columns: CLASSES, rows: 601}),
  at('segmentable-class-ids', undefined, 'classes-segmentation.txt', {rows: 350}),
  ...borrow(V4, ['boxes'], ['train']),
  at('boxes', 'validation', 'validation-annotations-bbox.csv', {
    columns: BOXES_13,
    rows: 303_980,
    bytes: 25_105_048,
    md5: 'c5e8200df129ea6867e913e8b21fcab9',
  }),
  at('boxes', 'test', 'test-annotations-bbox.csv', {
    columns: BOXES_13,
    rows: 937_327,
    bytes: 77_484_237,
    md5: '1cc058a7003b4e73d47642276e9b123b',
  }),
  ...borrow(V4, ['human-labels'], ['train']),
  at('human-labels', 'validation', 'validation-annotations-human-imagelabels.csv', {columns: LABELS, rows: 595_339}),
  at('human-labels', 'test', 'test-annotations-human-imagelabels.csv', {columns: LABELS, rows: 1_799_883}),
  ...SPLITS.map((split) => at('boxable-human-labels', split, `${split}-annotations-human-imagelabels-boxable.csv`, {columns: LABELS})),
  ...SPLITS.map((split) =>
    at('segmentations', split, `${split}-annotations-object-segmentation.csv`, {columns: SEGMENTATIONS, rows: SEGMENTATION_ROWS[split]}),
  ),
  // One archive for each first digit of an image id.
  ...SPLITS.flatMap((split) => HEX_DIGITS.map((digit) => at('masks', split, `${split}-masks/${split}-masks-${digit}.zip`))),
]);
