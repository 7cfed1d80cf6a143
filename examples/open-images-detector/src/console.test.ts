import {describe, expect, test} from 'vitest';
import {createConsole, describeProgress, duration} from './console.ts';

describe('describeProgress', () => {
  test('shows bar, rate, bytes, failures and the time left', () => {
    expect(describeProgress({stage: 'download', done: 30, total: 120, unit: 'photos', bytes: 2_500_000, errors: 2}, 10)).toBe(
      '██████░░░░░░░░░░░░░░░░░░  30/120 photos  3.0/s  2.5 MB  2 failed  30 s left',
    );
  });

  test('does without a total', () => {
    expect(describeProgress({stage: 'rows', done: 5000, unit: 'rows'}, 2)).toBe('5000 rows  2500/s');
    expect(describeProgress({stage: 'rows', done: 0, unit: 'rows'}, 0)).toBe('0 rows');
  });
});

describe('duration', () => {
  test('chooses its units', () => {
    expect([duration(47.4), duration(185), duration(7800)]).toEqual(['47 s', '3 min 05 s', '2 h 10 min']);
  });
});

describe('createConsole', () => {
  test('writes plain lines, and few of them, when there is no terminal', () => {
    const written: string[] = [];
    const console = createConsole({isTTY: false, write: (text: string) => written.push(text) > 0} as unknown as NodeJS.WriteStream);
    console.begin('download', '3 photos');
    for (let done = 0; done < 100; done += 1) console.progress({stage: 'download', done, total: 100, unit: 'photos'});
    console.end('done');
    expect(written.filter((text) => text.includes('photos'))).toHaveLength(1);
    expect(written.join('')).not.toContain('\u001b');
    expect(written.at(-1)).toBe('           done\n');
  });
});
