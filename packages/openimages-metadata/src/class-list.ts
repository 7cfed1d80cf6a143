import {nearestName, parseMid} from '@oid/core';
import type {Mid} from '@oid/core';
import {csvRecords} from './csv-records.ts';
import {AmbiguousClassError} from './errors/ambiguous-class-error.ts';
import {EmptyTableError} from './errors/empty-table-error.ts';
import {MalformedTableError} from './errors/malformed-table-error.ts';
import {UnknownClassError} from './errors/unknown-class-error.ts';

/** A class: its id, which is its only key, and its display name, which others may share. */
export type ClassEntry = {mid: Mid; name: string};

/** The classes of a release, in the order of its file, which is the order of label-map ids. */
export class ClassList {
  /** In file order. Never empty. */
  readonly entries: readonly ClassEntry[];
  readonly #byMid: ReadonlyMap<Mid, ClassEntry>;
  readonly #byName = new Map<string, ClassEntry[]>();
  readonly #source: string;

  private constructor(entries: readonly ClassEntry[], source: string) {
    this.entries = entries;
    this.#source = source;
    this.#byMid = new Map(entries.map((entry) => [entry.mid, entry]));
    for (const entry of entries) {
      const sharers = this.#byName.get(entry.name);
      if (sharers === undefined) this.#byName.set(entry.name, [entry]);
      else sharers.push(entry);
    }
  }

  /**
   * Reads a class-description file: two columns, id and name. The first row is a header unless its first field starts with `/`, as no file
   * before V6 has one. LF or CRLF, RFC 4180 quoting.
   *
   * @throws {@link EmptyTableError}, {@link MalformedTableError}, InvalidIdError.
   */
  static parse(text: string, options: {source: string}): ClassList {
    const {source} = options;
    const records = csvRecords({text: text.startsWith('\uFEFF') ? text.slice(1) : text, line: 1}, source);
    if (records[0] !== undefined && !(records[0].fields[0] as string).startsWith('/')) records.shift();
    if (records.length === 0) throw new EmptyTableError(source, 'rows');
    const lines = new Map<Mid, number>();
    const entries = records.map(({fields, line}) => {
      if (fields.length !== 2)
        throw new MalformedTableError(source, line, `the row has ${fields.length} fields, but must have an id and a name`);
      const [midText, name] = fields as [string, string];
      const mid = parseMid(midText, `${source}:${line}`);
      const earlier = lines.get(mid);
      if (earlier !== undefined) throw new MalformedTableError(source, line, `class ${mid} is listed already, on line ${earlier}`);
      if (name.trim() === '') throw new MalformedTableError(source, line, `class ${mid} has no name`);
      lines.set(mid, line);
      return {mid, name};
    });
    return new ClassList(entries, source);
  }

  /**
   * Some of the classes, in the order given, each once: `descriptions.subset(ids)` names the ids of `classes-trainable.txt` and its kin.
   *
   * @throws {@link UnknownClassError} for an id that is not listed, {@link EmptyTableError} for none.
   */
  subset(mids: Iterable<Mid>): ClassList {
    const entries = [...new Set(mids)].map((mid) => {
      const entry = this.#byMid.get(mid);
      if (entry === undefined) throw this.unknown(mid, this.#source);
      return entry;
    });
    if (entries.length === 0) throw new EmptyTableError(this.#source, 'rows');
    return new ClassList(entries, this.#source);
  }

  /** Display names that several classes share, with the ids of each, such as Mouse, an animal and a device. */
  get collisions(): ReadonlyMap<string, readonly Mid[]> {
    return new Map(
      [...this.#byName].filter(([, sharers]) => sharers.length > 1).map(([name, sharers]) => [name, sharers.map(({mid}) => mid)]),
    );
  }

  /** The display name, or `undefined` when the class is not listed. */
  nameOf(mid: Mid): string | undefined {
    return this.#byMid.get(mid)?.name;
  }

  /**
   * The class with this id or exactly this display name.
   *
   * @throws {@link UnknownClassError} naming the nearest, {@link AmbiguousClassError} when several classes share the name.
   */
  find(nameOrMid: string): ClassEntry {
    const byMid = this.#byMid.get(nameOrMid);
    if (byMid !== undefined) return byMid;
    const [entry, ...others] = this.#byName.get(nameOrMid) ?? [];
    if (entry === undefined) throw this.unknown(nameOrMid, this.#source);
    if (others.length > 0)
      throw new AmbiguousClassError(
        nameOrMid,
        [entry, ...others].map(({mid}) => mid),
      );
    return entry;
  }

  /**
   * The error for a class that is not listed, naming the nearest one that is; ids are compared with ids, names with names.
   *
   * @param where - what was read, as `file:line` or `file`.
   */
  unknown(nameOrMid: string, where?: string): UnknownClassError {
    return new UnknownClassError(
      nameOrMid,
      nearestName(nameOrMid, nameOrMid.startsWith('/') ? this.#byMid.keys() : this.#byName.keys()),
      where,
    );
  }
}
