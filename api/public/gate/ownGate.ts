import { makeDoorLink } from '../../../src/payments/payLink.js';
import { loadGateHosts, loadHost, lookupGate, recordGateAsks } from '../../../src/suspension/gate.js';
import type { AppDeps } from '../../deps.js';
import { pageHtml } from '../../web/parts/Page.js';
import { SuspendedPage } from '../pages/SuspendedPage.js';
import { createGate, type Gate } from './gate.js';
import { createGateAsks } from './gateAsks.js';

/** What the payment link on a suspended page needs. */
type Door = Pick<AppDeps, 'secrets' | 'clock' | 'baseUrl'>;

type OwnGateDeps = Pick<AppDeps, 'sql' | 'subscribeGate' | 'log' | 'instruments'> &
  Door & {
    /** Fetches the page from elsewhere, if configured; our own page is the fallback. */
    readonly pageFrom?: ((host: string) => Promise<string>) | undefined;
  };

/** The gate over our own ledger, with the suspension text of the site's tenant. */
export function createOwnGate({
  sql,
  subscribeGate,
  log,
  instruments,
  pageFrom,
  ...deps
}: OwnGateDeps): Gate {
  const warn = (doing: 'lookup' | 'page', error: unknown): void =>
    log.warn({ err: error, doing }, 'the gate answered from memory');
  const onAsked = createGateAsks(
    (hosts) => recordGateAsks(sql, hosts, deps.clock.now()),
    (error) => log.warn({ err: error }, 'which hosts the gate was asked about could not be recorded'),
  );
  const ownPage = async (host: string): Promise<string> =>
    pageHtml(SuspendedPage(await pageTextsOf(sql, deps, host)));
  const page = async (host: string): Promise<string> => {
    try {
      if (pageFrom !== undefined) return await pageFrom(host);
    } catch (error) {
      warn('page', error);
    }
    return ownPage(host);
  };
  return createGate({
    lookup: (host) => lookupGate(sql, host),
    loadAll: () => loadGateHosts(sql),
    subscribe: subscribeGate,
    page,
    onAsked,
    onResponse: (status, seconds) => instruments.http({ method: 'GET', route: '/gate', status, seconds }),
    onFailure: warn,
  });
}

async function pageTextsOf(
  sql: AppDeps['sql'],
  { secrets, clock, baseUrl }: Door,
  host: string,
): Promise<Parameters<typeof SuspendedPage>[0]> {
  const words = await loadHost(sql, host);
  const { owner = 'Your host', email, phone, suspendedWords, unpaidSiteId = null, language } = words ?? {};
  return {
    siteName: host,
    ...(language ? { language } : {}),
    contact: { name: owner, ...(email ? { email } : {}), ...(phone ? { phone } : {}) },
    ...(suspendedWords ? { customText: suspendedWords } : {}),
    ...(unpaidSiteId === null
      ? {}
      : { payLink: `${baseUrl()}/pay/${makeDoorLink(secrets, unpaidSiteId, clock.now())}` }),
  };
}
