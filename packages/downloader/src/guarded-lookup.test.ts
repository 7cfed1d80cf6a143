import type {LookupAddress, LookupOptions} from 'node:dns';
import {describe, expect, test} from 'vitest';
import {errorOf} from '../test/photos.ts';
import {checkLiteralAddress, guardedLookup} from './guarded-lookup.ts';

const OUTSIDE = {address: '93.184.216.34', family: 4};
const OUTSIDE_6 = {address: '2606:2800:220:1:248:1893:25c8:1946', family: 6};
const INSIDE = {address: '10.0.0.7', family: 4};

function lookUp(lookup: ReturnType<typeof guardedLookup>, options: LookupOptions = {all: true}): Promise<unknown> {
  return new Promise((resolve, reject) => {
    lookup('photos.example', options, (error, address, family) => (error === null ? resolve([address, family]) : reject(error)));
  });
}

describe('guardedLookup', () => {
  test('leaves special addresses out of an answer, and refuses one that has no other', async () => {
    const answering = (addresses: LookupAddress[]): ReturnType<typeof guardedLookup> => guardedLookup(false, async () => addresses);
    expect(await lookUp(answering([INSIDE, OUTSIDE, OUTSIDE_6]))).toEqual([[OUTSIDE, OUTSIDE_6], undefined]);
    expect(await lookUp(answering([INSIDE, OUTSIDE]), {})).toEqual([OUTSIDE.address, 4]);
    expect(await lookUp(answering([OUTSIDE, OUTSIDE_6]), {family: 6})).toEqual([OUTSIDE_6.address, 6]);
    expect(await errorOf(() => lookUp(answering([INSIDE])))).toMatchObject({
      detail: {reason: 'refused'},
      message: expect.stringContaining('photos.example leads to 10.0.0.7, which is a private address') as string,
    });
    expect(await lookUp(guardedLookup(true, async () => [INSIDE]))).toEqual([[INSIDE], undefined]);
    expect(await errorOf(() => lookUp(answering([OUTSIDE]), {family: 6}))).toMatchObject({
      message: 'photos.example has no address of family 6',
    });
  });

  test('asks once for many, keeps the answer for a minute, and keeps no failure', async () => {
    let [asked, time] = [0, 0];
    let answer = async (): Promise<LookupAddress[]> => [OUTSIDE];
    const lookup = guardedLookup(
      false,
      () => {
        asked += 1;
        return answer();
      },
      () => time,
    );
    await Promise.all([lookUp(lookup), lookUp(lookup), lookUp(lookup)]);
    time = 59_999;
    await lookUp(lookup);
    expect(asked).toBe(1);
    // What the name means now holds from now on; what it meant is not asked for again.
    answer = async () => [INSIDE];
    time = 60_001;
    expect(await errorOf(() => lookUp(lookup))).toMatchObject({detail: {reason: 'refused'}});
    expect(asked).toBe(2);
    answer = () => Promise.reject(new Error('no such host'));
    time = 200_000;
    expect(await errorOf(() => lookUp(lookup))).toMatchObject({message: 'no such host'});
    answer = async () => [OUTSIDE];
    expect(await lookUp(lookup)).toEqual([[OUTSIDE], undefined]);
    expect(asked).toBe(4);
  });
});

test('checkLiteralAddress refuses special addresses and leaves names alone', async () => {
  checkLiteralAddress('photos.example');
  checkLiteralAddress('8.8.8.8');
  expect(await errorOf(() => checkLiteralAddress('169.254.169.254'))).toMatchObject({detail: {reason: 'refused'}});
});
