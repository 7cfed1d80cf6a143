import {SPLITS} from '../splits.ts';
import type {Split} from '../splits.ts';
import {BOXES_13, BOXES_8, CLASSES, IMAGES_11, LABELS} from './columns.ts';
import {BUCKET, archiveTables, borrow, defineRelease, member} from './define-release.ts';
import type {Draft, Member} from './define-release.ts';
import type {Release} from './release-table.ts';
import {V4} from './v4.ts';

type Archive = {bytes: number; md5: string; unpackedBytes: number};
type Rows = Record<Split, number>;
type Names = 'images' | 'annotations_human_bbox' | 'annotations_human' | 'annotations_machine' | 'classes';

const IMAGES: Rows = {train: 9_011_219, validation: 41_620, test: 125_436};
const MACHINE: Rows = {train: 78_977_695, validation: 512_093, test: 1_545_835};

/** Five archives, laid out alike in both releases. */
function archives(
  month: string,
  facts: Record<Names, Archive>,
  rows: {boxes: Rows; human: Rows; classes: number; boxable: number},
): Draft[] {
  const archive = (name: Names, members: readonly Member[]): Draft[] =>
    archiveTables({url: `${BUCKET}/${month}/${name}_${month}.tar.gz`, ...facts[name]}, `${month}/`, members);
  return [
    ...archive('classes', [
      member('class-descriptions', undefined, `${month}/class-descriptions.csv`, {columns: CLASSES, rows: rows.classes}),
      member('class-ids', undefined, `${month}/classes.txt`, {rows: rows.classes}),
      member('trainable-class-ids', undefined, `${month}/classes-trainable.txt`, {rows: 5_000}),
      member('boxable-class-ids', undefined, `${month}/classes-bbox.txt`, {rows: rows.boxable}),
      member('boxable-trainable-class-ids', undefined, `${month}/classes-bbox-trainable.txt`, {rows: 545}),
    ]),
    ...archive(
      'images',
      SPLITS.map((split) => member('images', split, `${month}/${split}/images.csv`, {columns: IMAGES_11, rows: IMAGES[split]})),
    ),
    ...archive(
      'annotations_human_bbox',
      SPLITS.map((split) =>
        member('boxes', split, `${month}/${split}/annotations-human-bbox.csv`, {
          columns: split === 'train' ? BOXES_8 : BOXES_13,
          rows: rows.boxes[split],
        }),
      ),
    ),
    ...archive(
      'annotations_human',
      SPLITS.map((split) =>
        member('human-labels', split, `${month}/${split}/annotations-human.csv`, {columns: LABELS, rows: rows.human[split]}),
      ),
    ),
    ...archive(
      'annotations_machine',
      SPLITS.map((split) =>
        member('machine-labels', split, `${month}/${split}/annotations-machine.csv`, {columns: LABELS, rows: MACHINE[split]}),
      ),
    ),
    // Published with V4, for the same classes.
    ...borrow(V4, ['hierarchy']),
  ];
}

/** The first release with boxes. */
export const V2: Release = defineRelease(
  'v2',
  'Open Images V2',
  '2017-07-20',
  archives(
    '2017_07',
    {
      images: {bytes: 1_038_132_176, md5: '9c7d7d1b9c19f72c77ac0fa8e2695e00', unpackedBytes: 3_362_037_760},
      annotations_human_bbox: {bytes: 38_732_419, md5: '3c57bff20c56e50025e16562c4c0d709', unpackedBytes: 141_342_720},
      annotations_human: {bytes: 69_263_638, md5: '27610fb9d349b728448507beec244e9f', unpackedBytes: 415_528_960},
      annotations_machine: {bytes: 468_937_924, md5: 'c19b3fc5059ac13431b085c3e5df08af', unpackedBytes: 3_127_920_640},
      classes: {bytes: 300_021, md5: 'a51205f02faf3867ae2d3e8dc968fd6d', unpackedBytes: 727_040},
    },
    {
      boxes: {train: 1_240_316, validation: 204_621, test: 625_282},
      human: {train: 9_376_588, validation: 559_873, test: 1_693_466},
      classes: 19_868,
      boxable: 600,
    },
  ),
);

/** Three times the boxes of V2. */
export const V3: Release = defineRelease(
  'v3',
  'Open Images V3',
  '2017-11-16',
  archives(
    '2017_11',
    {
      images: {bytes: 1_038_133_015, md5: 'd840296342470becab9db7228bda86cc', unpackedBytes: 3_362_037_760},
      annotations_human_bbox: {bytes: 102_011_131, md5: '427faa2f208ab358bed6a7f380a99493', unpackedBytes: 341_913_600},
      annotations_human: {bytes: 144_102_834, md5: 'cdcbb5e9aba900530c85cb370564f599', unpackedBytes: 973_137_920},
      annotations_machine: {bytes: 468_938_323, md5: '493e0e17f8bbb1dd1bf778b24aa11a84', unpackedBytes: 3_127_920_640},
      classes: {bytes: 303_055, md5: '3937f6dddf777ca912c816d5f6ffe06f', unpackedBytes: 747_520},
    },
    {
      boxes: {train: 3_709_509, validation: 204_621, test: 625_282},
      human: {train: 20_868_755, validation: 551_390, test: 1_667_399},
      classes: 19_995,
      boxable: 601,
    },
  ),
);
