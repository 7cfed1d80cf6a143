import type {Split} from '../splits.ts';
import type {PublishedFile} from './release-table.ts';

/** A file with photos or their addresses. */
export type PhotoFile = PublishedFile & {split: Split};

const pack = (split: Split, name: string, bytes: number, sha256: string): PhotoFile => ({
  url: `https://open-images-dataset.s3.amazonaws.com/tar/${name}.tar.gz`,
  container: 'tar.gz',
  split,
  bytes,
  sha256,
});

/**
 * The photos of the boxed training images and of all others, longest side at most 1024 and encoded anew, so that the size and MD5 of an image
 * table never match them. Training photos are packed by the first digit of the image id.
 *
 * @see https://github.com/cvdfoundation/open-images-dataset
 */
export const PHOTO_PACKS: readonly PhotoFile[] = [
  pack('train', 'train_0', 49_310_925_536, '0cf97b0666d4c11e0ba8c2380816f2bf09c9f7750abebd658bd9204d0aa10397'),
  pack('train', 'train_1', 36_916_994_080, '4c7d751e9f7d2f6774b70a903b7abc084adde2019cb030144ab2cb0c251a06bc'),
  pack('train', 'train_2', 35_415_986_940, 'a83f0b60f4390680c01c00e199b546ec0333e76513f35b3cadb5024f29ee266e'),
  pack('train', 'train_3', 34_107_458_830, 'f139398421624535bf79199dc82e32f48f062e2db43410487b2e7d768a1aea88'),
  pack('train', 'train_4', 33_169_188_573, 'ff2053e039c0cbd890a85f68ce71f3c97b48895c96b1f20c090bc8ca5221939e'),
  pack('train', 'train_5', 33_458_664_112, '09e32c82c51c89b56782678cfbb61c0debc9d81a62cd03bdbb50cbe3a0a65fcd'),
  pack('train', 'train_6', 33_831_108_937, '6f16913f9eed07e8bb5115fc9bb56cf64831e7c73194ff9005be93a57366d181'),
  pack('train', 'train_7', 33_529_833_990, '669d15ba911ba40f3af28eb3dbfe2f293813bcdc9a7a08666eb4e8832b3bfaf9'),
  pack('train', 'train_8', 33_276_342_821, '784b8305c226b89c506fc4f95e7bd41ff7c40f6e46c9a2af22d2d95a78429923'),
  pack('train', 'train_9', 32_822_929_881, '65fcac6b7ca8d8ce464ed1a7e75cee70a801be27cf80ded719e3b7e801fc1bbb'),
  pack('train', 'train_a', 32_991_790_568, '74e5787afbf7a4d57346420eed055f1d4763b74b411d8040dc54bfe1165cf7ee'),
  pack('train', 'train_b', 33_652_756_676, 'a3538e9233ad013f1907354b7e67b991b765569b18139e7526f5fcb23b1b5a4f'),
  pack('train', 'train_c', 33_386_910_071, '13e439d0f09251e3c1e559aa36b7058220273083e1186de08ce882919d12b5b2'),
  pack('train', 'train_d', 33_324_632_268, '8cc4cbb08d3d2ada32d1ff17adfc2d79b5c3145198c97ddaf058e0749f57f41b'),
  pack('train', 'train_e', 30_300_455_002, '4916d467d0d8c741de70a1de25985543a19b3fa72547771c7b69474176ffec56'),
  pack('train', 'train_f', 29_979_648_524, '172ef8c26dad6330151d820e342396fdd7d84956713956d5ad1bae74adb7f33a'),
  pack('validation', 'validation', 12_844_530_798, '515fefdf310e17e204cfe84bb3d05e53d8a6b5465ef3b9a3164383082b506df3'),
  pack('test', 'test', 38_750_827_781, '346814b1820eae6543f862cf1d8f48c16ee81202eceb79ed4d484a1520e96695'),
];

const list = (split: Split, name: string): PhotoFile => ({
  url: `https://storage.googleapis.com/cvdf-datasets/oid/open-images-dataset-${name}.tsv`,
  container: 'tsv',
  split,
});

/** Addresses, sizes and MD5s of all original photos, in the form of Google's Storage Transfer; `parsePhotoList` reads them. */
export const PHOTO_LISTS: readonly PhotoFile[] = [
  ...Array.from({length: 10}, (_, part) => list('train', `train${part}`)),
  list('validation', 'validation'),
  list('test', 'test'),
];
