import {createToySsd} from '@oid/detector-model';
import type {DetectorModel} from '@oid/detector-model';
import '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import {cp, readdir} from 'node:fs/promises';
import {beforeAll, describe, expect, test} from 'vitest';
import {useTemporaryFolder} from '../../test/temporary-folder.ts';
import {createTinyModel, snapshot} from '../../test/tiny-model.ts';
import {writeTinyRecords} from '../../test/tiny-records.ts';
import {loadForFineTuning} from './fine-tune.ts';
import {train} from './train.ts';

const path = useTemporaryFolder();
let records: string[] = [];
const checkpoint = (run: string): string => path(`${run}/ckpt/model.ckpt-1`);
beforeAll(async () => {
  await tf.setBackend('cpu');
  records = [await writeTinyRecords(path('records'), 3)];
  const model = createTinyModel({seed: 1});
  await train(model, {records, runDirectory: path('teacher'), batchSize: 2, steps: 1});
  model.dispose();
});

const TOY = {inputSize: {height: 64, width: 64}};
const withScopes = (model: DetectorModel, scopes: string[]): DetectorModel => ({...model, featureExtractorScopes: scopes});

describe('loadForFineTuning', () => {
  test('takes the feature extractor, or all that fits', async () => {
    const [teacher, student] = [createTinyModel({seed: 1}), createTinyModel({seed: 2})];
    const before = await snapshot(student);
    const {loaded, left} = await loadForFineTuning(withScopes(student, ['Tiny/box/']), {checkpoint: checkpoint('teacher')});
    expect([loaded, left]).toEqual([['Tiny/box/weights'], []]);
    expect((await snapshot(student))['Tiny/class/weights']).toEqual(before['Tiny/class/weights']);
    expect((await snapshot(student))['Tiny/box/weights']).not.toEqual(before['Tiny/box/weights']);
    const all = await loadForFineTuning(withScopes(student, ['Tiny/box/']), {checkpoint: checkpoint('teacher'), allVariables: true});
    expect(all.loaded).toHaveLength(4);
    teacher.dispose();
    student.dispose();
  });

  test('leaves what has another shape, and refuses where nothing fits', async () => {
    const student = createTinyModel({numClasses: 5});
    expect(await loadForFineTuning(student, {checkpoint: checkpoint('teacher')})).toEqual({
      loaded: ['Tiny/box/weights', 'Tiny/moving_mean'],
      left: ['Tiny/class/weights', 'Tiny/class/biases'],
    });
    student.dispose();
    const toy = createToySsd({numClasses: 1, ...TOY});
    expect(toy.featureExtractorScopes).toEqual(['ToySsd/Body/', 'ToySsd/Down_']);
    await expect(loadForFineTuning(toy, {checkpoint: checkpoint('teacher')})).rejects.toMatchObject({code: 'trainer/incompatible-run'});
    toy.dispose();
  });
});

describe('train with fineTune', () => {
  test('begins from the checkpoint, and a resumed run does not begin again', async () => {
    const student = createTinyModel({seed: 2});
    const options = {records, runDirectory: path('student'), batchSize: 2, learningRate: 0, fineTune: {checkpoint: checkpoint('teacher')}};
    const first = await train(student, {...options, steps: 1});
    expect(first.fineTuned?.loaded).toHaveLength(4);
    const weights = (await snapshot(student))['Tiny/box/weights'];
    const teacher = createTinyModel({seed: 3});
    await loadForFineTuning(teacher, {checkpoint: checkpoint('teacher')});
    expect(weights).toEqual((await snapshot(teacher))['Tiny/box/weights']);
    await cp(path('student'), path('resumed'), {recursive: true});
    const second = await train(student, {...options, runDirectory: path('resumed'), steps: 2, fineTune: {checkpoint: 'nowhere'}});
    expect([second.steps, second.fineTuned]).toEqual([2, undefined]);
    expect(await readdir(path('resumed/ckpt'))).toContain('model.ckpt-2.index');
    student.dispose();
    teacher.dispose();
  });
});
