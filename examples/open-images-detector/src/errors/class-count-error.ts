import {OidError} from '@oid/core';

/** A config is for another number of classes than were selected. Code `flow/class-count`. */
export class ClassCountError extends OidError {
  override readonly name = 'ClassCountError';
  readonly detail: {config: string; found: number; selected: number};

  constructor(detail: {config: string; found: number; selected: number}) {
    super(
      'flow/class-count',
      `${detail.config}: the config is for ${detail.found} classes, but ${detail.selected} are selected. Choose the classes with --classes, or pass ` +
        `--set toy_ssd.num_classes=${detail.selected} to train the config on them.`,
    );
    this.detail = detail;
  }
}
