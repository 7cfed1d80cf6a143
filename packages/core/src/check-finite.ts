import {NotFiniteError} from './errors/not-finite-error.ts';

/**
 * Looks for NaN and infinity.
 *
 * @param argument - what the array is called by the caller.
 * @throws {@link NotFiniteError} for the first element that is NaN or infinite.
 */
export function checkFinite(values: Float32Array | Float64Array, argument: string): void {
  for (let k = 0; k < values.length; k++) {
    if (!Number.isFinite(values[k])) throw new NotFiniteError(argument, k, values[k] as number);
  }
}
