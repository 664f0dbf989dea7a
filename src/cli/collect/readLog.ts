/** Reading log files, plain or gzipped, as latin1 text: one character is one byte of the (unpacked) content. */
import { createReadStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { createLineSplitter, type LocalTimeReader, parseLine } from '../../billing/index.js';
import { hashOf, type Anchor } from './anchor.js';

export interface LogFile {
  readonly path: string;
  readonly isGzip: boolean;
  readonly device: number;
  readonly inode: number;
  /** Size on disk when it was looked at. */
  readonly stored_bytes: number;
  readonly changedAt: number;
  /** The open file, where it is read by more than its name: the name may stand for another one by now. */
  readonly handle?: FileHandle;
}

const PIECE_BYTES = 1_048_576;

/** Looks at a file by its name. */
export async function inspectLog(path: string): Promise<LogFile> {
  const handle = await open(path, 'r');
  try {
    return await inspectOpenLog(path, handle);
  } finally {
    await handle.close();
  }
}

/** Opens a file to read it through rotation; the caller closes the handle. */
export async function openLog(path: string): Promise<LogFile & { readonly handle: FileHandle }> {
  const handle = await open(path, 'r');
  try {
    return { ...(await inspectOpenLog(path, handle)), handle };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** What a file is is told by its first bytes, not by its name. */
async function inspectOpenLog(path: string, handle: FileHandle): Promise<LogFile> {
  const stat = await handle.stat();
  if (stat.isDirectory()) throw Object.assign(new Error(`${path} is a directory`), { code: 'EISDIR' });
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
  return {
    path: resolve(path),
    isGzip: bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b,
    device: stat.dev,
    inode: stat.ino,
    stored_bytes: stat.size,
    changedAt: stat.mtimeMs,
  };
}

/** The content from an offset on, up to where it ends now. */
export async function* readPieces(log: LogFile, from: number): AsyncGenerator<string> {
  if (log.isGzip) yield* readPacked(log, from);
  else yield* readPlain(log, from);
}

async function* readPlain(log: LogFile, from: number): AsyncGenerator<string> {
  const handle = log.handle ?? (await open(log.path, 'r'));
  const piece = Buffer.allocUnsafe(PIECE_BYTES);
  try {
    for (let position = from; ;) {
      const { bytesRead } = await handle.read(piece, 0, piece.length, position);
      if (bytesRead === 0) return;
      position += bytesRead;
      yield piece.toString('latin1', 0, bytesRead);
    }
  } finally {
    if (log.handle === undefined) await handle.close();
  }
}

/** A .gz is unpacked from its beginning: there is no other way into it. */
async function* readPacked(log: LogFile, from: number): AsyncGenerator<string> {
  let skip = from;
  const unpacked = createGunzip({ chunkSize: PIECE_BYTES });
  // An error of either end surfaces in the loop below.
  pipeline(createReadStream(log.path), unpacked, () => undefined);
  for await (const piece of unpacked) {
    const buffer = piece as Buffer;
    if (skip < buffer.length) yield buffer.toString('latin1', skip);
    skip = Math.max(0, skip - buffer.length);
  }
}

/** Some bytes of the content; fewer when it ends before. */
async function readAt(log: LogFile, at: number, length: number): Promise<string> {
  let text = '';
  for await (const piece of readPieces(log, at)) {
    text += piece;
    if (text.length >= length) break;
  }
  return text.slice(0, length);
}

/** Whether the log has the anchor where it should be, has something else there, or ends before it. */
export async function compareAnchor(log: LogFile, anchor: Anchor): Promise<'same' | 'different' | 'shorter'> {
  const text = await readAt(log, anchor.at, anchor.length);
  if (text.length < anchor.length) return 'shorter';
  return hashOf(text) === anchor.hash ? 'same' : 'different';
}

/** What a log is known by for as long as it exists, under whatever name: its first line that can be read. */
export interface LogHead {
  readonly hash: string;
  readonly firstLineAt: number;
}

/** A file without a readable line in its first 64 MiB is no access log. */
const HEAD_MAX_BYTES = 64 * 1_048_576;

/** The first readable, finished line; undefined when there is none (yet). */
export async function readHead(log: LogFile, readLocalTime: LocalTimeReader): Promise<LogHead | undefined> {
  const found: LogHead[] = [];
  const splitter = createLineSplitter(0, (line, at) => {
    if (found.length > 0 || line === undefined) return;
    const parsed = parseLine(line, readLocalTime);
    // The offset goes in too: headers before the first line are part of what the file is.
    if (typeof parsed !== 'string') found.push({ hash: hashOf(`${at}\n${line}`), firstLineAt: parsed.time });
  });
  let read_bytes = 0;
  for await (const piece of readPieces(log, 0)) {
    splitter.push(piece);
    read_bytes += piece.length;
    if (found.length > 0 || read_bytes > HEAD_MAX_BYTES) return found[0];
  }
  if (log.isGzip) splitter.finish();
  return found[0];
}
