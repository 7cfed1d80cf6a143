import type {Split} from '../splits.ts';
import type {TableKind} from './table-kinds.ts';

/** A release of Open Images, or one of the challenges on it. */
export type ReleaseId = 'v1' | 'v2' | 'v3' | 'v4' | 'v5' | 'v6' | 'v7' | 'challenge-2018' | 'challenge-2019';

/** A table by what it holds, whatever the release: `train/boxes`, `hierarchy`, `train/narratives/3`. */
export type TableRole = string;

/** A file as published. What is not known is absent. */
export type PublishedFile = {
  url: string;
  container: 'csv' | 'txt' | 'json' | 'jsonl' | 'tsv' | 'zip' | 'tar.gz';
  bytes?: number;
  /** 32 hexadecimal digits. */
  md5?: string;
  /** 64 hexadecimal digits. */
  sha256?: string;
  /** Size of the tar inside a `tar.gz`. */
  unpackedBytes?: number;
};

/** One table of a release. */
export type ReleaseTable = {
  /** Unique: release and role, such as `v4/train/boxes`. */
  id: string;
  role: TableRole;
  release: ReleaseId;
  kind: TableKind;
  /** `undefined` for what holds for all splits. */
  split: Split | undefined;
  /** The file that is, or holds, the table. */
  file: PublishedFile;
  /** Path of the table inside an archive; `undefined` where the file is the table. */
  member: string | undefined;
  /** Path below the folder that a release is fetched into. */
  path: string;
  /** Columns of a CSV in the file's order. Class lists and id lists may come without a header that says so. */
  columns?: readonly string[];
  /** Without the header. */
  rows?: number;
  /** The release that published the table, where this one uses it again. */
  borrowedFrom: ReleaseId | undefined;
};

/** A release and all its tables. */
export type Release = {
  id: ReleaseId;
  name: string;
  /** Day, or month where the day is not known, as `2018-04-30` or `2020-02`. */
  published: string;
  tables: readonly ReleaseTable[];
};
