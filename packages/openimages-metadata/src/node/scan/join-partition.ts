import {readSync} from 'node:fs';
import {BOX_WORDS, unpackFlag} from './box-words.ts';
import {hashId} from './id-set.ts';
import type {Piece} from './scan-task.ts';

/** What the scans of both tables gave, in the order of the tables. */
export type TablePieces = {boxes: readonly Piece[]; images: readonly Piece[]};

/** The boxes of a part, image by image in the order of their ids, each image with its record. */
export type JoinedPartition = {
  /** Two words an image, of G images. */
  ids: Uint32Array<ArrayBuffer>;
  /** `[G + 1]`: the boxes of image g are `starts[g]` … `starts[g + 1]`. */
  starts: Uint32Array<ArrayBuffer>;
  /** `[N, 4]`, `[ymin, xmin, ymax, xmax]`. */
  boxes: Float32Array<ArrayBuffer>;
  /** `[N]`, places in the list of known classes. */
  classes: Uint16Array<ArrayBuffer>;
  /** Five flags, `[N]` each, in packed order; 1, 0 or −1. */
  flags: Int8Array<ArrayBuffer>[];
  /** Bytes of the image table. */
  records: Uint8Array<ArrayBuffer>;
  /** `[G, 2]`: first byte and length of each image's record; −1 where the image table has none. */
  places: Int32Array<ArrayBuffer>;
};

/** Groups a part's boxes by image, and finds each image's record: the first, where the table has several. */
export function joinPartition({boxes: boxPieces, images: imagePieces}: TablePieces, partition: number): JoinedPartition {
  const words = new Uint32Array(gather(boxPieces, partition).buffer);
  const count = words.length / BOX_WORDS;
  const floats = new Float32Array(words.buffer);
  const {groups, table} = groupById(words, count);
  const order = sortGroups(groups);
  const rankOf = new Uint32Array(groups.length);
  order.forEach((group, rank) => (rankOf[group] = rank));

  const ids = new Uint32Array(2 * groups.length);
  const starts = new Uint32Array(groups.length + 1);
  for (let n = 0; n < count; n += 1) {
    const rank = rankOf[groups.of[n] as number] as number;
    starts[rank + 1] = (starts[rank + 1] as number) + 1;
  }
  for (let rank = 0; rank < groups.length; rank += 1) {
    starts[rank + 1] = (starts[rank + 1] as number) + (starts[rank] as number);
    ids[2 * rank] = groups.high[order[rank] as number] as number;
    ids[2 * rank + 1] = groups.low[order[rank] as number] as number;
  }
  const boxes = new Float32Array(4 * count);
  const classes = new Uint16Array(count);
  const flags = Array.from({length: 5}, () => new Int8Array(count));
  const next = starts.slice();
  for (let n = 0; n < count; n += 1) {
    const rank = rankOf[groups.of[n] as number] as number;
    const to = next[rank] as number;
    next[rank] = to + 1;
    const from = n * BOX_WORDS;
    for (let k = 0; k < 4; k += 1) boxes[4 * to + k] = floats[from + 2 + k] as number;
    const packed = words[from + 6] as number;
    classes[to] = packed & 0xffff;
    for (let k = 0; k < 5; k += 1) (flags[k] as Int8Array)[to] = unpackFlag(packed >>> 16, k);
  }

  const records = gather(imagePieces, partition);
  const recordWords = new Uint32Array(records.buffer);
  const places = new Int32Array(2 * groups.length).fill(-1);
  for (let at = 0; at < recordWords.length; ) {
    const length = recordWords[at + 2] as number;
    const group = table.find(recordWords[at] as number, recordWords[at + 1] as number);
    if (group !== -1) {
      const rank = rankOf[group] as number;
      if (places[2 * rank] === -1) {
        places[2 * rank] = 4 * (at + 3);
        places[2 * rank + 1] = length;
      }
    }
    at += 3 + ((length + 3) >>> 2);
  }
  return {ids, starts, boxes, classes, flags, records, places};
}

/** Brings a part's bytes of all pieces together. */
function gather(pieces: readonly Piece[], partition: number): Uint8Array<ArrayBuffer> {
  const share = (piece: Piece): [number, number] => [piece.offsets[partition] as number, piece.offsets[partition + 1] as number];
  const bytes = new Uint8Array(
    pieces.reduce((sum, piece) => {
      const [from, to] = share(piece);
      return sum + to - from;
    }, 0),
  );
  let at = 0;
  for (const piece of pieces) {
    const [from, to] = share(piece);
    if (piece.blob !== undefined) bytes.set(new Uint8Array(piece.blob, from, to - from), at);
    else {
      for (let done = 0; done < to - from; ) {
        const got = readSync(piece.file, bytes, at + done, to - from - done, piece.at + from + done);
        if (got === 0) throw new Error('a temporary file ended early');
        done += got;
      }
    }
    at += to - from;
  }
  return bytes;
}

type Groups = {length: number; of: Uint32Array; high: Uint32Array; low: Uint32Array};

/** Numbers the images in the order in which they appear. */
function groupById(words: Uint32Array, count: number): {groups: Groups; table: {find(high: number, low: number): number}} {
  const mask = 2 ** Math.ceil(Math.log2(Math.max(8, 2 * count))) - 1;
  const slots = new Int32Array(mask + 1).fill(-1);
  const groups: Groups = {length: 0, of: new Uint32Array(count), high: new Uint32Array(count), low: new Uint32Array(count)};
  const slotOf = (high: number, low: number): number => {
    let slot = hashId(high, low) & mask;
    for (let group = slots[slot] as number; group !== -1; group = slots[slot] as number) {
      if (groups.high[group] === high && groups.low[group] === low) break;
      slot = (slot + 1) & mask;
    }
    return slot;
  };
  let last = -1;
  for (let n = 0; n < count; n += 1) {
    const high = words[n * BOX_WORDS] as number;
    const low = words[n * BOX_WORDS + 1] as number;
    // Tables mostly have an image's boxes side by side.
    if (last === -1 || groups.high[last] !== high || groups.low[last] !== low) {
      const slot = slotOf(high, low);
      if (slots[slot] === -1) {
        slots[slot] = groups.length;
        groups.high[groups.length] = high;
        groups.low[groups.length] = low;
        groups.length += 1;
      }
      last = slots[slot] as number;
    }
    groups.of[n] = last;
  }
  return {groups, table: {find: (high, low) => slots[slotOf(high, low)] as number}};
}

/** Group numbers in the order of the ids. */
function sortGroups({length, high, low}: Groups): Uint32Array {
  const order = Uint32Array.from({length}, (_, group) => group);
  const compare = (a: number, b: number): number => (high[a] as number) - (high[b] as number) || (low[a] as number) - (low[b] as number);
  for (let k = 1; k < length; k += 1) if (compare(k - 1, k) > 0) return order.sort(compare);
  return order;
}
