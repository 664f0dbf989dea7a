/** Detects how a file is packed or encoded, from its first bytes and not from its name. */
import type { Transform } from 'node:stream';
import * as zlib from 'node:zlib';

type Packing = 'gzip' | 'zstd' | 'utf-16le' | 'utf-16be';

const MEBIBYTE = 1_048_576;

const MARKS: readonly (readonly [string, Packing | { readonly name: string; readonly unpack: string }])[] = [
  ['1f8b', 'gzip'],
  ['28b52ffd', 'zstd'],
  ['fffe', 'utf-16le'],
  ['feff', 'utf-16be'],
  ['fd377a585a00', { name: 'xz', unpack: 'xz -dk' }],
  ['425a68', { name: 'bzip2', unpack: 'bzip2 -dk' }],
  ['504b0304', { name: 'zip', unpack: 'unzip' }],
  ['377abcaf271c', { name: '7-Zip', unpack: '7z x' }],
  ['04224d18', { name: 'lz4', unpack: 'lz4 -dk' }],
];

/** This many bytes are enough. */
export const MARK_BYTES = 6;

/** How the content is read: directly, through a stream, or not at all (with a reason that follows "The file"). */
export type Opening =
  | { readonly kind: 'plain' }
  | { readonly kind: 'packed'; readonly packing: Packing }
  | { readonly kind: 'foreign'; readonly fault: string };

export function openingOf(bytes: Uint8Array): Opening {
  const begins = Buffer.from(bytes.subarray(0, MARK_BYTES)).toString('hex');
  const found = MARKS.find(([mark]) => begins.startsWith(mark))?.[1];
  if (found === undefined) return { kind: 'plain' };
  if (typeof found === 'object') {
    return { kind: 'foreign', fault: `is packed with ${found.name}: unpack it first (${found.unpack})` };
  }
  if (found === 'zstd' && createZstd === undefined) {
    const fault = `is packed with zstd, which Node ${process.version} cannot read: unpack it first (zstd -dk), or use Node 22.15 or later`;
    return { kind: 'foreign', fault };
  }
  return { kind: 'packed', packing: found };
}

/** Available in Node 22.15 and later. */
const createZstd = (
  zlib as { readonly createZstdDecompress?: (options: { readonly chunkSize: number }) => Transform }
).createZstdDecompress;

/** The stream that unpacks it; undefined where its bytes are the content, possibly in another encoding. */
export function unpacker(packing: Packing): Transform | undefined {
  if (packing === 'gzip') return zlib.createGunzip({ chunkSize: MEBIBYTE });
  return packing === 'zstd' ? createZstd?.({ chunkSize: MEBIBYTE }) : undefined;
}

/** Converts UTF-16 to UTF-8; other content is unchanged. */
export async function* asUtf8(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let begun: Buffer | undefined = Buffer.alloc(0);
  let decoder: InstanceType<typeof TextDecoder> | undefined;
  for await (const chunk of chunks) {
    let bytes = chunk;
    if (begun !== undefined) {
      bytes = Buffer.concat([begun, chunk]);
      begun = bytes.length < 2 ? bytes : undefined;
      if (begun !== undefined) continue;
      const opening = openingOf(bytes);
      if (opening.kind === 'packed' && opening.packing.startsWith('utf-16'))
        decoder = new TextDecoder(opening.packing);
    }
    yield decoder === undefined ? bytes : Buffer.from(decoder.decode(bytes, { stream: true }), 'utf8');
  }
  if (begun !== undefined && begun.length > 0) yield begun;
}
