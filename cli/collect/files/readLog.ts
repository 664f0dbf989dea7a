/** Reading log files, plain or packed, as latin1 text: one character is one byte of the (unpacked) content. */
import { createReadStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { pipeline } from 'node:stream';
import type { LogFormat, UnusableFormat } from '../../../src/logs/format/format.js';
import { type Head, type HeadRules, readHead } from '../../../src/logs/reading/readHead.js';
import {
  asUtf8,
  MARK_BYTES,
  type Opening,
  openingOf,
  unpacker,
} from '../../../src/platform/files/packing.js';
import { CollectFailure } from '../options.js';
import { type Anchor, hashOf } from './anchor.js';

export interface LogFile {
  readonly path: string;
  /** Whether it has to be streamed from its beginning, and does not grow. */
  readonly isPacked: boolean;
  readonly opening: Opening;
  readonly device: number;
  readonly inode: number;
  /** Size on disk when it was checked. */
  readonly stored_bytes: number;
  readonly changedAt: number;
  /** The open file, where it must stay the same file even after a rename. */
  readonly handle?: FileHandle;
}

/** Larger chunks are slower: the engine stores such strings separately and collects garbage every few of them. */
const CHUNK_BYTES = 65_536;

/** Opens a file by its name. */
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

async function inspectOpenLog(path: string, handle: FileHandle): Promise<LogFile> {
  const stat = await handle.stat();
  if (stat.isDirectory()) throw Object.assign(new Error(`${path} is a directory`), { code: 'EISDIR' });
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(MARK_BYTES), 0, MARK_BYTES, 0);
  const opening = openingOf(buffer.subarray(0, bytesRead));
  if (opening.kind === 'foreign') throw new CollectFailure(`${basename(path)} ${opening.fault}.`);
  return {
    path: resolve(path),
    isPacked: opening.kind === 'packed',
    opening,
    device: stat.dev,
    inode: stat.ino,
    stored_bytes: stat.size,
    changedAt: stat.mtimeMs,
  };
}

/** The content from an offset to the current end. */
export async function* readChunks(log: LogFile, from: number): AsyncGenerator<string> {
  if (log.isPacked) yield* readPacked(log, from);
  else yield* readPlain(log, from);
}

async function* readPlain(log: LogFile, from: number): AsyncGenerator<string> {
  const handle = log.handle ?? (await open(log.path, 'r'));
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  try {
    for (let position = from; ;) {
      const { bytesRead } = await handle.read(chunk, 0, chunk.length, position);
      if (bytesRead === 0) return;
      position += bytesRead;
      yield chunk.toString('latin1', 0, bytesRead);
    }
  } finally {
    if (log.handle === undefined) await handle.close();
  }
}

/** A packed file can only be unpacked from its beginning. */
async function* readPacked(log: LogFile, from: number): AsyncGenerator<string> {
  let skip = from;
  for await (const buffer of asUtf8(unpackedChunks(log))) {
    if (skip < buffer.length) yield buffer.toString('latin1', skip);
    skip = Math.max(0, skip - buffer.length);
  }
}

function unpackedChunks({ path, opening }: LogFile): AsyncIterable<Buffer> {
  const stored = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  const unpacking = opening.kind === 'packed' ? unpacker(opening.packing) : undefined;
  // An error of either end is thrown where the chunks are read.
  return unpacking === undefined ? stored : pipeline(stored, unpacking, () => undefined);
}

/** Some bytes of the content; fewer where the file ends. */
async function readAt(log: LogFile, at: number, length: number): Promise<string> {
  let text = '';
  for await (const chunk of readChunks(log, at)) {
    text += chunk;
    if (text.length >= length) break;
  }
  return text.slice(0, length);
}

/** Whether the log has the anchor at its offset, has different content there, or ends before it. */
export async function compareAnchor(log: LogFile, anchor: Anchor): Promise<'same' | 'different' | 'shorter'> {
  const text = await readAt(log, anchor.at, anchor.length);
  if (text.length < anchor.length) return 'shorter';
  return hashOf(text) === anchor.hash ? 'same' : 'different';
}

/** Identifies a log for its whole lifetime, under any name: its first readable line. */
export interface LogHead {
  readonly hash: string;
  readonly firstLineAt: number;
  readonly format: LogFormat;
}

/** No line of it is a request (so far). */
export type HeadlessLog = Pick<Head, 'format' | 'sample' | 'unreadable'>;

/** The first readable, complete line; undefined while there is no line at all. */
export async function readLogHead(
  log: LogFile,
  rules: HeadRules,
): Promise<LogHead | HeadlessLog | UnusableFormat | undefined> {
  const head = await readHead(readChunks(log, 0), rules, log.isPacked);
  if (head === undefined || 'fault' in head) return head;
  const { first, format } = head;
  if (first === undefined) return head;
  // The hash includes the offset: headers before the first line are part of the file's identity.
  return { hash: hashOf(`${first.at}\n${first.line}`), firstLineAt: first.time, format };
}

export function isLogHead(head: LogHead | HeadlessLog | UnusableFormat | undefined): head is LogHead {
  return head !== undefined && 'hash' in head;
}
