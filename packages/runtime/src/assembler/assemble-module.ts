import {flatten, name, sized, unsigned, vector} from './encode.ts';
import type {Code} from './encode.ts';
import {VALUE_TYPES} from './instructions.ts';
import type {Local, ValueType} from './instructions.ts';

/** One exported function: parameters in, nothing out. */
export type FunctionSource = {
  readonly name: string;
  readonly parameters: readonly ValueType[];
  /** Writes the body; `local` makes a fresh variable, zero at the start. */
  readonly body: (parameters: readonly Local[], local: (type: ValueType) => Local) => Code;
};

/**
 * Assembles functions into the bytes of a WebAssembly module that imports its memory as `env.memory`.
 * Function `i` has index `i`, which is what `call` takes.
 *
 * @param shared - whether the memory is shared between threads; must agree with the memory imported.
 * @see WebAssembly core specification 2.0, §5.5 (binary format of modules).
 */
export function assembleModule(functions: readonly FunctionSource[], shared: boolean): Uint8Array<ArrayBuffer> {
  const section = (id: number, content: Code): Code => [id, sized(content)];
  const types = functions.map(({parameters}): Code => [0x60, vector(parameters.map((type) => [VALUE_TYPES[type]])), vector([])]);
  const limits: Code = shared ? [3, unsigned(1), unsigned(65_536)] : [0, unsigned(1)];
  return new Uint8Array(
    flatten([
      [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
      section(1, vector(types)),
      section(2, vector([[name('env'), name('memory'), 2, limits]])),
      section(3, vector(functions.map((_, index) => unsigned(index)))),
      section(7, vector(functions.map((source, index) => [name(source.name), 0, unsigned(index)]))),
      section(10, vector(functions.map(assembleBody))),
    ]),
  );
}

function assembleBody({parameters, body}: FunctionSource): Code {
  const locals: Local[] = [];
  const code = body(
    parameters.map((type, index) => ({index, type})),
    (type) => {
      const local = {index: parameters.length + locals.length, type};
      locals.push(local);
      return local;
    },
  );
  return sized([vector(locals.map(({type}) => [unsigned(1), VALUE_TYPES[type]])), code, 0x0b]);
}
