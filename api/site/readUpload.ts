import type { Context } from 'hono';
import { malformedFields, problem } from '../problem.js';
import type { FormValues, UploadedFile } from './page.js';
import { readFields } from './readFields.js';

interface Upload {
  readonly values: FormValues;
  readonly files: Readonly<Record<string, UploadedFile>>;
}

/** Reads a form that came with files; or answers with what is wrong with it. A field without a file has none. */
export async function readUpload(c: Context, lists: readonly string[] = []): Promise<Upload | Response> {
  if (!/^multipart\/form-data\b/i.test(c.req.header('content-type') ?? '')) {
    return problem('unsupported_media_type', 'Send a form with its files as multipart/form-data.');
  }
  const params = new URLSearchParams();
  const files = new Map<string, UploadedFile>();
  for (const [name, value] of await readParts(c)) {
    if (typeof value === 'string') params.append(name, value);
    else if (files.has(name)) return malformedFields([{ field: name, reason: 'must be given only once' }]);
    else if (value.size > 0) {
      files.set(name, { name: plainName(value.name), bytes: Buffer.from(await value.arrayBuffer()) });
    }
  }
  const read = readFields(params, lists);
  if ('problems' in read) return malformedFields(read.problems);
  return { values: read.values, files: Object.fromEntries(files) };
}

interface SentFile {
  readonly name: string;
  readonly size: number;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** A body that is no such form after all has no parts. */
async function readParts(c: Context): Promise<[string, SentFile | string][]> {
  try {
    return Array.from(await c.req.formData());
  } catch {
    return [];
  }
}

/** What a file was called where it came from, as far as it can be shown and kept. */
function plainName(name: string): string {
  const plain = name.replace(/[\p{Cc}\p{Surrogate}]/gu, '').trim();
  return plain === '' ? 'a file without a name' : plain.slice(0, 120);
}
