import {describe, expect, test} from 'vitest';
import {compareFingerprints} from './run-fingerprint.ts';
import type {RunFingerprint} from './run-fingerprint.ts';
import {formatRunState, parseRunState} from './run-state.ts';
import type {RunState} from './run-state.ts';

const fingerprint: RunFingerprint = {
  model: 'ToySsd',
  numClasses: 2,
  inputSize: {height: 64, width: 96},
  batchSize: 32,
  seed: 0,
  horizontalFlip: false,
  records: 100,
  recordsDigest: '0123456789abcdef',
};
const state: RunState = {
  version: 1,
  step: 7,
  order: {epoch: 2, position: 3, epochRandom: [1, -2, 3, 4], random: [5, 6, -7, 8]},
  elapsedSeconds: 1.25,
  loss: {loss: 0.30000000000000004, classLoss: 0.1, boxLoss: 0.2},
  fingerprint,
};

describe('parseRunState', () => {
  test('reads back what was written', () => {
    expect(parseRunState(formatRunState(state), 'x.state.json')).toEqual(state);
  });

  test.each([
    ['{"version": 1', 'not valid JSON'],
    ['[]', 'not a JSON object'],
    [JSON.stringify({...state, version: 2}), 'version is 2'],
    [JSON.stringify({...state, step: '7'}), 'step is not a number'],
    [JSON.stringify({...state, order: {...state.order, random: [0.5]}}), 'order.random'],
    [JSON.stringify({...state, order: undefined}), 'order.epoch'],
    [JSON.stringify({...state, fingerprint: null}), 'fingerprint is missing'],
  ])('names file and reason for %s', (text, reason) => {
    expect(() => parseRunState(text, 'x.state.json')).toThrowError(
      expect.objectContaining({
        code: 'trainer/run-state',
        message: expect.stringMatching(new RegExp(`^x\\.state\\.json: .*${reason.replaceAll('.', '\\.')}`)),
      }),
    );
  });
});

describe('compareFingerprints', () => {
  test('says everything that differs', () => {
    expect(compareFingerprints(fingerprint, {...fingerprint})).toEqual([]);
    expect(compareFingerprints(fingerprint, {...fingerprint, batchSize: 16, inputSize: {height: 64, width: 64}})).toEqual([
      {what: 'inputSize', saved: '64×96 (height×width)', asked: '64×64 (height×width)'},
      {what: 'batchSize', saved: '32', asked: '16'},
    ]);
  });
});
