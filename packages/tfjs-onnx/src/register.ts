import {registerOnnxBackend} from './eager/register-onnx-backend.ts';

registerOnnxBackend();
