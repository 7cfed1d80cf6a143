import {checkRange} from '@oid/core';
import type {Detections, GroundTruth, ImageSize, ProgressEvent} from '@oid/core';
import {detect} from '@oid/detector-model';
import type {DetectorModel} from '@oid/detector-model';
import type * as tf from '@tensorflow/tfjs-core';
import {batchImages, stackPictures} from '../batch.ts';
import {createRefusalTeller, runEagerly} from '../compile.ts';
import type {Compile} from '../compile.ts';
import {loadPicture} from './load-picture.ts';
import type {Picture} from './load-picture.ts';
import {RecordSet} from './record-set.ts';

export type DetectRecordsOptions = {
  /** Paths of TFRecord files with detection examples. */
  records: readonly string[];
  /** Pictures a call of the model. @default 16 */
  batchSize?: number | undefined;
  /** Lowest score kept, in [0, 1]. @default the model's, else 0.01 (tutorial) */
  scoreThreshold?: number | undefined;
  /** Overlap from which the lower score of one class is dropped, in (0, 1]. @default the model's, else 0.5 (tutorial) */
  iouThreshold?: number | undefined;
  /** Only the first so many records. @default all */
  limit?: number | undefined;
  /** Makes one graph of the model for full batches: `runtime.compile` of `@oid/runtime`, where it is there. @default it runs eagerly */
  compile?: Compile | undefined;
  /** Called once when `compile` refuses the model, which then runs operation by operation. */
  onCompileRefused?: ((reason: Error) => void) | undefined;
  /** Aborting makes the generator throw the signal's reason, before the next batch. */
  signal?: AbortSignal | undefined;
  /** Stage `evaluate`, unit `images`. */
  onProgress?: ((event: ProgressEvent) => void) | undefined;
};
export const DETECT_RECORDS_DEFAULTS: Readonly<{batchSize: number}> = {batchSize: 16};

/** One record with what the model found in it. */
export type DetectedRecord = {
  /** The record's source id, or its file name, or its place where both are empty. */
  imageId: string;
  /** The picture as stored, JPEG or PNG. */
  encoded: Uint8Array;
  /** Of the stored picture, in pixels. */
  size: ImageSize;
  /** Normalised; classes from 1, by name in `texts`. */
  groundTruth: GroundTruth;
  /** The record's class names, one a box of the ground truth. */
  texts: readonly string[];
  /** Normalised, so they hold for the stored picture as well as for the stretched one that the model saw. */
  detections: Detections;
};

/**
 * Runs a model over records, in their order, a batch at a time; the next batch is decoded meanwhile.
 *
 * @throws `OptionError`, `NoRecordsError`, `BadRecordError`, `ClassRangeError`.
 */
export async function* detectRecords(model: DetectorModel, options: DetectRecordsOptions): AsyncGenerator<DetectedRecord, void, undefined> {
  const batchSize = checkRange('batchSize', options.batchSize ?? DETECT_RECORDS_DEFAULTS.batchSize, {min: 1, integer: true});
  const {scoreThreshold, iouThreshold} = options;
  if (scoreThreshold !== undefined) checkRange('scoreThreshold', scoreThreshold, {min: 0, max: 1});
  if (iouThreshold !== undefined) checkRange('iouThreshold', iouThreshold, {min: 0, max: 1});
  const limit = checkRange('limit', options.limit ?? Infinity, {min: 0});
  const records = await RecordSet.open(options.records);
  const count = Math.min(records.count, limit);
  const load = async (first: number): Promise<Picture[]> => {
    const indices = Array.from({length: Math.min(batchSize, count - first)}, (_, offset) => first + offset);
    const loaded = await Promise.allSettled(
      indices.map((index) => loadPicture(records, index, {size: model.inputSize, numClasses: model.numClasses})),
    );
    return loaded.map((picture) => {
      if (picture.status === 'rejected') throw picture.reason;
      return picture.value;
    });
  };
  const {anchors, numAnchors, numClasses, detection} = model;
  const tellRefusal = createRefusalTeller(options.onCompileRefused);
  const predictFullBatch = (options.compile ?? runEagerly)((images: tf.Tensor4D) => model.predict(images));
  let ahead: Promise<Picture[]> | undefined;
  try {
    for (let first = 0; first < count; first += batchSize) {
      options.signal?.throwIfAborted();
      const pictures = await (ahead ?? load(first));
      ahead = first + batchSize < count ? load(first + batchSize) : undefined;
      ahead?.catch(() => undefined);

      const images = batchImages(stackPictures(pictures, model.inputSize)); // [B, H, W, 3]
      let found: Detections[];
      try {
        // The last batch may be smaller: another graph for it would cost more than it saves.
        const isFull = pictures.length === Math.min(batchSize, count);
        const predict = isFull ? predictFullBatch : model.predict;
        found = await detect({predict, anchors, numAnchors, numClasses, detection}, images, {scoreThreshold, iouThreshold});
        tellRefusal(predictFullBatch);
      } finally {
        images.dispose();
      }
      for (const [offset, {example, groundTruth}] of pictures.entries()) {
        const {path, index} = records.place(first + offset);
        yield {
          imageId: example.sourceId || example.filename || `${path}#${index}`,
          encoded: example.encoded,
          size: example.size,
          groundTruth,
          texts: example.texts,
          detections: found[offset] as Detections,
        };
      }
      options.onProgress?.({stage: 'evaluate', done: first + pictures.length, total: count, unit: 'images'});
    }
  } finally {
    predictFullBatch.dispose();
    await ahead?.catch(() => undefined);
    await records.close();
  }
}
