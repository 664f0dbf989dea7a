import { beforeAll, describe, expect, it } from 'vitest';
import { open } from '../api/fixture.js';
import { type Browser, createPagesFixture, type PagesFixture } from '../web/fixture.js';

const PAGE = '/sites/agency/console/search';

let site: PagesFixture;
let owner: Browser;

beforeAll(async () => {
  site = await createPagesFixture();
  owner = await site.ownersBrowser();
  const sites = [{ slug: 'gw', name: 'Shop', hostnames: ['www.gruenwald.example'] }];
  await open(site.api, { name: 'Grünwald <Optik>', email: 'info@gruenwald.example', sites });
});

/** The hits of a search, with the heading that each is under. */
async function hits(q: string): Promise<string[]> {
  const { text } = await owner.get(`${PAGE}?q=${encodeURIComponent(q)}`);
  const sections = [...text.matchAll(/<h2>(\w+)<\/h2><ul class="found">(.*?)<\/ul>/gs)];
  return sections.flatMap(([, title = '', list = '']) =>
    [...list.matchAll(/<a href="([^"]*)">([^<]*)<\/a>/g)].map(([, , label = '']) => `${title}: ${label}`),
  );
}

describe('the search', () => {
  it('finds clients, sites, documents and pages', async () => {
    const client = 'Clients: Grünwald &lt;Optik&gt;';
    expect(await hits('grunwald')).toEqual([client]);
    expect(await hits('info@gruen')).toEqual([client]);
    expect(await hits('www.gruen')).toEqual([client, 'Sites: Shop']);
    expect(await hits('audit')).toEqual(['Pages: Audit log']);
    expect(await hits('2026-00001')).toEqual([]);
    const { sql } = site.api.fixture.database;
    await sql`
      insert into periods (account_id, start_date, end_date, starts_at, ends_at, settled_at, opening_number, closing_number,
             opening_balance, closing_balance, statement_due)
      select id, '2026-01-01', '2026-02-01', now(), now(), now(), 0, 0, 0, 0, false from accounts`;
    await sql`insert into document_series (site_id, year, last_number) select site_id, 2026, 1 from accounts`;
    await sql`
      insert into documents (id, site_id, year, number, account_id, period_date, issued_at, particulars)
      select gen_random_uuid(), site_id, 2026, 1, id, '2026-01-01', now(), '{}' from accounts`;
    expect(await hits('2026-00001')).toEqual(['Documents: Statement 2026-00001']);
    expect(await hits('no such thing')).toEqual([]);
    expect((await owner.get(`${PAGE}?q=%25`)).text).toContain('Nothing found');
  });

  it('shows nothing to a stranger', async () => {
    const reply = await site.browser().get(`${PAGE}?q=grunwald`);
    expect([reply.status, reply.text.includes('Grünwald')]).toEqual([401, false]);
  });

  it('is one key away: every page links to it and says so', async () => {
    const { text, headers } = await owner.get('/sites/agency/console/plans');
    expect(text).toContain(`class="find" href="${PAGE}"`);
    const [, script = ''] = /<script src="([^"]*search-keys[^"]*)"/.exec(text) ?? [];
    expect((await owner.get(script)).text).toContain('location.assign');
    expect(headers.get('content-security-policy')).toContain("script-src 'self'");
  });
});
