import type {Detections} from '@oid/core';
import {multiBoxDetection, softmaxScores} from '@oid/postprocess';
import type {MultiBoxDetectionOptions} from '@oid/postprocess';
import type * as tf from '@tensorflow/tfjs-core';
import type {DetectorModel} from './detector-model.ts';

/** What {@link detect} needs of a model; `predict` may be a compiled one. */
export type Detector = Pick<DetectorModel, 'predict' | 'anchors' | 'numAnchors' | 'numClasses' | 'detection'>;

/**
 * Detects objects in a batch of images: inference, softmax, decoding, non-maximum suppression.
 *
 * @param images - int32 or float32 `[B, H, W, 3]`, RGB, 0 … 255, of the model's `inputSize`. B = 0 returns `[]`.
 * @param options - of `multiBoxDetection` in `@oid/postprocess`; what is left out is as the model's `detection` says.
 * @returns one an image, in order; boxes normalised, label-map ids, best first.
 * @throws ShapeError if the images do not fit the model; OptionError for an option out of range.
 */
export async function detect(model: Detector, images: tf.Tensor4D, options: MultiBoxDetectionOptions = {}): Promise<Detections[]> {
  if (images.rank === 4 && images.shape[0] === 0) return [];
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const settings: MultiBoxDetectionOptions = {...model.detection, ...Object.fromEntries(given)};
  const {classLogits, boxEncodings} = model.predict(images);
  try {
    const [logits, encodings] = await Promise.all([classLogits.data<'float32'>(), boxEncodings.data<'float32'>()]);
    const [columns, anchors] = [model.numClasses + 1, model.numAnchors];
    return Array.from({length: images.shape[0]}, (_, image) => {
      const scores = softmaxScores(logits.subarray(image * anchors * columns, (image + 1) * anchors * columns), columns);
      return multiBoxDetection(scores, encodings.subarray(image * anchors * 4, (image + 1) * anchors * 4), model.anchors, settings);
    });
  } finally {
    classLogits.dispose();
    boxEncodings.dispose();
  }
}
