import {encodePipelineConfig, formatPipelineConfig, readyMadeConfig, resolvePipelineConfig} from '@oid/pipeline-config';
import {readFile, readdir, writeFile} from 'node:fs/promises';
import {describe, expect, test} from 'vitest';
import {useTemporaryFolder} from '../../test/temporary-folder.ts';
import {readPipelineConfig, writePipelineConfig} from './pipeline-config-file.ts';

const path = useTemporaryFolder();
const TOY = readyMadeConfig('toy-ssd', {numClasses: 2});

describe('writePipelineConfig', () => {
  test('spells defaults out, in a folder that it makes, and what it writes reads back as the same config', async () => {
    const written = await writePipelineConfig(path('run'), TOY);
    expect(written).toBe(path('run/pipeline.config'));
    expect(await readdir(path('run'))).toEqual(['pipeline.config']);
    const text = await readFile(written, 'utf8');
    expect(text).toContain('[oid.protos.toy_ssd] {\n  num_classes: 2\n');
    expect(text).toContain('  max_detections: 0\n');
    const read = await readPipelineConfig(written);
    expect(resolvePipelineConfig(read)).toEqual(resolvePipelineConfig(TOY));
    await writePipelineConfig(path('run'), read);
    expect(await readFile(written, 'utf8')).toBe(text);
  });

  test('refuses a config that cannot be, and writes nothing', async () => {
    const config = {...TOY, train_config: {batch_size: 0}};
    await expect(writePipelineConfig(path('broken'), config)).rejects.toMatchObject({code: 'pipeline-config/value'});
    await expect(readdir(path('broken'))).rejects.toMatchObject({code: 'ENOENT'});
  });
});

describe('readPipelineConfig', () => {
  test('reads text and binary, and applies overrides', async () => {
    await writeFile(path('a.config'), formatPipelineConfig(TOY));
    await writeFile(path('a.bin'), encodePipelineConfig(TOY));
    for (const name of ['a.config', 'a.bin']) {
      expect(await readPipelineConfig(path(name))).toEqual(TOY);
      expect((await readPipelineConfig(path(name), ['toy_ssd.num_classes=5'])).toy_ssd?.num_classes).toBe(5);
    }
  });

  test('names file and line, or the override', async () => {
    await writeFile(path('bad.config'), 'train_config {\n  batch_sise: 4\n}\n');
    await expect(readPipelineConfig(path('bad.config'))).rejects.toThrow(`${path('bad.config')}:2: train_config: batch_sise`);
    await writeFile(path('zero.config'), 'train_config {\n  batch_size: 0\n}\n');
    await expect(readPipelineConfig(path('zero.config'))).rejects.toMatchObject({code: 'pipeline-config/value'});
    expect((await readPipelineConfig(path('zero.config'), ['train_config.batch_size=2'])).train_config?.batch_size).toBe(2);
    await expect(readPipelineConfig(path('zero.config'), ['train_config.batch=2'])).rejects.toThrow('override "train_config.batch=2"');
    await expect(readPipelineConfig(path('none.config'))).rejects.toMatchObject({code: 'ENOENT'});
  });
});
