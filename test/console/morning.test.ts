import { beforeAll, describe, expect, it } from 'vitest';
import { assess } from '../../src/assessment/assess.js';
import { type Browser, createPagesFixture, type PagesFixture } from '../web/fixture.js';

const NOW = Date.parse('2026-03-10T06:00:00Z');
const HOUR = 3_600_000;
const PAGE = '/sites/agency/console/morning';
const textOf = (html: string): string => html.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');

describe('the page of the morning list', () => {
  let site: PagesFixture;
  let owner: Browser;
  const ids: Record<string, string> = {};

  beforeAll(async () => {
    site = await createPagesFixture();
    site.api.time.now = NOW;
    const { fixture } = site.api;
    const recurring = [{ id: 'base', name: 'Hosting', amount: '31.00', timing: 'arrears' as const }];
    const plan = await fixture.plan({ recurring });
    for (const [name, creditLimit] of Object.entries({
      Fenwick: '0.40',
      Marlow: '0.50',
      Rowing: '1.50',
      Tern: '9.00',
    })) {
      const id = await fixture.open({ name, creditLimit, plans: [plan] }, NOW - 6 * HOUR);
      await assess(fixture.at(NOW), id);
      ids[name] = id;
    }
    owner = await site.ownersBrowser();
  }, 60_000);

  const read = async (): Promise<string> => textOf((await owner.get(PAGE)).text);

  it('shows who is due, and gives time or holds with one click', async () => {
    const before = await read();
    expect(before).toContain('2 clients due to be suspended today, 1 tomorrow');
    expect(before).toMatch(/Today .*Fenwick .*about 09:\d\d .*3 more days .*Marlow .*Tomorrow.*Rowing/);
    expect(before).not.toContain('Tern');
    expect((await owner.post(`${PAGE}/exempt`, { account: ids['Fenwick'] ?? '' })).to).toBe(PAGE);
    expect(await read()).toContain('Fenwick will not be suspended before the end of 13 Mar 2026');
    // A second click, or one on a page of before, gives nothing more.
    await owner.post(`${PAGE}/exempt`, { account: ids['Fenwick'] ?? '' });
    expect(await read()).toContain('Fenwick already has more time.');
    await owner.post(`${PAGE}/hold`, { account: ids['Marlow'] ?? '' });
    const { body } = await site.api.get(`/v1/accounts/${ids['Marlow']}`);
    expect(body.hold).toMatchObject({ reason: 'From the morning list' });
    const { body: fenwick } = await site.api.get(`/v1/accounts/${ids['Fenwick']}`);
    expect(fenwick.exemptUntil).toBe('2026-03-14T00:00:00.000Z');
    const { body: list } = await site.api.get('/v1/morning');
    expect(list).toMatchObject({ due: [{ name: 'Rowing', day: 'tomorrow' }], left: [] });
  });

  it('lets each user turn the email on and off for themselves', async () => {
    expect(await read()).toContain('You can get this list by email at 07:00 (Europe/London)');
    await owner.post(`${PAGE}/email`, { wanted: 'yes' });
    expect(await read()).toContain('You get this list by email at 07:00 (Europe/London)');
    await owner.post(`${PAGE}/email`, { wanted: 'no' });
    expect(await read()).toContain('Email me this list');
  });
});
