/** What the bench takes from the workspace: the packages' builds, and the one copy of TensorFlow.js that they share. */
import {createRequire} from 'node:module';

export const requireFrom = (name) => createRequire(new URL(`../../packages/${name}/package.json`, import.meta.url));
export const importBuilt = (name, path = 'index') => import(new URL(`../../packages/${name}/dist/${path}.js`, import.meta.url).href);

/** TensorFlow.js with its gradients. */
export const tf = requireFrom('runtime')('@tensorflow/tfjs-core');
requireFrom('runtime')('@tensorflow/tfjs');
