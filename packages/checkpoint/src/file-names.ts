/** `<prefix>.index`. */
export function indexFileName(prefix: string): string {
  return `${prefix}.index`;
}

/** `<prefix>.data-00000-of-00001`. */
export function shardFileName(prefix: string, shard: number, count: number): string {
  return `${prefix}.data-${pad(shard)}-of-${pad(count)}`;
}

function pad(value: number): string {
  return String(value).padStart(5, '0');
}
