import {readFile} from 'node:fs/promises';
import {describe, expect, test} from 'vitest';
import {decodePipelineConfig} from './decode-pipeline-config.ts';
import {encodePipelineConfig} from './encode-pipeline-config.ts';
import {formatPipelineConfig} from './format-pipeline-config.ts';
import type {LearningRate} from './generated/types.ts';
import {learningRateSchedule} from './learning-rate/learning-rate-schedule.ts';
import {parsePipelineConfig} from './parse-pipeline-config.ts';

// Versions and scripts: fixtures/README.md.
type Google = {
  readyMade: Record<string, {binary: string; text: string}>;
  constructs: {text: string; python: string | null; cpp: string | null}[];
};

async function fixture<Content>(name: string): Promise<Content> {
  return JSON.parse(await readFile(new URL(`../fixtures/${name}`, import.meta.url), 'utf8')) as Content;
}

const google = await fixture<Google>('google.json');
const schedules = await fixture<{learningRate: LearningRate; rates: [step: number, rate: number][]}[]>('schedules.json');

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

describe("what Google's protobuf and the Object Detection API's schema make of the ready-made configs", () => {
  test.each(Object.entries(google.readyMade))('%s: the same text and the same bytes', (_, {binary, text}) => {
    const config = parsePipelineConfig(text);
    expect(formatPipelineConfig(config)).toBe(text);
    expect(base64(encodePipelineConfig(config))).toBe(binary);
    expect(decodePipelineConfig(Buffer.from(binary, 'base64'))).toEqual(config);
  });
});

describe("text format as Google's parsers take it", () => {
  // Where Python's parser and protoc's (C++) differ, as on +5 or '\\q', we follow protoc; but not on these.
  const asPython = ['train_config { sync_replicas: 01 }', 'train_config { startup_delay_steps: 00.5 }'];

  test.each(google.constructs)('$text', ({text, python, cpp}) => {
    const expected = asPython.includes(text) ? python : cpp;
    let found: string | null = null;
    try {
      found = base64(encodePipelineConfig(parsePipelineConfig(text, {check: false})));
    } catch (error) {
      expect(error).toMatchObject({name: 'PipelineConfigError', detail: {source: 'pipeline.config', line: expect.any(Number) as number}});
    }
    expect(found).toBe(expected);
  });
});

describe("learning rates of the Object Detection API's learning_schedules", () => {
  test.each(schedules)('$learningRate', ({learningRate, rates}) => {
    const schedule = learningRateSchedule(learningRate);
    // TensorFlow computes in float32; the cosine's tail loses relative precision there.
    const wrong = rates.filter(([step, rate]) => !(Math.abs(schedule(step) - rate) < 1e-6 * rate + 2e-9));
    expect(wrong).toEqual([]);
  });
});
