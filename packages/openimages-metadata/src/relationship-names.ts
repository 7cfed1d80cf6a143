import {csvRecords} from './csv-records.ts';
import {EmptyTableError} from './errors/empty-table-error.ts';
import {MalformedTableError} from './errors/malformed-table-error.ts';

/** A relation as tables write it, and its name for people. */
export type RelationshipName = {relationship: string; name: string};

/**
 * Reads `*-relationships-description.csv`: two columns without header, such as `inside_of,inside of`. Attributes have a list of their own, which
 * `ClassList.parse` reads.
 *
 * @param options.source - the file's name, for messages.
 * @throws {@link EmptyTableError}, {@link MalformedTableError}.
 */
export function parseRelationshipNames(text: string, options: {source: string}): RelationshipName[] {
  const {source} = options;
  const records = csvRecords({text: text.replace(/^\uFEFF/, ''), line: 1}, source);
  if (records[0] !== undefined && HEADERS.has(records[0].fields[0] as string)) records.shift();
  if (records.length === 0) throw new EmptyTableError(source, 'rows');
  return records.map(({fields, line}) => {
    const [relationship = '', name = ''] = fields;
    if (fields.length !== 2 || relationship === '') {
      throw new MalformedTableError(source, line, `the row has ${fields.length} fields, but must have a relation and a name`);
    }
    return {relationship, name};
  });
}

const HEADERS: ReadonlySet<string> = new Set(['RelationshipLabel', 'LabelName', 'id']);
