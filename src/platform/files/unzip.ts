import { unzipSync } from 'fflate';
import { UnreadableFile } from './unpackFile.js';

export interface ZipMember {
  readonly name: string;
  readonly bytes: Uint8Array;
}

interface ZipLimits {
  readonly members: number;
  /** All members together, unpacked. */
  readonly bytes: number;
  /** How many times larger than packed a member may be. */
  readonly ratio: number;
}

const MEBIBYTE = 1_048_576;
const LIMITS: ZipLimits = { members: 1_000, bytes: 64 * MEBIBYTE, ratio: 200 };
/** A small member may have any ratio: an empty statement repeats itself, too. */
const SMALL_BYTES = 4 * MEBIBYTE;
const LOCAL_HEADER = Buffer.from('PK\x03\x04', 'latin1');

export function isZip(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).subarray(0, 4).equals(LOCAL_HEADER);
}

/**
 * The files of a zip, in the order of their names. The sizes are checked before anything is unpacked, and a member that
 * unpacks to more than its declared size is damaged. Throws `UnreadableFile`.
 */
export function unzip(bytes: Uint8Array, limits: ZipLimits = LIMITS): ZipMember[] {
  // The general purpose flag: bit 0 marks an encrypted member.
  if (((bytes[6] ?? 0) & 1) === 1) throw new UnreadableFile('has a password: unpack it first');
  let members = 0;
  let all = 0;
  const check = ({ name, size, originalSize }: Sizes): boolean => {
    if (isFolderOrMeta(name)) return false;
    members += 1;
    all += originalSize;
    if (members > limits.members) throw new UnreadableFile(`holds more than ${limits.members} files`);
    if (all > limits.bytes)
      throw new UnreadableFile(`unpacks to more than ${Math.floor(limits.bytes / MEBIBYTE)} MB: split it`);
    if (originalSize > SMALL_BYTES && originalSize > size * limits.ratio)
      throw new UnreadableFile(`holds ${name}, which unpacks to more than ${limits.ratio} times its size`);
    return true;
  };
  try {
    return Object.entries(unzipSync(bytes, { filter: check }))
      .map(([name, content]) => ({ name, bytes: content }))
      .sort((one, other) => (one.name < other.name ? -1 : 1));
  } catch (error) {
    if (error instanceof UnreadableFile) throw error;
    throw new UnreadableFile('cannot be unpacked: a part of it is missing, or it is damaged');
  }
}

interface Sizes {
  readonly name: string;
  readonly size: number;
  readonly originalSize: number;
}

function isFolderOrMeta(name: string): boolean {
  return name.endsWith('/') || /(^|\/)(__MACOSX\/|\._|\.DS_Store$)/.test(name);
}
