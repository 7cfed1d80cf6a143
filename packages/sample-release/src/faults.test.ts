import sharp from 'sharp';
import {describe, expect, test} from 'vitest';
import {damageJpeg, padJpeg, SAMPLE_FAULTS, sampleFaults} from './faults.ts';

const IDS = Array.from({length: 30}, (_, index) => index.toString(16).padStart(16, '0'));

async function photo(): Promise<Buffer> {
  const data = Buffer.from(Array.from({length: 96 * 64 * 3}, (_, index) => (index * 31) % 251));
  return sharp(data, {raw: {width: 96, height: 64, channels: 3}})
    .jpeg()
    .toBuffer();
}

describe('sampleFaults', () => {
  test('names each fault once, absence twice, whatever the order of the ids', () => {
    const faults = sampleFaults(IDS);
    expect([...faults.values()]).toEqual(SAMPLE_FAULTS);
    expect(SAMPLE_FAULTS.filter((fault) => fault === 'absent')).toHaveLength(2);
    expect(sampleFaults([...IDS].reverse())).toEqual(faults);
  });

  test('spares half of a small release, and all of an empty one', () => {
    expect(sampleFaults(IDS.slice(0, 5)).size).toBe(2);
    expect(sampleFaults([]).size).toBe(0);
  });
});

describe('damageJpeg', () => {
  test('keeps the length and the header, and a strict decoder notices', async () => {
    const whole = await photo();
    const damaged = damageJpeg(whole);
    expect(damaged.length).toBe(whole.length);
    expect((await sharp(damaged).metadata()).width).toBe(96);
    await expect(sharp(damaged, {failOn: 'warning'}).raw().toBuffer()).rejects.toThrow(/jpeg/i);
  });
});

describe('padJpeg', () => {
  test('lengthens without a change to the picture', async () => {
    const whole = await photo();
    const padded = padJpeg(whole, whole.length + 1000);
    expect(padded?.length).toBe(whole.length + 1000);
    const [before, after] = await Promise.all([whole, padded ?? whole].map((bytes) => sharp(bytes, {failOn: 'warning'}).raw().toBuffer()));
    expect(after).toEqual(before);
  });

  test('cannot shorten, nor lengthen by less than a comment takes', async () => {
    const whole = await photo();
    expect(padJpeg(whole, whole.length - 1)).toBeUndefined();
    expect(padJpeg(whole, whole.length + 3)).toBeUndefined();
  });
});
