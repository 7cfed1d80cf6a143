import type {LabelMapItem} from './label-map.ts';

/** LVIS's names of how often a class occurs, by number. */
export const FREQUENCIES = ['UNSPECIFIED', 'FREQUENT', 'COMMON', 'RARE'] as const;

/** An item under the message's own field names; fields that are left out are absent. */
export type RawItem = {
  name?: string;
  id?: number;
  display_name?: string;
  keypoints?: readonly {id?: number; label?: string}[];
  ancestor_ids?: readonly number[];
  descendant_ids?: readonly number[];
  frequency?: number;
  instance_count?: number;
};

/** The message as its text and its binary form hold it. */
export type RawLabelMap = {item?: readonly RawItem[]};

/** As the API's code sees it: a missing name is empty, a missing id 0, a frequency of another revision none. */
export function fromRaw(raw: RawItem): LabelMapItem {
  const {keypoints = [], ancestor_ids: ancestorIds = [], descendant_ids: descendantIds = []} = raw;
  return {
    id: raw.id ?? 0,
    name: raw.name ?? '',
    ...(raw.display_name === undefined ? {} : {displayName: raw.display_name}),
    ...(keypoints.length === 0 ? {} : {keypoints: keypoints.map(({id = 0, label = ''}) => ({id, label}))}),
    ...(ancestorIds.length === 0 ? {} : {ancestorIds: [...ancestorIds]}),
    ...(descendantIds.length === 0 ? {} : {descendantIds: [...descendantIds]}),
    ...(raw.frequency === undefined ? {} : {frequency: FREQUENCIES[raw.frequency] ?? 'UNSPECIFIED'}),
    ...(raw.instance_count === undefined ? {} : {instanceCount: raw.instance_count}),
  };
}

/** Under the message's own field names, in the order of its fields. */
export function toRaw(item: LabelMapItem): RawItem {
  const {id, name, displayName, keypoints = [], ancestorIds = [], descendantIds = [], frequency, instanceCount} = item;
  return {
    ...(name === '' ? {} : {name}),
    id,
    ...(displayName === undefined ? {} : {display_name: displayName}),
    ...(keypoints.length === 0 ? {} : {keypoints}),
    ...(ancestorIds.length === 0 ? {} : {ancestor_ids: ancestorIds}),
    ...(descendantIds.length === 0 ? {} : {descendant_ids: descendantIds}),
    ...(frequency === undefined ? {} : {frequency: FREQUENCIES.indexOf(frequency)}),
    ...(instanceCount === undefined ? {} : {instance_count: instanceCount}),
  };
}
