import {checkRange, OptionError} from '@oid/core';
import {exp} from './kernel/exp.ts';

/** A point of a function of scores. */
export type CalibrationPoint = {readonly x: number; readonly y: number};

/** What {@link ScoreCalibration} makes of a score s: `1 / (1 + e^(a s + b))`. */
export type SigmoidParameters = {
  /** @default -1 (`SigmoidParameters.a`) */
  readonly a?: number | undefined;
  /** @default 0 (`SigmoidParameters.b`) */
  readonly b?: number | undefined;
};

/**
 * The member of `calibration_config` in a pipeline config, with its fields. What is `of` a class is by column: 0 is background, class ids
 * follow; columns without an entry stay as they are.
 *
 * - `function_approximation`: scores go through a line from point to point, x strictly rising; outside of them the nearest y holds.
 * - `sigmoid_calibration`: scores go through a sigmoid of its own (Platt scaling).
 * - `temperature_scaling_calibration`: logits are divided by `scaler`, above 0, before they are converted.
 */
export type ScoreCalibration =
  | {type: 'function_approximation'; points: readonly CalibrationPoint[]}
  | {type: 'class_id_function_approximations'; pointsOf: ReadonlyMap<number, readonly CalibrationPoint[]>}
  | ({type: 'sigmoid_calibration'} & SigmoidParameters)
  | {type: 'class_id_sigmoid_calibrations'; parametersOf: ReadonlyMap<number, SigmoidParameters>}
  | {type: 'temperature_scaling_calibration'; scaler: number};

export const SIGMOID_CALIBRATION_DEFAULTS: {readonly a: number; readonly b: number} = {a: -1, b: 0};

/** A calibration made ready for rows: what logits are divided by, and what becomes of the score in each column. */
export type Calibrator = {readonly temperature: number; readonly calibrate: (row: Float64Array) => void};

type ScoreFunction = (score: number) => number;

/**
 * Checks a calibration and makes it ready.
 *
 * @param columns - K + 1; classes beyond them are refused.
 * @throws OptionError for fewer than one point, x that do not rise, numbers that are not finite, a scaler that is not above 0, an unknown type.
 * @see TensorFlow Object Detection API, `calibration_builder`; Platt 1999, Probabilistic outputs for support vector machines.
 */
export function calibratorOf(calibration: ScoreCalibration, columns: number): Calibrator {
  switch (calibration.type) {
    case 'temperature_scaling_calibration': {
      const scaler = checkRange('calibration.scaler', calibration.scaler, {max: LARGEST});
      if (!(scaler > 0)) throw new OptionError('calibration.scaler', scaler, 'a number above 0');
      return {temperature: scaler, calibrate: () => {}};
    }
    case 'function_approximation':
      return everyColumn(lineThrough(calibration.points, 'calibration.points'));
    case 'sigmoid_calibration':
      return everyColumn(sigmoidOf(calibration, 'calibration'));
    case 'class_id_function_approximations':
      return perColumn(calibration.pointsOf, columns, 'calibration.pointsOf', lineThrough);
    case 'class_id_sigmoid_calibrations':
      return perColumn(calibration.parametersOf, columns, 'calibration.parametersOf', sigmoidOf);
    default:
      throw new OptionError('calibration.type', (calibration as {type: unknown}).type, `one of ${CALIBRATION_TYPES.join(', ')}`);
  }
}

/** Of float32, which a config holds. */
const LARGEST = (2 - 2 ** -23) * 2 ** 127;

const CALIBRATION_TYPES: readonly ScoreCalibration['type'][] = [
  'function_approximation',
  'class_id_function_approximations',
  'sigmoid_calibration',
  'class_id_sigmoid_calibrations',
  'temperature_scaling_calibration',
];

function everyColumn(calibrated: ScoreFunction): Calibrator {
  return {
    temperature: 1,
    calibrate: (row) => {
      for (let c = 0; c < row.length; c++) row[c] = calibrated(row[c] as number);
    },
  };
}

function perColumn<T>(
  entries: ReadonlyMap<number, T>,
  columns: number,
  option: string,
  make: (entry: T, option: string) => ScoreFunction,
): Calibrator {
  const functions = [...entries].map(([column, entry]): [number, ScoreFunction] => [
    checkRange(`${option}: a class`, column, {min: 0, max: columns - 1, integer: true}),
    make(entry, `${option}.get(${column})`),
  ]);
  return {
    temperature: 1,
    calibrate: (row) => {
      for (const [column, calibrated] of functions) row[column] = calibrated(row[column] as number);
    },
  };
}

/** Linear between the points, constant outside; a score on a point gives its y exactly. */
function lineThrough(points: readonly CalibrationPoint[], option: string): ScoreFunction {
  if (points.length === 0) throw new OptionError(option, '[]', 'at least one point');
  const finite = {min: -LARGEST, max: LARGEST};
  const xs = Float32Array.from(points, ({x}, k) => checkRange(`${option}[${k}].x`, x, finite));
  const ys = Float32Array.from(points, ({y}, k) => checkRange(`${option}[${k}].y`, y, finite));
  for (let k = 1; k < xs.length; k++) {
    if (!((xs[k] as number) > (xs[k - 1] as number)))
      throw new OptionError(`${option}[${k}].x`, xs[k], `a number above that before it, ${xs[k - 1]}`);
  }
  const last = xs.length - 1;
  return (score) => {
    if (score <= (xs[0] as number)) return ys[0] as number;
    if (score >= (xs[last] as number)) return ys[last] as number;
    let [low, high] = [0, last]; // xs[low] <= score < xs[high]
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((xs[middle] as number) <= score) low = middle;
      else high = middle;
    }
    const share = (score - (xs[low] as number)) / ((xs[high] as number) - (xs[low] as number));
    return (1 - share) * (ys[low] as number) + share * (ys[high] as number);
  };
}

function sigmoidOf(parameters: SigmoidParameters, option: string): ScoreFunction {
  const finite = {min: -LARGEST, max: LARGEST};
  const a = checkRange(`${option}.a`, parameters.a ?? SIGMOID_CALIBRATION_DEFAULTS.a, finite);
  const b = checkRange(`${option}.b`, parameters.b ?? SIGMOID_CALIBRATION_DEFAULTS.b, finite);
  return (score) => 1 / (1 + exp(a * score + b));
}
