import type {Split} from '../splits.ts';

/** A table by what it holds; `boxes` and `images` exist once a split. */
export type TableRole = 'classes' | 'hierarchy' | 'trainable' | `${Split}/boxes` | `${Split}/images`;

/**
 * The names under which releases publish a table, relative to the release's folder, the likeliest first.
 *
 * @see https://storage.googleapis.com/openimages/web/download_v4.html and its siblings up to V7.
 */
export function tableNames(role: TableRole): readonly string[] {
  if (role === 'classes') {
    return ['class-descriptions-boxable.csv', 'oidv7-class-descriptions-boxable.csv', 'oidv6-class-descriptions-boxable.csv'];
  }
  if (role === 'hierarchy') return ['bbox_labels_600_hierarchy.json', 'bbox_labels_hierarchy.json', 'bbox_labels_500_hierarchy.json'];
  if (role === 'trainable') return ['classes-bbox-trainable.txt'];
  const [split, kind] = role.split('/') as [Split, 'boxes' | 'images'];
  const boxable = `${split}-images-boxable-with-rotation.csv`;
  const all = `${split}-images-with-rotation.csv`;
  const names =
    kind === 'boxes'
      ? [`${split}-annotations-bbox.csv`]
      : // Only train has an index of boxed images alone in V4; elsewhere the index of all images does.
        [...(split === 'train' ? [boxable, all] : [all, boxable]), `${split}-images-boxable.csv`];
  const sixth = kind === 'boxes' ? `oidv6-${split}-annotations-bbox.csv` : `oidv6-${split}-images-with-labels-with-rotation.csv`;
  return [...names.map((name) => `${split}/${name}`), ...names, sixth];
}

/** What a role is called in messages. */
export function describeRole(role: TableRole): string {
  if (role === 'classes') return 'class list';
  if (role === 'hierarchy') return 'class hierarchy';
  if (role === 'trainable') return 'list of trainable classes';
  const [split, kind] = role.split('/') as [Split, 'boxes' | 'images'];
  return kind === 'boxes' ? `box table of the ${split} split` : `image table of the ${split} split`;
}
