import { Hono, type Context } from 'hono';
import { requestedHosts } from './gateHost.js';
import { createVerdicts, withinMs, type GateState, type GateVerdict } from './gateVerdicts.js';

export type { GateVerdict } from './gateVerdicts.js';

export interface GateSettings {
  /**
   * Looks up a host in the ledger, in its normal form (see `normaliseHostname`); undefined if it is not registered. May
   * reject or hang: then the last known verdict stands.
   */
  readonly lookup: (host: string) => Promise<GateVerdict | undefined>;
  /**
   * Called once, with two functions. `onChange(host)` after every commit that registers or removes a host or
   * changes its state, `onChange(null)` when it cannot be said which. `onState(true)` whenever changes are
   * heard of from now on, the first time included; `onState(false)` when they no longer are. Until the first
   * `onState(true)` and after an `onState(false)` remembered hosts are looked up again in the background.
   */
  readonly subscribe: (onChange: (host: string | null) => void, onState: (healthy: boolean) => void) => void;
  /** Every registered host; see `VerdictsSettings`. */
  readonly loadAll?: () => Promise<ReadonlyMap<string, GateVerdict>>;
  /** The HTML a visitor of a suspended host sees. */
  readonly page: (host: string) => Promise<string> | string;
  /** Hears of lookups and pages that failed; the visitor got an answer nevertheless. */
  readonly onFailure?: (doing: 'lookup' | 'page', error: unknown) => void;
  /** Hears of every answer and how long it took. */
  readonly onResponse?: (status: number, seconds: number) => void;
  /** How long a lookup or a page may take; 1 s when left out. */
  readonly timeoutMs?: number;
  /** How many registered, and how many unknown hosts are remembered at most; 50,000 each when left out. */
  readonly hostsMax?: number;
}

const RETRY_AFTER_SECONDS = 3_600;
const HEADERS = {
  active: { 'cache-control': 'no-store', 'x-sitetab-state': 'active' },
  suspended: { 'cache-control': 'no-store', 'x-sitetab-state': 'suspended' },
  unknown: { 'cache-control': 'no-store', 'x-sitetab-state': 'unknown' },
} satisfies Record<GateState, Record<string, string>>;
const PAGE_HEADERS = {
  ...HEADERS.suspended,
  'content-type': 'text/html; charset=UTF-8',
  'retry-after': String(RETRY_AFTER_SECONDS),
};

/**
 * `/gate`, which web servers ask before they serve a page: 204, or 403 when the host is suspended. With
 * `?answer=page` a suspended host gets 503 and the page itself, for servers that pass any answer on. Mount it
 * before every other middleware; it needs no session, no body and no log line of its own.
 */
export function createGate(settings: GateSettings): Gate {
  const { timeoutMs = 1_000, hostsMax = 50_000 } = settings;
  const report = (doing: 'lookup' | 'page') => (error: unknown) => settings.onFailure?.(doing, error);
  const verdicts = createVerdicts({
    lookup: settings.lookup,
    lookupTimeoutMs: timeoutMs,
    hostsMax,
    onLookupFailure: report('lookup'),
    loadAll: settings.loadAll,
  });
  settings.subscribe(verdicts.changed, verdicts.setHealthy);

  const pageOf = async (host: string): Promise<string> => {
    try {
      return await withinMs(timeoutMs, () => settings.page(host));
    } catch (error) {
      report('page')(error);
      return PLAIN_PAGE;
    }
  };
  const answer = (context: Context, host: string, state: GateState): Response | Promise<Response> => {
    if (state !== 'suspended') return context.body(null, 204, HEADERS[state]);
    if (context.req.query('answer') !== 'page') return context.body(null, 403, HEADERS.suspended);
    return pageOf(host).then((page) => context.body(page, 503, PAGE_HEADERS));
  };

  const handle: Handle = (context) => {
    const { method } = context.req;
    if (method !== 'GET' && method !== 'HEAD') return refuseMethod(context);
    const hosts = requestedHosts(context.req.header('x-forwarded-host'), context.req.header('host'));
    const [first, ...others] = hosts;
    if (first === undefined) return context.body(null, 204, HEADERS.unknown);
    const state = verdicts.stateOf(first);
    if (others.length === 0 && typeof state === 'string') return answer(context, first, state);
    return strictest(hosts).then(([host, settled]) => answer(context, host, settled));
  };

  /** The first suspended of them, else what the first of them is: a doubtful name opens nothing. */
  const strictest = async ([first = '', ...others]: readonly string[]): Promise<[string, GateState]> => {
    const state = await verdicts.stateOf(first);
    if (state === 'suspended') return [first, state];
    for (const host of others) {
      if ((await verdicts.stateOf(host)) === 'suspended') return [host, 'suspended'];
    }
    return [first, state];
  };

  const { onResponse } = settings;
  const app = new Hono();
  if (onResponse === undefined) app.all('/gate', handle);
  else app.all('/gate', heardBy(onResponse, handle));
  return { app, ready: verdicts.ready };
}

export interface Gate {
  readonly app: Hono;
  /** Settles once every registered host is known, where `loadAll` is given. */
  readonly ready: Promise<void>;
}

type Handle = (context: Context) => Response | Promise<Response>;

/** Most answers are there at once, and then nothing is waited for. */
function heardBy(onResponse: NonNullable<GateSettings['onResponse']>, handle: Handle): Handle {
  return (context) => {
    const began = performance.now();
    const heard = (response: Response): Response => {
      onResponse(response.status, (performance.now() - began) / 1_000);
      return response;
    };
    const answered = handle(context);
    return answered instanceof Promise ? answered.then(heard) : heard(answered);
  };
}

/** A host is closed also when the owner's page cannot be made. */
const PLAIN_PAGE = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Site suspended</title></head><body><h1>This site is suspended</h1></body></html>
`;

function refuseMethod(context: Context): Response {
  const problem = {
    type: 'about:blank',
    title: 'Method Not Allowed',
    status: 405,
    detail: 'Method not allowed. Allowed: GET, HEAD.',
  };
  return context.body(JSON.stringify(problem), 405, {
    allow: 'GET, HEAD',
    'cache-control': 'no-store',
    'content-type': 'application/problem+json',
  });
}
