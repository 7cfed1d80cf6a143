/** Where the index of a TFRecord file lies: beside it. */
export function indexPath(path: string): string {
  return `${path}.idx`;
}
