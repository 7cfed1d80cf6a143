import {expect, test} from 'vitest';
import {stopOnSignals} from './stop-on-signals.ts';

test('the first signal drains, the second stops, the third is the process’s own again', () => {
  const before = process.listenerCount('SIGUSR2');
  const {drain, signal, release} = stopOnSignals(['SIGUSR2']);
  process.emit('SIGUSR2', 'SIGUSR2');
  expect([drain.aborted, signal.aborted]).toEqual([true, false]);
  expect(drain.reason).toMatchObject({name: 'AbortError', message: 'stopped by SIGUSR2'});
  process.emit('SIGUSR2', 'SIGUSR2');
  expect(signal.aborted).toBe(true);
  expect(process.listenerCount('SIGUSR2')).toBe(before);
  release();
  expect(process.listenerCount('SIGUSR2')).toBe(before);
});
