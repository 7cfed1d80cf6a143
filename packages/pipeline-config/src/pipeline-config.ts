import type {TrainEvalPipelineConfig} from './generated/types.ts';
import type {ConfigMode} from './schema/config-mode.ts';

/**
 * A `pipeline.config` as an object: the fields of the file under their own names, only those that the file sets. Floats are float32, so
 * `0.03` of a file is `Math.fround(0.03)` here; enums are their names; a map is an array of `{key, value}`. In a resolved config,
 * `PipelineConfig<'resolved'>`, every field that has a default is there.
 */
export type PipelineConfig<Mode extends ConfigMode = 'written'> = TrainEvalPipelineConfig<Mode>;
