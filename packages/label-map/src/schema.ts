import protobuf from 'protobufjs/light.js';
import type {RawLabelMap} from './raw-label-map.ts';

/**
 * `object_detection/protos/string_int_label_map.proto`. The fields after `display_name` came in later revisions.
 */
export const LABEL_MAP_TYPE: protobuf.Type = protobuf.Root.fromJSON({
  nested: {
    StringIntLabelMap: {fields: {item: {rule: 'repeated', type: 'StringIntLabelMapItem', id: 1}}},
    StringIntLabelMapItem: {
      fields: {
        name: {type: 'string', id: 1},
        id: {type: 'int32', id: 2},
        display_name: {type: 'string', id: 3},
        keypoints: {rule: 'repeated', type: 'KeypointMap', id: 4},
        ancestor_ids: {rule: 'repeated', type: 'int32', id: 5},
        descendant_ids: {rule: 'repeated', type: 'int32', id: 6},
        frequency: {type: 'LVISFrequency', id: 7},
        instance_count: {type: 'int32', id: 8},
      },
    },
    KeypointMap: {fields: {id: {type: 'int32', id: 1}, label: {type: 'string', id: 2}}},
    LVISFrequency: {values: {UNSPECIFIED: 0, FREQUENT: 1, COMMON: 2, RARE: 3}},
  },
}).lookupType('StringIntLabelMap');

// A constructor of our own: protobufjs would compile one, which pages that forbid `unsafe-eval` refuse.
LABEL_MAP_TYPE.ctor = class extends protobuf.Message {
  constructor(properties?: protobuf.Properties<RawLabelMap>) {
    super();
    Object.assign(this, properties);
  }
};
