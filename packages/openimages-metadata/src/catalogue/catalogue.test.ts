import {describe, expect, test} from 'vitest';
import {errorOf} from '../../test/bytes.ts';
import {PHOTO_LISTS, PHOTO_PACKS} from './photo-files.ts';
import type {ReleaseId} from './release-table.ts';
import {isReleaseId, publishedBytes, releaseTables} from './release-tables.ts';
import {RELEASES} from './releases.ts';

const BUCKET = 'https://storage.googleapis.com/openimages/';
const all = Object.values(RELEASES).flatMap(({tables}) => tables);
const digits = Array.from('0123456789abcdef');

/** Path below the bucket, bytes, MD5, bytes of the tar: as the publisher's pages and other loaders have them. */
const WITH_FACTS = [
  '2016_08/images_2016_08_v5.tar.gz 1038144161 0e47566d03759f0b69cf4a3fba29592c 3362037760',
  '2016_08/machine_ann_2016_08_v3.tar.gz 470893902 48a2b164a2998f4da5a78be5655bc1fb',
  '2016_08/human_ann_2016_08_v3.tar.gz 9718729 ac549b4cc3179309a7b41b81e96c07dc',
  '2017_07/images_2017_07.tar.gz 1038132176 9c7d7d1b9c19f72c77ac0fa8e2695e00 3362037760',
  '2017_07/annotations_human_bbox_2017_07.tar.gz 38732419 3c57bff20c56e50025e16562c4c0d709 141342720',
  '2017_07/annotations_human_2017_07.tar.gz 69263638 27610fb9d349b728448507beec244e9f 415528960',
  '2017_07/annotations_machine_2017_07.tar.gz 468937924 c19b3fc5059ac13431b085c3e5df08af 3127920640',
  '2017_07/classes_2017_07.tar.gz 300021 a51205f02faf3867ae2d3e8dc968fd6d 727040',
  '2017_11/images_2017_11.tar.gz 1038133015 d840296342470becab9db7228bda86cc 3362037760',
  '2017_11/annotations_human_bbox_2017_11.tar.gz 102011131 427faa2f208ab358bed6a7f380a99493 341913600',
  '2017_11/annotations_human_2017_11.tar.gz 144102834 cdcbb5e9aba900530c85cb370564f599 973137920',
  '2017_11/annotations_machine_2017_11.tar.gz 468938323 493e0e17f8bbb1dd1bf778b24aa11a84 3127920640',
  '2017_11/classes_2017_11.tar.gz 303055 3937f6dddf777ca912c816d5f6ffe06f 747520',
  '2018_04/class-descriptions.csv 475854',
  '2018_04/class-descriptions-boxable.csv',
  '2018_04/bbox_labels_600_hierarchy.json 89038',
  '2018_04/train/train-annotations-bbox.csv 1194033454',
  '2018_04/train/train-annotations-human-imagelabels.csv 1229488697',
  '2018_04/train/train-annotations-machine-imagelabels.csv 3048336194',
  '2018_04/train/train-images-boxable-with-rotation.csv 638407721 a4ac0bcedb5c2df4d1b1230dc6b41b8f',
  '2018_04/validation/validation-annotations-bbox.csv 17074036',
  '2018_04/validation/validation-annotations-machine-imagelabels.csv 19801709',
  '2018_04/validation/validation-images-with-rotation.csv 15245485 643a54e43b0bab8acce8817b4a569780',
  '2018_04/test/test-annotations-bbox.csv 52174204',
  '2018_04/test/test-annotations-machine-imagelabels.csv 59773452',
  '2018_04/test/test-images-with-rotation.csv 45227339 d832feb775b3cb78077bf8ae350adce5',
  '2018_04/image_ids_and_rotation.csv',
  '2018_04/train/train-annotations-human-imagelabels-boxable.csv',
  '2018_04/train/train-images-boxable.csv',
  '2018_04/train/train-image-ids-with-human-parts-and-mammal-boxes.txt',
  '2018_04/class-ids-human-body-parts-and-mammal.txt',
  '2018_04/validation/validation-annotations-human-imagelabels.csv 23008122',
  '2018_04/test/test-annotations-human-imagelabels.csv 69570530',
  'v5/validation-annotations-bbox.csv 25105048 c5e8200df129ea6867e913e8b21fcab9',
  'v5/test-annotations-bbox.csv 77484237 1cc058a7003b4e73d47642276e9b123b',
  'v6/oidv6-train-annotations-bbox.csv 2258447590 3c3e70cfaba5757ea5c2604b19cac3b2',
  'v6/oidv6-relationship-triplets.csv 37869',
  'v7/oidv7-class-descriptions-boxable.csv 12064 c5e7cb6b85d0539b2105db2d1974681f',
  'challenge_2019/challenge-2019-classes-description-500.csv 9237',
  'challenge_2019/challenge-2019-label500-hierarchy.json 44428',
  'challenge_2019/challenge-2019-train-detection-bbox.csv 996981249',
  'challenge_2019/challenge-2019-train-detection-human-imagelabels.csv 240365679',
  'challenge_2019/challenge-2019-validation-detection-bbox.csv 14918907',
  'challenge_2019/challenge-2019-validation-detection-human-imagelabels.csv 5502115',
];

const splits = ['train', 'validation', 'test'];
const NAMED = [
  ...['class-descriptions-boxable.csv', 'classes-segmentation.txt'].map((name) => `v5/${name}`),
  ...splits.flatMap((split) => [
    `v5/${split}-annotations-human-imagelabels-boxable.csv`,
    `v5/${split}-annotations-object-segmentation.csv`,
    ...digits.map((digit) => `v5/${split}-masks/${split}-masks-${digit}.zip`),
    `v6/oidv6-${split}-annotations-vrd.csv`,
  ]),
  'v5/validation-annotations-human-imagelabels.csv',
  'v5/test-annotations-human-imagelabels.csv',
  ...['train-annotations-human-imagelabels.csv', 'train-images-with-labels-with-rotation.csv', 'class-descriptions.csv'].map(
    (name) => `v6/oidv6-${name}`,
  ),
  ...['class-descriptions-boxable.csv', 'classes.txt', 'classes-trainable.txt', 'attributes-description.csv'].map(
    (name) => `v6/oidv6-${name}`,
  ),
  'v6/oidv6-relationships-description.csv',
  'v7/oidv7-class-descriptions.csv',
  ...['train', 'val', 'test'].flatMap((split) => [
    `v7/oidv7-${split}-annotations-human-imagelabels.csv`,
    `v7/oidv7-${split}-annotations-point-labels.csv`,
  ]),
  ...['bbox_labels_500_hierarchy.json', 'challenge-2018-class-descriptions-500.csv', 'challenge-2018-classes-vrd.csv'].map(
    (name) => `challenge_2018/${name}`,
  ),
  ...['image-ids-valset-od', 'relationships-description', 'attributes-description', 'relationship-triplets'].map(
    (name) => `challenge_2018/challenge-2018-${name}.csv`,
  ),
  ...['annotations-bbox', 'annotations-human-imagelabels', 'vrd', 'vrd-bbox', 'vrd-labels'].map(
    (name) => `challenge_2018/train/challenge-2018-train-${name}.csv`,
  ),
  'challenge_2019/challenge-2019-classes-description-segmentable.csv',
  'challenge_2019/challenge-2019-label300-segmentable-hierarchy.json',
  ...['train', 'validation'].flatMap((split) =>
    ['bbox', 'labels', 'masks'].map((name) => `challenge_2019/challenge-2019-${split}-segmentation-${name}.csv`),
  ),
  ...digits.map((digit) => `challenge_2019/train-masks/challenge-2019-train-masks-${digit}.zip`),
  'challenge_2019/challenge-2019-validation-vrd.csv',
  'challenge_2019/challenge-2019-validation-vrd-labels.csv',
];

describe('RELEASES', () => {
  test.each(WITH_FACTS)('knows %s', (line) => {
    const [path, bytes, md5, tarBytes] = line.split(' ');
    const found = all.find(({file}) => file.url === BUCKET + path)?.file;
    expect(found).toBeDefined();
    if (bytes !== undefined && bytes !== '') expect(found?.bytes).toBe(Number(bytes));
    if (md5 !== undefined && md5 !== '') expect(found?.md5).toBe(md5);
    if (tarBytes !== undefined) expect(found?.unpackedBytes).toBe(Number(tarBytes));
  });

  test('knows every other published file', () => {
    const urls = new Set(all.map(({file}) => file.url));
    expect(NAMED.filter((path) => !urls.has(BUCKET + path))).toEqual([]);
    for (let part = 0; part < 10; part += 1) {
      expect(urls).toContain(
        `https://storage.googleapis.com/localized-narratives/annotations/open_images_train_v6_localized_narratives-0000${part}-of-00010.jsonl`,
      );
    }
  });

  test('gives each table an id, a place in the folder and facts of one form', () => {
    expect(new Set(all.map(({id}) => id)).size).toBe(all.length);
    for (const {id, release, path, file, member, columns, rows} of all) {
      expect(id.startsWith(`${release}/`)).toBe(true);
      expect(path).toMatch(/^(?!.*\.\.)[\w.-]+(?:\/[\w.-]+)*$/);
      expect(new URL(file.url).protocol).toBe('https:');
      expect(file.md5 ?? '0'.repeat(32)).toMatch(/^[0-9a-f]{32}$/);
      expect(file.sha256 ?? '0'.repeat(64)).toMatch(/^[0-9a-f]{64}$/);
      expect(file.container === 'tar.gz').toBe(member !== undefined);
      expect(rows ?? 1).toBeGreaterThan(0);
      expect(new Set(columns).size).toBe(columns?.length ?? 0);
    }
    for (const {tables} of Object.values(RELEASES)) expect(new Set(tables.map(({path}) => path)).size).toBe(tables.length);
  });

  test('says the same of a file wherever it is used', () => {
    const files = new Map(all.map(({file}) => [file.url, file]));
    for (const {file} of all) expect(file).toEqual(files.get(file.url));
  });

  test('has what training needs in every release with boxes', () => {
    for (const id of Object.keys(RELEASES) as ReleaseId[]) {
      const boxed = releaseTables(id, {tables: ['boxes']}).map(({split}) => split);
      expect(releaseTables(id, {tables: ['images']}).map(({split}) => split)).toEqual(id === 'v1' ? ['train', 'validation'] : boxed);
      if (id !== 'v1') expect(releaseTables(id, {tables: ['hierarchy']})).toHaveLength(1);
    }
  });
});

describe('releaseTables', () => {
  test('picks kinds and splits, and keeps what holds for all splits', () => {
    const found = releaseTables('v4', {tables: ['boxes', 'hierarchy'], splits: ['validation']});
    expect(found.map(({id}) => id)).toEqual(['v4/hierarchy', 'v4/validation/boxes']);
    expect(
      releaseTables('v6', {tables: ['narratives'], splits: ['train']})
        .map(({id}) => id)
        .at(-1),
    ).toBe('v6/train/narratives/9');
    expect(releaseTables('v1', {tables: ['boxes']})).toEqual([]);
  });

  test('says which release a table comes from', () => {
    const boxes = releaseTables('v7', {tables: ['boxes']});
    expect(boxes.map(({split, borrowedFrom, path}) => [split, borrowedFrom, path])).toEqual([
      ['train', 'v6', 'oidv6-train-annotations-bbox.csv'],
      ['validation', 'v5', 'validation-annotations-bbox.csv'],
      ['test', 'v5', 'test-annotations-bbox.csv'],
    ]);
    expect(boxes[0]?.columns).toHaveLength(21);
  });

  test('refuses names that do not exist and gives the nearest', async () => {
    expect(await errorOf(() => releaseTables('V4' as ReleaseId))).toMatchObject({code: 'core/option', detail: {option: 'release'}});
    const error = await errorOf(() => releaseTables('v4', {tables: ['boxs' as 'boxes']}));
    expect((error as Error).message).toContain('nearest: boxes');
    expect([isReleaseId('v7'), isReleaseId('toString'), isReleaseId('2018_04')]).toEqual([true, false, false]);
  });
});

describe('publishedBytes', () => {
  test('counts an archive once, and files of unknown size apart', () => {
    expect(publishedBytes(releaseTables('v3', {tables: ['boxes', 'images']}))).toEqual({
      bytes: 102_011_131 + 1_038_133_015,
      filesOfUnknownSize: 0,
    });
    expect(publishedBytes(releaseTables('v4', {tables: ['boxes', 'boxable-class-descriptions'], splits: ['test']}))).toEqual({
      bytes: 52_174_204,
      filesOfUnknownSize: 1,
    });
  });
});

test('PHOTO_PACKS and PHOTO_LISTS cover all photos', () => {
  expect(PHOTO_PACKS.reduce((sum, {bytes}) => sum + (bytes ?? 0), 0)).toBe(601_070_985_388);
  expect(new Set(PHOTO_PACKS.map(({sha256}) => sha256)).size).toBe(18);
  expect(PHOTO_LISTS).toHaveLength(12);
});
