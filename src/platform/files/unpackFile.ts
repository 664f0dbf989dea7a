import { Readable } from 'node:stream';
import { setImmediate as breathe } from 'node:timers/promises';
import { openingOf, unpacker } from './packing.js';

const MEBIBYTE = 1_048_576;
const CHUNK_BYTES = MEBIBYTE;
/** The maximum unpacked size of a file; a small file can unpack to any size. */
const UNPACKED_BYTES_MAX = 512 * MEBIBYTE;

/** Why a file cannot be read, as text that follows "The file". */
export class UnreadableFile extends Error {
  override readonly name = 'UnreadableFile';
}

/** The content of a file, plain or packed, chunk by chunk; other work runs between two chunks. */
export async function* unpackFile(bytes: Buffer, most = UNPACKED_BYTES_MAX): AsyncGenerator<Buffer> {
  const opening = openingOf(bytes);
  const unpacking = opening.kind === 'packed' ? unpacker(opening.packing) : undefined;
  if (unpacking === undefined) {
    for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
      yield bytes.subarray(at, at + CHUNK_BYTES);
      await breathe();
    }
    return;
  }
  let unpacked_bytes = 0;
  Readable.from([bytes]).pipe(unpacking);
  try {
    for await (const chunk of unpacking) {
      unpacked_bytes += (chunk as Buffer).length;
      if (unpacked_bytes > most)
        throw new UnreadableFile(`unpacks to more than ${Math.floor(most / MEBIBYTE)} MB: split the file`);
      yield chunk as Buffer;
      await breathe();
    }
  } catch (error) {
    if (error instanceof UnreadableFile) throw error;
    throw new UnreadableFile('cannot be unpacked: a part of it is missing, or it is damaged');
  }
}
