import { randomFillSync } from 'node:crypto';

/** How many ordered ids an instant can have: the range of twelve bits. */
const PLACES = 4_096;

/** The latest place in each of the latest instants: callers of other instants come between two of the same. */
const places = new Map<number, number>();
const INSTANTS = 64;

/**
 * A new UUID version 7. Its first 48 bits are the given instant, so rows made together are close in an index, and lists
 * by id are lists by age. The next twelve bits count up within an instant, so ids that one process makes in one
 * transaction keep their order.
 */
export function newId(now: number): string {
  const place = ((places.get(now) ?? -1) + 1) % PLACES;
  places.delete(now);
  places.set(now, place);
  for (const [oldest] of places) if (places.size > INSTANTS) places.delete(oldest);
  const bytes = sixteenRandomBytes();
  bytes.writeUIntBE(now, 0, 6);
  bytes.writeUInt16BE(0x7000 | place, 6);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** Drawn from the system for many ids at once: each draw costs as much as the rest of an id. */
const drawn = Buffer.alloc(16 * 256);
let used = drawn.length;

function sixteenRandomBytes(): Buffer {
  if (used === drawn.length) {
    randomFillSync(drawn);
    used = 0;
  }
  used += 16;
  return drawn.subarray(used - 16, used);
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether a text can be an id of ours; other texts need no query. */
export function isId(text: string): boolean {
  return UUID.test(text);
}
