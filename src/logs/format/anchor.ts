/**
 * Which fields of a text format can be read for certain. Fields are read from the left as long as no value can contain
 * the text that ends it. Behind a field that can (a user agent without quotes), the reader searches for a later text
 * that none of the values in between can contain, and reads the fields from there leftwards. What is between two such
 * fields is lost: a visitor could move its borders.
 */
import { type Alphabet, type Field, REST, type Token, USER } from './field.js';

interface Place {
  readonly field: Field;
  /** The literal before and behind it; the line's end is undefined. */
  readonly before: string;
  readonly behind: string | undefined;
}

/** A field that cannot be read, and the two that make its place uncertain. */
export interface Uncertain {
  readonly field: Field;
  readonly between: readonly [Field, Field];
}

export function findUncertain(tokens: readonly Token[]): Uncertain[] {
  const places = placesOf(tokens);
  const uncertain: Uncertain[] = [];
  for (let at = 0; at < places.length; at = endOfRegion(places, at)) {
    uncertain.push(...uncertainIn(places.slice(at, endOfRegion(places, at))));
  }
  return uncertain;
}

/**
 * A format with each stretch of such fields as one. The ends of their values are unknown, and trying every border takes
 * as many times as long as a line is, for each field anew.
 */
export function joinUncertain(tokens: readonly Token[]): Token[] {
  const lastOf = new Map(findUncertain(tokens).map(({ between }) => between));
  const joined: Token[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at] as Token;
    const last = typeof token === 'object' ? lastOf.get(token) : undefined;
    if (last === undefined) {
      joined.push(token);
      continue;
    }
    const end = tokens.indexOf(last, at);
    joined.push(asOne(tokens.slice(at, end + 1)));
    at = end;
  }
  return joined;
}

function asOne(stretch: readonly Token[]): Field {
  const name = stretch.map((token) => (typeof token === 'string' ? token : token.name)).join('');
  return { name, holds: holdsOf(stretch) };
}

/** Lines are bytes, one a character. */
const BYTES = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code));

/**
 * What the values of a stretch can hold together with what stands between them. With anything more it could run over
 * what ends it.
 */
function holdsOf(stretch: readonly Token[]): Alphabet {
  const canHold = (char: string): boolean =>
    stretch.some((token) =>
      typeof token === 'string' ? token.includes(char) : token.holds.character.test(char),
    );
  const plain = BYTES.filter((char) => char !== '\\' && canHold(char));
  const pairs = [
    ...(canHold('\\') ? ['\\\\.'] : []),
    ...(stretch.some((token) => typeof token === 'object' && token.holds === USER) ? ['""'] : []),
  ];
  const text = `[${plain.map(escapeByte).join('')}]*`;
  const source = pairs.length === 0 ? text : `${text}(?:(?:${pairs.join('|')})${text})*`;
  return { character: new RegExp(`[${plain.map(escapeByte).join('')}\\\\]`), source };
}

function escapeByte(char: string): string {
  return `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`;
}

function placesOf(tokens: readonly Token[]): Place[] {
  const places: Place[] = [];
  let before = '';
  tokens.forEach((token, index) => {
    if (typeof token === 'string') {
      before = token;
      return;
    }
    const next = tokens[index + 1];
    const behind = next === undefined || typeof next === 'string' ? next : startOf(next);
    places.push({ field: token, before, behind });
    before = startOf(next);
  });
  return places;
}

/** What a field that follows another at once begins with, as far as that is known. */
function startOf(token: Token | undefined): string {
  return typeof token === 'object' && token.holds === REST ? ' ' : '';
}

/** Behind the first field whose closing literal none of the region's values can hold. */
function endOfRegion(places: readonly Place[], from: number): number {
  for (let at = from; at < places.length; at += 1) {
    const { field, behind } = places[at] as Place;
    if (behind === undefined || (at === from && field.holds.isFixed === true)) return at + 1;
    if (!canRunOver(places.slice(from, at + 1), behind, 'right')) return at + 1;
  }
  return places.length;
}

/** Within a region: from the right end leftwards until a field whose opening literal it may hold itself. */
function uncertainIn(region: readonly Place[]): Uncertain[] {
  const [first] = region;
  let last = region.length - 1;
  while (last > 0) {
    const place = region[last] as Place;
    if (place.field.holds.isFixed !== true && canRunOver([place], place.before, 'left')) break;
    last -= 1;
  }
  const lastField = region[last]?.field;
  if (first === undefined || lastField === undefined || last === 0) return [];
  return region
    .slice(0, last + 1)
    .map(({ field }) => ({ field, between: [first.field, lastField] as const }));
}

/**
 * Whether the literal may be found too early (looking right) or too late (looking left): as a whole inside the values,
 * or with one end in them and the other in itself.
 */
function canRunOver(region: readonly Place[], literal: string, looking: 'right' | 'left'): boolean {
  if (literal === '') return true;
  const inside = region
    .slice(1)
    .map(({ before }) => before)
    .join('');
  const canHold = (text: string): boolean =>
    Array.from(text).every(
      (char) => inside.includes(char) || region.some(({ field }) => field.holds.character.test(char)),
    );
  for (let count = 1; count <= literal.length; count += 1) {
    const rest = literal.length - count;
    const overlaps = literal.slice(count) === literal.slice(0, rest);
    const within = looking === 'right' ? literal.slice(0, count) : literal.slice(rest);
    if (overlaps && canHold(within)) return true;
  }
  return false;
}
