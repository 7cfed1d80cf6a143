import {spawn} from 'node:child_process';
import {createInterface} from 'node:readline';
import {fileURLToPath} from 'node:url';

/**
 * Starts `bench/rivals/<script>` in the Python that OID_PYTHON names. It stays up between its turns: a line in, a line of JSON out; the first
 * line tells its version.
 *
 * @returns `{version, ask(line), stop()}`, or `{missing: why}` when it is not installed.
 */
export async function startPythonRival(script, scriptArguments) {
  const python = process.env.OID_PYTHON;
  if (python === undefined) return {missing: 'OID_PYTHON is not set'};
  return startSubject(python, [fileURLToPath(new URL(`./rivals/${script}`, import.meta.url)), ...scriptArguments]);
}

/** The same for any program, such as ours where its memory is measured. */
export async function startSubject(program, programArguments) {
  const child = spawn(program, programArguments, {stdio: ['pipe', 'pipe', 'pipe']});
  const lines = createInterface({input: child.stdout})[Symbol.asyncIterator]();
  let errors = '';
  child.stderr.on('data', (chunk) => (errors += String(chunk)));
  const failed = new Promise((resolve) => child.once('error', (error) => resolve({value: undefined, done: true, error})));
  const next = async () => {
    const {value, done, error} = await Promise.race([lines.next(), failed]);
    return done ? {missing: error?.message ?? errors.trim().split('\n').at(-1) ?? 'it ended'} : JSON.parse(value);
  };
  const ready = await next();
  if (ready.missing !== undefined) return ready;
  return {
    version: ready.version,
    ask: async (line) => {
      child.stdin.write(`${line}\n`);
      const answer = await next();
      if (answer.missing !== undefined) throw new Error(`${programArguments[0]}: ${answer.missing}`);
      return answer;
    },
    stop: () => child.stdin.end(),
  };
}
