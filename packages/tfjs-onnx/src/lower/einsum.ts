import type {Shape} from '../graph/shape.ts';
import type {Spec} from '../graph/value.ts';
import {allFloat, defineLowering, listOf} from './lowering.ts';
import type {Lowering} from './lowering.ts';

/** Size of every letter of an equation such as `bij,bjk->bik`. */
function sizesOf(equation: string, shapes: readonly Shape[]): ReadonlyMap<string, number> {
  const terms = (equation.split('->')[0] as string).split(',').map((term) => term.replaceAll(' ', ''));
  return new Map(terms.flatMap((term, index) => term.split('').map((letter, axis) => [letter, shapes[index]?.[axis] as number] as const)));
}

/** Einstein sums, whose equations ONNX writes the same way. */
export const EINSUM_LOWERINGS: Readonly<Record<string, Lowering>> = {
  Einsum: defineLowering({
    required: [] as string[],
    list: true,
    eager: false,
    supports: (inputs, {equation}: {equation: string}) => allFloat(inputs) && equation.includes('->') && !equation.includes('.'),
    infer: (inputs, {equation}): readonly Spec[] => {
      const sizes = sizesOf(
        equation,
        listOf(inputs).map(({shape}) => shape),
      );
      const letters = (equation.split('->')[1] as string).replaceAll(' ', '');
      return [{shape: letters.split('').map((letter) => sizes.get(letter) as number), dtype: 'float32'}];
    },
    lower: (graph, inputs, {equation}, outputs) => {
      const names = listOf(inputs).map((value) => graph.plain(value));
      return [graph.value(graph.emit('Einsum', names, {equation: {string: equation}}), outputs[0] as Spec)];
    },
  }),
};
