import {parse} from 'csv-parse/sync';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {OidError} from '@oid/core';
import {collect} from '../test/bytes.ts';
import {BOXES, CLASSES, HIERARCHY, IMAGES} from '../test/release.ts';
import {parseBoxRows} from './box-rows.ts';
import {parseClassIds} from './class-ids.ts';
import {ClassList} from './class-list.ts';
import {Hierarchy} from './hierarchy.ts';
import {parseImageIds} from './image-ids.ts';
import {parseImageLabelRows} from './image-label-rows.ts';
import {parseImageRows} from './image-rows.ts';
import {parseNarratives} from './narratives.ts';
import {parsePhotoList} from './photo-list.ts';
import {parsePointRows} from './point-rows.ts';
import {readTable} from './read-table.ts';
import {parseRelationshipNames} from './relationship-names.ts';
import {parseRelationshipRows, parseRelationshipTriplets} from './relationship-rows.ts';
import {parseSegmentationRows} from './segmentation-rows.ts';

const LABELS = 'ImageID,Source,LabelName,Confidence\n000026e7ee790996,verification,/m/04hgtk,0\n';
const VRD =
  'ImageID,LabelName1,LabelName2,XMin1,XMax1,YMin1,YMax1,XMin2,XMax2,YMin2,YMax2,RelationshipLabel\n0009bde917efab6e,/m/04bcr3,/m/083vt,0.1,0.2,0.3,0.4,0.1,0.2,0.3,0.4,is\n';
const MASKS =
  'MaskPath,ImageID,LabelName,BoxID,BoxXMin,BoxXMax,BoxYMin,BoxYMax,PredictedIoU,Clicks\na.png,677c122b0eaa5d16,/m/04yx4,9a041d52,0.8,0.9,0.4,0.7,0.86864,0.9 0.6 1;0.8 0.5 0\n';
const POINTS =
  'ImageId,X,Y,Label,EstimatedYesNo,Source,YesVotes,NoVotes,UnsureVotes,TextLabel\n0001eeaf4aed83f9,0.25,0.75,/m/0cmf2,yes,ih,3,0,1,"a, b"\n';
const NARRATIVES = '{"dataset_id":"o","image_id":"0001eeaf4aed83f9","annotator_id":1,"caption":"c","traces":[[{"x":0,"y":0,"t":0}]]}\n';
const PHOTOS = 'TsvHttpData-1.0\nhttps://photos.example/1_o.jpg\t211079\t0Sad+xMj2ttXM1U8meEJ0A==\n';

const source = {source: 't'};
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
async function* chunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** Every parser with a table that it reads. */
const parsers: Record<string, {sample: string; read: (bytes: Uint8Array, size: number) => unknown}> = {
  parseBoxRows: {sample: BOXES, read: (bytes, size) => collect(parseBoxRows(chunks(bytes, size), {...source, clicks: true}))},
  parseImageRows: {sample: IMAGES, read: (bytes, size) => collect(parseImageRows(chunks(bytes, size), source))},
  parseImageLabelRows: {sample: LABELS, read: (bytes, size) => collect(parseImageLabelRows(chunks(bytes, size), source))},
  parseRelationshipRows: {sample: VRD, read: (bytes, size) => collect(parseRelationshipRows(chunks(bytes, size), source))},
  parseRelationshipTriplets: {sample: VRD, read: (bytes, size) => collect(parseRelationshipTriplets(chunks(bytes, size), source))},
  parseRelationshipNames: {sample: 'at,at\n', read: (bytes) => parseRelationshipNames(text(bytes), source)},
  parseSegmentationRows: {sample: MASKS, read: (bytes, size) => collect(parseSegmentationRows(chunks(bytes, size), source))},
  parsePointRows: {sample: POINTS, read: (bytes, size) => collect(parsePointRows(chunks(bytes, size), source))},
  parseNarratives: {sample: NARRATIVES, read: (bytes, size) => collect(parseNarratives(chunks(bytes, size), source))},
  parsePhotoList: {sample: PHOTOS, read: (bytes, size) => collect(parsePhotoList(chunks(bytes, size), source))},
  parseImageIds: {sample: 'ImageID\n0001eeaf4aed83f9\n', read: (bytes, size) => collect(parseImageIds(chunks(bytes, size), source))},
  parseClassIds: {sample: '/m/0k4j\n', read: (bytes) => parseClassIds(text(bytes), source)},
  'ClassList.parse': {sample: CLASSES, read: (bytes) => ClassList.parse(text(bytes), source)},
  'Hierarchy.parse': {sample: HIERARCHY, read: (bytes) => Hierarchy.parse(text(bytes), source)},
};

/** A sample with some bytes replaced, taken out, put in or repeated. */
function mutated(sample: string): fc.Arbitrary<Uint8Array> {
  const bytes = new TextEncoder().encode(sample);
  const change = fc.record({at: fc.nat(bytes.length), remove: fc.nat(12), insert: fc.uint8Array({maxLength: 6}), again: fc.boolean()});
  return fc.array(change, {minLength: 1, maxLength: 4}).map((changes) => {
    let all = [...bytes];
    for (const {at, remove, insert, again} of changes) {
      all = [...all.slice(0, at), ...insert, ...(again ? all.slice(at, at + remove) : []), ...all.slice(again ? at : at + remove)];
    }
    return Uint8Array.from(all);
  });
}

test.each(Object.entries(parsers))(
  '%s reads its sample, and answers any other bytes with rows or a typed error',
  async (_, {sample, read}) => {
    await read(new TextEncoder().encode(sample), 5);
    const inputs = fc.oneof({arbitrary: mutated(sample), weight: 4}, {arbitrary: fc.uint8Array({maxLength: 200}), weight: 1});
    await fc.assert(
      fc.asyncProperty(inputs, fc.integer({min: 1, max: 64}), async (bytes, size) => {
        try {
          await read(bytes, size);
        } catch (error) {
          expect(error).toBeInstanceOf(OidError);
          expect((error as Error).message).toMatch(/\bt\b/);
        }
      }),
      {numRuns: 200},
    );
  },
);

test('readTable gives the fields that csv-parse gives, by the names in the header, however they are ordered, quoted and cut', async () => {
  const names = ['ImageID', 'Title', 'License', 'Author'] as const;
  const field = fc.string({unit: fc.constantFrom('a', '7', ',', '"', '\n', '\r', ' ', 'é', '/', '&', ';', '\t')});
  const table = fc.record({
    header: fc.shuffledSubarray([...names, 'Extra', ''], {minLength: 6}),
    rows: fc.array(fc.array(field, {minLength: 6, maxLength: 6}), {minLength: 1, maxLength: 5}),
    quoteAll: fc.boolean(),
    end: fc.constantFrom('\n', '\r\n'),
    size: fc.integer({min: 1, max: 50}),
  });
  await fc.assert(
    fc.asyncProperty(table, async ({header, rows, quoteAll, end, size}) => {
      const quote = (value: string): string => (quoteAll || /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
      const csv = [header, ...rows].map((row) => row.map(quote).join(',') + end).join('');
      const expected = parse(csv, {columns: true, record_delimiter: ['\r\n', '\n']}) as unknown as Record<string, string>[];
      const found: Record<string, string>[] = [];
      for await (const batch of readTable(chunks(new TextEncoder().encode(csv), size), 't', {required: names, optional: []})) {
        for (const {fields} of batch.rows)
          found.push(Object.fromEntries(names.map((name) => [name, fields[batch.columns[name]] as string])));
      }
      expect(found).toEqual(expected.map((row) => Object.fromEntries(names.map((name) => [name, row[name]]))));
    }),
  );
});
