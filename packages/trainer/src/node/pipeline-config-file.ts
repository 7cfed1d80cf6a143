import {writeFileAtomic} from '@oid/core/node';
import {applyOverrides, checkPipelineConfig, decodePipelineConfig, formatPipelineConfig, parsePipelineConfig} from '@oid/pipeline-config';
import type {PipelineConfig} from '@oid/pipeline-config';
import {mkdir, readFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';

/** The file's name in a run's folder. */
const FILE = 'pipeline.config';

/**
 * Reads a config from a file, text or binary, and changes it in the words of `applyOverrides`.
 *
 * @throws PipelineConfigError with file and line, or naming the override; what `readFile` throws.
 */
export async function readPipelineConfig(path: string, overrides: readonly string[] = []): Promise<PipelineConfig> {
  const bytes = await readFile(path);
  // A binary config begins with the tag of one of its fields; a text has no such characters.
  const isText = bytes.length === 0 || !bytes.subarray(0, 256).some((byte) => byte < 9 || (byte > 13 && byte < 32));
  const config = isText
    ? parsePipelineConfig(bytes.toString('utf8'), {source: path, check: overrides.length === 0})
    : decodePipelineConfig(bytes, {source: path, check: overrides.length === 0});
  return applyOverrides(config, overrides);
}

/**
 * Writes `<runDirectory>/pipeline.config`, with every default spelled out: what the run does, for people and for the Object Detection API's tools.
 *
 * @returns its path.
 * @throws PipelineConfigError for a config that cannot be.
 */
export async function writePipelineConfig(runDirectory: string, config: PipelineConfig): Promise<string> {
  checkPipelineConfig(config, {source: FILE});
  const path = join(runDirectory, FILE);
  await mkdir(dirname(path), {recursive: true});
  await writeFileAtomic(path, formatPipelineConfig(config, {resolved: true}));
  return path;
}
