import protobuf from 'protobufjs/minimal.js';
import {checkItems} from './check-items.ts';
import {LabelMapError} from './errors/label-map-error.ts';
import type {LabelMap} from './label-map.ts';
import {PARSE_LABEL_MAP_DEFAULTS} from './parse-label-map.ts';
import type {ParseLabelMapOptions} from './parse-label-map.ts';
import {fromRaw} from './raw-label-map.ts';
import type {RawItem} from './raw-label-map.ts';

const UTF8 = new TextDecoder('utf-8', {fatal: true, ignoreBOM: true});
type Reader = protobuf.Reader;

/**
 * Reads a binary `StringIntLabelMap`. Unknown fields of items are passed over; anything but items is an error, because nearly any bytes would pass
 * for a map without items otherwise.
 *
 * @param bytes - none is an empty map.
 * @throws {@link LabelMapError}
 */
export function decodeLabelMap(bytes: Uint8Array, options: ParseLabelMapOptions = {}): LabelMap {
  const source = options.source ?? PARSE_LABEL_MAP_DEFAULTS.source;
  const mode = options.mode ?? PARSE_LABEL_MAP_DEFAULTS.mode;
  const raw: RawItem[] = [];
  const reader = new protobuf.Reader(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length));
  try {
    while (reader.pos < bytes.length) {
      if (reader.uint32() !== 0x0a) throw new RangeError('there is something other than an item');
      raw.push(readItem(reader));
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const message = `not a binary label map, ${reason} near byte ${reader.pos}. Expected a StringIntLabelMap.`;
    throw new LabelMapError({source, problem: 'syntax', message}, {cause: error});
  }
  const items = raw.map((item, at) => {
    if (item.id === undefined && mode === 'strict') {
      throw new LabelMapError({
        source,
        problem: 'invalid-id',
        item: at,
        message: `item ${JSON.stringify(item.name ?? '')} has no id. Add one.`,
      });
    }
    return fromRaw(item);
  });
  checkItems(items, {source, mode});
  return {items};
}

function readItem(reader: Reader): RawItem {
  const item: RawItem = {};
  const keypoints: {id?: number; label?: string}[] = [];
  const [ancestors, descendants]: [number[], number[]] = [[], []];
  eachField(reader, (tag) => {
    if (tag === 0x0a) item.name = readText(reader);
    else if (tag === 0x10) item.id = reader.int32();
    else if (tag === 0x1a) item.display_name = readText(reader);
    else if (tag === 0x22) keypoints.push(readKeypoint(reader));
    else if (tag === 0x28) ancestors.push(reader.int32());
    else if (tag === 0x30) descendants.push(reader.int32());
    else if (tag === 0x2a || tag === 0x32) readPacked(reader, tag === 0x2a ? ancestors : descendants);
    else if (tag === 0x38) item.frequency = reader.int32();
    else if (tag === 0x40) item.instance_count = reader.int32();
    else return false;
    return true;
  });
  return {...item, keypoints, ancestor_ids: ancestors, descendant_ids: descendants};
}

function readKeypoint(reader: Reader): {id?: number; label?: string} {
  const point: {id?: number; label?: string} = {};
  eachField(reader, (tag) => {
    if (tag === 0x08) point.id = reader.int32();
    else if (tag === 0x12) point.label = readText(reader);
    else return false;
    return true;
  });
  return point;
}

function readPacked(reader: Reader, into: number[]): void {
  const end = endOfMessage(reader);
  while (reader.pos < end) into.push(reader.int32());
  checkEnd(reader, end);
}

function readText(reader: Reader): string {
  return UTF8.decode(reader.bytes());
}

/** Shows every field of the message at hand to `visit`, which reads it and returns true, or returns false to have it skipped. */
function eachField(reader: Reader, visit: (tag: number) => boolean): void {
  const end = endOfMessage(reader);
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (!visit(tag)) reader.skipType(tag & 7);
  }
  checkEnd(reader, end);
}

function endOfMessage(reader: Reader): number {
  const size = reader.uint32();
  if (reader.pos + size > reader.len) throw new RangeError(`a message of ${size} bytes leaves the file`);
  return reader.pos + size;
}

function checkEnd(reader: Reader, end: number): void {
  if (reader.pos !== end) throw new RangeError('a field leaves its message');
}
