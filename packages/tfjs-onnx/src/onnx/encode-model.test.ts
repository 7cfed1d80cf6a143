import {describe, expect, test} from 'vitest';
import {encodeModel} from './encode-model.ts';
import {ProtobufWriter} from './protobuf-writer.ts';

describe('ProtobufWriter', () => {
  test('writes varints, strings, floats and packed lists as the protobuf guide shows', () => {
    const inner = new ProtobufWriter().integer(1, 150);
    expect([...inner.finish()]).toEqual([0x08, 0x96, 0x01]);
    expect([...new ProtobufWriter().message(3, inner).finish()]).toEqual([0x1a, 0x03, 0x08, 0x96, 0x01]);
    expect([...new ProtobufWriter().bytes(2, 'testing').finish()]).toEqual([0x12, 0x07, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6e, 0x67]);
    expect([...new ProtobufWriter().packed(6, [3, 270, 86942]).finish()]).toEqual([0x32, 0x06, 0x03, 0x8e, 0x02, 0x9e, 0xa7, 0x05]);
    expect([...new ProtobufWriter().float(2, 1).finish()]).toEqual([0x15, 0, 0, 0x80, 0x3f]);
  });

  test('writes a negative number in ten bytes and leaves empty lists out', () => {
    expect([...new ProtobufWriter().integer(1, -1).finish()]).toEqual([0x08, ...Array.from({length: 9}, () => 0xff), 0x01]);
    expect(new ProtobufWriter().packed(1, []).finish()).toHaveLength(0);
  });
});

describe('encodeModel', () => {
  test('starts with the IR version and names the producer, the graph and the opset', () => {
    const bytes = encodeModel({name: 'tiny', nodes: [], inputs: [], outputs: [], initializers: []});
    expect([...bytes.subarray(0, 2)]).toEqual([0x08, 8]);
    const text = new TextDecoder().decode(bytes);
    expect(text).toContain('@oid/tfjs-onnx');
    expect(text).toContain('tiny');
    expect([...bytes.subarray(-6)]).toEqual([0x42, 4, 0x0a, 0, 0x10, 17]);
  });
});
