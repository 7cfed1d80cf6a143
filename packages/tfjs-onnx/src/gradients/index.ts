export {registerMissingGradients} from './register-missing-gradients.ts';
