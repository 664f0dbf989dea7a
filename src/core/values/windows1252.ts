/** The 27 characters that Windows-1252 has between 0x80 and 0x9f, by their place; the rest is Latin-1. */
const HIGH = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';
const BYTES = new Map(Array.from(HIGH, (letter, index) => [letter, 0x80 + index] as const));

/** Letters that neither Windows-1252 has nor decomposing gives, as others write them. */
const WRITTEN: Readonly<Record<string, string>> = {
  ...{ ł: 'l', Ł: 'L', đ: 'd', Đ: 'D', ħ: 'h', Ħ: 'H', ı: 'i', ŋ: 'n', Ŋ: 'N', ŧ: 't', Ŧ: 'T', ẞ: 'SS' },
  ...{ '−': '-', '‐': '-', '‑': '-', '\u202f': ' ', '\u2009': ' ', '→': '->' },
};

/**
 * A text in the letters of Windows-1252, one character a byte: accents that it lacks are left off, and what has no
 * letter there is a question mark.
 */
export function fitWindows1252(text: string): string {
  return Array.from(text.normalize('NFC'), fitted).join('');
}

function fitted(letter: string): string {
  if (hasByte(letter)) return letter;
  const written = WRITTEN[letter];
  if (written !== undefined) return written;
  const plain = letter.normalize('NFKD').replaceAll(/\p{M}/gu, '');
  return plain !== '' && Array.from(plain).every(hasByte) ? plain : '?';
}

function hasByte(letter: string): boolean {
  const code = letter.codePointAt(0) ?? 0;
  return code < 0x80 || (code >= 0xa0 && code <= 0xff) || BYTES.has(letter);
}

export function encodeWindows1252(text: string): Buffer {
  return Buffer.from(Array.from(fitWindows1252(text), (letter) => BYTES.get(letter) ?? letter.charCodeAt(0)));
}
