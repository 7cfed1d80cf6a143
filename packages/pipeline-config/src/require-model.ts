import {PipelineConfigError} from './errors/pipeline-config-error.ts';
import type {FasterRcnn, Ssd, ToySsd} from './generated/types.ts';
import type {PipelineConfig} from './pipeline-config.ts';
import type {ConfigMode} from './schema/config-mode.ts';

/** The models that a config can describe, each with its message. */
export type ModelMessages<Mode extends ConfigMode = 'written'> = {
  ssd: Ssd<Mode>;
  faster_rcnn: FasterRcnn<Mode>;
  toy_ssd: ToySsd<Mode>;
};

/** Which model a config describes; `undefined` where it has none. */
export function modelKind(config: PipelineConfig | PipelineConfig<'resolved'>): keyof ModelMessages | undefined {
  if (config.model?.ssd !== undefined) return 'ssd';
  if (config.model?.faster_rcnn !== undefined) return 'faster_rcnn';
  return config.toy_ssd === undefined ? undefined : 'toy_ssd';
}

/**
 * The message of the model that the caller can build.
 *
 * @param config - as written, or resolved; the answer is in the same form.
 * @throws {@link PipelineConfigError}, code `pipeline-config/model`, when the config is of another model or of none.
 */
export function requireModel<Kind extends keyof ModelMessages, Mode extends ConfigMode = 'written'>(
  config: PipelineConfig<Mode>,
  kind: Kind,
  options: {source?: string | undefined} = {},
): ModelMessages<Mode>[Kind] {
  const found = modelKind(config as PipelineConfig);
  const {source = 'pipeline config'} = options;
  if (found !== kind) {
    const what = found === undefined ? 'describes no model' : `is of ${found}`;
    throw new PipelineConfigError({
      problem: 'model',
      source,
      path: '',
      message: `the config ${what}, but ${kind} was asked for. Pass a config of ${kind}.`,
    });
  }
  const {model, toy_ssd} = config as PipelineConfig;
  return {...model, toy_ssd}[kind] as ModelMessages<Mode>[Kind];
}
