import {hasCode} from '@oid/core';
import {describe, expect, test} from 'vitest';
import {selfTest} from '../eager/self-test.ts';
import {OnnxUnavailableError} from '../errors/onnx-unavailable-error.ts';
import {OnnxOutOfMemoryError} from '../errors/out-of-memory-error.ts';
import {OnnxRunError} from '../errors/run-error.ts';
import {loadNativeBinding, openBinding} from './native-binding.ts';
import type {NativeSession, NativeTensor} from './native-binding.ts';
import {Session} from './session.ts';

const options = {threads: 1, spinning: 'off', memory: 'borrow'} as const;

describe('loadNativeBinding', () => {
  test('finds ONNX Runtime and passes the self-test', () => {
    expect(selfTest().version).toMatch(/^1\.\d+\.\d+$/);
    expect(loadNativeBinding()).toBe(loadNativeBinding());
  });
});

describe('openBinding', () => {
  test('refuses a binding of another form', () => {
    const load = (path: string): unknown => (path.endsWith('package.json') ? {version: '9.0.0'} : {binding: {}});
    expect(() => openBinding(load)).toThrow(OnnxUnavailableError);
    expect(() => openBinding(load)).toThrow(/onnxruntime-node 9\.0\.0 has another native binding/);
  });
});

describe('Session', () => {
  const fake = (session: Partial<NativeSession>) => ({
    version: '2.0.0',
    createSession: (): NativeSession => ({loadModel: () => undefined, run: () => undefined, ...session}),
  });

  test('prefers runSync', () => {
    const runSync = (_feeds: unknown, fetches: Record<string, NativeTensor>): void => {
      (fetches['y'] as NativeTensor).data.set([0, 2]);
    };
    expect(selfTest(fake({run: () => Promise.resolve(), runSync})).version).toBe('2.0.0');
  });

  test('says so when runs became asynchronous', () => {
    expect(() => selfTest(fake({run: () => Promise.reject(new Error('late'))}))).toThrow(/runs asynchronously and has no runSync/);
  });

  test('says so when results are not written in place', () => {
    expect(() => selfTest(fake({}))).toThrow(/does not write results in place/);
  });

  test('tells a lack of memory from other failures', () => {
    const run = (): never => {
      throw new Error('Failed to allocate memory for requested buffer of size 99');
    };
    expect(() => new Session('step', new Uint8Array(1), options, fake({run})).run({}, {})).toThrow(OnnxOutOfMemoryError);
    expect(() => new Session('step', new Uint8Array(1), options, fake({run})).run({}, {})).toThrow(
      /^step: out of memory \(Failed to allocate/,
    );
  });

  test('reports a graph that ONNX Runtime refuses', () => {
    let error: unknown;
    try {
      new Session('broken', Uint8Array.of(1, 2, 3), options).dispose();
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(OnnxRunError);
    expect(hasCode(error, 'tfjs-onnx/run')).toBe(true);
    expect((error as OnnxRunError).detail).toMatchObject({subject: 'broken', during: 'load'});
  });
});
