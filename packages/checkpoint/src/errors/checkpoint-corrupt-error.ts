import {OidError} from '@oid/core';

/** What a {@link CheckpointCorruptError} carries. */
export type CheckpointCorruptDetail = {
  /** The file that is damaged: the index or one of the shards. */
  source: string;
  /** Where the damaged bytes start in it. */
  byteOffset: number;
  /** The tensor whose bytes they are; absent for a block of the index. */
  tensor?: string | undefined;
  /** CRC-32C as the checkpoint stores it, unmasked. */
  storedCrc: number;
  actualCrc: number;
};

/** Bytes of a checkpoint do not match the CRC-32C stored for them. Code `checkpoint/corrupt`. */
export class CheckpointCorruptError extends OidError {
  override readonly name = 'CheckpointCorruptError';
  readonly detail: CheckpointCorruptDetail;

  constructor(detail: CheckpointCorruptDetail, options?: ErrorOptions) {
    const what = detail.tensor === undefined ? 'block' : `tensor ${JSON.stringify(detail.tensor)}`;
    super(
      'checkpoint/corrupt',
      `${detail.source}: ${what} at byte ${detail.byteOffset} has CRC-32C ${hex(detail.actualCrc)}, but the checkpoint stores ` +
        `${hex(detail.storedCrc)}. Check that the data files belong to this index, or go back to an older checkpoint.`,
      options,
    );
    this.detail = detail;
  }
}

function hex(crc: number): string {
  return `0x${crc.toString(16).padStart(8, '0')}`;
}
