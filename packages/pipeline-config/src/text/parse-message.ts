import {PipelineConfigError} from '../errors/pipeline-config-error.ts';
import type {PipelineConfigProblem} from '../errors/pipeline-config-error.ts';
import type {Field, Message, MessageType} from '../schema/field.ts';
import {joinPath, messageOf} from '../schema/field.ts';
import {explainExtension, explainField} from './explain-field.ts';
import {parseScalar} from './parse-scalar.ts';
import {tokenize} from './tokenize.ts';
import type {Token} from './tokenize.ts';

/** A message and the line on which each of its fields stands, by path. */
export type ParsedMessage = {message: Message; lines: ReadonlyMap<string, number>};

const CLOSING: Readonly<Record<string, string>> = {'{': '}', '<': '>'};

/**
 * Reads a message in protobuf text format.
 *
 * @param source - the file's name, for messages.
 * @param path - the path of the message, for messages; empty for the outermost.
 * @throws {@link PipelineConfigError} with the line.
 */
export function parseMessageText(type: MessageType, text: string, source: string, path = ''): ParsedMessage {
  const parser = new Parser(text, source);
  const message = parser.fields(type, path);
  return {message, lines: parser.lines};
}

/**
 * Reads what stands to the right of a field's name: a scalar, a message in braces, or a list in brackets of a repeated field.
 *
 * @returns the value, or an array of the values of a repeated field.
 */
export function parseValueText(field: Field, text: string, source: string, path: string): unknown {
  return new Parser(text, source).wholeValue(field, path);
}

class Parser {
  readonly lines = new Map<string, number>();
  readonly #source: string;
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(text: string, source: string) {
    this.#source = source;
    this.#tokens = tokenize(text, (line, message) => this.#fail('syntax', line, '', message));
  }

  /** The fields up to the brace that closes `opening`, or to the end of the text. */
  fields(type: MessageType, path: string, opening?: Token): Message {
    const message: Record<string, unknown> = {};
    const closing = opening === undefined ? undefined : CLOSING[opening.text];
    while (closing === undefined ? this.#next.kind !== 'end' : !this.#skip(closing)) {
      if (this.#next.kind === 'end')
        this.#fail('syntax', this.#next.line, path, `the ${opening?.text} of line ${opening?.line} is not closed. Add ${closing}.`);
      const line = this.#next.line;
      const field = this.#fieldName(type, path);
      const fieldPath = joinPath(path, field.name);
      if (!Object.hasOwn(message, field.name)) this.#checkOneof(type, field, message, path, line);
      const known = message[field.name];
      const before = field.repeated === true && Array.isArray(known) ? (known as unknown[]) : [];
      if (known !== undefined && field.repeated !== true) {
        const first = this.lines.get(fieldPath);
        this.#fail(
          'duplicate',
          line,
          fieldPath,
          `${field.name} is already given on line ${first}, and takes one value. Delete one of the two.`,
        );
      }
      const value = this.#value(field, fieldPath, before);
      message[field.name] = value;
      if (!this.lines.has(fieldPath)) this.lines.set(fieldPath, line);
      if (!this.#skip(',')) this.#skip(';');
    }
    return message;
  }

  wholeValue(field: Field, path: string): unknown {
    const value = this.#value(field, path, [], true);
    if (this.#next.kind !== 'end')
      this.#fail('syntax', this.#next.line, path, `${this.#next.text} follows the value. Remove it, or put the text in quotes.`);
    return value;
  }

  #fieldName(type: MessageType, path: string): Field {
    const token = this.#take();
    if (token.text === '[' && token.kind === 'mark') {
      let name = '';
      while (!this.#skip(']')) {
        const part = this.#take();
        if (part.kind === 'end') this.#fail('syntax', token.line, path, 'the bracket [ of an extension is not closed. Add ].');
        name += part.text;
      }
      const extension = type.fields.find((field) => field.extension === name);
      if (extension !== undefined) return extension;
      const {problem, message, suggestion} = explainExtension(type, name);
      return this.#fail(problem, token.line, path, message, suggestion);
    }
    if (token.kind !== 'name')
      this.#fail('syntax', token.line, path, `${show(token)} stands where the name of a field of ${type.name} should.`);
    const field = type.byName.get(token.text);
    if (field?.extension !== undefined) {
      const message = `${token.text} is an extension. Write [${field.extension}].`;
      this.#fail('unknown-field', token.line, path, message, `[${field.extension}]`);
    }
    if (field !== undefined) return field;
    const {problem, message, suggestion} = explainField(type, token.text);
    return this.#fail(problem, token.line, path, message, suggestion);
  }

  #checkOneof(type: MessageType, field: Field, message: Message, path: string, line: number): void {
    if (field.oneof === undefined) return;
    const other = type.fields.find(({name, oneof}) => oneof === field.oneof && Object.hasOwn(message, name));
    if (other === undefined) return;
    const first = this.lines.get(joinPath(path, other.name));
    this.#fail(
      'oneof',
      line,
      path,
      `${field.name} excludes ${other.name} of line ${first}: ${type.name} takes one of them. Delete the other.`,
    );
  }

  /** One value, or `before` and the values that follow. */
  #value(field: Field, path: string, before: readonly unknown[], bare = false): unknown {
    const type = messageOf(field);
    const colon = bare || this.#skip(':');
    const one = (index: number): unknown => {
      const itemPath = field.repeated === true ? `${path}[${index}]` : path;
      if (field.repeated === true) this.lines.set(itemPath, this.#next.line);
      return type === undefined ? this.#scalar(field, itemPath) : this.#message(field, type, itemPath);
    };
    if (type === undefined && !colon) {
      this.#fail('syntax', this.#next.line, path, `a colon is missing after ${field.name}. Write ${field.name}: and the value.`);
    }
    if (field.repeated !== true) {
      if (this.#isMark('[')) this.#fail('type', this.#next.line, path, `${field.name} takes one value, not a list. Remove the brackets.`);
      return one(0);
    }
    const values = [...before];
    if (!this.#skip('[')) return [...values, one(values.length)];
    if (this.#skip(']')) return values;
    do values.push(one(values.length));
    while (this.#skip(','));
    this.#expect(']', path);
    return values;
  }

  #message(field: Field, type: MessageType, path: string): Message {
    const token = this.#take();
    const closing = token.kind === 'mark' ? CLOSING[token.text] : undefined;
    if (closing === undefined) {
      this.#fail(
        'type',
        token.line,
        path,
        `${show(token)} stands where the fields of ${type.name} should, in braces: ${field.name} { … }.`,
      );
    }
    return this.fields(type, path, token);
  }

  #scalar(field: Field, path: string): unknown {
    const {line} = this.#next;
    const negative = this.#skip('-');
    const token = this.#take();
    if (token.kind === 'mark' || token.kind === 'end') {
      const problem = token.text === '{' || token.text === '<' ? 'type' : 'syntax';
      this.#fail(problem, token.line, path, `${show(token)} stands where the value of ${field.name} (${field.type}) should.`);
    }
    let {text} = token;
    while (token.kind === 'string' && this.#next.kind === 'string') text += this.#take().text;
    return parseScalar(field, {negative, token: {...token, text}}, (message, suggestion) =>
      this.#fail('type', line, path, message, suggestion),
    );
  }

  get #next(): Token {
    return this.#tokens[this.#at] as Token;
  }

  #take(): Token {
    const token = this.#next;
    if (token.kind !== 'end') this.#at += 1;
    return token;
  }

  #isMark(text: string): boolean {
    return this.#next.kind === 'mark' && this.#next.text === text;
  }

  #skip(text: string): boolean {
    const found = this.#isMark(text);
    if (found) this.#at += 1;
    return found;
  }

  #expect(text: string, path: string): void {
    if (!this.#skip(text)) this.#fail('syntax', this.#next.line, path, `${show(this.#next)} stands where ${text} should.`);
  }

  #fail(problem: PipelineConfigProblem, line: number, path: string, message: string, suggestion?: string): never {
    throw new PipelineConfigError({problem, source: this.#source, line, path, message, suggestion});
  }
}

function show({kind, text}: Token): string {
  return kind === 'string' ? JSON.stringify(text) : text;
}
