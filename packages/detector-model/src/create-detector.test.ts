import '@tensorflow/tfjs-backend-cpu';
import {applyOverrides, readyMadeConfig} from '@oid/pipeline-config';
import type {PipelineConfig} from '@oid/pipeline-config';
import * as tf from '@tensorflow/tfjs-core';
import {beforeAll, describe, expect, test} from 'vitest';
import {createDetector} from './create-detector.ts';
import {createToySsd} from './toy-ssd.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const TOY = readyMadeConfig('toy-ssd', {numClasses: 2});
const bytesOf = ({buffer, byteOffset, byteLength}: ArrayBufferView): Uint8Array => new Uint8Array(buffer, byteOffset, byteLength);
const SIZE = 'toy_ssd.image_resizer={ fixed_shape_resizer { height: 64 width: 96 } }';

describe('createDetector', () => {
  test("makes the tutorial's network of the ready-made config", async () => {
    const [configured, plain] = [createDetector(TOY, {seed: 3}), createToySsd({numClasses: 2, seed: 3})];
    expect([configured.numClasses, configured.inputSize, configured.numAnchors]).toEqual([2, {height: 256, width: 256}, 5444]);
    const [values, expected] = [await configured.variables.read(), await plain.variables.read()];
    expect([...values.keys()]).toEqual([...expected.keys()]);
    for (const [name, {data}] of expected)
      expect(Buffer.compare(bytesOf(values.get(name)?.data as ArrayBufferView), bytesOf(data))).toBe(0);
    for (const [k, value] of plain.anchors.entries()) expect(configured.anchors[k]).toBeCloseTo(value, 6);
    expect(configured.detection).toMatchObject({acrossClasses: true, clip: false, maxDetections: Infinity, iouThreshold: 0.5});
    configured.dispose();
    plain.dispose();
  });

  test('follows depths, scales, ratios, means, coder and matcher', () => {
    const config = applyOverrides(TOY, [
      SIZE,
      'toy_ssd.body_depths=[4, 8]',
      'toy_ssd.extra_depth=12',
      'toy_ssd.scales=[{ sizes: 0.1 }, { sizes: [0.25, 0.5] }, { sizes: 0.75 }]',
      'toy_ssd.aspect_ratios=[1, 2]',
      'toy_ssd.channel_means=[0, 0, 0]',
      'toy_ssd.box_coder={ y_scale: 1 x_scale: 2 height_scale: 3 width_scale: 4 }',
      'toy_ssd.matched_threshold=0.25',
      'toy_ssd.max_detections=7',
      'toy_ssd.foreground_prior=0.25',
    ]);
    const model = createDetector(config);
    // Two halvings: 16 by 24 cells, then 8 by 12, then one; 2, 3 and 2 anchors a cell.
    expect(model.numAnchors).toBe(16 * 24 * 2 + 8 * 12 * 3 + 2);
    expect(model.variables.get('ToySsd/Body/Block_1/Conv_0/weights').shape).toEqual([3, 3, 4, 8]);
    expect(model.variables.get('ToySsd/Down_0/Conv_0/weights').shape).toEqual([3, 3, 8, 12]);
    expect(model.variables.get('ToySsd/ClassPredictor_1/weights').shape).toEqual([3, 3, 12, 3 * 3]);
    expect(model.variables.get('ToySsd/BoxPredictor_2/weights').shape).toEqual([3, 3, 12, 2 * 4]);
    expect(model.targets).toEqual({iouThreshold: 0.25, scaleFactors: [1, 2, 3, 4]});
    expect(model.variables.get('ToySsd/ClassPredictor_0/biases').dataSync()[0]).toBeCloseTo(Math.log(6), 6);
    expect(model.detection).toMatchObject({maxDetections: 7, scaleFactors: [1, 2, 3, 4]});
    tf.tidy(() => {
      const {classLogits, boxEncodings} = model.predict(tf.zeros([2, 64, 96, 3], 'int32'));
      expect([classLogits.shape, boxEncodings.shape]).toEqual([
        [2, model.numAnchors, 3],
        [2, model.numAnchors, 4],
      ]);
      expect(Math.min(...classLogits.dataSync())).toBe(0); // nothing subtracted, so nothing comes in, and biases of classes start at 0
    });
    model.dispose();
  });

  test.each([1, 2])('makes a network of %d scales', (scales) => {
    const config = applyOverrides(TOY, [SIZE, `toy_ssd.scales=[${'{ sizes: 0.5 }'.concat(', { sizes: 0.9 }'.repeat(scales - 1))}]`]);
    const model = createDetector(config);
    expect(model.numAnchors).toBe(8 * 12 * 3 + (scales === 1 ? 0 : 3));
    tf.tidy(() => {
      expect(model.predict(tf.zeros([1, 64, 96, 3])).boxEncodings.shape).toEqual([1, model.numAnchors, 4]);
    });
    model.dispose();
  });

  test.each<[string, PipelineConfig, string, string]>([
    [
      'another model',
      readyMadeConfig('ssd-mobilenet-v2', {numClasses: 2}),
      'pipeline-config/model',
      'is of ssd, but toy_ssd was asked for',
    ],
    ['no model', {}, 'pipeline-config/model', 'describes no model'],
    ['no number of classes', applyOverrides(TOY, ['~toy_ssd.num_classes']), 'pipeline-config/value', 'toy_ssd.num_classes'],
    ['no resizer', applyOverrides(TOY, ['~toy_ssd.image_resizer']), 'pipeline-config/value', 'Give a fixed_shape_resizer'],
    [
      'a resizer of another kind',
      applyOverrides(TOY, ['toy_ssd.image_resizer={ keep_aspect_ratio_resizer {} }']),
      'pipeline-config/unsupported',
      'keep_aspect_ratio_resizer cannot be done',
    ],
    [
      'grey images',
      applyOverrides(TOY, ['toy_ssd.image_resizer.fixed_shape_resizer.convert_to_grayscale=true']),
      'pipeline-config/unsupported',
      'Set it to false',
    ],
  ])('refuses %s', (_, config, code, message) => {
    let caught: unknown;
    try {
      createDetector(config, {source: 'mine.config'});
    } catch (error) {
      caught = error;
    }
    expect(caught).toMatchObject({code, message: expect.stringContaining(message) as unknown});
    expect(String(caught)).toContain('mine.config');
  });
});
