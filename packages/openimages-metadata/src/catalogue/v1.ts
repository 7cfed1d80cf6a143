import {CLASSES, IMAGES_11, LABELS} from './columns.ts';
import {BUCKET, archiveTables, defineRelease, fileTable, member} from './define-release.ts';
import type {Release} from './release-table.ts';

const FOLDER = `${BUCKET}/2016_08`;

/** Image-level labels only; validation alone was verified by people, and there is no test split. */
export const V1: Release = defineRelease('v1', 'Open Images V1', '2016-09-28', [
  fileTable('class-descriptions', undefined, 'https://raw.githubusercontent.com/openimages/dataset/main/dict.csv', 'dict.csv', {
    columns: CLASSES,
    rows: 7_881,
  }),
  ...archiveTables(
    {
      url: `${FOLDER}/images_2016_08_v5.tar.gz`,
      bytes: 1_038_144_161,
      md5: '0e47566d03759f0b69cf4a3fba29592c',
      unpackedBytes: 3_362_037_760,
    },
    '',
    [
      member('images', 'train', 'images_2016_08/train/images.csv', {columns: IMAGES_11, rows: 9_011_219}),
      member('images', 'validation', 'images_2016_08/validation/images.csv', {columns: IMAGES_11, rows: 167_057}),
    ],
  ),
  ...archiveTables(
    {
      url: `${FOLDER}/machine_ann_2016_08_v3.tar.gz`,
      bytes: 470_893_902,
      md5: '48a2b164a2998f4da5a78be5655bc1fb',
      unpackedBytes: 3_137_187_840,
    },
    '',
    [
      member('machine-labels', 'train', 'machine_ann_2016_08/train/labels.csv', {columns: LABELS}),
      member('machine-labels', 'validation', 'machine_ann_2016_08/validation/labels.csv', {columns: LABELS}),
    ],
  ),
  ...archiveTables(
    {
      url: `${FOLDER}/human_ann_2016_08_v3.tar.gz`,
      bytes: 9_718_729,
      md5: 'ac549b4cc3179309a7b41b81e96c07dc',
      unpackedBytes: 63_856_640,
    },
    '',
    [member('human-labels', 'validation', 'human_ann_2016_08/validation/labels.csv', {columns: LABELS})],
  ),
]);
