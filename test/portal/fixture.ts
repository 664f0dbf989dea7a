import { resetOwnerPassword } from '../../src/auth/users/foundSite.js';
import { chargeUsage } from '../../src/ledger/chargeDue.js';
import { loadSite } from '../../src/sites/manageSites.js';
import type { ApiFixtureOptions } from '../api/fixture.js';
import { granted } from '../setup/fixture.js';
import { type Browser, createPagesFixture, type PagesFixture } from '../web/fixture.js';

export const TERMS = {
  name: 'Hosting',
  recurring: [{ id: 'base', name: 'Hosting', amount: '49.00', timing: 'advance' as const }],
  usage: [
    {
      id: 'traffic',
      name: 'Traffic',
      meter: 'bandwidth',
      model: 'graduated' as const,
      per: '1000000000',
      bands: [{ unitPrice: '0', upTo: '100' }, { unitPrice: '0.10' }],
    },
  ],
  minimum: '20.00',
};

export interface PortalFixture extends PagesFixture {
  /** Opens an account with one site of this slug, and logs its client in. */
  client(slug: string, at?: string): Promise<{ accountId: string; siteId: string; browser: Browser }>;
  /** Settles what is due on an account as of an instant, and moves the clock there. */
  settle(accountId: string, at: string): Promise<void>;
  readonly planId: string;
}

/** An agency with a plan, on the first of January 2026. */
export async function createPortalFixture(
  options: Pick<ApiFixtureOptions, 'payments'> = {},
): Promise<PortalFixture> {
  const fixture = await createPagesFixture(options);
  const { api } = fixture;
  api.time.now = Date.parse('2026-01-01T09:00:00Z');
  const planId = await api.fixture.plan(TERMS);
  return {
    ...fixture,
    planId,
    client: async (slug, at = '2026-01-01T09:00:00Z') => {
      const accountId = await api.fixture.open(
        {
          name: `Client of ${slug}`,
          plans: [planId],
          tax: { name: 'VAT', percent: '20' },
          creditLimit: '100.00',
          sites: [{ slug, name: slug, hostnames: [`${slug}.example`] }],
        },
        at,
      );
      const site = granted(await loadSite(api.fixture.at(at), slug));
      const by = { now: api.time.now, actor: 'test' };
      const login = await resetOwnerPassword(api.fixture.database.sql, by, site.id);
      if (login === undefined) throw new Error('a site has an Owner');
      const browser = fixture.browser();
      await browser.post(`/sites/${slug}/login`, login);
      return { accountId, siteId: site.id, browser };
    },
    settle: async (accountId, at) => {
      api.time.now = Date.parse(at);
      await chargeUsage(api.fixture.at(at), accountId);
    },
  };
}
