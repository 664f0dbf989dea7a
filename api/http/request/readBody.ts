import type { Context as HttpContext } from 'hono';
import type { FieldProblem } from '../../../src/core/values/refusal.js';
import { readBytes } from '../../../src/platform/files/readBytes.js';
import { malformedFields, problem } from '../problem.js';
import { fieldOf } from './describeIssue.js';
import { findDoubledKey } from './doubledKeys.js';
import { oddTextIn } from './oddText.js';

/** The media type of a body without parameters: `application/json`. */
export function mediaTypeOf({ req }: HttpContext): string {
  return (req.header('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

export function tooLarge(bytesMax: number): Response {
  const detail = `The body is larger than ${Math.floor(bytesMax / 1_000)} kB.`;
  return problem('too_large', detail, { headers: { connection: 'close' } });
}

function incomplete(): Response {
  return problem('malformed', 'The body is incomplete.', { headers: { connection: 'close' } });
}

/**
 * Reads a whole body once, up to its size limit, unless the connection breaks. A body never exceeds its declared length,
 * so only a body without one is measured while reading: that costs as much as the rest of a request.
 */
export async function readWhole({ req }: HttpContext, bytesMax: number): Promise<Buffer | Response> {
  const named = req.header('transfer-encoding') === undefined ? req.header('content-length') : undefined;
  const isNamed = named !== undefined && Number(named) <= bytesMax;
  const read = isNamed
    ? req.arrayBuffer().then((body) => Buffer.from(body))
    : readBytes(req.raw, { bytesMax });
  const bytes = await read.catch(() => undefined);
  if (bytes === undefined) return incomplete();
  return typeof bytes === 'string' || bytes.length > bytesMax ? tooLarge(bytesMax) : bytes;
}

/**
 * Parses JSON, or returns an error response. Rejects duplicate keys: a parser silently takes the last of two amounts,
 * and a proxy that checked the request may have taken the first. Also rejects more values than any valid body has,
 * because a schema checks every value and reports each error.
 */
export function readJson(bytes: Buffer, valuesMax?: number): { readonly values: unknown } | Response {
  const text = new TextDecoder().decode(bytes);
  const found = findDoubledKey(text, valuesMax);
  if (typeof found === 'string') return malformedFields([{ field: 'body', reason: found }]);
  if (found !== undefined)
    return malformedFields([{ field: fieldOf(found, 'body'), reason: 'is given twice' }]);
  const values = parseJson(text);
  if (values instanceof Response) return values;
  // Text that cannot be stored must be escaped in JSON, so a body without escapes needs one search only.
  const problems: readonly FieldProblem[] = text.includes('\\u') ? oddTextIn(values) : [];
  return problems.length === 0 ? { values } : malformedFields(problems);
}

/** Parses JSON without checking its contents. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return problem('malformed', 'Malformed JSON in request body');
  }
}
