import {describe, expect, test} from 'vitest';
import {bytesOf, collect, errorOf} from '../test/bytes.ts';
import {parseImageIds} from './image-ids.ts';
import {parseImageLabelRows} from './image-label-rows.ts';
import {md5Hex} from './md5-hex.ts';
import {parseNarratives} from './narratives.ts';
import {parsePhotoList} from './photo-list.ts';
import {parsePointRows} from './point-rows.ts';
import {parseRelationshipNames} from './relationship-names.ts';
import {parseRelationshipRows, parseRelationshipTriplets} from './relationship-rows.ts';
import {parseSegmentationRows} from './segmentation-rows.ts';
import {unescapeHtml} from './unescape-html.ts';

type Parser<Row> = (chunks: AsyncIterable<Uint8Array>, options: {source: string}) => AsyncGenerator<Row>;
const read = <Row>(parse: Parser<Row>, text: string): Promise<Row[]> => collect(parse(bytesOf(text), {source: 't'}));
const malformed = (column: string | undefined, line = 2): object => ({
  code: 'openimages-metadata/malformed-table',
  detail: {source: 't', line, column},
});

describe('parseImageLabelRows', () => {
  test('reads human and machine labels, and a challenge without Source', async () => {
    const text =
      'ImageID,Source,LabelName,Confidence\n000026e7ee790996,verification,/m/04hgtk,0\n000026e7ee790996,crowdsource-verification,/m/01bqvp,1\n' +
      '000002b66c9c498e,machine,/m/05_4_,0.7\n';
    const rows = await read(parseImageLabelRows, text);
    expect(rows.map(({source, confidence}) => [source, confidence])).toEqual([
      ['verification', 0],
      ['crowdsource-verification', 1],
      ['machine', 0.7],
    ]);
    expect(await read(parseImageLabelRows, 'ImageID,LabelName,Confidence\n000026e7ee790996,/m/04hgtk,1\n')).toEqual([
      {imageId: '000026e7ee790996', source: '', labelName: '/m/04hgtk', confidence: 1},
    ]);
  });

  test('refuses a confidence above 1', async () => {
    const text = 'ImageID,LabelName,Confidence\n000026e7ee790996,/m/04hgtk,1.5\n';
    expect(await errorOf(() => read(parseImageLabelRows, text))).toMatchObject(malformed('Confidence'));
  });
});

describe('parseRelationshipRows', () => {
  const header = 'ImageID,LabelName1,LabelName2,XMin1,XMax1,YMin1,YMax1,XMin2,XMax2,YMin2,YMax2,RelationshipLabel\n';

  test('tells attributes from relations', async () => {
    const text = `${header}0009bde917efab6e,/m/04bcr3,/m/083vt,0.1,0.2,0.3,0.4,0.1,0.2,0.3,0.4,is\n0009bde917efab6e,/m/0342h,/m/04bcr3,0,0.5,0,1,0.1,0.2,0.3,0.4,on\n`;
    const [attribute, relation] = await read(parseRelationshipRows, text);
    expect(attribute).toMatchObject({attribute: true, labelName2: '/m/083vt', box1: [0.3, 0.1, 0.4, 0.2]});
    expect(attribute?.box2).toEqual(attribute?.box1);
    expect(relation).toMatchObject({attribute: false, relationship: 'on', box1: [0, 0, 1, 0.5], box2: [0.3, 0.1, 0.4, 0.2]});
  });

  test('reads triplets and names', async () => {
    expect(await read(parseRelationshipTriplets, 'LabelName1,LabelName2,RelationshipLabel\n/m/01y9k5,/m/083vt,is\n')).toEqual([
      {labelName1: '/m/01y9k5', labelName2: '/m/083vt', relationship: 'is'},
    ]);
    expect(parseRelationshipNames('at,at\r\ninside_of,inside of\r\n', {source: 't'})[1]).toEqual({
      relationship: 'inside_of',
      name: 'inside of',
    });
    expect(await errorOf(() => parseRelationshipNames('at\n', {source: 't'}))).toMatchObject({code: 'openimages-metadata/malformed-table'});
    expect(await errorOf(() => parseRelationshipNames('', {source: 't'}))).toMatchObject({code: 'openimages-metadata/empty-table'});
  });

  test('names the line of a box that leaves the image', async () => {
    const text = `${header}0009bde917efab6e,/m/04bcr3,/m/083vt,0.1,0.2,0.3,0.4,0.1,1.2,0.3,0.4,is\n`;
    expect(await errorOf(() => read(parseRelationshipRows, text))).toMatchObject({
      code: 'openimages-metadata/invalid-box',
      detail: {line: 2},
    });
  });
});

describe('parseSegmentationRows', () => {
  const row = (path: string, clicks: string): string =>
    `MaskPath,ImageID,LabelName,BoxID,BoxXMin,BoxXMax,BoxYMin,BoxYMax,PredictedIoU,Clicks\n${path},677c122b0eaa5d16,/m/04yx4,9a041d52,0.8875,0.960938,0.454167,0.720833,0.86864,${clicks}\n`;

  test('reads corrections, x before y in the file', async () => {
    const [first] = await read(parseSegmentationRows, row('677c122b0eaa5d16_m04yx4_9a041d52.png', '0.95498 0.65197 1;0.89370 0.56579 0'));
    expect(first).toMatchObject({boxId: '9a041d52', predictedIou: 0.86864, box: [0.454167, 0.8875, 0.720833, 0.960938]});
    expect(first?.clicks).toEqual([
      {point: [0.65197, 0.95498], kind: 1},
      {point: [0.56579, 0.8937], kind: 0},
    ]);
    expect((await read(parseSegmentationRows, row('a.png', '')))[0]?.clicks).toEqual([]);
  });

  test.each(['../../etc/a.png', '/a.png', 'a/b.png', 'a.jpg', ''])('refuses %j as the name of a mask', async (path) => {
    expect(await errorOf(() => read(parseSegmentationRows, row(path, '')))).toMatchObject(malformed('MaskPath'));
  });

  test('refuses a click of two numbers', async () => {
    expect(await errorOf(() => read(parseSegmentationRows, row('a.png', '0.1 0.2')))).toMatchObject(malformed('Clicks'));
  });
});

describe('parsePointRows', () => {
  const header = 'ImageId,X,Y,Label,EstimatedYesNo,Source,YesVotes,NoVotes,UnsureVotes,TextLabel\n';

  test('reads three answers', async () => {
    const text = `${header}0001eeaf4aed83f9,0.25,0.75,/m/0cmf2,yes,ih,3,0,1,\n0001eeaf4aed83f9,0,1,/m/0cmf2,no,cc,-1,2,,sky\n0001eeaf4aed83f9,0,1,/m/0cmf2,unsure,ff,0,0,3,\n`;
    const [yes, no, unsure] = await read(parsePointRows, text);
    expect(yes).toMatchObject({point: [0.75, 0.25], estimated: true, yesVotes: 3, unsureVotes: 1, textLabel: undefined});
    expect(no).toMatchObject({estimated: false, yesVotes: undefined, noVotes: 2, unsureVotes: undefined, textLabel: 'sky'});
    expect(unsure?.estimated).toBeUndefined();
  });

  test('refuses another answer', async () => {
    const text = `${header}0001eeaf4aed83f9,0.25,0.75,/m/0cmf2,maybe,ih,3,0,1,\n`;
    expect(await errorOf(() => read(parsePointRows, text))).toMatchObject(malformed('EstimatedYesNo'));
  });
});

describe('parseNarratives', () => {
  const narrative = {
    dataset_id: 'open_images',
    image_id: '0001eeaf4aed83f9',
    annotator_id: 12,
    caption: 'A kite.',
    timed_caption: [{utterance: 'A kite.', start_time: 0, end_time: 1.5}],
    traces: [[{x: 0.5, y: -0.01, t: 0.1}]],
    voice_recording: 'open_images/1.ogg',
  };

  test('reads narratives and captions, one a line', async () => {
    const {timed_caption: _, traces: __, voice_recording: ___, ...caption} = narrative;
    const [whole, short] = await read(parseNarratives, `${JSON.stringify(narrative)}\n${JSON.stringify(caption)}\r\n\n`);
    expect(whole).toMatchObject({
      imageId: '0001eeaf4aed83f9',
      annotatorId: 12,
      timedCaption: [{utterance: 'A kite.', startTime: 0, endTime: 1.5}],
      traces: [[{x: 0.5, y: -0.01, t: 0.1}]],
      voiceRecording: 'open_images/1.ogg',
    });
    expect(short).toMatchObject({caption: 'A kite.', timedCaption: [], traces: [], voiceRecording: undefined});
  });

  test.each([
    ['{', undefined],
    ['[]', 'the line'],
    [JSON.stringify({...narrative, caption: 1}), 'caption'],
    [JSON.stringify({...narrative, traces: [[{x: '0', y: 0, t: 0}]]}), 'traces.x'],
  ])('names the line and field of a broken one (%#)', async (text, column) => {
    expect(await errorOf(() => read(parseNarratives, `${JSON.stringify(narrative)}\n${text}\n`))).toMatchObject(malformed(column));
  });
});

describe('parseImageIds', () => {
  test('reads a bare list and one with a header', async () => {
    const ids = ['0001eeaf4aed83f9', '000002b66c9c498e'];
    expect(await read(parseImageIds, `${ids.join('\n')}\n`)).toEqual(ids);
    expect(await read(parseImageIds, `\uFEFFImageID\r\n${ids.join('\r\n')}`)).toEqual(ids);
  });

  test('refuses what is no id, and another table', async () => {
    expect(await errorOf(() => read(parseImageIds, '0001eeaf4aed83f9\n../../x\n'))).toMatchObject({detail: {where: 't:2'}});
    expect(await errorOf(() => read(parseImageIds, 'ImageID,Subset\n'))).toMatchObject({code: 'openimages-metadata/missing-column'});
    expect(await errorOf(() => read(parseImageIds, 'ImageID\n'))).toMatchObject({code: 'openimages-metadata/empty-table'});
    expect(await errorOf(() => read(parseImageIds, `${'0'.repeat(5000)}\n`))).toMatchObject(malformed(undefined, 1));
  });
});

describe('parsePhotoList', () => {
  test('reads URL, size and MD5', async () => {
    expect(await read(parsePhotoList, 'TsvHttpData-1.0\nhttps://photos.example/1_o.jpg\t211079\t0Sad+xMj2ttXM1U8meEJ0A==\n')).toEqual([
      {url: 'https://photos.example/1_o.jpg', bytes: 211079, md5: '0Sad+xMj2ttXM1U8meEJ0A=='},
    ]);
  });

  test('refuses another first line and a broken one', async () => {
    expect(await errorOf(() => read(parsePhotoList, 'url\n'))).toMatchObject(malformed(undefined, 1));
    expect(await errorOf(() => read(parsePhotoList, 'TsvHttpData-1.0\nftp://x\t1\t0Sad+xMj2ttXM1U8meEJ0A==\n'))).toMatchObject(
      malformed(undefined),
    );
    expect(await errorOf(() => read(parsePhotoList, ''))).toMatchObject({
      code: 'openimages-metadata/empty-table',
      detail: {missing: 'header'},
    });
  });
});

test('md5Hex turns base64 of 16 bytes into hexadecimal digits', async () => {
  // The MD5 of no bytes.
  expect(md5Hex('1B2M2Y8AsgTpgAmY7PhCfg==')).toBe('d41d8cd98f00b204e9800998ecf8427e');
  expect(await errorOf(() => md5Hex('d41d8cd98f00b204e9800998ecf8427e'))).toBeInstanceOf(RangeError);
});

test('unescapeHtml replaces entities and leaves the rest', () => {
  expect(unescapeHtml('O&#x27;Hara &amp; Co &gt; 1')).toBe("O'Hara & Co > 1");
  expect(unescapeHtml('R & D, 5 < 6')).toBe('R & D, 5 < 6');
});
