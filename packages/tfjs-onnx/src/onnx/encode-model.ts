import {ELEMENT_TYPE_CODES} from './model.ts';
import type {OnnxAttribute, OnnxInitializer, OnnxModel, OnnxNode, OnnxValueInfo} from './model.ts';
import {ProtobufWriter} from './protobuf-writer.ts';

/** Version of the standard operators that every graph of this package is written for. */
export const OPSET_VERSION = 17;
/** IR version that came with that opset (ONNX 1.12). */
export const IR_VERSION = 8;

/**
 * Encodes a model as an ONNX file. Weights are stored raw, so encoding costs one copy of them.
 *
 * @returns the bytes of a `ModelProto`; at most 2 GB, as protobuf allows.
 * @see https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
 */
export function encodeModel(model: OnnxModel): Uint8Array {
  const graph = new ProtobufWriter();
  for (const node of model.nodes) graph.message(1, encodeNode(node));
  graph.bytes(2, model.name);
  for (const initializer of model.initializers) graph.message(5, encodeInitializer(initializer));
  for (const input of model.inputs) graph.message(11, encodeValueInfo(input));
  for (const output of model.outputs) graph.message(12, encodeValueInfo(output));
  const file = new ProtobufWriter().integer(1, IR_VERSION).bytes(2, '@oid/tfjs-onnx').message(7, graph);
  for (const domain of new Set(['', ...model.nodes.map(({operator}) => splitOperator(operator)[0])])) {
    file.message(8, new ProtobufWriter().bytes(1, domain).integer(2, domain === '' ? OPSET_VERSION : 1));
  }
  return file.finish();
}

/** An operator's domain and name. */
function splitOperator(operator: string): readonly [string, string] {
  const dot = operator.lastIndexOf('.');
  return [operator.slice(0, Math.max(dot, 0)), operator.slice(dot + 1)];
}

function encodeNode(node: OnnxNode): ProtobufWriter {
  const writer = new ProtobufWriter();
  const [domain, name] = splitOperator(node.operator);
  for (const input of node.inputs) writer.bytes(1, input);
  for (const output of node.outputs) writer.bytes(2, output);
  writer.bytes(4, name);
  for (const [key, attribute] of Object.entries(node.attributes)) writer.message(5, encodeAttribute(key, attribute));
  return domain === '' ? writer : writer.bytes(7, domain);
}

function encodeAttribute(name: string, attribute: OnnxAttribute): ProtobufWriter {
  const writer = new ProtobufWriter().bytes(1, name);
  if ('float' in attribute) return writer.float(2, attribute.float).integer(20, 1);
  if ('int' in attribute) return writer.integer(3, attribute.int).integer(20, 2);
  if ('string' in attribute) return writer.bytes(4, attribute.string).integer(20, 3);
  if ('floats' in attribute) return attribute.floats.reduce((list, value) => list.float(7, value), writer).integer(20, 6);
  return writer.packed(8, attribute.ints).integer(20, 7);
}

function encodeInitializer({name, type, shape, data}: OnnxInitializer): ProtobufWriter {
  return new ProtobufWriter().packed(1, shape).integer(2, ELEMENT_TYPE_CODES[type]).bytes(8, name).bytes(9, data);
}

function encodeValueInfo({name, type, shape}: OnnxValueInfo): ProtobufWriter {
  const dimensions = new ProtobufWriter();
  for (const size of shape) {
    const dimension = new ProtobufWriter();
    if (typeof size === 'number') dimension.integer(1, size);
    else dimension.bytes(2, size);
    dimensions.message(1, dimension);
  }
  const tensor = new ProtobufWriter().integer(1, ELEMENT_TYPE_CODES[type]).message(2, dimensions);
  return new ProtobufWriter().bytes(1, name).message(2, new ProtobufWriter().message(1, tensor));
}
