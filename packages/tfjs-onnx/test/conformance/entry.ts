import './setup.ts';
import '@tensorflow/tfjs-core/dist/tests';
