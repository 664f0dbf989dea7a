import type { VatAnswer } from '../../store/accounts/vatIds.js';
import { postJson } from '../../platform/http/postJson.js';

/** The REST service of the European Commission. */
export const VIES_URL = 'https://ec.europa.eu/taxation_customs/vies/rest-api';

const TIMEOUT_MS = 15_000;
const TEXT_MAX = 500;

/** No answer, with the reason: the id stays as it is known. */
export interface NoAnswer {
  readonly error: string;
}

/**
 * Asks the VIES service about a VAT id. With the VAT id of who asks, the answer has a consultation number, which proves
 * the request. The service asks the member states one by one, so a part of it is often down.
 */
export async function askVies(
  baseUrl: string,
  vatId: string,
  requester: string | null,
): Promise<VatAnswer | NoAnswer> {
  const own =
    requester === null
      ? {}
      : { requesterMemberStateCode: requester.slice(0, 2), requesterNumber: requester.slice(2) };
  const body = { countryCode: vatId.slice(0, 2), vatNumber: vatId.slice(2), ...own };
  let reply: unknown;
  try {
    const { status, body: text } = await postJson({
      url: new URL(`${baseUrl.replace(/\/+$/, '')}/check-vat-number`),
      headers: {},
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (status < 200 || status > 499) return { error: `VIES answered ${status}.` };
    reply = JSON.parse(text);
  } catch (error) {
    return { error: error instanceof Error ? error.message.slice(0, TEXT_MAX) : 'VIES cannot be reached.' };
  }
  const fault = faultOf(reply);
  // The requester's own id is at fault: the client's can be checked without it.
  if (fault === 'INVALID_REQUESTER_INFO' && requester !== null) return askVies(baseUrl, vatId, null);
  if (fault === 'INVALID_INPUT') return INVALID;
  if (fault !== undefined) return { error: fault.slice(0, TEXT_MAX) };
  const { valid } = reply as { readonly valid?: unknown };
  if (typeof valid !== 'boolean') return { error: 'VIES gave no answer that is understood.' };
  return {
    status: valid ? 'valid' : 'invalid',
    name: textOf(reply, 'name'),
    address: textOf(reply, 'address'),
    consultationNumber: textOf(reply, 'requestIdentifier'),
  };
}

const INVALID: VatAnswer = { status: 'invalid', name: null, address: null, consultationNumber: null };

/** The name of the error in a reply: `MS_UNAVAILABLE`, `TIMEOUT`, `GLOBAL_MAX_CONCURRENT_REQ` … */
function faultOf(reply: unknown): string | undefined {
  if (typeof reply !== 'object' || reply === null) return 'VIES gave no answer that is understood.';
  const { errorWrappers: wrappers } = reply as { readonly errorWrappers?: unknown };
  const [first] = Array.isArray(wrappers) ? (wrappers as readonly unknown[]) : [];
  const error = first === undefined ? null : textOf(first, 'error');
  return error ?? undefined;
}

/** Member states that disclose nothing write dashes. */
function textOf(reply: unknown, field: string): string | null {
  const value = (reply as Readonly<Record<string, unknown>> | null)?.[field];
  const text = typeof value === 'string' ? value.replaceAll('\0', '').trim().slice(0, TEXT_MAX) : '';
  return text === '' || /^-+$/.test(text) ? null : text;
}
