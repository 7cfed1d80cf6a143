import {readFile} from 'node:fs/promises';
import protobuf from 'protobufjs';
import type {ReflectionObject} from 'protobufjs';
import {describe, expect, test} from 'vitest';

// src/generated is made from proto/*.proto by this test: `vitest run -u` writes it, and a run without -u fails where the two differ.

const NOTE = '// Made from proto/*.proto by src/schema/generate.test.ts. To change it, change the .proto and run vitest with -u.\n';
const SCALARS: Readonly<Record<string, string>> = {int32: 'number', uint32: 'number', float: 'number', bool: 'boolean', string: 'string'};

type Entry = {name: string; comment: string | null; fields: FieldEntry[]};
type FieldEntry = {field: Record<string, unknown> & {name: string; type: string}; comment: string | null};

describe('the generated files', () => {
  test('hold the schema of proto/*.proto', async () => {
    const {messages, enums} = await readSchema();
    await expect(schemaModule(messages, enums)).toMatchFileSnapshot('../generated/schema.ts');
  });

  test('hold a type for each message of proto/*.proto', async () => {
    const {messages, enums} = await readSchema();
    await expect(typesModule(messages, enums)).toMatchFileSnapshot('../generated/types.ts');
  });
});

async function readSchema(): Promise<{messages: Entry[]; enums: Map<string, Record<string, number>>}> {
  const root = new protobuf.Root();
  for (const file of ['pipeline.proto', 'toy_ssd.proto']) {
    const text = await readFile(new URL(`../../proto/${file}`, import.meta.url), 'utf8');
    protobuf.parse(text, root, {keepCase: true, alternateCommentMode: true});
  }
  root.resolveAll();
  const messages: Entry[] = [];
  const enums = new Map<string, Record<string, number>>();
  const visit = (object: ReflectionObject): void => {
    if (object instanceof protobuf.Type) messages.push(...readMessage(object));
    if (object instanceof protobuf.Enum) enums.set(shortName(object), object.values);
    if (object instanceof protobuf.Namespace) object.nestedArray.forEach(visit);
  };
  visit(root);
  messages.sort((a, b) => (a.name < b.name ? -1 : 1));
  return {messages, enums: new Map([...enums].sort(([a], [b]) => (a < b ? -1 : 1)))};
}

function shortName(object: ReflectionObject): string {
  return object.fullName.replace(/^\.(object_detection|oid)\.protos\./, '');
}

function readMessage(type: protobuf.Type): Entry[] {
  const entries: Entry[] = [];
  const fields = type.fieldsArray.map((field): FieldEntry => {
    field.resolve();
    const {options = {}} = field;
    const extension = field.name.startsWith('.') ? field.name.slice(1) : undefined;
    let fieldType = field.resolvedType === null ? field.type : shortName(field.resolvedType);
    if (field instanceof protobuf.MapField) {
      const name = `${shortName(type)}.${field.name.replaceAll(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase())}Entry`;
      const key = {number: 1, name: 'key', type: field.keyType};
      entries.push({
        name,
        comment: `An entry of the map \`${field.name}\`.`,
        fields: [
          {field: key, comment: null},
          {field: {number: 2, name: 'value', type: fieldType}, comment: null},
        ],
      });
      fieldType = name;
    }
    return {
      comment: field.declaringField?.comment ?? field.comment,
      field: {
        number: field.id,
        name: extension?.slice(extension.lastIndexOf('.') + 1) ?? field.name,
        type: fieldType,
        ...(field.repeated || field instanceof protobuf.MapField ? {repeated: true} : {}),
        ...('default' in options ? {default: options['default'] as unknown} : {}),
        ...(field.partOf === null ? {} : {oneof: field.partOf.name}),
        ...('(oid.protos.since)' in options ? {since: options['(oid.protos.since)'] as unknown} : {}),
        ...(options['deprecated'] === true ? {deprecated: true} : {}),
        ...(extension === undefined ? {} : {extension}),
      },
    };
  });
  fields.sort((a, b) => Number(a.field['number']) - Number(b.field['number']));
  return [{name: shortName(type), comment: type.comment, fields}, ...entries];
}

function schemaModule(messages: readonly Entry[], enums: ReadonlyMap<string, Record<string, number>>): string {
  const lines = [NOTE, "import type {Field} from '../schema/field.ts';\n", '/** Number of each value of each enum. */'];
  lines.push('export const ENUMS: Readonly<Record<string, Readonly<Record<string, number>>>> = {');
  for (const [name, values] of enums) lines.push(`  ${key(name)}: ${literal(values)},`);
  lines.push('};\n', '/** Fields of each message, in the order of their numbers. */');
  lines.push('export const MESSAGES: Readonly<Record<string, readonly Field[]>> = {');
  for (const {name, fields} of messages) {
    const list = fields.map(({field}) => literal(field));
    const line = `  ${key(name)}: [${list.join(', ')}],`;
    if (list.length < 2 && line.length <= 140) lines.push(line);
    else lines.push(`  ${key(name)}: [`, ...list.map((field) => indent(field)), '  ],');
  }
  return `${[...lines, '};'].join('\n')}\n`;
}

function indent(field: string): string {
  const line = `    ${field},`;
  return line.length <= 140 ? line : `    {\n      ${field.slice(1, -1).replaceAll(', ', ',\n      ')},\n    },`;
}

function key(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? name : `'${name}'`;
}

function literal(value: object): string {
  return `{${Object.entries(value)
    .map(([name, entry]) => `${key(name)}: ${typeof entry === 'string' ? `'${entry}'` : String(entry)}`)
    .join(', ')}}`;
}

function typesModule(messages: readonly Entry[], enums: ReadonlyMap<string, Record<string, number>>): string {
  const byName = new Map(messages.map((entry) => [entry.name, entry]));
  const hasMode = (name: string): boolean =>
    byName.get(name)?.fields.some(({field}) => 'default' in field || 'repeated' in field || hasMode(field.type)) ?? false;
  const alias = (name: string): string => name.replaceAll('.', '');
  const typeOf = (field: FieldEntry['field']): string => {
    const one = SCALARS[field.type] ?? (hasMode(field.type) ? `${alias(field.type)}<Mode>` : alias(field.type));
    return 'repeated' in field ? `readonly ${one}[]` : one;
  };
  const lines = [NOTE, "import type {ConfigMode, Defaulted} from '../schema/config-mode.ts';\n"];
  for (const [name, values] of enums) {
    lines.push(
      `export type ${alias(name)} = ${Object.keys(values)
        .map((value) => `'${value}'`)
        .join(' | ')};\n`,
    );
  }
  for (const {name, comment, fields} of messages) {
    const defaulted = fields.filter(({field}) => 'default' in field || 'repeated' in field);
    const others = fields.filter((entry) => !defaulted.includes(entry));
    const type = alias(name);
    const mode = hasMode(name) ? "<Mode extends ConfigMode = 'written'>" : '';
    const describe = (entry: FieldEntry): string => {
      const {field} = entry;
      const notes = [`Field ${String(field['number'])}`];
      if ('oneof' in field) notes.push(`one of \`${String(field['oneof'])}\``);
      if ('default' in field) notes.push(`default ${field['default'] === '' ? "''" : String(field['default'])}`);
      if ('since' in field) notes.push(`from ${String(field['since'])}`);
      if ('deprecated' in field) notes.push('deprecated');
      return `  /** ${notes.join('; ')}.${entry.comment === null ? '' : ` ${entry.comment}`} */`;
    };
    let left = '';
    const fit = (head: string, tail: string): string =>
      (head + tail).length <= 140 ? head : head.replace(/Defaulted<(.*), (.*)>$/, 'Defaulted<\n  $1,\n  $2\n>');
    if (defaulted.length > 0) {
      const needsMode = defaulted.some(({field}) => hasMode(field.type));
      lines.push(`type ${type}Defaults${needsMode ? '<Mode extends ConfigMode>' : ''} = {`);
      for (const entry of defaulted) lines.push(describe(entry), `  ${entry.field.name}: ${typeOf(entry.field)};`);
      lines.push('};\n');
      left = `Defaulted<Mode, ${type}Defaults${needsMode ? '<Mode>' : ''}>`;
    }
    lines.push(`/** ${comment === null ? '' : `${comment.replaceAll('\n', ' ')} `}\`${name}\` of the schema. */`);
    const head = `export type ${type}${mode} = ${left}`;
    if (others.length === 0) lines.push(`${left === '' ? `${head}Record<string, never>` : fit(head, ';')};\n`);
    else {
      lines.push(left === '' ? `${head}{` : `${fit(head, ' & {')} & {`);
      for (const entry of others) lines.push(describe(entry), `  readonly ${entry.field.name}?: ${typeOf(entry.field)} | undefined;`);
      lines.push('};\n');
    }
  }
  lines.push('/** The type of each message, by its name in the schema. */');
  lines.push("export type MessageTypes<Mode extends ConfigMode = 'written'> = {");
  for (const {name} of messages) lines.push(`  ${key(name)}: ${alias(name)}${hasMode(name) ? '<Mode>' : ''};`);
  return `${[...lines, '};'].join('\n')}\n`;
}
