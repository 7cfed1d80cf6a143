/** The processes of the subjects: a line in, a line of JSON out. */
import {spawn} from 'node:child_process';
import {createInterface} from 'node:readline';
import {fileURLToPath} from 'node:url';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

function commandOf(name, work, folder) {
  if (name !== 'pytorch') return [process.execPath, [path('./subject.mjs'), name, work, folder]];
  return process.env.OID_PYTHON === undefined ? undefined : [process.env.OID_PYTHON, [path('../rivals/toyssd.py'), folder]];
}

/**
 * Starts a subject and waits until it is warm.
 *
 * @returns {Promise<object>} `missing`, the reason why there is no such subject; or its version, the seconds of its first call, the number to
 * compare with the other subjects', and `turn`, `stop` and `kill`.
 */
export async function startSubject(name, work, folder) {
  const command = commandOf(name, work, folder);
  if (command === undefined) return {missing: 'OID_PYTHON is not set'};
  const child = spawn(...command, {stdio: ['pipe', 'pipe', 'pipe']});
  const lines = createInterface({input: child.stdout})[Symbol.asyncIterator]();
  let errors = '';
  child.stderr.on('data', (chunk) => (errors += String(chunk)));
  const failed = new Promise((resolve) => child.once('error', (error) => resolve({done: true, error})));
  const next = async () => {
    for (;;) {
      const {value, done, error} = await Promise.race([lines.next(), failed]);
      if (done) return {missing: error?.message ?? errors.trim().split('\n').at(-1) ?? 'it ended'};
      if (value.startsWith('{')) return JSON.parse(value);
    }
  };
  const ask = async (word) => {
    child.stdin.write(`${word}\n`);
    const answer = await next();
    if (answer.missing !== undefined) throw new Error(`${work}: ${name}: ${errors || answer.missing}`);
    return answer;
  };
  const ready = await next();
  if (ready.missing !== undefined) {
    child.kill();
    return ready;
  }
  return {...ready, turn: (ms) => ask(ms === undefined ? 'turn' : `turn ${ms}`), stop: () => ask('stop'), kill: () => child.kill()};
}
