/**
 * Decodes a file's bytes. The first bytes determine the encoding: a byte order mark, or the zeros of UTF-16 without
 * one. A file that is neither and not mostly UTF-8 is read as the code page of old Windows, which banks still use. A
 * text cut in the middle of a letter is still UTF-8.
 */
export function decodeText(bytes: Uint8Array, encoding: string = encodingOf(bytes)): string {
  // Node 20 reads a whole buffer of windows-1252 as Latin-1, without "€" and curly quotes, but not a part of a stream.
  const stream = encoding === 'windows-1252';
  return storable(new TextDecoder(encoding).decode(bytes, { stream }));
}

/** The encodings a user can choose for a file whose encoding cannot be detected. */
export const ENCODINGS = [
  'utf-8',
  'utf-16le',
  'utf-16be',
  'windows-1252',
  'windows-1250',
  'windows-1257',
  'iso-8859-2',
] as const;

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

const SAMPLE_BYTES = 512;

export function encodingOf(bytes: Uint8Array): Encoding {
  const [first = 1, second = 1] = bytes;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  const zeros = zerosOf(bytes.subarray(0, SAMPLE_BYTES));
  if (zeros !== undefined) return zeros;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return 'utf-8';
  } catch {
    return isMostlyUtf8(bytes) ? 'utf-8' : 'windows-1252';
  }
}

/** Valid multi-byte sequences against invalid ones. A text in an old Windows code page has hardly any valid ones. */
function isMostlyUtf8(bytes: Uint8Array): boolean {
  let whole = 0;
  let broken = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte < 0x80) continue;
    const more = byte >= 0xf0 && byte < 0xf5 ? 3 : byte >= 0xe0 ? 2 : byte >= 0xc2 ? 1 : 0;
    const isWhole = more > 0 && byte < 0xf5 && followed(bytes, at, more);
    if (isWhole) at += more;
    if (isWhole) whole += 1;
    else broken += 1;
  }
  return whole > 0 && whole >= broken;
}

function followed(bytes: Uint8Array, at: number, more: number): boolean {
  for (let next = at + 1; next <= at + more; next += 1)
    if (((bytes[next] ?? 0) & 0xc0) !== 0x80) return false;
  return true;
}

/** In UTF-16 without a byte order mark, most second bytes of Latin text are zero, and hardly any first bytes. */
function zerosOf(sample: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const pairs = Math.floor(sample.length / 2);
  const zeros = [0, 0];
  for (let at = 0; at < pairs * 2; at += 1) if (sample[at] === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  if (pairs > 1 && odd > pairs / 2 && even < pairs / 10) return 'utf-16le';
  return pairs > 1 && even > pairs / 2 && odd < pairs / 10 ? 'utf-16be' : undefined;
}

/** PostgreSQL stores neither NUL nor half a surrogate pair. */
export function storable(text: string): string {
  return text.replaceAll('\0', '').replace(/\p{Surrogate}/gu, '\ufffd');
}
