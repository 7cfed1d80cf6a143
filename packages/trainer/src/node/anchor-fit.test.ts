import {encodeDetectionExample} from '@oid/tfrecord';
import {writeRecords} from '@oid/tfrecord/node';
import {beforeAll, describe, expect, test} from 'vitest';
import {useTemporaryFolder} from '../../test/temporary-folder.ts';
import {tinyExample} from '../../test/tiny-records.ts';
import {anchorFit} from './anchor-fit.ts';

const path = useTemporaryFolder();
/** The upper left quarter of a picture of 100 by 100, and all of it. */
const model = {anchors: Float32Array.of(0, 0, 0.5, 0.5, 0, 0, 1, 1), inputSize: {height: 100, width: 100}};
beforeAll(async () => {
  const examples = [
    await tinyExample(0, {boxes: Float32Array.of(0, 0, 0.5, 0.5, 0.9, 0.9, 1, 1), labels: Int32Array.of(1, 2), texts: ['a', 'b']}),
    await tinyExample(1, {boxes: Float32Array.of(0, 0, 0.9, 1), labels: Int32Array.of(1)}),
    await tinyExample(2, {boxes: new Float32Array(0), labels: new Int32Array(0), texts: []}),
  ];
  await writeRecords(path('three'), examples.map(encodeDetectionExample));
  await writeRecords(path('bare'), [encodeDetectionExample(examples[2] as (typeof examples)[number])]);
});

describe('anchorFit', () => {
  test('counts the boxes that anchors reach, by size and class, and suggests others', async () => {
    const {coverage, suggestion} = await anchorFit(model, {records: [path('three')], scales: 2, aspectRatios: 1});
    expect(coverage).toMatchObject({anchors: 2, images: 3, all: {groundTruths: 3, covered: 2}, bySize: {small: {covered: 0}}});
    expect(coverage.byClass.map(({classId, share}) => [classId, share])).toEqual([
      [1, 1],
      [2, 0],
    ]);
    expect(suggestion?.boxes).toBe(3);
    expect(suggestion?.scales).toHaveLength(2);
    expect(suggestion?.scales[0]).toBeLessThan(0.5);
  });

  test('takes a share of the records, and records without boxes', async () => {
    expect((await anchorFit(model, {records: [path('three')], limit: 1})).coverage.images).toBe(1);
    expect(await anchorFit(model, {records: [path('bare')]})).toMatchObject({coverage: {all: {groundTruths: 0}}, suggestion: undefined});
  });

  test('stops at an abort, and refuses no records', async () => {
    await expect(anchorFit(model, {records: [path('three')], signal: AbortSignal.abort()})).rejects.toMatchObject({name: 'AbortError'});
    await expect(anchorFit(model, {records: []})).rejects.toMatchObject({code: 'trainer/no-records'});
    await expect(anchorFit(model, {records: [path('three')], limit: 0})).rejects.toMatchObject({code: 'core/option'});
  });
});
