import {decodeMessage, eachField, emptyLists, endOfMessage, readFeature, readFeatures, readMap, toFeature} from './decode-example.ts';
import {sizedFeature, sizedMap, writeFeature, writeMap} from './encode-example.ts';
import type {Sized, SizedFeature} from './encode-example.ts';
import {TAG_CONTEXT, TAG_FEATURE_IN_LIST, TAG_FEATURE_LISTS} from './example-layout.ts';
import type {Feature} from './feature.ts';
import {WireWriter, fieldSize} from './wire-writer.ts';

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
  const sized = (key: string, feature: Feature): Sized<SizedFeature> => sizedFeature(key, feature, 'encodeSequenceExample');
  const features = sizedMap(context, sized);
  const lists = sizedMap(featureLists, (key, list) => {
    const steps = list.map((feature) => (feature === undefined ? undefined : sized(key, feature)));
    return {steps, size: steps.reduce((sum, step) => sum + fieldSize(step?.size ?? 0), 0)};
  });
  const writer = new WireWriter(fieldSize(features.size) + fieldSize(lists.size));
  writeMap(writer, TAG_CONTEXT, features, writeFeature);
  writeMap(writer, TAG_FEATURE_LISTS, lists, (_, {steps}) => {
    for (const step of steps) {
      writer.open(TAG_FEATURE_IN_LIST, step?.size ?? 0);
      if (step !== undefined) writeFeature(writer, step);
    }
  });
  return writer.bytes;
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
