/**
 * Writes a float32 with the fewest digits that read back as the same float32, as Python prints them: `0.03`, `300.0`, `4e-05`, `inf`.
 *
 * @param value - rounded to float32 first.
 */
export function formatFloat(value: number): string {
  const float = Math.fround(value);
  if (Number.isNaN(float)) return 'nan';
  if (!Number.isFinite(float)) return float > 0 ? 'inf' : '-inf';
  if (float === 0) return Object.is(float, -0) ? '-0.0' : '0.0';
  let digits = 1;
  while (Math.fround(Number(float.toPrecision(digits))) !== float) digits += 1;
  const [mantissa = '', exponent = ''] = Number(float.toPrecision(digits)).toExponential().split('e');
  const power = Number(exponent);
  if (power < -4 || power >= 16) return `${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
  const plain = Number(float.toPrecision(digits)).toFixed(Math.max(0, mantissa.replace(/[-.]/g, '').length - 1 - power));
  return plain.includes('.') ? plain : `${plain}.0`;
}
