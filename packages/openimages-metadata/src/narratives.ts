import {parseImageId} from '@oid/core';
import type {ImageId} from '@oid/core';
import {EmptyTableError} from './errors/empty-table-error.ts';
import {MalformedTableError} from './errors/malformed-table-error.ts';
import {textLines} from './text-lines.ts';

/** One localized narrative: what an annotator said about an image, and where the mouse was meanwhile. */
export type Narrative = {
  datasetId: string;
  imageId: ImageId;
  annotatorId: number;
  caption: string;
  /** The caption in pieces, in seconds of the recording. Empty in `*_captions.jsonl`. */
  timedCaption: readonly {utterance: string; startTime: number; endTime: number}[];
  /** Strokes of the mouse: normalised, may leave [0, 1]; seconds of the recording. Empty in `*_captions.jsonl`. */
  traces: readonly (readonly {x: number; y: number; t: number}[])[];
  /** Path of the recording below the publisher's folder. */
  voiceRecording: string | undefined;
};

/**
 * Streams localized narratives (V6 on): JSON Lines, one narrative a line, `*_localized_narratives*.jsonl` or `*_captions.jsonl`. Holds one line.
 *
 * @param options.source - the file's name, for messages.
 * @throws {@link EmptyTableError}, {@link MalformedTableError}, InvalidIdError; the last two name file and line.
 * @see Pont-Tuset et al. 2020, Connecting Vision and Language with Localized Narratives, arXiv:1912.03098.
 */
export async function* parseNarratives(chunks: AsyncIterable<Uint8Array>, options: {source: string}): AsyncGenerator<Narrative> {
  const {source} = options;
  let any = false;
  for await (const {text, line} of textLines(chunks, source, LONGEST_LINE)) {
    any = true;
    yield toNarrative(text, source, line);
  }
  if (!any) throw new EmptyTableError(source, 'rows');
}

/** Traces come at some 60 points a second for a minute or two, at some 60 bytes a point. */
const LONGEST_LINE = 1 << 24;

function toNarrative(text: string, source: string, line: number): Narrative {
  const fail = (field: string, expected: string): MalformedTableError =>
    new MalformedTableError(source, line, `${field} must be ${expected}`, {column: field});
  const record = (value: unknown, field: string): Record<string, unknown> => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw fail(field, 'an object');
    return value as Record<string, unknown>;
  };
  const list = (value: unknown, field: string): unknown[] => {
    if (!Array.isArray(value)) throw fail(field, 'an array');
    return value as unknown[];
  };
  const string = (value: unknown, field: string): string => {
    if (typeof value !== 'string') throw fail(field, 'a string');
    return value;
  };
  const number = (value: unknown, field: string): number => {
    if (typeof value !== 'number') throw fail(field, 'a number');
    return value;
  };
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw new MalformedTableError(source, line, 'the line is not JSON', {cause: error});
  }
  const fields = record(parsed, 'the line');
  return {
    datasetId: string(fields['dataset_id'], 'dataset_id'),
    imageId: parseImageId(string(fields['image_id'], 'image_id'), `${source}:${line}`),
    annotatorId: number(fields['annotator_id'], 'annotator_id'),
    caption: string(fields['caption'], 'caption'),
    timedCaption: list(fields['timed_caption'] ?? [], 'timed_caption').map((entry) => {
      const piece = record(entry, 'timed_caption');
      return {
        utterance: string(piece['utterance'], 'timed_caption.utterance'),
        startTime: number(piece['start_time'], 'timed_caption.start_time'),
        endTime: number(piece['end_time'], 'timed_caption.end_time'),
      };
    }),
    traces: list(fields['traces'] ?? [], 'traces').map((stroke) =>
      list(stroke, 'traces').map((entry) => {
        const point = record(entry, 'traces');
        return {x: number(point['x'], 'traces.x'), y: number(point['y'], 'traces.y'), t: number(point['t'], 'traces.t')};
      }),
    ),
    voiceRecording: fields['voice_recording'] === undefined ? undefined : string(fields['voice_recording'], 'voice_recording'),
  };
}
