import { setTimeout as delay } from 'node:timers/promises';
import type { LoggedUsage } from '../../../src/logs/reading/chunk.js';
import { describeError } from '../../../src/platform/processes/startupFailure.js';
import { CollectFailure, CollectInterrupted, type CollectIo } from '../options.js';

interface Rejection {
  readonly index: number;
  readonly id: string;
  readonly reason: string;
}

interface UsageResponse {
  readonly accepted: number;
  readonly duplicates: number;
  readonly rejected: readonly Rejection[];
}

export type PostUsage = (events: readonly LoggedUsage[]) => Promise<UsageResponse>;

const ATTEMPT_MAX_MS = 60_000;
/** How long a running attempt may continue after the user stops the run. */
const LAST_ATTEMPT_MAX_MS = 5_000;
const WAIT_FIRST_MS = 500;
const WAIT_MAX_MS = 30_000;

/** A temporary failure: the system is down, starting or busy. */
interface TemporaryFailure {
  readonly why: string;
  readonly retryAfter_ms: number | undefined;
}

/** Sends events until the system has responded to each. Waits while it is down, and reports that. */
export function createPoster(
  url: string,
  apiKey: string,
  io: CollectIo,
  say: (text: string) => void,
): PostUsage {
  const address = new URL('v1/usage', url.endsWith('/') ? url : `${url}/`);
  return async (events) => {
    for (let failures = 0; ; failures += 1) {
      const result = await attempt(address, apiKey, events, io.stop);
      if ('accepted' in result) {
        if (failures > 0) say('The API is available again.');
        return result;
      }
      if (io.stop.aborted) throw new CollectInterrupted(result.why);
      const wait_ms = result.retryAfter_ms ?? backoff(failures);
      say(
        `The API at ${address.origin} is not accepting usage (${result.why}). Retrying in ${(wait_ms / 1_000).toFixed(1)} s.`,
      );
      await waitOrStop(wait_ms, io.stop);
    }
  };
}

function backoff(failures: number): number {
  const wait_ms = Math.min(WAIT_MAX_MS, WAIT_FIRST_MS * 2 ** failures);
  // Collectors that lost the same server should not all retry at the same instant.
  return wait_ms * (0.75 + Math.random() / 4);
}

/** Resolves after the time, or at once when the user stops the run. */
export async function waitOrStop(wait_ms: number, stop: AbortSignal): Promise<void> {
  if (stop.aborted) return;
  await delay(wait_ms, undefined, { signal: stop }).catch((error: unknown) => {
    if (!stop.aborted) throw error;
  });
}

async function attempt(
  address: URL,
  apiKey: string,
  events: readonly LoggedUsage[],
  stop: AbortSignal,
): Promise<UsageResponse | TemporaryFailure> {
  const cut = new AbortController();
  const timer = setTimeout(() => cut.abort(new Error('no answer in time')), ATTEMPT_MAX_MS);
  let lastTimer: NodeJS.Timeout | undefined;
  const hurry = (): void => {
    lastTimer = setTimeout(() => cut.abort(new Error('stopped')), LAST_ATTEMPT_MAX_MS);
  };
  if (stop.aborted) hurry();
  else stop.addEventListener('abort', hurry, { once: true });
  try {
    const response = await fetch(address, {
      method: 'POST',
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ events }),
      signal: cut.signal,
      redirect: 'error',
    });
    return await readResponse(response, events);
  } catch (error) {
    if (error instanceof CollectFailure) throw error;
    return { why: causeOf(error), retryAfter_ms: undefined };
  } finally {
    clearTimeout(timer);
    clearTimeout(lastTimer);
    stop.removeEventListener('abort', hurry);
  }
}

/** The message of `fetch` is only "fetch failed"; the cause has the reason. */
function causeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  return describeError(cause instanceof AggregateError && cause.errors.length > 0 ? cause.errors[0] : cause);
}

async function readResponse(
  response: Response,
  events: readonly LoggedUsage[],
): Promise<UsageResponse | TemporaryFailure> {
  const text = await response.text();
  if (response.status === 200) return checkResponse(text, events);
  if (response.status >= 500 || response.status === 429 || response.status === 408) {
    return { why: `status ${response.status}`, retryAfter_ms: retryAfter(response) };
  }
  throw new CollectFailure(explainStatus(response, text));
}

function retryAfter(response: Response): number | undefined {
  const seconds = Number(response.headers.get('retry-after') ?? NaN);
  return seconds > 0 ? Math.min(seconds * 1_000, WAIT_MAX_MS) : undefined;
}

function explainStatus(response: Response, text: string): string {
  const { status } = response;
  if (status === 401) return 'Invalid API key (401). Set --api-key or SITETAB_API_KEY.';
  if (status === 403) return 'This API key lacks the permission to report usage (403).';
  if (status === 404) return `No usage API at ${response.url} (404). Check --url.`;
  return `The API refused the batch (${status}): ${problemOf(text)}`;
}

function problemOf(text: string): string {
  try {
    const problem = JSON.parse(text) as { detail?: unknown; title?: unknown } | null;
    const reason = problem?.detail ?? problem?.title;
    if (typeof reason === 'string') return reason;
  } catch {
    // Not a problem document, so the response is shown unchanged.
  }
  return text.slice(0, 200).replace(/\s+/g, ' ');
}

/** A response is valid only if it covers every event; any other response does not come from Sitetab. */
function checkResponse(text: string, events: readonly LoggedUsage[]): UsageResponse {
  const answer = parseResponse(text);
  if (
    answer === undefined ||
    answer.accepted + answer.duplicates + answer.rejected.length !== events.length
  ) {
    throw new CollectFailure('The response is not from Sitetab. No event of the batch counts as sent.');
  }
  return answer;
}

function parseResponse(text: string): UsageResponse | undefined {
  try {
    const { accepted, duplicates, rejected } = JSON.parse(text) as Partial<UsageResponse>;
    const complete =
      typeof accepted === 'number' && typeof duplicates === 'number' && Array.isArray(rejected);
    return complete ? { accepted, duplicates, rejected } : undefined;
  } catch {
    return undefined;
  }
}
