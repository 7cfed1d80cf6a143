import {BOXES_13, CLASSES, IMAGES_11, IMAGES_12, LABELS} from './columns.ts';
import {CHALLENGE_2018_TRAIN_RELATIONSHIPS} from './challenge-2018-relationships.ts';
import {defineRelease, inFolder} from './define-release.ts';
import type {Release} from './release-table.ts';

const at = inFolder('2018_04');

/** The first release in plain files, with four times the boxes of V3, and the orientation of photos. */
export const V4: Release = defineRelease('v4', 'Open Images V4', '2018-04-30', [
  at('class-descriptions', undefined, 'class-descriptions.csv', {
    columns: CLASSES,
    rows: 19_995,
    bytes: 475_854,
    sha256: '6301d51a91632a2199060d3a0c8cd70904c95863f6867a5a7c4d24a031ee4062',
  }),
  at('boxable-class-descriptions', undefined, 'class-descriptions-boxable.csv', {columns: CLASSES, rows: 601}),
  at('hierarchy', undefined, 'bbox_labels_600_hierarchy.json', {bytes: 89_038}),
  at('part-and-mammal-class-ids', undefined, 'class-ids-human-body-parts-and-mammal.txt'),
  at('all-images', undefined, 'image_ids_and_rotation.csv', {columns: IMAGES_12, rows: 9_178_275}),
  at('images', 'train', 'train/train-images-boxable-with-rotation.csv', {
    columns: IMAGES_12,
    rows: 1_743_042,
    bytes: 638_407_721,
    md5: 'a4ac0bcedb5c2df4d1b1230dc6b41b8f',
  }),
  at('images', 'validation', 'validation/validation-images-with-rotation.csv', {
    columns: IMAGES_12,
    rows: 41_620,
    bytes: 15_245_485,
    md5: '643a54e43b0bab8acce8817b4a569780',
  }),
  at('images', 'test', 'test/test-images-with-rotation.csv', {
    columns: IMAGES_12,
    rows: 125_436,
    bytes: 45_227_339,
    md5: 'd832feb775b3cb78077bf8ae350adce5',
  }),
  at('images-without-rotation', 'train', 'train/train-images-boxable.csv', {columns: IMAGES_11, rows: 1_743_042}),
  at('part-and-mammal-image-ids', 'train', 'train/train-image-ids-with-human-parts-and-mammal-boxes.txt', {rows: 95_335}),
  at('boxes', 'train', 'train/train-annotations-bbox.csv', {
    columns: BOXES_13,
    rows: 14_610_229,
    bytes: 1_194_033_454,
    sha256: '0646f6a18872519da5eb89a6420d23c1202bfb44c62f89bea8d1621817234309',
  }),
  at('boxes', 'validation', 'validation/validation-annotations-bbox.csv', {
    columns: BOXES_13,
    rows: 204_621,
    bytes: 17_074_036,
    sha256: 'aebdfc1dbae39dc1f25d2079720f95c5963eeaf9ff23fe638522f09aeb306ee7',
  }),
  at('boxes', 'test', 'test/test-annotations-bbox.csv', {
    columns: BOXES_13,
    rows: 625_282,
    bytes: 52_174_204,
    sha256: '7cd2d47f158b6e752c972a20186f33a2d467c371e326d39e210e2ee89d978d2b',
  }),
  at('human-labels', 'train', 'train/train-annotations-human-imagelabels.csv', {
    columns: LABELS,
    rows: 27_894_289,
    bytes: 1_229_488_697,
    sha256: '847edf723587ab27dc4a95d4acdad45be1880fd45912f7154be9356f3d09f91f',
  }),
  at('human-labels', 'validation', 'validation/validation-annotations-human-imagelabels.csv', {
    columns: LABELS,
    bytes: 23_008_122,
    sha256: '5373774bcf38e0b6348f14ef97c1f03c8f086761592f97454778f9817e7be765',
  }),
  at('human-labels', 'test', 'test/test-annotations-human-imagelabels.csv', {
    columns: LABELS,
    bytes: 69_570_530,
    sha256: 'c8ff669500fc6f290d385f21abccbfbb8a69c49d1de8fe285e1c1d84ba2797fa',
  }),
  at('boxable-human-labels', 'train', 'train/train-annotations-human-imagelabels-boxable.csv', {columns: LABELS, rows: 8_996_795}),
  at('machine-labels', 'train', 'train/train-annotations-machine-imagelabels.csv', {
    columns: LABELS,
    rows: 78_977_695,
    bytes: 3_048_336_194,
    sha256: 'fe453d5d362e8102c970431f015f3dcfc10352aef89b39b9471c4e57b9989c85',
  }),
  at('machine-labels', 'validation', 'validation/validation-annotations-machine-imagelabels.csv', {
    columns: LABELS,
    rows: 512_093,
    bytes: 19_801_709,
    sha256: '3ea73ae4bddb7c7633e86ec880526807f7222847d9f7e1e53be156215e24befe',
  }),
  at('machine-labels', 'test', 'test/test-annotations-machine-imagelabels.csv', {
    columns: LABELS,
    rows: 1_545_835,
    bytes: 59_773_452,
    sha256: '5eff97f56b7b1ad93c27a9e4033ade684b37935788f1ce5e8561e33c459e480b',
  }),
  {...CHALLENGE_2018_TRAIN_RELATIONSHIPS, borrowedFrom: 'challenge-2018'},
]);
