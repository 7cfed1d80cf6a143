import {existsSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {runChild} from '../../../../../vitest.child.ts';

/** Debian's chromium brings a GPU in software, SwiftShader, and the Vulkan loader that Dawn looks for. */
const CHROMIUM = '/usr/lib/chromium';
const DRIVER = `${CHROMIUM}/vk_swiftshader_icd.json`;

async function onSwiftShader(task: string): Promise<unknown> {
  const env = {VK_DRIVER_FILES: DRIVER, LD_LIBRARY_PATH: CHROMIUM};
  return (await runChild(new URL('../../../test/children/webgpu.ts', import.meta.url), {args: [task], env})).result;
}

describe.skipIf(!existsSync(DRIVER))('Dawn on SwiftShader', () => {
  test('trains as cpu does', async () => {
    const {device, webgpu, cpu} = (await onSwiftShader('train')) as {device: string; webgpu: number[]; cpu: number[]};
    expect(device).toMatch(/swiftshader/i);
    expect(cpu.at(-1)).toBeLessThan((cpu[0] as number) / 2);
    for (const [step, loss] of cpu.entries()) expect(webgpu[step]).toBeCloseTo(loss, 5);
  });

  test.each([
    {failure: 'lost', message: /device was destroyed/},
    {failure: 'out-of-memory', message: /VK_ERROR_OUT_OF_DEVICE_MEMORY/},
    {failure: 'invalid', message: /exceeds the max buffer size limit/},
    {failure: 'synchronous-read', message: /Await data\(\)/},
  ])('a read says that the device failed: $failure', async ({failure, message}) => {
    const failed = {code: 'runtime/webgpu-failed', failure, message: expect.stringMatching(message) as string};
    expect(await onSwiftShader(failure)).toMatchObject({failure: failed});
  });
});
