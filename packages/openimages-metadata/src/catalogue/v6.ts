import {SPLITS} from '../splits.ts';
import type {Split} from '../splits.ts';
import {BOXES_21, CLASSES, IMAGES_12, LABELS, RELATIONSHIPS, TRIPLETS} from './columns.ts';
import {borrow, defineRelease, fileTable, inFolder} from './define-release.ts';
import type {Draft} from './define-release.ts';
import type {Release} from './release-table.ts';
import {V5} from './v5.ts';

const at = inFolder('v6');

const NARRATIVES = 'https://storage.googleapis.com/localized-narratives/annotations';
const narratives = (kind: 'narratives' | 'captions', split: Split, name: string, rows?: number): Draft =>
  fileTable(kind, split, `${NARRATIVES}/${name}`, `localized-narratives/${name}`, rows === undefined ? {} : {rows});

const RELATIONSHIP_ROWS: Record<Split, number> = {train: 3_174_291, validation: 27_243, test: 82_746};

/** Relationships, localized narratives, and the points that annotators clicked. */
export const V6: Release = defineRelease('v6', 'Open Images V6', '2020-02', [
  at('class-descriptions', undefined, 'oidv6-class-descriptions.csv', {columns: CLASSES}),
  at('boxable-class-descriptions', undefined, 'oidv6-class-descriptions-boxable.csv', {columns: CLASSES, rows: 601}),
  at('class-ids', undefined, 'oidv6-classes.txt', {rows: 19_958}),
  at('trainable-class-ids', undefined, 'oidv6-classes-trainable.txt', {rows: 9_605}),
  at('attribute-descriptions', undefined, 'oidv6-attributes-description.csv', {columns: CLASSES, rows: 15}),
  at('relationship-names', undefined, 'oidv6-relationships-description.csv', {columns: ['RelationshipLabel', 'DisplayName']}),
  at('relationship-triplets', undefined, 'oidv6-relationship-triplets.csv', {columns: TRIPLETS, rows: 1_466, bytes: 37_869}),
  ...borrow(V5, ['segmentable-class-ids', 'hierarchy', 'images', 'all-images']),
  at('labelled-images', 'train', 'oidv6-train-images-with-labels-with-rotation.csv', {columns: IMAGES_12}),
  at('boxes', 'train', 'oidv6-train-annotations-bbox.csv', {
    columns: BOXES_21,
    bytes: 2_258_447_590,
    md5: '3c3e70cfaba5757ea5c2604b19cac3b2',
  }),
  ...borrow(V5, ['boxes'], ['validation', 'test']),
  at('human-labels', 'train', 'oidv6-train-annotations-human-imagelabels.csv', {columns: LABELS, rows: 57_524_352}),
  ...borrow(V5, ['human-labels'], ['validation', 'test']),
  ...borrow(V5, ['boxable-human-labels', 'segmentations', 'masks']),
  ...SPLITS.map((split) =>
    at('relationships', split, `oidv6-${split}-annotations-vrd.csv`, {columns: RELATIONSHIPS, rows: RELATIONSHIP_ROWS[split]}),
  ),
  ...Array.from({length: 10}, (_, part) =>
    narratives('narratives', 'train', `open_images_train_v6_localized_narratives-0000${part}-of-00010.jsonl`),
  ),
  narratives('narratives', 'validation', 'open_images_validation_localized_narratives.jsonl', 41_691),
  narratives('narratives', 'test', 'open_images_test_localized_narratives.jsonl', 126_020),
  narratives('captions', 'train', 'open_images_train_v6_captions.jsonl', 507_444),
  narratives('captions', 'validation', 'open_images_validation_captions.jsonl', 41_691),
  narratives('captions', 'test', 'open_images_test_captions.jsonl', 126_020),
]);
