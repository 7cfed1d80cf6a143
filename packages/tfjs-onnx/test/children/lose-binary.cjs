// Makes onnxruntime-node look as if it had no binary for this platform; given to Node with --require.
const dlopen = process.dlopen.bind(process);

process.dlopen = function lost(module, filename, ...rest) {
  if (filename.endsWith('onnxruntime_binding.node')) throw new Error(`${filename}: cannot open shared object file: No such file or directory`);
  return dlopen(module, filename, ...rest);
};
