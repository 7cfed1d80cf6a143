import type {Split} from '../splits.ts';
import {BOXES_13, CLASSES, LABELS, RELATIONSHIPS, SEGMENTATIONS, TRIPLETS} from './columns.ts';
import {CHALLENGE_2018_TRAIN_RELATIONSHIPS} from './challenge-2018-relationships.ts';
import {HEX_DIGITS, borrow, defineRelease, inFolder} from './define-release.ts';
import type {Release} from './release-table.ts';
import {V4} from './v4.ts';

const at2018 = inFolder('challenge_2018');
const at2019 = inFolder('challenge_2019');

/** 500 of the boxable classes; the validation set is a list of training images, and the test set's truth was never published. */
export const CHALLENGE_2018: Release = defineRelease('challenge-2018', 'Open Images Challenge 2018', '2018', [
  at2018('boxable-class-descriptions', undefined, 'challenge-2018-class-descriptions-500.csv', {columns: CLASSES, rows: 500}),
  at2018('relationship-class-descriptions', undefined, 'challenge-2018-classes-vrd.csv', {columns: CLASSES, rows: 57}),
  at2018('attribute-descriptions', undefined, 'challenge-2018-attributes-description.csv', {columns: CLASSES}),
  at2018('relationship-names', undefined, 'challenge-2018-relationships-description.csv', {columns: ['RelationshipLabel', 'DisplayName']}),
  at2018('relationship-triplets', undefined, 'challenge-2018-relationship-triplets.csv', {columns: TRIPLETS}),
  at2018('hierarchy', undefined, 'bbox_labels_500_hierarchy.json'),
  at2018('validation-image-ids', undefined, 'challenge-2018-image-ids-valset-od.csv', {columns: ['ImageID']}),
  ...borrow(V4, ['images'], ['train']),
  at2018('boxes', 'train', 'train/challenge-2018-train-annotations-bbox.csv', {columns: BOXES_13}),
  at2018('human-labels', 'train', 'train/challenge-2018-train-annotations-human-imagelabels.csv', {columns: LABELS}),
  CHALLENGE_2018_TRAIN_RELATIONSHIPS,
  at2018('relationship-boxes', 'train', 'train/challenge-2018-train-vrd-bbox.csv'),
  at2018('relationship-labels', 'train', 'train/challenge-2018-train-vrd-labels.csv'),
]);

const MASK_SPLITS: readonly Split[] = ['train', 'validation'];

/** 500 boxable and 300 segmentable classes, with a validation set of its own. */
export const CHALLENGE_2019: Release = defineRelease('challenge-2019', 'Open Images Challenge 2019', '2019', [
  at2019('boxable-class-descriptions', undefined, 'challenge-2019-classes-description-500.csv', {
    columns: CLASSES,
    rows: 500,
    bytes: 9_237,
    sha256: 'b84ed490a4f1cd1fe44adb2d4b5b7a3d25a70b450d34bd82d377527c379d3e03',
  }),
  at2019('segmentable-class-descriptions', undefined, 'challenge-2019-classes-description-segmentable.csv', {columns: CLASSES, rows: 300}),
  at2019('hierarchy', undefined, 'challenge-2019-label500-hierarchy.json', {
    bytes: 44_428,
    sha256: 'dcba144d2230d01ace9f2b1ef1b54df65e29f855356ed51cfc4f6e10300d7d8b',
  }),
  at2019('segmentable-hierarchy', undefined, 'challenge-2019-label300-segmentable-hierarchy.json'),
  ...borrow(V4, ['images'], MASK_SPLITS),
  at2019('boxes', 'train', 'challenge-2019-train-detection-bbox.csv', {
    bytes: 996_981_249,
    sha256: '69b9ae566c4f8e51b02af8daaa891830878a4db8e66f873e40a1f77eb10a6e66',
  }),
  at2019('boxes', 'validation', 'challenge-2019-validation-detection-bbox.csv', {
    bytes: 14_918_907,
    sha256: '3ffee3420c2810fe89b045ee2cacf2649870d40f14b15c34e12db1b688e3bf95',
  }),
  at2019('human-labels', 'train', 'challenge-2019-train-detection-human-imagelabels.csv', {
    bytes: 240_365_679,
    sha256: '3e293861a20064cd0d4e54f7947d3c18a4607c68e515ef315951454d4fada94f',
  }),
  at2019('human-labels', 'validation', 'challenge-2019-validation-detection-human-imagelabels.csv', {
    bytes: 5_502_115,
    sha256: '0169a243664eeb82dbee3b2d2500db909d5f257d74780acc0ebd6853d1136e68',
  }),
  ...MASK_SPLITS.flatMap((split) => [
    at2019('segmentation-boxes', split, `challenge-2019-${split}-segmentation-bbox.csv`),
    at2019('segmentation-labels', split, `challenge-2019-${split}-segmentation-labels.csv`),
    at2019('segmentations', split, `challenge-2019-${split}-segmentation-masks.csv`, {
      columns: SEGMENTATIONS,
      rows: split === 'train' ? 2_125_530 : 23_366,
    }),
    ...HEX_DIGITS.map((digit) => at2019('masks', split, `${split}-masks/challenge-2019-${split}-masks-${digit}.zip`)),
  ]),
  at2019('relationships', 'validation', 'challenge-2019-validation-vrd.csv', {columns: RELATIONSHIPS}),
  at2019('relationship-labels', 'validation', 'challenge-2019-validation-vrd-labels.csv'),
]);
