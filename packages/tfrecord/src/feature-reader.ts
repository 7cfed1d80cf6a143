import {FeatureError} from './errors/feature-error.ts';
import {featureKind} from './feature.ts';
import type {Feature} from './feature.ts';

const UTF8 = new TextDecoder('utf-8', {fatal: true, ignoreBOM: true});

/** Takes values of a known kind out of decoded features; every refusal is a {@link FeatureError} that names the key. */
export class FeatureReader {
  constructor(
    private readonly features: Readonly<Record<string, Feature>>,
    private readonly source: string,
  ) {}

  has(key: string): boolean {
    return this.#find(key) !== undefined;
  }

  /** Integers from `min` to `max`; an absent list is empty unless `required`. */
  integers(key: string, {min, max, required = false}: {min: number; max: number; required?: boolean}): number[] {
    const feature = this.#find(key);
    if (feature === undefined && required) this.#fail(key, 'is missing', 'a list of integers');
    if (feature === undefined) return [];
    if (!('int64' in feature)) return this.#wrongKind(key, feature, 'int64');
    return feature.int64.map((value, position) =>
      value >= min && value <= max
        ? Number(value)
        : this.#fail(key, `is ${value} at position ${position}`, `integers from ${min} to ${max}`),
    );
  }

  /** Values of a list of any kind; 0 if it is absent. */
  count(key: string): number {
    const feature = this.#find(key);
    if (feature === undefined) return 0;
    return 'bytes' in feature ? feature.bytes.length : 'float' in feature ? feature.float.length : feature.int64.length;
  }

  isFloat(key: string): boolean {
    const feature = this.#find(key);
    return feature !== undefined && 'float' in feature;
  }

  /** Numbers; an absent list is empty. */
  floats(key: string): Float32Array {
    const feature = this.#find(key);
    if (feature === undefined) return new Float32Array();
    return 'float' in feature
      ? feature.float instanceof Float32Array
        ? feature.float
        : Float32Array.from(feature.float)
      : this.#wrongKind(key, feature, 'float');
  }

  /** UTF-8 texts; an absent list is empty. */
  texts(key: string): string[] {
    return this.byteStrings(key).map((bytes) => {
      try {
        return UTF8.decode(bytes);
      } catch (error) {
        return this.#fail(key, 'is not valid UTF-8', 'text', error);
      }
    });
  }

  /** One text, `''` if absent. */
  text(key: string): string {
    const texts = this.texts(key);
    if (texts.length > 1) this.#fail(key, `has ${texts.length} values`, 'one');
    return texts[0] ?? '';
  }

  /** One byte string, not empty. */
  single(key: string): Uint8Array {
    const values = this.byteStrings(key);
    const [value] = values;
    if (value === undefined || value.length === 0 || values.length > 1) {
      return this.#fail(key, values.length > 1 ? `has ${values.length} values` : 'is missing or empty', 'one picture file');
    }
    return value;
  }

  /** Height or width in pixels. */
  side(key: string): number {
    const values = this.integers(key, {min: 1, max: 2 ** 31 - 1});
    return values.length === 1 ? (values[0] as number) : this.#fail(key, `has ${values.length} values`, 'one');
  }

  /** `jpeg` if absent. */
  format(key: string): 'jpeg' | 'png' {
    const text = this.text(key).toLowerCase();
    if (text === 'png') return 'png';
    return text === '' || text === 'jpeg' || text === 'jpg' ? 'jpeg' : this.#fail(key, `is ${JSON.stringify(text)}`, `'jpeg' or 'png'`);
  }

  /** Byte strings; an absent list is empty. */
  byteStrings(key: string): readonly Uint8Array[] {
    const feature = this.#find(key);
    if (feature === undefined) return [];
    return 'bytes' in feature ? feature.bytes : this.#wrongKind(key, feature, 'bytes');
  }

  #find(key: string): Feature | undefined {
    return Object.hasOwn(this.features, key) ? this.features[key] : undefined;
  }

  #wrongKind(key: string, feature: Feature, expected: string): never {
    return this.#fail(key, `is a list of ${featureKind(feature)}`, `a list of ${expected}`);
  }

  #fail(key: string, found: string, expected: string, cause?: unknown): never {
    throw new FeatureError({source: this.source, key, found, expected}, cause === undefined ? undefined : {cause});
  }
}
