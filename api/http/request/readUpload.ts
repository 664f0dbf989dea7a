import { malformedFields, problem } from '../problem.js';
import { FIELDS_MAX, type FormValues, readFields } from './readFields.js';

/** An uploaded file. */
export interface UploadedFile {
  readonly name: string;
  readonly bytes: Buffer;
}

interface Upload {
  readonly values: FormValues;
  readonly files: Readonly<Record<string, UploadedFile>>;
}

/** Parses a form with files, or returns an error response. A file field left empty gives no file. */
export async function readUpload(
  bytes: Buffer,
  type: string,
  lists: readonly string[] = [],
): Promise<Upload | Response> {
  if (!/^multipart\/form-data\b/i.test(type)) {
    return problem('unsupported_media_type', 'Send a form with its files as multipart/form-data.');
  }
  const parts = hasSaneParts(bytes, type) ? await readParts(bytes, type) : [];
  const fields: [string, string][] = [];
  const files = new Map<string, UploadedFile>();
  for (const [name, value] of parts) {
    if (typeof value === 'string') fields.push([name, value]);
    else if (files.has(name)) return malformedFields([{ field: name, reason: 'must be given only once' }]);
    else if (value.size > 0) {
      files.set(name, { name: plainName(value.name), bytes: Buffer.from(await value.arrayBuffer()) });
    }
  }
  const read = readFields(fields, lists);
  if ('problems' in read) return malformedFields(read.problems);
  return { values: read.values, files: Object.fromEntries(files) };
}

const PART_HEAD_BYTES_MAX = 8_192;

/** Limits the number of parts and the size of their headers: parsing each costs far more than sending it. */
function hasSaneParts(bytes: Buffer, type: string): boolean {
  const boundary = /;\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(type);
  const mark = `--${boundary?.[1] ?? boundary?.[2] ?? ''}`;
  if (mark === '--') return false;
  let parts = 0;
  for (let at = bytes.indexOf(mark); at >= 0; at = bytes.indexOf(mark, at + mark.length)) {
    parts += 1;
    const head = bytes.subarray(at, at + PART_HEAD_BYTES_MAX);
    const isLast = head.toString('latin1', mark.length, mark.length + 2) === '--';
    if (parts > FIELDS_MAX || (!isLast && !head.includes('\r\n\r\n'))) return false;
  }
  return true;
}

interface SentFile {
  readonly name: string;
  readonly size: number;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** A body that is not a valid form has no parts. */
async function readParts(bytes: Buffer, type: string): Promise<[string, SentFile | string][]> {
  try {
    // The deprecation warns of unbounded bodies; this one is in memory, and its parts and headers are limited.
    // eslint-disable-next-line @typescript-eslint/no-deprecated
    return Array.from(await new Response(bytes, { headers: { 'content-type': type } }).formData());
  } catch {
    return [];
  }
}

/** The original file name, limited to what can be shown and stored. */
function plainName(name: string): string {
  const plain = name.replace(/[\p{Cc}\p{Surrogate}]/gu, '').trim();
  return plain === '' ? 'a file without a name' : plain.slice(0, 120);
}
