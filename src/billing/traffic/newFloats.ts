/** Large enough for dozens of arrays, small enough to stay in the processor's cache. */
const BLOCK = 8_192;
let block = new Float64Array(BLOCK);
let used = 0;

/**
 * A new array of zeros. It is a part of a larger one that no other array shares: a forecast needs a dozen of these, and
 * making each by itself takes about ten times as long.
 */
export function newFloats(count: number): Float64Array {
  if (count > BLOCK / 8) return new Float64Array(count);
  if (used + count > BLOCK) {
    block = new Float64Array(BLOCK);
    used = 0;
  }
  const floats = new Float64Array(block.buffer, used * Float64Array.BYTES_PER_ELEMENT, count);
  used += count;
  return floats;
}
