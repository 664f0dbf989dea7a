import { z } from 'zod';
import type { ProviderTrouble } from '../../billing/payment.js';
import { formatAmount } from '../../core/values/money.js';
import { readBytes } from '../../platform/files/readBytes.js';

const TIMEOUT_MS = 8_000;
const RESPONSE_BYTES_MAX = 1_000_000;

export interface MollieApi {
  /** A fixed address: no outside value may become part of the host. */
  readonly address: URL;
  readonly apiKey: string;
}

export interface MollieCall {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** The path after the version, made of validated parts only. */
  readonly path: string;
  readonly body?: object;
  readonly idempotencyKey?: string;
}

const problem = z.object({ title: z.string(), detail: z.string().optional() });

/** Sends a request to Mollie. Returns the parsed response, or what went wrong. */
export async function askMollie<T>(
  api: MollieApi,
  call: MollieCall,
  schema: z.ZodType<T>,
): Promise<T | (ProviderTrouble & { readonly status: number })> {
  const { method, path, body, idempotencyKey } = call;
  let response: Response;
  let answered: Awaited<ReturnType<typeof readBytes>>;
  try {
    response = await fetch(new URL(`v2/${path}`, api.address), {
      method,
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: {
        accept: 'application/hal+json',
        authorization: `Bearer ${api.apiKey}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    answered = await readBytes(response, { bytesMax: RESPONSE_BYTES_MAX });
  } catch {
    return { outcome: 'unavailable', status: 0, detail: 'Mollie could not be reached.' };
  }
  const text = typeof answered === 'string' ? '' : answered.toString();
  if (response.ok) {
    const read = schema.safeParse(parse(text));
    if (typeof answered !== 'string' && read.success) return read.data;
    return {
      outcome: 'unavailable',
      status: response.status,
      detail: 'Mollie sent an invalid response.',
    };
  }
  return refusalOf(response.status, text);
}

function refusalOf(status: number, text: string): ProviderTrouble & { readonly status: number } {
  if (status === 429 || status >= 500) {
    return { outcome: 'unavailable', status, detail: 'Mollie is not available at the moment.' };
  }
  if (status === 401 || status === 403)
    return { outcome: 'refused', status, detail: 'Mollie refused the API key.' };
  const parsed = problem.safeParse(parse(text));
  const detail = parsed.success
    ? (parsed.data.detail ?? parsed.data.title).slice(0, 300)
    : `status ${status}`;
  return { outcome: 'refused', status, detail: `Mollie refused: ${detail}` };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function amountOf({ minor, currency }: { readonly minor: bigint; readonly currency: string }): object {
  return { currency, value: formatAmount(minor, currency) };
}

export function trouble({ outcome, detail }: ProviderTrouble): ProviderTrouble {
  return { outcome, detail };
}
