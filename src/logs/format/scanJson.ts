/**
 * Finds values in a line of JSON without requiring valid JSON: nginx writes `-`, nothing or `000` in place of a number,
 * and `\x22` in strings.
 */

/** Names on the path to wanted values; a number is the index of the value. */
export interface Wanted {
  readonly name: string;
  readonly slot?: number;
  readonly below: readonly Wanted[];
}

export function wantedPaths(paths: readonly string[]): Wanted {
  const root: MutableWanted = { name: '', below: [] };
  paths.forEach((path, slot) => addPath(root, path.split('.'), slot));
  return root;
}

interface MutableWanted extends Wanted {
  slot?: number;
  below: MutableWanted[];
}

/** A name may contain dots: `"url.domain": …` has the same path as `"url": {"domain": …}`. */
function addPath(at: MutableWanted, names: readonly string[], slot: number): void {
  for (let count = 1; count <= names.length; count += 1) {
    const name = names.slice(0, count).join('.');
    let next = at.below.find((known) => known.name === name);
    if (next === undefined) at.below.push((next = { name, below: [] }));
    if (count === names.length) next.slot ??= slot;
    else addPath(next, names.slice(count), slot);
  }
}

/** Each wanted value as text, without quotes; undefined if it is missing, or is neither text nor a number. */
export type Values = (string | undefined)[];

/** The values of a line; undefined when its braces, names and quotes do not fit together. */
export function scanJson(
  line: string,
  wanted: Wanted,
  count: number,
): Values | 'two possible readings' | undefined {
  const scan = new Scan(line, count);
  if (!scan.object(wanted) || !scan.atEnd()) return undefined;
  return scan.contradicts ? 'two possible readings' : scan.values;
}

const DEPTH_MAX = 32;
const [QUOTE, COMMA, COLON, BRACKET, BRACKET_END, BRACE, BRACE_END] = [34, 44, 58, 91, 93, 123, 125];

/** One pass without regular expressions, closures, or strings that are not wanted: they would cost more than the rest. */
class Scan {
  readonly values: Values;
  /** A wanted name occurs twice with different values. */
  contradicts = false;
  readonly #line: string;
  readonly #hasEscapes: boolean;
  #at = 0;
  #depth = 0;

  constructor(line: string, count: number) {
    this.#line = line;
    this.#hasEscapes = line.includes('\\');
    this.values = new Array<undefined>(count).fill(undefined);
  }

  atEnd(): boolean {
    this.#skipSpace();
    return this.#at >= this.#line.length;
  }

  object(wanted: Wanted | undefined): boolean {
    return this.#list(BRACE_END, wanted);
  }

  #list(close: number, wanted?: Wanted): boolean {
    if ((this.#depth += 1) > DEPTH_MAX) return false;
    this.#at += 1;
    if (!this.#take(close)) {
      do {
        this.#skipSpace();
        const isRead = close === BRACE_END ? this.#member(wanted) : this.#value(undefined);
        if (!isRead) return false;
      } while (this.#take(COMMA));
      if (!this.#take(close)) return false;
    }
    this.#depth -= 1;
    return true;
  }

  #member(wanted: Wanted | undefined): boolean {
    const from = this.#at + 1;
    if (!this.#passString()) return false;
    const next = wanted === undefined ? undefined : this.#below(wanted, from, this.#at - 1);
    return this.#take(COLON) && this.#value(next);
  }

  #below({ below }: Wanted, from: number, end: number): Wanted | undefined {
    if (this.#hasEscapes) {
      const text = this.#text(from, end);
      return below.find(({ name }) => name === text);
    }
    for (const next of below)
      if (next.name.length === end - from && this.#line.startsWith(next.name, from)) return next;
    return undefined;
  }

  #value(wanted: Wanted | undefined): boolean {
    this.#skipSpace();
    const from = this.#at;
    switch (this.#line.charCodeAt(from)) {
      case BRACE:
        return this.object(wanted);
      case BRACKET:
        return this.#list(BRACKET_END);
      case QUOTE:
        if (!this.#passString()) return false;
        if (wanted?.slot !== undefined) this.#keep(wanted, this.#text(from + 1, this.#at - 1));
        return true;
      default:
        this.#passBare();
        if (wanted?.slot !== undefined) this.#keep(wanted, this.#line.slice(from, this.#at));
        return true;
    }
  }

  #keep(wanted: Wanted, text: string): void {
    if (wanted.slot === undefined) return;
    const value = text === 'null' || text === '' ? undefined : text;
    const before = this.values[wanted.slot];
    this.contradicts ||= before !== undefined && value !== before;
    this.values[wanted.slot] = value ?? before;
  }

  /** A number, a word, or nothing. */
  #passBare(): void {
    while (this.#at < this.#line.length && !endsBare(this.#line.charCodeAt(this.#at))) this.#at += 1;
  }

  #passString(): boolean {
    if (this.#line.charCodeAt(this.#at) !== QUOTE) return false;
    const from = this.#at + 1;
    let end = this.#line.indexOf('"', from);
    while (this.#hasEscapes && end >= 0 && isEscaped(this.#line, end, from))
      end = this.#line.indexOf('"', end + 1);
    this.#at = end + 1;
    return end >= 0;
  }

  #text(from: number, end: number): string {
    const text = this.#line.slice(from, end);
    return this.#hasEscapes ? unescapeText(text) : text;
  }

  #take(char: number): boolean {
    this.#skipSpace();
    if (this.#line.charCodeAt(this.#at) !== char) return false;
    this.#at += 1;
    return true;
  }

  #skipSpace(): void {
    for (; ; this.#at += 1) {
      const code = this.#line.charCodeAt(this.#at);
      if (code !== 32 && code !== 9) return;
    }
  }
}

/** White space (`\s`, in bytes) and what follows a value. */
function endsBare(code: number): boolean {
  if (code <= 32) return code === 32 || (code >= 9 && code <= 13);
  return code === COMMA || code === BRACKET_END || code === BRACE_END || code === 160;
}

function isEscaped(line: string, at: number, from: number): boolean {
  let slashes = 0;
  while (at - slashes > from && line.charCodeAt(at - slashes - 1) === 92) slashes += 1;
  return slashes % 2 === 1;
}

const ESCAPES: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/** A line is a string of bytes, so a letter outside ASCII is its bytes in UTF-8. */
function unescapeText(text: string): string {
  return text.replace(
    /\\(?:u([\da-f]{4})|x([\da-f]{2})|(.))/gi,
    (_all, letter?: string, byte?: string, char?: string) => {
      if (letter !== undefined)
        return Buffer.from(String.fromCharCode(Number.parseInt(letter, 16)), 'utf8').toString('latin1');
      if (byte !== undefined) return String.fromCharCode(Number.parseInt(byte, 16));
      return ESCAPES[char ?? ''] ?? char ?? '';
    },
  );
}
