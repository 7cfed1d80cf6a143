/** The parts of WebAssembly we use; TypeScript declares them with the DOM alone, which libraries for Node leave out. */
export type WasmMemory = {readonly buffer: ArrayBuffer};
export type WasmModule = object;
export type WasmInstance = {readonly exports: Readonly<Record<string, unknown>>};

type WebAssemblyApi = {
  readonly Memory: new (limits: {initial: number; maximum?: number; shared?: boolean}) => WasmMemory;
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => WasmModule;
  readonly Instance: new (module: WasmModule, imports: Record<string, Record<string, unknown>>) => WasmInstance;
};

export const webAssembly: WebAssemblyApi = (globalThis as unknown as {WebAssembly: WebAssemblyApi}).WebAssembly;
