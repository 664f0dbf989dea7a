/**
 * Which fields of a text format can be read for certain. Fields are read from the left as long as no value can hold
 * the text that ends it. Behind a field that can (a user agent without quotes), a later text is looked for that none of
 * the values in between can hold, and from there the fields are read leftwards. What stands between two such fields is
 * lost: a visitor could move its borders.
 */
import { type Alphabet, ESCAPED_TEXT, type Field, REST, type Token, USER } from './field.js';

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

/** What the values of a stretch hold together with what stands between them. */
const STRETCH: Alphabet = ESCAPED_TEXT;
/** The same where one of them is a user's name, which may be `""`. */
const STRETCH_WITH_USER: Alphabet = { ...USER, source: '[^"\\\\]*(?:(?:\\\\.|"")[^"\\\\]*)*' };

/**
 * A format with each stretch of such fields as one. Nobody knows where one of their values ends, and trying out every
 * border takes as many times as long as a line is, for each field anew.
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
  const hasUser = stretch.some((token) => typeof token === 'object' && token.holds === USER);
  return { name, holds: hasUser ? STRETCH_WITH_USER : STRETCH };
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
