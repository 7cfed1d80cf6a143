import {assignTargets} from '@oid/boxes';
import type {GroundTruth} from '@oid/core';
import type {BatchTargets, DetectorModel} from '@oid/detector-model';
import * as tf from '@tensorflow/tfjs-core';

/** The anchors that are trained on a box, P of a picture's thousands: `anchors` and `classes` `[P]`, `encodings` `[P, 4]`. */
type Matched = {readonly anchors: Int32Array; readonly classes: Int32Array; readonly encodings: Float32Array};

/**
 * Makes the training targets of batches, as `assignBatchTargets` does. A ground truth that comes again, the very object, is matched to the
 * anchors once; of its targets a few bytes an anchor matched are kept for as long as the object lives.
 */
export class TargetAssigner {
  private readonly known = new WeakMap<GroundTruth, Matched>();
  private arrays = {classTargets: new Int32Array(0), boxTargets: new Float32Array(0), boxMask: new Float32Array(0)};

  constructor(private readonly model: Pick<DetectorModel, 'anchors' | 'targets'>) {}

  /**
   * The caller disposes the tensors before the next call, which writes to the arrays that they may share.
   *
   * @throws what `assignTargets` throws.
   */
  assign(groundTruths: readonly GroundTruth[]): BatchTargets {
    const [batch, count] = [groundTruths.length, this.model.anchors.length / 4];
    const {classTargets, boxTargets, boxMask} = this.cleared(batch * count);
    for (const [image, groundTruth] of groundTruths.entries()) {
      const {anchors, classes, encodings} = this.match(groundTruth);
      for (const [position, anchor] of anchors.entries()) {
        const at = image * count + anchor;
        classTargets[at] = classes[position] as number;
        boxTargets.set(encodings.subarray(4 * position, 4 * position + 4), 4 * at);
        boxMask.fill(1, 4 * at, 4 * at + 4);
      }
    }
    return {
      classTargets: tf.tensor2d(classTargets, [batch, count], 'int32'),
      boxTargets: tf.tensor3d(boxTargets, [batch, count, 4]),
      boxMask: tf.tensor3d(boxMask, [batch, count, 4]),
    };
  }

  /** Arrays of zeros for so many anchors in all. */
  private cleared(anchors: number): TargetAssigner['arrays'] {
    if (this.arrays.classTargets.length === anchors) for (const array of Object.values(this.arrays)) array.fill(0);
    else {
      this.arrays = {
        classTargets: new Int32Array(anchors),
        boxTargets: new Float32Array(4 * anchors),
        boxMask: new Float32Array(4 * anchors),
      };
    }
    return this.arrays;
  }

  private match(groundTruth: GroundTruth): Matched {
    let matched = this.known.get(groundTruth);
    if (matched === undefined) {
      const {classTargets, boxTargets, matches} = assignTargets(this.model.anchors, groundTruth, this.model.targets);
      const anchors = Int32Array.from(matches.keys()).filter((anchor) => matches[anchor] !== -1);
      matched = {
        anchors,
        classes: anchors.map((anchor) => classTargets[anchor] as number),
        encodings: Float32Array.from(
          {length: 4 * anchors.length},
          (_, at) => boxTargets[4 * (anchors[at >> 2] as number) + (at % 4)] as number,
        ),
      };
      this.known.set(groundTruth, matched);
    }
    return matched;
  }
}
