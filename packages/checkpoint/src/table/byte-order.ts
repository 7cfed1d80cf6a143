/** Order of keys in a table: by unsigned byte, the shorter first where one begins the other. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const common = commonPrefix(a, b);
  const left = a[common];
  const right = b[common];
  return left === undefined || right === undefined ? a.length - b.length : left - right;
}

/** How many leading bytes two keys share. */
export function commonPrefix(a: Uint8Array, b: Uint8Array): number {
  const end = Math.min(a.length, b.length);
  let at = 0;
  while (at < end && a[at] === b[at]) at += 1;
  return at;
}
