import {crc32c, maskCrc32c} from '@oid/core';
import {encodeEntry, encodeHeader} from './bundle.ts';
import {DTYPES, elementCount} from './checkpoint-tensor.ts';
import type {CheckpointTensor, DtypeLayout} from './checkpoint-tensor.ts';
import {CheckpointTensorError} from './errors/checkpoint-tensor-error.ts';
import {compareBytes} from './table/byte-order.ts';
import {encodeTable} from './table/encode-table.ts';

const UTF8 = new TextEncoder();
const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * Writes a TensorFlow V2 checkpoint of one shard. Equal tensors give equal bytes, whatever the order of the map; they are the bytes that
 * TensorFlow's `SaveV2` writes.
 *
 * @param tensors - by variable name, such as `ToySsd/Body/Block_0/Conv_0/weights`; none gives a checkpoint without variables.
 * @returns what goes into `<prefix>.index` and `<prefix>.data-00000-of-00001`.
 * @throws {@link CheckpointTensorError} if a name is empty or malformed, or a tensor's dtype, shape and data do not fit together.
 * @see TensorFlow, `tensorflow/core/util/tensor_bundle/tensor_bundle.h`.
 */
export function encodeCheckpoint(tensors: ReadonlyMap<string, CheckpointTensor>): {index: Uint8Array; data: Uint8Array} {
  const variables = [...tensors].map(([name, tensor]) => ({key: UTF8.encode(name), tensor, dtype: checkTensor(name, tensor)}));
  variables.sort((a, b) => compareBytes(a.key, b.key));
  const data = new Uint8Array(variables.reduce((sum, {tensor}) => sum + tensor.data.byteLength, 0));
  const entries = [{key: new Uint8Array(), value: encodeHeader()}];
  let byteOffset = 0;
  for (const {key, tensor, dtype} of variables) {
    const bytes = new Uint8Array(tensor.data.buffer, tensor.data.byteOffset, tensor.data.byteLength);
    data.set(bytes, byteOffset);
    const maskedCrc = maskCrc32c(crc32c(bytes));
    entries.push({key, value: encodeEntry({dtype: dtype.code, shape: [...tensor.shape], byteOffset, size: bytes.length, maskedCrc})});
    byteOffset += bytes.length;
  }
  return {index: encodeTable(entries), data};
}

function checkTensor(tensor: string, {dtype, shape, data}: CheckpointTensor): DtypeLayout {
  const fail = (found: string, expected: string): never => {
    throw new CheckpointTensorError({tensor, found, expected});
  };
  if (tensor === '') fail('an empty name', 'a name');
  if (tensor.startsWith('\0')) fail('a name that starts with a zero byte', 'a name');
  if (LONE_SURROGATE.test(tensor)) fail('half a surrogate pair in its name', 'a name that UTF-8 can hold');
  const layout = DTYPES.find(({name}) => name === dtype) ?? fail(`dtype ${dtype}`, DTYPES.map(({name}) => name).join(', '));
  if (!(data instanceof layout.array)) fail(`dtype ${dtype} and a ${data.constructor.name}`, `a ${layout.array.name}`);
  if (!shape.every((size) => Number.isSafeInteger(size) && size >= 0)) fail(`shape [${shape.join(', ')}]`, 'sizes of 0 or more');
  const count = elementCount(shape);
  if (data.length !== count) fail(`shape [${shape.join(', ')}] and ${data.length} elements`, `${count} elements`);
  if (dtype === 'bool' && data.some((value) => value > 1)) fail('bool elements above 1', 'elements of 0 or 1');
  return layout;
}
