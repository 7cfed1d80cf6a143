import {canonicalConfig, checkCanonical} from './check-pipeline-config.ts';
import {PipelineConfigError} from './errors/pipeline-config-error.ts';
import type {PipelineConfig} from './pipeline-config.ts';
import {canonicalValue} from './schema/canonical.ts';
import {ROOT, joinPath, messageOf, messageType} from './schema/field.ts';
import type {Field, Message, MessageType} from './schema/field.ts';
import {explainField} from './text/explain-field.ts';
import {parseValueText} from './text/parse-message.ts';

/** How {@link applyOverrides} works. */
export type ApplyOverridesOptions = {
  /** Whether the outcome is checked, as `checkPipelineConfig` does. @default true */
  check?: boolean | undefined;
};

/** Defaults of {@link ApplyOverridesOptions}. */
export const APPLY_OVERRIDES_DEFAULTS: {readonly check: boolean} = {check: true};

type Operation = '=' | '+=' | '~';
type Override = {text: string; path: string; operation: Operation; value: string};

const SHAPE = /^\s*(?:~\s*([\w.[\]]+)|([\w.[\]]+?)\s*(\+?=)([\s\S]*))\s*$/;
const SEGMENT = /^(\w+)(?:\[(\d+)\])?$/;

/**
 * Changes a config from the command line's words, in order:
 *
 * - `train_config.batch_size=8` sets a value, in the words of text format; a string needs no quotes; `{…}` is a message, `[a, b]` a list;
 * - `eval_config.metrics_set+=coco_detection_metrics` appends to a list;
 * - `~model.ssd.loss.hard_example_miner` deletes.
 *
 * `name[2]` is an item of a list, and one past its end a new one; without an index a list of one item is meant. Messages on the way are made
 * where they are missing, and a member of a choice takes the place of another. ToySSD's extension is `toy_ssd`.
 *
 * @returns a new config.
 * @throws {@link PipelineConfigError} naming the override.
 */
export function applyOverrides(config: PipelineConfig, overrides: readonly string[], options: ApplyOverridesOptions = {}): PipelineConfig {
  let message = canonicalConfig(config, 'pipeline config');
  for (const text of overrides) message = change(messageType(ROOT), message, '', parseOverride(text));
  message = canonicalConfig(message, 'pipeline config after overrides');
  if (options.check ?? APPLY_OVERRIDES_DEFAULTS.check) checkCanonical(message, {source: 'pipeline config after overrides'});
  return message;
}

function parseOverride(text: string): Override {
  const match = SHAPE.exec(text);
  if (match === null) {
    const message = 'an override is path=value, path+=value or ~path, such as train_config.batch_size=8. Correct it.';
    throw new PipelineConfigError({problem: 'override', source: sourceOf(text), path: '', message});
  }
  const [, deleted, path, operation, value] = match;
  return deleted === undefined
    ? {text, path: path as string, operation: operation as Operation, value: value as string}
    : {text, path: deleted, operation: '~', value: ''};
}

function sourceOf(text: string): string {
  return `override ${JSON.stringify(text)}`;
}

function change(type: MessageType, message: Message, done: string, override: Override): Message {
  const {path, operation} = override;
  const rest = done === '' ? path : path.slice(done.length + 1);
  const [head = '', ...tail] = rest.split('.');
  const {field, index} = findField(type, head, done, override);
  const here = joinPath(done, head);
  const known = message[field.name];
  const result: Record<string, unknown> = {...message};
  if (operation !== '~' && field.oneof !== undefined) {
    for (const {name, oneof} of type.fields) if (oneof === field.oneof && name !== field.name) delete result[name];
  }
  const list = field.repeated === true ? ((known ?? []) as readonly unknown[]) : undefined;
  if (list !== undefined && index !== undefined && index > list.length - (operation === '~' ? 1 : 0)) {
    fail(override, here, `${field.name} has ${list.length} item${list.length === 1 ? '' : 's'}. Items count from 0.`);
  }
  if (tail.length > 0) {
    const inner = messageOf(field);
    if (inner === undefined) return fail(override, here, `${field.name} holds a value, not a message. End the path there.`);
    if (list === undefined) {
      if (operation === '~' && known === undefined) return message;
      result[field.name] = change(inner, (known ?? {}) as Message, here, override);
      return result;
    }
    if (index === undefined && list.length > 1)
      fail(override, here, `${field.name} has ${list.length} items. Say which: ${field.name}[0].`);
    const at = index ?? 0;
    if (operation === '~' && list.length === 0) return message;
    const changed = change(inner, (list[at] ?? {}) as Message, here, override);
    result[field.name] = [...list.slice(0, at), changed, ...list.slice(at + 1)];
    return result;
  }
  if (operation === '~') {
    if (list !== undefined && index !== undefined) result[field.name] = list.toSpliced(index, 1);
    else delete result[field.name];
    return result;
  }
  const value = readValue(field, here, index, override);
  if (list === undefined) {
    if (operation === '+=') fail(override, here, `${field.name} holds one value. Write = in place of +=.`);
    result[field.name] = value;
  } else if (index === undefined) {
    result[field.name] = operation === '+=' ? [...list, ...(value as readonly unknown[])] : value;
  } else {
    if (operation === '+=') fail(override, here, 'an item cannot be appended to. Leave out the index, or write =.');
    const [one, ...more] = value as readonly unknown[];
    if (one === undefined || more.length > 0)
      fail(override, here, `an item is one value, and ${more.length === 0 ? 'none is' : 'several are'} given.`);
    result[field.name] = [...list.slice(0, index), one, ...list.slice(index + 1)];
  }
  return result;
}

function findField(type: MessageType, segment: string, done: string, override: Override): {field: Field; index: number | undefined} {
  const match = SEGMENT.exec(segment);
  if (match === null)
    return fail(override, done, `${JSON.stringify(segment)} is no part of a path. Write name or name[0], with dots between.`);
  const [, name = '', digits] = match;
  const field = type.byName.get(name);
  if (field === undefined) {
    const {problem, message, suggestion} = explainField(type, name);
    throw new PipelineConfigError({problem, source: sourceOf(override.text), path: done, message, suggestion});
  }
  if (digits !== undefined && field.repeated !== true) fail(override, done, `${name} is no list. Remove [${digits}].`);
  return {field, index: digits === undefined ? undefined : Number(digits)};
}

function readValue(field: Field, path: string, index: number | undefined, override: Override): unknown {
  const {value: text} = override;
  const trimmed = text.trim();
  const source = sourceOf(override.text);
  if (field.type === 'string' && !/^["'[]/.test(trimmed)) return field.repeated === true ? [trimmed] : trimmed;
  if (trimmed === '') fail(override, path, `no value stands after =. To delete, write ~${override.path}.`);
  const value = parseValueText(field, trimmed, source, path);
  const failValue = (problem: PipelineConfigError['detail']['problem'], place: string, message: string, suggestion?: string): never => {
    throw new PipelineConfigError({problem, source, path: place, message, suggestion});
  };
  if (!Array.isArray(value)) return canonicalValue(field, value, path, failValue);
  return value.map((one) => canonicalValue(field, one, index === undefined ? path : `${path}[${index}]`, failValue));
}

function fail(override: Override, path: string, message: string): never {
  throw new PipelineConfigError({problem: 'override', source: sourceOf(override.text), path, message});
}
