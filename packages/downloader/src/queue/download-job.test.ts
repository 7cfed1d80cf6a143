import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {OidError} from '@oid/core';
import {jobIdOf, parseDownloadJob} from './download-job.ts';

const job = {
  version: 1,
  download: 'train',
  requests: 'requests/train/4f1a/',
  shard: {index: 3, count: 8},
  photos: 20,
  records: false,
  options: {parallel: 4, retry: ['removed'], sources: ['original', 'cvdf', {template: 'https://mirror.example/{id}.jpg'}]},
};

describe('parseDownloadJob', () => {
  test('takes a job', () => {
    expect(parseDownloadJob(structuredClone(job))).toEqual(job);
    expect(jobIdOf({download: 'train', shard: {index: 3, count: 8}})).toBe('train.3-of-8');
  });

  test.each([
    ['version', {version: 2}],
    ['download', {download: '../train'}],
    ['download', {download: 'a/b'}],
    ['download', {download: '..'}],
    ['requests', {requests: 'requests/train/../../../etc/'}],
    ['requests', {requests: 'requests/validation/4f1a/'}],
    ['requests', {requests: '/etc/'}],
    ['shard', {shard: '3/8'}],
    ['shard.count', {shard: {index: 0, count: 1e9}}],
    ['shard.index', {shard: {index: 8, count: 8}}],
    ['photos', {photos: -1}],
    ['records', {records: 1}],
    ['options', {options: null}],
    ['option "allowFiles"', {options: {allowFiles: true}}],
    ['option "directory"', {options: {directory: '/etc'}}],
    ['option "parallel"', {options: {parallel: '4'}}],
    ['option "retry"', {options: {retry: 'removed'}}],
    ['option "retry"', {options: {retry: [{}]}}],
    ['option "retry"', {options: {retry: ['gone']}}],
    ['option "sources"', {options: {sources: 'original'}}],
    ['option "sources"', {options: {sources: ['flickr']}}],
    ['option "sources"', {options: {sources: ['constructor']}}],
    ['option "sources"', {options: {sources: [{name: 'x'}]}}],
    ['option "template"', {options: {sources: [{template: 'file:///etc/{id}'}]}}],
    ['option "imageRules"', {options: {imageRules: 1}}],
    ['option "allowPrivateAddresses"', {options: {allowPrivateAddresses: true}}],
  ])('refuses a wrong %s', (field, change) => {
    expect(() => parseDownloadJob({...job, ...change})).toThrow(
      expect.objectContaining({code: 'downloader/queue-job', detail: expect.objectContaining({field})}),
    );
  });

  test('answers anything with a job or with its own error', () => {
    const field = fc.oneof(fc.jsonValue(), fc.constantFrom(...Object.values(job)));
    const fields = Object.fromEntries(Object.keys(job).map((name) => [name, field]));
    fc.assert(
      fc.property(
        fc.oneof(
          fc.jsonValue(),
          fc.record(fields, {requiredKeys: []}),
          fc.record({...fields, version: fc.constant(1), download: fc.constant('train')}),
        ),
        (value) => {
          try {
            const parsed = parseDownloadJob(value);
            expect(parsed.requests.startsWith(`requests/${parsed.download}/`)).toBe(true);
            expect(parsed.shard.index).toBeLessThan(parsed.shard.count);
          } catch (error) {
            expect(error).toBeInstanceOf(OidError);
            expect(error).toMatchObject({code: 'downloader/queue-job'});
          }
        },
      ),
      {numRuns: 500},
    );
  });
});
