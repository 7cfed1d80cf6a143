/**
 * Milliseconds that a `Retry-After` header asks to wait: seconds or a date (RFC 9110, section 10.2.3). A date that has passed is 0; anything
 * else is `undefined`.
 */
export function retryAfterMs(header: string | undefined, now: number = Date.now()): number | undefined {
  const text = header?.trim() ?? '';
  if (/^\d{1,10}$/.test(text)) return Number(text) * 1000;
  const date = /[a-z]/i.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
