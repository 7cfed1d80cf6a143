import {sameShape} from '../graph/shape.ts';
import {isCarried} from '../graph/value.ts';
import type {Spec} from '../graph/value.ts';
import {elementwise} from './elementwise.ts';
import {defineLowering} from './lowering.ts';
import type {Lowering} from './lowering.ts';

/** Choice between two tensors, and conversions between element types. */
export const SELECT_LOWERINGS: Readonly<Record<string, Lowering>> = {
  Select: defineLowering({
    required: ['condition', 't', 'e'],
    supports: ({condition, t, e}) =>
      condition.dtype === 'bool' && t.dtype === e.dtype && [condition, e].every(({shape}) => sameShape(shape, t.shape)),
    infer: ({t}) => [t],
    lower: (graph, {condition, t, e}) => [
      elementwise(graph, [condition, t, e], t, ([which, left, right]) =>
        graph.emit('Where', [which as string, left as string, right as string]),
      ),
    ],
  }),
  /** To bool, anything but 0 is true, NaN too; to int32, fractions are cut off. */
  Cast: defineLowering({
    required: ['x'],
    eager: false,
    supports: ({x}, {dtype}: {dtype: string}) => x.dtype === dtype || isCarried(dtype),
    infer: ({x}, {dtype}): readonly Spec[] => [{shape: x.shape, dtype: dtype as Spec['dtype']}],
    lower: (graph, {x}, _attributes, outputs) => {
      const {dtype, shape} = outputs[0] as Spec;
      return dtype === x.dtype ? [x] : [elementwise(graph, [x], {shape, dtype}, ([name]) => graph.cast(name as string, x.dtype, dtype))];
    },
  }),
};
