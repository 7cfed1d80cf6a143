/** A number with so many decimals; a tie goes to the even digit, as in C and Python, where `toFixed` goes up. NaN gives `nan`. */
export function formatFixed(value: number, digits: number): string {
  if (Number.isNaN(value)) return 'nan';
  const scale = 10 ** digits;
  // Only a number of few binary places can lie in the middle, and then the product is exact.
  const isTie = Number.isInteger(value * 2 ** (digits + 1)) && Math.abs((value * scale) % 1) === 0.5;
  return (isTie ? (2 * Math.round((value * scale) / 2)) / scale : value).toFixed(digits);
}
