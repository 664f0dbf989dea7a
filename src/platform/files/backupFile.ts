import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';

/*
 * A backup is one gzip stream of frames. A frame is a letter for its kind, four bytes for its length, and that many
 * bytes. `H`, the head, comes first. Each part is `P`, its name and columns; any number of `D`, its lines as COPY
 * writes them; and `E`, its counts and its SHA-256. `M`, the manifest, comes last, so that a truncated file is
 * detected.
 */

export interface BackupHead {
  readonly format: 'sitetab-backup';
  readonly version: 1;
  /** The number of the database's schema. */
  readonly schema: number;
  /** ISO instant. */
  readonly takenAt: string;
}

export interface BackupPart {
  readonly name: string;
  readonly columns: readonly string[];
}

export interface PartSums {
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
}

/** A part as it is written or read: its lines in chunks, never all at once. */
export interface OpenPart extends BackupPart {
  readonly lines: AsyncIterable<Buffer>;
}

/** Why a file is not a valid backup. */
export class BackupFault extends Error {
  override readonly name = 'BackupFault';
}

/** Far larger than any row. */
const FRAME_BYTES_MAX = 256 * 1024 * 1024;
const CHUNK_BYTES = 64 * 1024;
const NEWLINE = 0x0a;

/**
 * Writes a backup to a temporary file and renames it once it is complete and on the disk. An existing file is never
 * replaced.
 */
export async function writeBackup(
  file: string,
  head: BackupHead,
  parts: Iterable<OpenPart>,
): Promise<Readonly<Record<string, PartSums>>> {
  const reserved = await open(file, 'wx', 0o600);
  await reserved.close();
  const partial = `${file}.partial`;
  const sums: Record<string, PartSums> = {};
  try {
    const target = await open(partial, 'w', 0o600);
    await pipeline(
      Readable.from(framesOf(head, parts, sums)),
      createGzip(),
      target.createWriteStream({ flush: true }),
    );
    await rename(partial, file);
    return sums;
  } catch (error) {
    await rm(partial, { force: true });
    await rm(file, { force: true });
    throw error;
  }
}

async function* framesOf(
  head: BackupHead,
  parts: Iterable<OpenPart>,
  sums: Record<string, PartSums>,
): AsyncGenerator<Buffer> {
  yield jsonFrame('H', head);
  for (const { name, columns, lines } of parts) {
    yield jsonFrame('P', { name, columns });
    const sum = new Sum();
    for await (const chunk of inChunks(lines)) {
      sum.add(chunk);
      yield frame('D', chunk);
    }
    sums[name] = sum.end();
    yield jsonFrame('E', sums[name]);
  }
  yield jsonFrame('M', sums);
}

function frame(kind: string, body: Buffer): Buffer {
  const start = Buffer.alloc(5, kind, 'latin1');
  start.writeUInt32BE(body.length, 1);
  return Buffer.concat([start, body]);
}

function jsonFrame(kind: string, value: object): Buffer {
  return frame(kind, Buffer.from(JSON.stringify(value)));
}

/** COPY passes on single lines; one frame for each would be mostly overhead. */
async function* inChunks(lines: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let waiting: Buffer[] = [];
  let bytes = 0;
  for await (const line of lines) {
    waiting.push(line);
    bytes += line.length;
    if (bytes < CHUNK_BYTES) continue;
    yield Buffer.concat(waiting);
    waiting = [];
    bytes = 0;
  }
  if (bytes > 0) yield Buffer.concat(waiting);
}

class Sum {
  readonly #hash = createHash('sha256');
  #rows = 0;
  #bytes = 0;

  add(chunk: Buffer): void {
    this.#hash.update(chunk);
    this.#bytes += chunk.length;
    // COPY escapes a line break inside a value as two other characters, so every line break ends a row.
    for (const byte of chunk) if (byte === NEWLINE) this.#rows += 1;
  }

  end(): PartSums {
    return { rows: this.#rows, bytes: this.#bytes, sha256: this.#hash.digest('hex') };
  }
}

/** A backup being read: the head at once, then the parts one after the other, each checked at its end. */
export interface OpenBackup {
  readonly head: BackupHead;
  /** Each part's lines must be read to the end before the next part. Throws a BackupFault where a check fails. */
  readonly parts: AsyncIterable<OpenPart>;
}

/** Opens a backup. Throws a BackupFault when the file is not one. */
export async function openBackup(file: string): Promise<OpenBackup> {
  const frames = readFrames(file);
  const first = await frames.next();
  if (first.done === true || first.value.kind !== 'H') throw new BackupFault('This is no backup of Sitetab.');
  const head = jsonOf<BackupHead>(first.value.body);
  if ((head.format as string) !== 'sitetab-backup' || (head.version as number) !== 1) {
    throw new BackupFault('This is no backup of Sitetab, or one of a newer format.');
  }
  return { head, parts: readParts(frames) };
}

interface Frame {
  readonly kind: string;
  readonly body: Buffer;
}

type Frames = AsyncGenerator<Frame, void>;

async function* readParts(frames: Frames): AsyncGenerator<OpenPart> {
  const read: Record<string, PartSums> = {};
  for (;;) {
    const { kind, body } = await nextFrame(frames);
    if (kind === 'M') {
      if (JSON.stringify(read) !== body.toString('utf8'))
        throw new BackupFault('The manifest names other parts.');
      return;
    }
    if (kind !== 'P') throw new BackupFault('The backup is not in order.');
    const part = jsonOf<BackupPart>(body);
    let sums: PartSums | undefined;
    const lines = readLines(frames, part.name, (found) => (sums = found));
    yield { ...part, lines };
    if (sums === undefined) throw new Error(`the part ${part.name} was not read to its end`);
    read[part.name] = sums;
  }
}

async function* readLines(
  frames: Frames,
  name: string,
  onEnd: (sums: PartSums) => void,
): AsyncGenerator<Buffer> {
  const sum = new Sum();
  for (;;) {
    const { kind, body } = await nextFrame(frames);
    if (kind === 'D') {
      sum.add(body);
      yield body;
      continue;
    }
    const sums = sum.end();
    if (kind !== 'E' || JSON.stringify(sums) !== body.toString('utf8')) {
      throw new BackupFault(`The part ${name} is not what was written: its counts or its SHA-256 differ.`);
    }
    onEnd(sums);
    return;
  }
}

async function nextFrame(frames: Frames): Promise<Frame> {
  const next = await frames.next();
  if (next.done === true) throw new BackupFault('The backup was cut off: its manifest is missing.');
  return next.value;
}

async function* readFrames(file: string): Frames {
  // Received chunks that are not used yet; a frame may begin in one chunk and end many chunks later.
  let waiting = Buffer.alloc(0);
  const source = createReadStream(file);
  const gunzip = createGunzip();
  source.on('error', (error) => gunzip.destroy(error));
  try {
    for await (const chunk of source.pipe(gunzip) as AsyncIterable<Buffer>) {
      waiting = Buffer.concat([waiting, chunk]);
      for (;;) {
        const length = waiting.length < 5 ? Infinity : waiting.readUInt32BE(1);
        if (length > FRAME_BYTES_MAX && length !== Infinity) throw new BackupFault('The backup is damaged.');
        if (waiting.length < 5 + length) break;
        yield { kind: waiting.toString('latin1', 0, 1), body: waiting.subarray(5, 5 + length) };
        waiting = waiting.subarray(5 + length);
      }
    }
  } catch (error) {
    throw isDamage(error)
      ? new BackupFault('The backup is damaged or cut off, or it is none of Sitetab.')
      : error;
  } finally {
    source.destroy();
  }
  if (waiting.length > 0) throw new BackupFault('The backup was cut off.');
}

function isDamage(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');
}

function jsonOf<T>(body: Buffer): T {
  try {
    return JSON.parse(body.toString('utf8')) as T;
  } catch {
    throw new BackupFault('The backup is damaged.');
  }
}
