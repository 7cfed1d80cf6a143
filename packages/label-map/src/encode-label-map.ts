import protobuf from 'protobufjs/minimal.js';
import {checkItems} from './check-items.ts';
import type {LabelMapMode} from './check-items.ts';
import type {LabelMap} from './label-map.ts';
import {toRaw} from './raw-label-map.ts';

/**
 * Writes a label map as a binary `StringIntLabelMap`: the bytes of protobuf's own `SerializeToString`.
 *
 * @param map - no items gives no bytes.
 * @param options.mode - what is refused, as in {@link parseLabelMap}. Default `strict`.
 * @throws {@link LabelMapError}, which names the item, for what {@link parseLabelMap} would refuse.
 */
export function encodeLabelMap(map: LabelMap, options: {mode?: LabelMapMode | undefined} = {}): Uint8Array {
  checkItems(map.items, {source: 'label map', mode: options.mode ?? 'strict'});
  const writer = protobuf.Writer.create();
  for (const raw of map.items.map(toRaw)) {
    writer.uint32(0x0a).fork();
    if (raw.name !== undefined) writer.uint32(0x0a).string(raw.name);
    writer.uint32(0x10).int32(raw.id ?? 0);
    if (raw.display_name !== undefined) writer.uint32(0x1a).string(raw.display_name);
    for (const {id = 0, label = ''} of raw.keypoints ?? []) {
      writer.uint32(0x22).fork().uint32(0x08).int32(id).uint32(0x12).string(label).ldelim();
    }
    for (const id of raw.ancestor_ids ?? []) writer.uint32(0x28).int32(id);
    for (const id of raw.descendant_ids ?? []) writer.uint32(0x30).int32(id);
    if (raw.frequency !== undefined) writer.uint32(0x38).int32(raw.frequency);
    if (raw.instance_count !== undefined) writer.uint32(0x40).int32(raw.instance_count);
    writer.ldelim();
  }
  return writer.finishInto(new Uint8Array(writer.pos));
}
