import {OidError} from '@oid/core';

/**
 * What is wrong with a config.
 *
 * - `syntax`: the text is not protobuf text format.
 * - `unknown-field`: no such field or extension in that message.
 * - `removed-field`: a field that a later revision of the Object Detection API took away or renamed.
 * - `revision`: a field that the revision asked for, or any of 2017-2019, does not have.
 * - `type`: a value of the wrong kind, such as a fraction for a whole number or an unknown enum name.
 * - `duplicate`: a second value for a field that is not repeated.
 * - `oneof`: two members of a choice.
 * - `value`: a value of the right kind that the API's builders refuse, or that lies out of range.
 * - `model`: the config is of another model than the one asked for.
 * - `unsupported`: right, and understood, but the program at hand cannot do it.
 * - `override`: an override is not `path=value`, or its path leads nowhere.
 * - `binary`: the bytes are not a binary config.
 */
export type PipelineConfigProblem =
  | 'syntax'
  | 'unknown-field'
  | 'removed-field'
  | 'revision'
  | 'type'
  | 'duplicate'
  | 'oneof'
  | 'value'
  | 'model'
  | 'unsupported'
  | 'override'
  | 'binary';

/** Where and what. */
export type PipelineConfigDetail = {
  problem: PipelineConfigProblem;
  /** The file's name as the caller gave it. */
  source: string;
  /** From 1; absent where there is no text. */
  line?: number | undefined;
  /** Such as `train_config.data_augmentation_options[1].random_crop_image`; empty for the whole config. */
  path: string;
  /** What was found, what was expected, what to do. */
  message: string;
  /** The field that was most likely meant. */
  suggestion?: string | undefined;
};

/** A config is malformed, or says what no detector can do. Code `pipeline-config/` and the problem, such as `pipeline-config/unknown-field`. */
export class PipelineConfigError extends OidError {
  override readonly name = 'PipelineConfigError';
  readonly detail: PipelineConfigDetail;

  constructor(detail: PipelineConfigDetail, options?: ErrorOptions) {
    const {source, line, path, problem, message} = detail;
    const place = `${line === undefined ? source : `${source}:${line}`}${path === '' ? '' : `: ${path}`}`;
    super(`pipeline-config/${problem}`, `${place}: ${message}`, options);
    this.detail = detail;
  }
}
