import {describe, expect, test} from 'vitest';
import {parseCocoInstances, parseCocoResults} from './coco-json.ts';
import type {CocoDetection, CocoInstances} from './coco-json.ts';
import {toCocoResults} from './coco-results.ts';
import {SavedRowError} from './errors/saved-row-error.ts';
import {cocoEvaluatorOf, evaluateCoco} from './evaluate-coco.ts';

const instances: CocoInstances = {
  images: [{id: 5}, {id: 'six'}],
  categories: [{id: 90}, {id: 0, name: 'person'}],
  annotations: [
    {image_id: 5, category_id: 90, bbox: [0, 0, 40, 40]},
    {image_id: 'six', category_id: 0, bbox: [0, 0, 40, 40], iscrowd: true},
  ],
};
const results: CocoDetection[] = [
  {image_id: 'six', category_id: 0, bbox: [0, 0, 9, 9], score: 0.5},
  {image_id: 5, category_id: 90, bbox: [0, 0, 40, 40], score: 0.5},
];

describe('evaluateCoco', () => {
  test('keeps category ids, sorted, 0 among them', () => {
    const {perClass, images, summary} = evaluateCoco(instances, results);
    expect(images).toBe(2);
    expect(summary.ap).toBeCloseTo(1, 12);
    expect(perClass.map(({classId, groundTruths, detections}) => [classId, groundTruths, detections])).toEqual([
      [0, 0, 1],
      [90, 1, 1],
    ]);
  });

  test('merges workers that have images of their own', () => {
    const [first, second] = instances.images.map(({id}) =>
      cocoEvaluatorOf(
        {
          ...instances,
          images: instances.images.filter((image) => image.id === id),
          annotations: instances.annotations.filter((row) => row.image_id === id),
        },
        results.filter((row) => row.image_id === id),
      ),
    ) as [ReturnType<typeof cocoEvaluatorOf>, ReturnType<typeof cocoEvaluatorOf>];
    second.merge(structuredClone(first.state()));
    expect(second.result()).toEqual(evaluateCoco(instances, results));
  });

  test.each<[string, Partial<Record<keyof CocoDetection, unknown>>]>([
    ['results: row 1: image_id is 7', {image_id: 7}],
    ['results: row 1: image_id is missing', {image_id: undefined}],
    ['results: row 1: category_id is 1', {category_id: 1}],
    ['results: row 1: bbox is [0,0,1]', {bbox: [0, 0, 1]}],
    ['results: row 1: bbox is [0,0,-1,1]', {bbox: [0, 0, -1, 1]}],
    ['results: row 1: bbox', {bbox: [0, NaN, 1, 1]}],
    ['results: row 1: score is NaN', {score: NaN}],
    ['results: row 1: score is "0.5"', {score: '0.5'}],
  ])('names the row: %s', (message, change) => {
    const bad = [results[0], {...results[1], ...change}] as CocoDetection[];
    expect(() => evaluateCoco(instances, bad)).toThrow(SavedRowError);
    expect(() => evaluateCoco(instances, bad)).toThrow(message);
  });

  test('refuses ground truth with an image twice or an area that is none', () => {
    expect(() => evaluateCoco({...instances, images: [{id: 5}, {id: 'six'}, {id: 5}]}, [])).toThrow('images: row 2: id is 5');
    const annotations = instances.annotations.map((row) => ({...row, area: NaN}));
    expect(() => evaluateCoco({...instances, annotations}, [])).toThrow('annotations: row 0: area is NaN');
  });
});

describe('parseCocoInstances, parseCocoResults', () => {
  test('read JSON that has the lists', () => {
    expect(parseCocoInstances(JSON.stringify(instances))).toEqual(instances);
    expect(parseCocoResults(JSON.stringify(results))).toEqual(results);
  });

  test('name the file that is something else', () => {
    expect(() => parseCocoInstances('{"images": [', {source: 'a.json'})).toThrow('a.json: file is');
    expect(() => parseCocoInstances('{"images": []}')).toThrow('instances: categories is missing');
    expect(() => parseCocoResults('{}', {source: 'b.json'})).toThrow('b.json: file is {}');
  });
});

describe('toCocoResults', () => {
  test('gives pixels of an image that is not square', () => {
    const detections = {boxes: Float32Array.of(0.25, 0, 0.5, 0.5), scores: Float32Array.of(0.75), classes: Int32Array.of(3), count: 1};
    expect(toCocoResults(5, detections, {height: 40, width: 200})).toEqual([
      {image_id: 5, category_id: 3, bbox: [0, 10, 100, 10], score: 0.75},
    ]);
  });
});
