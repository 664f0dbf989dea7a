import { Hono, type Context } from 'hono';
import { requestedHosts } from './gateHost.js';
import { createVerdicts, withinMs, type GateState, type GateVerdict } from './gateVerdicts.js';

export type { GateVerdict } from './gateVerdicts.js';

export interface GateSettings {
  /**
   * Looks up a normalised host (see `normaliseHostname`) in the ledger; undefined if it is not registered. If it
   * rejects or times out, the last known verdict is used.
   */
  readonly lookup: (host: string) => Promise<GateVerdict | undefined>;
  /**
   * Called once, with two functions. Call `onChange(host)` after every commit that registers or removes a host or
   * changes its state, and `onChange(null)` if the host is unknown. Call `onState(true)` when change notifications
   * start or resume, and `onState(false)` when they stop. Before the first `onState(true)` and after `onState(false)`,
   * cached hosts are looked up again in the background.
   */
  readonly subscribe: (onChange: (host: string | null) => void, onState: (healthy: boolean) => void) => void;
  /** Every registered host; see `VerdictsSettings`. */
  readonly loadAll?: () => Promise<ReadonlyMap<string, GateVerdict>>;
  /** The HTML shown to visitors of a suspended host. */
  readonly page: (host: string) => Promise<string> | string;
  /** Called for failed lookups and pages; the visitor still gets a response. */
  readonly onFailure?: (doing: 'lookup' | 'page', error: unknown) => void;
  /** Called for every request about a registered host; must return at once. */
  readonly onAsked?: (host: string) => void;
  /** Called for every response, with its duration. */
  readonly onResponse?: (status: number, seconds: number) => void;
  /** The time limit of a lookup or a page; 1 s by default. */
  readonly timeoutMs?: number;
  /** How many registered and how many unknown hosts are cached; 50,000 each by default. */
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
 * `/gate`, which web servers request before they serve a page: 204, or 403 if the host is suspended. With
 * `?answer=page` a suspended host gets 503 and the page itself, for servers that pass on any response. Mount it before
 * all other middleware; it needs no session, no body and no log line.
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
  const respond = (context: Context, host: string, state: GateState): Response | Promise<Response> => {
    if (state !== 'unknown') settings.onAsked?.(host);
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
    if (others.length === 0 && typeof state === 'string') return respond(context, first, state);
    return strictest(hosts).then(([host, settled]) => respond(context, host, settled));
  };

  /** The first suspended host, or else the first: an ambiguous name must not open a suspended site. */
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
  else app.all('/gate', withReports(onResponse, handle));
  return { app, ready: verdicts.ready };
}

export interface Gate {
  readonly app: Hono;
  /** Resolves when every registered host is cached, if `loadAll` is given. */
  readonly ready: Promise<void>;
}

type Handle = (context: Context) => Response | Promise<Response>;

/** Most verdicts are cached; then this does not await anything. */
function withReports(onResponse: NonNullable<GateSettings['onResponse']>, handle: Handle): Handle {
  return (context) => {
    const began = performance.now();
    const report = (response: Response): Response => {
      onResponse(response.status, (performance.now() - began) / 1_000);
      return response;
    };
    const response = handle(context);
    return response instanceof Promise ? response.then(report) : report(response);
  };
}

/** The host stays suspended even if the Owner's page cannot be rendered. */
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
