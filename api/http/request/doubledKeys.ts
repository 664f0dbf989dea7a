const DEPTH_MAX = 50;
const TOO_DEEP = `is nested more than ${DEPTH_MAX} deep`;

/** Ten thousand events to void, the most that any route takes, have fewer. */
const VALUES_MAX = 50_000;

/** An object or a list being parsed. */
interface Open {
  /** The fields an object has had so far; null: a list. */
  readonly fields: Set<string> | null;
  /** The current field or index. */
  at: string | number;
}

const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const LIST = 91;
const BACKSLASH = 92;
const LIST_END = 93;
const OBJECT = 123;
const OBJECT_END = 125;

/**
 * The path of the first duplicate field, or the limit that is exceeded; undefined for a valid text and for text that
 * is not JSON.
 */
export function findDoubledKey(
  text: string,
  valuesMax = VALUES_MAX,
): readonly PropertyKey[] | string | undefined {
  const open: Open[] = [];
  let values = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    const inner = open[open.length - 1];
    if (code === OBJECT || code === LIST || code === COMMA) values += 1;
    if (values > valuesMax) return `has more than ${valuesMax.toLocaleString('en-US')} values`;
    if (open.length > DEPTH_MAX) return TOO_DEEP;
    if (code === OBJECT) open.push({ fields: new Set(), at: '' });
    else if (code === LIST) open.push({ fields: null, at: 0 });
    else if (code === OBJECT_END || code === LIST_END) open.pop();
    else if (code === COMMA && typeof inner?.at === 'number') inner.at += 1;
    else if (code === QUOTE) {
      const end = endOfText(text, at + 1);
      if (end < 0) return undefined;
      if (inner?.fields && text.charCodeAt(afterSpace(text, end + 1)) === COLON) {
        const key = readKey(text.slice(at, end + 1));
        inner.at = key;
        if (inner.fields.has(key)) return open.map((outer) => outer.at);
        inner.fields.add(key);
      }
      at = end;
    }
  }
  return undefined;
}

/** The index of a string's closing quote; negative if there is none. */
function endOfText(text: string, from: number): number {
  for (let end = text.indexOf('"', from); end >= 0; end = text.indexOf('"', end + 1)) {
    let slashes = 0;
    while (text.charCodeAt(end - slashes - 1) === BACKSLASH) slashes += 1;
    if (slashes % 2 === 0) return end;
  }
  return -1;
}

function afterSpace(text: string, from: number): number {
  let at = from;
  for (let code = text.charCodeAt(at); code === 32 || (code >= 9 && code <= 13);) {
    at += 1;
    code = text.charCodeAt(at);
  }
  return at;
}

/** Keys are compared after resolving escapes. */
function readKey(quoted: string): string {
  if (!quoted.includes('\\')) return quoted.slice(1, -1);
  try {
    return String(JSON.parse(quoted));
  } catch {
    return quoted;
  }
}
