import { beforeAll, describe, expect, it } from 'vitest';
import { type Browser, createPagesFixture } from '../web/fixture.js';
import { createScenario, type Scenario } from './scenario.js';

const HOME = '/sites/agency/';
const textOf = (html: string): string => html.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
const homeOf = async (owner: Browser): Promise<string> => textOf((await owner.get(HOME)).text);

describe('the home of an agency with clients', () => {
  let scenario: Scenario;
  let owner: Browser;

  beforeAll(async () => {
    scenario = await createScenario();
    owner = await scenario.site.ownersBrowser();
  }, 120_000);

  it('has the headline of the list, who is suspended and why, and who is running out', async () => {
    const text = await homeOf(owner);
    expect(text).toContain('One client is suspended, one more is running out this week');
    expect(text).toMatch(
      /Suspended Marlow Ceramics (On hold since|Suspended since .*: the credit limit was reached)/,
    );
    expect(text).toMatch(/Running out this week Fenwick &amp; Daughters Suspension \w/);
  });

  it('counts the transfers to match, here and in the navigation of every page', async () => {
    expect(await homeOf(owner)).not.toContain('Bank transfers');
    const { sql } = scenario.fixture.database;
    await sql`
      insert into bank_imports (id, site_id, name, kind, imported_at, actor, counts)
      values (gen_random_uuid(), ${scenario.fixture.siteId}, 'march.csv', 'CSV', now(), 'test', '{}')`;
    await sql`
      insert into bank_lines (id, site_id, import_id, line, fingerprint, booked_on, amount, currency, payer, remittance, state)
      select gen_random_uuid(), site_id, id, n, sha256(n::text::bytea), current_date, 10, 'EUR', 'Someone', '', 'unmatched'
        from bank_imports, generate_series(1, 2) as n where name = 'march.csv'`;
    expect(await homeOf(owner)).toContain('Bank transfers 2 transfers wait to be matched to a client.');
    expect(textOf((await owner.get(`${HOME}console/plans`)).text)).toContain('Payments 2 waiting');
    await sql`delete from bank_lines`;
  });
});

describe('the home of a new installation', () => {
  it('lists the steps to the first bill, each until it is done', async () => {
    const site = await createPagesFixture();
    const owner = await site.ownersBrowser();
    const steps = async (): Promise<string[]> => {
      const [, list = ''] = /<ol class="steps">(.*?)<\/ol>/s.exec((await owner.get(HOME)).text) ?? [];
      return [...list.matchAll(/<a href="[^"]*\/console\/([^"]*)"/g)].map(([, path = '']) => path);
    };
    expect(await steps()).toEqual([
      'settings',
      'settings/payments',
      'plans/new',
      'accounts/new',
      'usage',
      'settings/connectors',
    ]);
    expect(textOf((await owner.get(HOME)).text)).not.toContain('Nothing needs you now');
    await site.api.post('/v1/plans', { name: 'Hosting', currency: 'EUR', recurring: [], usage: [] });
    const { sql } = site.api.fixture.database;
    await sql`update sites set settings = settings || '{"paymentInstructions": "IBAN"}' where slug = 'agency'`;
    expect(await steps()).toEqual(['settings', 'accounts/new', 'usage', 'settings/connectors']);
  });
});
