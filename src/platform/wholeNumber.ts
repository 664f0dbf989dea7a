/** A whole number as people write it, in plain decimal digits; NaN for all else that JavaScript would read as one. */
export function readWhole(text: string): number {
  return /^\d{1,9}$/.test(text.trim()) ? Number(text) : NaN;
}
