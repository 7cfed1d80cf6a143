import {describe, expect, test} from 'vitest';
import {Throughput} from './throughput.ts';

describe('Throughput', () => {
  test('divides pictures and steps by the time since the clock started', () => {
    const throughput = new Throughput();
    throughput.mark(100, 0);
    expect(throughput.imagesPerSecond()).toBe(0);
    expect(throughput.secondsPerStep()).toBeUndefined();
    throughput.mark(102, 8);
    throughput.mark(104, 8);
    expect(throughput.imagesPerSecond()).toBe(4);
    expect(throughput.secondsPerStep()).toBe(2);
  });

  test('forgets what is older than the window', () => {
    const throughput = new Throughput(10);
    throughput.mark(0, 0);
    throughput.mark(100, 1);
    for (let second = 101; second <= 120; second += 1) throughput.mark(second, 5);
    expect(throughput.imagesPerSecond()).toBe(5);
  });
});
