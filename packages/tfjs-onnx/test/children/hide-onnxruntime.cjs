// Makes onnxruntime-node look as if it were not installed; given to Node with --require.
const Module = require('node:module');

/* oxlint-disable no-underscore-dangle -- require has no public hook on Node 20 */
const resolve = Module._resolveFilename;
Module._resolveFilename = function hidden(request, ...rest) {
  if (!/^onnxruntime-node(\/|$)/.test(request)) return resolve.call(this, request, ...rest);
  throw Object.assign(new Error(`Cannot find module '${request}'`), {code: 'MODULE_NOT_FOUND'});
};
