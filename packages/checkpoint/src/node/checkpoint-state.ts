import {access, readFile} from 'node:fs/promises';
import {basename, isAbsolute, join, relative, resolve, sep} from 'node:path';
import {writeFileAtomic} from '@oid/core/node';
import protobuf from 'protobufjs/light.js';
import textformat from 'protobufjs/ext/textformat.js';
import {CheckpointMissingError} from '../errors/checkpoint-missing-error.ts';
import {CheckpointStateError} from '../errors/checkpoint-state-error.ts';
import {indexFileName} from '../file-names.ts';
import {isMissingFile} from './missing-file.ts';

// tensorflow/python/training/checkpoint_state.proto
const STATE = protobuf.Root.fromJSON({
  nested: {
    CheckpointState: {
      fields: {
        model_checkpoint_path: {type: 'string', id: 1},
        all_model_checkpoint_paths: {rule: 'repeated', type: 'string', id: 2},
        all_model_checkpoint_timestamps: {rule: 'repeated', type: 'double', id: 3},
        last_preserved_timestamp: {type: 'double', id: 4},
      },
    },
  },
}).lookupType('CheckpointState');

/**
 * Finds the latest checkpoint of a folder through its text file `checkpoint`, which TensorFlow writes too.
 *
 * @returns the checkpoint's prefix, for {@link readCheckpoint}; `undefined` if there is no such file, so no checkpoint yet. An absolute path
 * whose checkpoint is gone is looked up under its last part in `directory`, as after a folder was moved.
 * @throws {@link CheckpointStateError} if the file is empty, torn or something else; {@link CheckpointMissingError} if it names a checkpoint
 * that is not there.
 */
export async function latestCheckpoint(directory: string): Promise<string | undefined> {
  const path = statePath(directory);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (isMissingFile(error)) return undefined;
    throw error;
  }
  const latest = parseLatest(text, path);
  const candidates = isAbsolute(latest) ? [latest, join(directory, basename(latest))] : [join(directory, latest)];
  for (const prefix of candidates) {
    if (await exists(indexFileName(prefix))) return prefix;
  }
  const prefix = candidates[0] as string;
  throw new CheckpointMissingError({path: indexFileName(prefix), prefix});
}

/**
 * Writes the text file `checkpoint` of a folder, which appears only when it is whole.
 *
 * @param latest - prefix of the latest checkpoint, as given to {@link writeCheckpoint}.
 * @param all - prefixes of those kept, oldest first; `latest` is added where it is missing. Prefixes inside `directory` are written relative
 * to it, so that the folder can be moved.
 */
export async function updateCheckpointState(directory: string, latest: string, all: readonly string[]): Promise<void> {
  const stored = (prefix: string): string => {
    const inside = relative(directory, prefix);
    return inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside) ? resolve(prefix) : inside;
  };
  const paths = all.map(stored);
  if (!paths.includes(stored(latest))) paths.push(stored(latest));
  const text = textformat.toText(STATE, {model_checkpoint_path: stored(latest), all_model_checkpoint_paths: paths});
  await writeFileAtomic(statePath(directory), `${text}\n`);
}

function statePath(directory: string): string {
  return join(directory, 'checkpoint');
}

function parseLatest(text: string, path: string): string {
  let latest: unknown;
  try {
    latest = (textformat.fromText(STATE, text) as {model_checkpoint_path?: unknown}).model_checkpoint_path;
  } catch (error) {
    throw new CheckpointStateError({path, reason: error instanceof Error ? error.message : String(error)}, {cause: error});
  }
  if (typeof latest === 'string' && latest !== '') return latest;
  throw new CheckpointStateError({path, reason: text.trim() === '' ? 'it is empty' : 'it has no model_checkpoint_path'});
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (error) {
    if (isMissingFile(error)) return false;
    throw error;
  }
}
