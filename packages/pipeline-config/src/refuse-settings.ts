import {PipelineConfigError} from './errors/pipeline-config-error.ts';
import type {PipelineConfig} from './pipeline-config.ts';
import {resolvePipelineConfig} from './resolve-pipeline-config.ts';

/** How {@link refuseSettings} names the config. */
export type RefuseSettingsOptions = {
  /** The file's name in messages. @default 'pipeline config' */
  source?: string | undefined;
  /** Who refuses, in messages. @default 'this program' */
  program?: string | undefined;
};

/**
 * Refuses what a program cannot follow, so that no setting is passed over in silence.
 *
 * @param settings - the one value that the program can do, by path from the top, such as `{'train_config.sync_replicas': false}`; an array stands
 * for an empty list, `undefined` for a message that must not be set. Defaults of the config count.
 * @throws {@link PipelineConfigError}, code `pipeline-config/unsupported`, naming the first path with another value.
 */
export function refuseSettings(
  config: PipelineConfig,
  settings: Readonly<Record<string, number | string | boolean | readonly never[] | undefined>>,
  {source = 'pipeline config', program = 'this program'}: RefuseSettingsOptions = {},
): void {
  const resolved = resolvePipelineConfig(config);
  for (const [path, supported] of Object.entries(settings)) {
    const found = path.split('.').reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], resolved);
    const agrees = Array.isArray(supported)
      ? found === undefined || (found as unknown[]).length === 0
      : found === undefined || found === supported;
    if (agrees) continue;
    const remedy = supported === undefined || Array.isArray(supported) ? 'Delete it.' : `Set it to ${JSON.stringify(supported)}.`;
    const shown = typeof found === 'object' ? '' : `${JSON.stringify(found)}: `;
    throw new PipelineConfigError({problem: 'unsupported', source, path, message: `${shown}${program} cannot do that. ${remedy}`});
  }
}
