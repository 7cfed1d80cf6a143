import protobuf from 'protobufjs/minimal.js';
import {decodeMessage, eachField, emptyLists, endOfMessage, readFeature, readFeatures, readMap, toFeature} from './decode-example.ts';
import {finish, writeFeature, writeFeatures, writeMap} from './encode-example.ts';
import {TAG_CONTEXT, TAG_FEATURE_IN_LIST, TAG_FEATURE_LISTS} from './example-layout.ts';
import type {Feature} from './feature.ts';

/** A `tf.train.SequenceExample`: features of the whole, and lists with one feature a step, such as the frames of a film. */
export type SequenceExample = {
  context: Record<string, Feature>;
  /** A step in which nothing is set is `undefined`. */
  featureLists: Record<string, readonly (Feature | undefined)[]>;
};

/**
 * Encodes a `tf.train.SequenceExample`; order of keys and packing as in {@link encodeExample}.
 *
 * @throws {@link FeatureError} for an `int64` that is not an integer of 64 bits.
 * @see TensorFlow, `tensorflow/core/example/example.proto`.
 */
export function encodeSequenceExample({context, featureLists}: SequenceExample): Uint8Array {
  const writer = protobuf.Writer.create();
  const source = 'encodeSequenceExample';
  writeFeatures(writer, TAG_CONTEXT, context, source);
  writer.uint32(TAG_FEATURE_LISTS).fork();
  writeMap(writer, featureLists, (key, list) => {
    for (const feature of list) {
      writer.uint32(TAG_FEATURE_IN_LIST).fork();
      if (feature !== undefined) writeFeature(writer, key, feature, source);
      writer.ldelim();
    }
  });
  return finish(writer.ldelim());
}

/**
 * Decodes a `tf.train.SequenceExample`, as leniently as {@link decodeExample}.
 *
 * @param bytes - no bytes is one without features. Byte strings of the result are views into it.
 * @throws {@link ExampleFormatError} if the bytes are not a SequenceExample.
 */
export function decodeSequenceExample(bytes: Uint8Array, options: {source?: string | undefined} = {}): SequenceExample {
  const context = new Map<string, Feature>();
  const featureLists = new Map<string, (Feature | undefined)[]>();
  decodeMessage(bytes, {source: options.source ?? 'sequence example', what: 'tf.train.SequenceExample'}, (reader, tag) => {
    if (tag === TAG_CONTEXT) readFeatures(reader, context);
    else if (tag === TAG_FEATURE_LISTS) {
      readMap(reader, featureLists, () => {
        const steps: (Feature | undefined)[] = [];
        const read = (): void => {
          eachField(reader, endOfMessage(reader), (item) => {
            if (item !== TAG_FEATURE_IN_LIST) return false;
            const lists = emptyLists();
            readFeature(reader, lists);
            steps.push(toFeature(lists));
            return true;
          });
        };
        return {read, value: () => steps};
      });
    } else return false;
    return true;
  });
  return {context: Object.fromEntries(context), featureLists: Object.fromEntries(featureLists)};
}
