import { domainToASCII, domainToUnicode } from 'node:url';

export interface EmailAddress {
  /** What letters are sent to: as it was typed, without the spaces around it and in composed form. */
  readonly address: string;
  /** The one spelling by which it is known as somebody's: equal for addresses that read alike. */
  readonly canonical: string;
}

const LENGTH_MAX = 254;
/** One @, nothing that separates addresses or headers, and a domain of labels. */
const SHAPE = /^[^\s@<>(),;:"\\[\]]{1,64}@[^\s@<>(),;:"\\[\]]{1,253}$/u;
const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}]/u;

/**
 * An e-mail address as a person's name in this system; nothing when it is none, or when it starts with `*`: that is
 * how the Owner of a parent site says that they want to step in.
 *
 * Case, width and composed letters, the two spellings of an international domain and letters of other scripts that
 * look like Latin ones make no difference: two addresses that a reader cannot tell apart are one.
 */
export function parseEmail(raw: string): EmailAddress | undefined {
  if (raw.length > LENGTH_MAX) return undefined;
  const address = raw.trim().normalize('NFC');
  const folded = address.normalize('NFKC');
  if (folded.startsWith('*') || UNPRINTABLE.test(address)) return undefined;
  if (!SHAPE.test(address) || !SHAPE.test(folded)) return undefined;
  const [local = '', domain = ''] = folded.split('@');
  const ascii = domainToASCII(domain.toLowerCase());
  if (ascii === '' || ascii.startsWith('.') || ascii.endsWith('.') || ascii.includes('..')) return undefined;
  return { address, canonical: lookOf(`${local}@${domainToUnicode(ascii)}`) };
}

/** Lower case twice, since the capital of a letter can fold to one that folds again. */
function lookOf(text: string): string {
  const lower = text.toLowerCase().normalize('NFKC').toLowerCase();
  return Array.from(lower, (letter) => LATIN_LOOKS.get(letter) ?? letter).join('');
}

/** Small letters of Cyrillic, Greek and others that look like a Latin one in most typefaces (after UTS 39). */
const LATIN_LOOKS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    a: 'аα',
    b: 'ь',
    c: 'сϲ',
    d: 'ԁ',
    e: 'еҽ',
    g: 'ɡ',
    h: 'һ',
    i: 'іι\u0131',
    j: 'јϳ',
    k: 'кκ',
    l: 'ӏ',
    n: 'п',
    o: 'оοօ',
    p: 'рρ',
    q: 'ԛ',
    s: 'ѕ',
    t: 'тτ',
    u: 'υս',
    v: 'νѵ',
    w: 'ԝω',
    x: 'хχ',
    y: 'уγ',
  }).flatMap(([latin, looks]) => Array.from(looks, (look) => [look, latin] as const)),
);
