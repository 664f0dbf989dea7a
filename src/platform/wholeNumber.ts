/** A whole number in plain decimal digits; NaN for other texts, even if JavaScript reads them as numbers. */
export function readWhole(text: string): number {
  return /^\d{1,9}$/.test(text.trim()) ? Number(text) : NaN;
}
