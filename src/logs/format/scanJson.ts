/**
 * Finds values in a line of JSON without requiring valid JSON: nginx writes `-`, nothing or `000` in place of a number,
 * and `\x22` in strings.
 */

/** Names on the path to wanted values; a number is the index of the value. */
export interface Wanted {
  readonly slot?: number;
  readonly below: ReadonlyMap<string, Wanted>;
}

export function wantedPaths(paths: readonly string[]): Wanted {
  const root: MutableWanted = { below: new Map() };
  paths.forEach((path, slot) => addPath(root, path.split('.'), slot));
  return root;
}

interface MutableWanted {
  slot?: number;
  below: Map<string, MutableWanted>;
}

/** A name may contain dots: `"url.domain": …` has the same path as `"url": {"domain": …}`. */
function addPath(at: MutableWanted, names: readonly string[], slot: number): void {
  for (let count = 1; count <= names.length; count += 1) {
    const name = names.slice(0, count).join('.');
    const next = at.below.get(name) ?? { below: new Map<string, MutableWanted>() };
    at.below.set(name, next);
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
const BARE = /[^\s,}\]]*/y;
const SPACE = /[ \t]*/y;

class Scan {
  readonly values: Values;
  /** A wanted name occurs twice with different values. */
  contradicts = false;
  readonly #line: string;
  #at = 0;
  #depth = 0;

  constructor(line: string, count: number) {
    this.#line = line;
    this.values = new Array<undefined>(count).fill(undefined);
  }

  atEnd(): boolean {
    this.#skipSpace();
    return this.#at >= this.#line.length;
  }

  object(wanted: Wanted | undefined): boolean {
    return this.#list('}', () => {
      const name = this.#string(true);
      return name !== undefined && this.#take(':') && this.#value(wanted?.below.get(name));
    });
  }

  #array(): boolean {
    return this.#list(']', () => this.#value(undefined));
  }

  #list(close: string, item: () => boolean): boolean {
    if ((this.#depth += 1) > DEPTH_MAX) return false;
    this.#at += 1;
    if (!this.#take(close)) {
      do {
        this.#skipSpace();
        if (!item()) return false;
      } while (this.#take(','));
      if (!this.#take(close)) return false;
    }
    this.#depth -= 1;
    return true;
  }

  #value(wanted: Wanted | undefined): boolean {
    this.#skipSpace();
    switch (this.#line[this.#at]) {
      case '{':
        return this.object(wanted);
      case '[':
        return this.#array();
      case '"': {
        const text = this.#string(wanted?.slot !== undefined);
        if (text === undefined) return false;
        this.#keep(wanted, text);
        return true;
      }
      default:
        this.#keep(wanted, this.#bare());
        return true;
    }
  }

  #keep(wanted: Wanted | undefined, text: string): void {
    if (wanted?.slot === undefined) return;
    const value = text === 'null' || text === '' ? undefined : text;
    const before = this.values[wanted.slot];
    this.contradicts ||= before !== undefined && value !== before;
    this.values[wanted.slot] = value ?? before;
  }

  /** A number, a word, or nothing. */
  #bare(): string {
    BARE.lastIndex = this.#at;
    const [text = ''] = BARE.exec(this.#line) ?? [];
    this.#at += text.length;
    return text;
  }

  #string(isKept: boolean): string | undefined {
    if (this.#line.charCodeAt(this.#at) !== 34) return undefined;
    const from = this.#at + 1;
    let end = this.#line.indexOf('"', from);
    while (end >= 0 && isEscaped(this.#line, end, from)) end = this.#line.indexOf('"', end + 1);
    if (end < 0) return undefined;
    this.#at = end + 1;
    return isKept ? unescapeText(this.#line.slice(from, end)) : '';
  }

  #take(char: string): boolean {
    this.#skipSpace();
    if (this.#line[this.#at] !== char) return false;
    this.#at += 1;
    return true;
  }

  #skipSpace(): void {
    if (this.#line.charCodeAt(this.#at) > 32) return;
    SPACE.lastIndex = this.#at;
    this.#at += SPACE.exec(this.#line)?.[0].length ?? 0;
  }
}

function isEscaped(line: string, at: number, from: number): boolean {
  let slashes = 0;
  while (at - slashes > from && line.charCodeAt(at - slashes - 1) === 92) slashes += 1;
  return slashes % 2 === 1;
}

const ESCAPES: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/** A line is a string of bytes, so a letter outside ASCII is its bytes in UTF-8. */
function unescapeText(text: string): string {
  if (!text.includes('\\')) return text;
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
