import {CHALLENGE_2018, CHALLENGE_2019} from './challenges.ts';
import type {Release, ReleaseId} from './release-table.ts';
import {V1} from './v1.ts';
import {V2, V3} from './v2-v3.ts';
import {V4} from './v4.ts';
import {V5} from './v5.ts';
import {V6} from './v6.ts';
import {V7} from './v7.ts';

/**
 * Every release with every table: where it is, and what is known of its size, checksum, columns and rows.
 *
 * @see https://storage.googleapis.com/openimages/web/download_v7.html and its siblings for earlier releases; checksums also from
 * tensorflow/datasets (open_images_v4, open_images_challenge2019) and dnuffer/open_images_downloader (V1 to V3).
 */
export const RELEASES: Readonly<Record<ReleaseId, Release>> = {
  v1: V1,
  v2: V2,
  v3: V3,
  v4: V4,
  v5: V5,
  v6: V6,
  v7: V7,
  'challenge-2018': CHALLENGE_2018,
  'challenge-2019': CHALLENGE_2019,
};
