/**
 * Compiles the text of Apache's `LogFormat` (lighttpd's `accesslog.format` is the same), alone or as the whole
 * directive.
 */
import { clfTime } from '../reading/lineTime.js';
import {
  ADDRESS,
  type Alphabet,
  DIGITS,
  ESCAPED_TEXT,
  type Field,
  fixed,
  HOST,
  type Token,
  USER,
  WORD,
} from './field.js';
import { strftimeField } from './strftime.js';

type Known = Omit<Field, 'name'>;

const CLF: Known = {
  holds: fixed('\\[[\\w/: +.-]{0,30}\\]', /[\w/: +.[\]-]/),
  role: 'time',
  rank: 1,
  readTime: (text, readLocalTime) => clfTime(text.slice(1, -1), readLocalTime),
};

function alike(letters: string, holds: Alphabet): Record<string, Known> {
  return Object.fromEntries(Array.from(letters, (letter) => [letter, { holds }]));
}

/** By the last letter. A directive with `{…}` is looked up including the braces first. */
const KNOWN: Readonly<Record<string, Known>> = {
  t: CLF,
  O: { holds: DIGITS, role: 'size', rank: 0 },
  B: { holds: DIGITS, role: 'size', rank: 1 },
  b: { holds: DIGITS, role: 'size', rank: 1 },
  v: { holds: HOST, role: 'host', rank: 0 },
  V: { holds: HOST, role: 'host', rank: 1 },
  a: { holds: ADDRESS },
  A: { holds: ADDRESS },
  h: { holds: WORD },
  l: { holds: WORD },
  m: { holds: WORD },
  R: { holds: WORD },
  ...alike('DTISkpPs', DIGITS),
  X: { holds: WORD },
  L: { holds: WORD },
  ...alike('HUqrfioneCxcFW', ESCAPED_TEXT),
  u: { holds: USER },
  '^FB': { holds: DIGITS },
  '^FU': { holds: DIGITS },
  '^ti': { holds: ESCAPED_TEXT },
  '^to': { holds: ESCAPED_TEXT },
};

const DIRECTIVE = /%(?:(%)|[!\d,]*([<>])?(?:\{([^}]*)\})?([<>])?[!\d,]*(\^FB|\^FU|\^t[io]|[a-zA-Z]))/g;

export function isApacheText(text: string): boolean {
  return /%[!\d,<>{a-zA-Z^]/.test(text);
}

export function parseApache(written: string): readonly Token[] | string {
  const text = readDirective(written);
  const tokens: Token[] = [];
  let literal = '';
  let end = 0;
  for (const found of text.matchAll(DIRECTIVE)) {
    literal += text.slice(end, found.index);
    end = found.index + found[0].length;
    if (found[1] !== undefined) {
      literal += '%';
      continue;
    }
    const field = fieldOf(found[0], found[5] ?? '', found[3]);
    if (typeof field === 'string') return field;
    if (literal !== '') tokens.push(literal);
    literal = '';
    tokens.push(field);
  }
  literal += text.slice(end);
  if (literal !== '') tokens.push(literal);
  const stray = tokens.find(
    (token): token is string => typeof token === 'string' && /%[a-zA-Z{^]/.test(token),
  );
  return stray === undefined ? joinTimes(tokens) : `"${stray.trim()}" is no field that Apache writes.`;
}

function fieldOf(name: string, letter: string, argument: string | undefined): Field | string {
  if (letter === 't' && argument !== undefined) return strftimeField(name, argument);
  const known = KNOWN[letter];
  if (known === undefined) return `${name} is no field that Apache or lighttpd writes.`;
  return { name, ...known };
}

/** `%{%Y-%m-%dT%T}t.%{msec_frac}t%{%z}t` is one time, written in several parts. */
function joinTimes(tokens: readonly Token[]): readonly Token[] | string {
  const joined: Token[] = [];
  for (const token of tokens) {
    const [last, before] = [joined.at(-1), joined.at(-2)];
    const literal = typeof last === 'string' ? last : '';
    const earlier = typeof last === 'string' ? before : last;
    const pattern = patternOf(token);
    const open = patternOf(earlier);
    if (pattern === undefined || open === undefined || !/^[ .,T]?$/.test(literal)) {
      joined.push(token);
      continue;
    }
    if (typeof last === 'string') joined.pop();
    joined.pop();
    const name = `${(earlier as Field).name}${literal}${(token as Field).name}`;
    const field = strftimeField(name, `${open}${literal.replaceAll('%', '%%')}${pattern}`);
    if (typeof field === 'string') return field;
    joined.push(field);
  }
  return joined;
}

function patternOf(token: Token | undefined): string | undefined {
  return typeof token === 'object' && 'pattern' in token ? (token.pattern as string) : undefined;
}

/** `LogFormat "…" nickname` with `\"` inside, or the bare text, with or without the backslashes. */
function readDirective(written: string): string {
  const directive = /^\s*(?:(?:Log|Transfer)(?:Format|Log)|accesslog\.format\s*=)\s*(.*)$/is.exec(written);
  const rest = (directive?.[1] ?? written).trim();
  const quoted = /^(["'])((?:\\[^]|(?!\1)[^\\])*)\1(\s+[\w-]+)?$/.exec(rest);
  // Without a directive, the quotes belong to the logged line.
  const isDirective = directive !== null || quoted?.[3] !== undefined || quoted?.[2]?.includes('\\') === true;
  const text = isDirective ? (quoted?.[2] ?? rest) : rest;
  return text.replace(/\\(["'\\tnr])/g, (_all, char: string) => ESCAPES[char] ?? char);
}

const ESCAPES: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r' };
