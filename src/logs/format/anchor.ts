/**
 * Which fields of a text format can be read reliably. Fields are read from the left until a value may contain the text
 * that ends it (such as an unquoted user agent). After it, the reader searches for a later text that no value in
 * between can contain, and reads the fields before that text from right to left. Fields between two unreliable ones are
 * skipped, since a visitor could shift their borders.
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
 * Merges each run of unreliable fields into one. Trying every border between them would multiply the cost by the length
 * of the line for each field.
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
 * What the values of a run and the text between them can contain. If the run allowed more, it could match past its
 * closing text.
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

/** The first character of a field that directly follows another, where it is known. */
function startOf(token: Token | undefined): string {
  return typeof token === 'object' && token.holds === REST ? ' ' : '';
}

/** The position after the first field whose closing literal no value of the region can contain. */
function endOfRegion(places: readonly Place[], from: number): number {
  for (let at = from; at < places.length; at += 1) {
    const { field, behind } = places[at] as Place;
    if (behind === undefined || (at === from && field.holds.isFixed === true)) return at + 1;
    if (!canRunOver(places.slice(from, at + 1), behind, 'right')) return at + 1;
  }
  return places.length;
}

/**
 * Within a region: reads from the right end leftwards, up to a field whose opening literal the field may itself
 * contain.
 */
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
 * Whether a search could find the literal too early (searching right) or too late (searching left): inside the values,
 * or overlapping their end.
 */
function canRunOver(region: readonly Place[], literal: string, direction: 'right' | 'left'): boolean {
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
    const within = direction === 'right' ? literal.slice(0, count) : literal.slice(rest);
    if (overlaps && canHold(within)) return true;
  }
  return false;
}
