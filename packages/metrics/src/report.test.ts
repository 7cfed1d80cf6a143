import {OptionError} from '@oid/core';
import {describe, expect, test} from 'vitest';
import {classificationReport} from './classification-report.ts';
import {CocoEvaluator} from './coco-evaluator.ts';
import {formatFixed} from './format-fixed.ts';
import {report} from './report.ts';
import {summaryTags} from './summary-tags.ts';
import {VocEvaluator} from './voc-evaluator.ts';

const truth = {boxes: Float32Array.of(0, 0, 1, 0.5), classes: Int32Array.of(1)};
const found = {boxes: truth.boxes, scores: Float32Array.of(0.5), classes: truth.classes, count: 1};
const voc = new VocEvaluator({numClasses: 2});
voc.add('image', truth, found);
const coco = new CocoEvaluator({numClasses: 2});
coco.add('image', truth, found, {height: 50, width: 100});
const categories = new Map([
  [1, {name: 'cat|dog'}],
  [2, {name: 'bird'}],
]);

describe('report', () => {
  test('lines a VOC result up as text', () => {
    expect(report(voc.result(), {categories})).toBe(
      [
        'metric  value',
        'mAP     1.000',
        '',
        'class       AP  truths  detections',
        'cat|dog  1.000       1           1',
        'bird       nan       0           0',
        '',
      ].join('\n'),
    );
  });

  test('escapes bars in markdown', () => {
    expect(report(voc.result(), {categories, format: 'markdown', digits: 1})).toBe(
      [
        '| metric | value |',
        '|---|---:|',
        '| mAP | 1.0 |',
        '',
        '| class | AP | truths | detections |',
        '|---|---:|---:|---:|',
        '| cat\\|dog | 1.0 | 1 | 1 |',
        '| bird | nan | 0 | 0 |',
        '',
      ].join('\n'),
    );
  });

  test('has names and null in JSON', () => {
    expect(JSON.parse(report(voc.result(), {categories, format: 'json'}))).toEqual({
      meanAveragePrecision: 1,
      perClass: [
        {name: 'cat|dog', classId: 1, averagePrecision: 1, groundTruths: 1, detections: 1},
        {name: 'bird', classId: 2, averagePrecision: null, groundTruths: 0, detections: 0},
      ],
    });
    expect(JSON.parse(report(voc.result(), {format: 'json'}))).not.toHaveProperty('perClass.0.name');
  });

  test('shows sizes where they were measured', () => {
    const sized = new VocEvaluator({numClasses: 1});
    sized.add('image', {boxes: truth.boxes, classes: truth.classes}, found, {height: 64, width: 32});
    expect(report(sized.result())).toBe(
      [
        'metric      value',
        'mAP         1.000',
        'mAP small   1.000',
        'mAP medium  1.000',
        'mAP large     nan',
        '',
        'class     AP  AP small  AP medium  AP large  truths  detections',
        '1      1.000     1.000      1.000       nan       1           1',
        '',
      ].join('\n'),
    );
  });

  test('shows precision at recalls, and whole curves in JSON', () => {
    const curves = voc.curves();
    const options = {curves, recalls: [0, 0.25, 1], categories};
    expect(report(voc.result(), options)).toContain(
      ['', 'class    P@R=0  P@R=0.25  P@R=1', 'cat|dog  1.000     1.000  1.000', ''].join('\n'),
    );
    expect(report(coco.result(), {curves: coco.curves(), format: 'markdown'})).toContain(
      `| class | ${[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((tenths) => `P@R=${tenths / 10}`).join(' | ')} |`,
    );
    expect(JSON.parse(report(voc.result(), {...options, format: 'json'}))).toHaveProperty('curves', [
      {name: 'cat|dog', classId: 1, scores: [0.5], precision: [1], recall: [1]},
    ]);
    expect(() => report(classificationReport(Int32Array.of(1), Int32Array.of(1)), {curves})).toThrow(OptionError);
    expect(() => report(voc.result(), {curves, recalls: [2]})).toThrow('recalls[0]');
  });

  test("opens with COCO's twelve lines, and goes on with classes", () => {
    const lines = report(coco.result()).split('\n');
    expect(lines[0]).toBe(' Average Precision  (AP) @[ IoU=0.50:0.95 | area=   all | maxDets=100 ] = 1.000');
    expect(lines[3]).toBe(' Average Precision  (AP) @[ IoU=0.50:0.95 | area= small | maxDets=100 ] = -1.000');
    expect(lines[13]).toMatch(/^class +AP +AP50 .* AR@100 .* truths +detections$/);
    expect(lines[14]).toMatch(/^1 +1\.000 .* 1 +1$/);
    expect(report(coco.result(), {format: 'markdown'})).toContain('| AP50 | 1.000 |');
  });

  test('gives a classification report as markdown', () => {
    const text = report(classificationReport(Int32Array.of(1, 2), Int32Array.of(1, 1)), {format: 'markdown'});
    expect(text).toContain('| accuracy | 0.50 |');
    expect(text).toContain('| 1 | 1.00 | 0.50 | 0.67 | 2 |');
  });

  test('refuses what it cannot write', () => {
    expect(() => report(voc.result(), {format: 'html' as 'text'})).toThrow(OptionError);
    expect(() => report(voc.result(), {digits: -1})).toThrow(OptionError);
  });
});

describe('formatFixed', () => {
  test('takes ties to the even digit, and only ties', () => {
    expect([0.125, 0.375, 0.625, 0.875, -0.125].map((value) => formatFixed(value, 2))).toEqual(['0.12', '0.38', '0.62', '0.88', '-0.12']);
    expect([0.0625, 0.1875, 1, NaN].map((value) => formatFixed(value, 3))).toEqual(['0.062', '0.188', '1.000', 'nan']);
    // 0.145 lies just below the middle, 0.005 just above.
    expect([0.145, 0.005].map((value) => formatFixed(value, 2))).toEqual(['0.14', '0.01']);
    expect([0.5, 1.5].map((value) => formatFixed(value, 0))).toEqual(['0', '2']);
  });
});

describe('summaryTags', () => {
  test("are the Object Detection API's", () => {
    expect([...summaryTags(voc.result(), {categories, prefix: 'OpenImagesV2_'})]).toEqual([
      ['OpenImagesV2_Precision/mAP@0.5IOU', 1],
      ['OpenImagesV2_PerformanceByCategory/AP@0.5IOU/cat|dog', 1],
      ['OpenImagesV2_PerformanceByCategory/AP@0.5IOU/bird', NaN],
    ]);
    const tags = summaryTags(coco.result());
    expect(tags.size).toBe(12);
    expect(tags.get('DetectionBoxes_Precision/mAP (large)')).toBeNaN();
    expect(tags.get('DetectionBoxes_Recall/AR@100 (medium)')).toBeCloseTo(1, 12);
  });
});
