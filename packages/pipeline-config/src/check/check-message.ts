import type {Fail} from '../schema/canonical.ts';
import type {Message, MessageType} from '../schema/field.ts';
import {joinPath, messageOf} from '../schema/field.ts';
import {formatFloat} from '../text/format-float.ts';
import {boundsOf, describeBounds, isWithin} from './ranges.ts';
import {RULES} from './rules.ts';
import type {FailField, RuleContext} from './rules.ts';

/** Refuses values that are of the right kind and yet useless: not finite, out of range, at odds with one another. `message` is resolved. */
export function checkMessage(type: MessageType, message: Message, path: string, context: RuleContext, fail: Fail): void {
  for (const field of type.fields) {
    const value = message[field.name];
    const fieldPath = joinPath(path, field.name);
    const values: readonly unknown[] = value === undefined ? [] : field.repeated === true ? (value as readonly unknown[]) : [value];
    const bounds = boundsOf(`${type.name}.${field.name}`) ?? {};
    for (const [index, one] of values.entries()) {
      const onePath = field.repeated === true ? `${fieldPath}[${index}]` : fieldPath;
      const inner = messageOf(field);
      if (inner !== undefined) checkMessage(inner, one as Message, onePath, context, fail);
      else if (typeof one === 'number' && !isWithin(one, bounds)) {
        const found = field.type === 'float' ? formatFloat(one) : String(one);
        const expected = Object.keys(bounds).length === 0 ? 'a finite number' : describeBounds(bounds);
        fail('value', onePath, `${found} is out of range: it must be ${expected}.`);
      }
    }
  }
  const rule = (RULES as Readonly<Record<string, (message: Message, fail: FailField, context: RuleContext) => void>>)[type.name];
  rule?.(message, (name, text, suggestion) => fail('value', joinPath(path, name), text, suggestion), context);
}
