import {importModule} from '../load-optional.ts';
import type {LoadModule} from '../load-optional.ts';
import {DAWN_PACKAGE, WEBGPU_PACKAGE, startWebgpu} from '../webgpu/start-webgpu.ts';
import type {BackendCandidate} from './backend-candidate.ts';

/** A GPU of any vendor, through Dawn and the graphics driver. */
export function webgpuCandidate(load: LoadModule = importModule): BackendCandidate {
  return {
    name: 'webgpu',
    packages: [DAWN_PACKAGE, WEBGPU_PACKAGE],
    gpu: true,
    remedy: `Install them with: npm install ${DAWN_PACKAGE} ${WEBGPU_PACKAGE}`,
    async start({allowSoftware}) {
      return {backend: 'webgpu', device: await startWebgpu({allowSoftware, load}), threads: 1};
    },
  };
}
