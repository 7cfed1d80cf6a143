// Tags, (field number << 3) | wire type, of the messages that make up a tf.train.Example: tensorflow/core/example/{example,feature}.proto.

/** `Example.features`, message. */
export const TAG_FEATURES = 0x0a;
/** `Features.feature`, one map entry. */
export const TAG_ENTRY = 0x0a;
/** Key of a map entry, string. */
export const TAG_KEY = 0x0a;
/** Value of a map entry, `Feature`. */
export const TAG_VALUE = 0x12;
/** `Feature.bytes_list`, `float_list`, `int64_list`: a oneof of messages. */
export const TAG_LIST = {bytes: 0x0a, float: 0x12, int64: 0x1a} as const;
/** `BytesList.value`, and the packed form of `FloatList.value` and `Int64List.value`. */
export const TAG_ITEMS = 0x0a;
/** `FloatList.value`, unpacked. */
export const TAG_FLOAT = 0x0d;
/** `Int64List.value`, unpacked. */
export const TAG_INT64 = 0x08;

/** `SequenceExample.context`, `Features`. */
export const TAG_CONTEXT = 0x0a;
/** `SequenceExample.feature_lists`, a message that holds the map. */
export const TAG_FEATURE_LISTS = 0x12;
/** `FeatureList.feature`. */
export const TAG_FEATURE_IN_LIST = 0x0a;
