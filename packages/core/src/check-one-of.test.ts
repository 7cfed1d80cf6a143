import {describe, expect, test} from 'vitest';
import {checkOneOf} from './check-one-of.ts';
import {OptionError} from './errors/option-error.ts';

describe('checkOneOf', () => {
  const allowed = ['sigmoid', 'softmax'] as const;
  test('passes what is known', () => {
    expect(checkOneOf('converter', 'softmax', allowed)).toBe('softmax');
  });

  test('names what is known, and what is nearest', () => {
    const refused = (value: unknown) => () => checkOneOf('converter', value as 'softmax', allowed);
    expect(refused('SOFTMAX')).toThrow(OptionError);
    expect(refused('softmx')).toThrow('Option converter is "softmx", but must be one of sigmoid, softmax (nearest: softmax).');
    expect(refused('xyz')).toThrow('one of sigmoid, softmax.');
    expect(refused(undefined)).toThrow('Option converter is undefined');
  });
});
