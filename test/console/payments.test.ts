import { parse } from 'csv-parse/sync';
import { beforeAll, describe, expect, it } from 'vitest';
import { open } from '../api/fixture.js';
import { type Browser, createPagesFixture, type PagesFixture } from '../web/fixture.js';

const PAGE = '/sites/agency/console/payments';

let site: PagesFixture;
let owner: Browser;

beforeAll(async () => {
  site = await createPagesFixture();
  owner = await site.ownersBrowser();
});

const rowsOf = (html: string): string[] =>
  [...html.matchAll(/<tr>((?:(?!<tr>).)*?)<\/tr>/gs)].slice(1).map(([, row = '']) =>
    row
      .replace(/<[^>]*>/g, ' ')
      .replace(/\s+/g, ' ')
      .trim(),
  );
const rows = async (search = ''): Promise<string[]> => rowsOf((await owner.get(`${PAGE}${search}`)).text);

describe('all payments', () => {
  it('are listed with what became of them, filtered, summed and exported', async () => {
    const { api } = site;
    const { id } = await open(api);
    const { sql } = api.fixture.database;
    const [account] = await sql<{ reference: string }[]>`select reference from accounts where id = ${id}`;
    const path = `/v1/accounts/${id}`;
    const pay = async (amount: string, method: string, reference: string): Promise<{ readonly id: string }> =>
      (await api.post(`${path}/payments`, { amount, method, reference })).body;
    const before = (await rows()).length;
    const first = await pay('70.10', 'card', 'ch_1');
    const second = await pay('5.00', 'cash', 'Till 4');
    await api.post(`${path}/refunds`, {
      amount: '20.10',
      payment: first.id,
      method: 'card',
      reference: 're_1',
    });
    await api.post(`/v1/entries/${second.id}/reverse`, { reason: 'posted twice' });
    const shown = await rows();
    expect(shown).toHaveLength(before + 4);
    expect(shown.find((row) => row.includes('ch_1'))).toMatch(/Payment · card 20\.10 returned/);
    expect(shown.find((row) => row.includes('Till 4'))).toMatch(/Payment · cash Returned/);
    expect(await rows('?show=refunds')).toHaveLength(1);
    expect((await rows('?show=reversals'))[0]).toContain('Reversal · cash');
    expect(await rows('?q=till')).toHaveLength(1);
    expect(await rows('?q=100%25')).toHaveLength(0);
    const spaced = (account?.reference ?? '').replace(/-/g, ' ');
    expect(await rows(`?q=${encodeURIComponent(spaced)}`)).not.toHaveLength(0);
    await api.post(`/v1/entries/${first.id}/dispute`, { reason: 'fraud' });
    expect((await rows('?show=disputes'))[0]).toContain('Disputed');
    expect(await rows('?from=2001-01-01&to=2001-01-31')).toHaveLength(0);

    const csv = (await owner.get(`${PAGE}/csv`)).text;
    const exported = parse<{ amount: string; kind: string }>(csv, { columns: true });
    expect(exported).toHaveLength(before + 4);
    const cents = (kind: string): number =>
      exported
        .filter((row) => row.kind === kind)
        .reduce((sum, row) => sum + Math.round(Number(row.amount) * 100), 0);
    expect(cents('refund')).toBe(-2_010);
    expect((await owner.get(PAGE)).text).toContain('Refunded (1)');
  });

  it('refuses what is no date or kind', async () => {
    expect((await owner.get(`${PAGE}?from=31.12.2026`)).status).toBe(400);
    expect((await owner.get(`${PAGE}?show=everything`)).status).toBe(400);
  });
});
