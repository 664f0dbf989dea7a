import { createHash } from 'node:crypto';

/** A part of a log that identifies it: the last line read before some offset. */
export interface Anchor {
  readonly at: number;
  readonly length: number;
  readonly hash: string;
}

const ANCHOR_MAX_BYTES = 1_024;

export function anchorOf(line: string, at: number): Anchor {
  const text = line.slice(0, ANCHOR_MAX_BYTES);
  return { at, length: text.length, hash: hashOf(text) };
}

/** The hash of a latin1 text, that is, of the bytes it was read from. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text, 'latin1').digest('hex').slice(0, 20);
}
