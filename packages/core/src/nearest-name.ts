import {distance} from 'fastest-levenshtein';

/**
 * The candidate that a mistyped name most likely meant, by edit distance without regard to case; `undefined` when more than half of the
 * letters would have to change.
 */
export function nearestName(name: string, candidates: Iterable<string>): string | undefined {
  const wanted = name.toLowerCase();
  let nearest: string | undefined;
  let fewest = Math.floor(wanted.length / 2) + 1;
  for (const candidate of candidates) {
    const edits = distance(wanted, candidate.toLowerCase());
    if (edits < fewest) [nearest, fewest] = [candidate, edits];
  }
  return nearest;
}
