import { beforeAll, describe, expect, it } from 'vitest';
import { resetOwnerPassword } from '../../src/auth/users/foundSite.js';
import { recordPayment } from '../../src/payments/recordPayment.js';
import { newId } from '../../src/platform/ids.js';
import { granted } from '../setup/fixture.js';
import type { Browser } from '../web/fixture.js';
import { createPortalFixture, type PortalFixture } from './fixture.js';

let fixture: PortalFixture;
let first: Awaited<ReturnType<PortalFixture['client']>>;
let second: typeof first;
beforeAll(async () => {
  fixture = await createPortalFixture();
  first = await fixture.client('fenwick');
  second = await fixture.client('gorse');
});

const idsIn = (html: string): string[] =>
  Array.from(html.matchAll(/\/statements\/([0-9a-f-]{36})\/pdf/g), ([, id = '']) => id);

describe('a client’s portal', () => {
  it('shows first until when the site is paid, then what it costs and why', async () => {
    const { sql } = fixture.api.fixture.database;
    const context = { ...fixture.api.fixture.at(fixture.api.time.now), sql };
    granted(
      await recordPayment(context, first.accountId, { amount: '100.00', method: 'bank', reference: 'A-1' }),
    );
    const { status, text } = await first.browser.get('/sites/fenwick/');
    expect(status).toBe(200);
    expect(text).toMatch(/Your site is paid until about <time[^>]+title="[^"]+"[^>]*>\d+ \w+<\/time>/);
    expect(text).toContain('49.00 EUR every month, in advance');
    expect(text).toContain('The first 100 GB included; beyond that 0.10 EUR per GB');
    expect(text).toContain('At least 20.00 EUR per month, before tax');
    expect(text).toContain('VAT');
    expect(text).toContain('58.80');
  });

  it('lists every entry with the balance after it, a page at a time, and as CSV', async () => {
    const { text } = await first.browser.get('/sites/fenwick/entries');
    expect(text).toContain('Your balance is');
    expect(text).toContain('Payment');
    const earlier = await first.browser.get('/sites/fenwick/entries?before=3');
    expect(earlier.text).toContain('VAT on Hosting');
    expect(earlier.text).not.toContain('A-1');
    const csv = await first.browser.get('/sites/fenwick/entries/csv');
    expect(csv.headers.get('content-type')).toContain('text/csv');
    const [head, ...rows] = csv.text.trim().split('\n');
    expect(head).toMatch(/^number,kind,category,description/);
    expect(rows).toHaveLength(3);
    expect(rows[2]).toContain(',-49.00,');
  });

  it('makes formulas in words harmless and leaves amounts numbers', async () => {
    const context = fixture.api.fixture.at(fixture.api.time.now);
    const payment = { amount: '1.00', method: 'cash', reference: '=HYPERLINK("http://bad.example")' };
    granted(await recordPayment(context, second.accountId, payment));
    const { text } = await second.browser.get('/sites/gorse/entries/csv');
    expect(text).toContain(`'=HYPERLINK`);
    expect(text).toContain(',-49.00,');
  });

  it('writes a statement for each period, as PDF and CSV, the same every time', async () => {
    await fixture.settle(first.accountId, '2026-02-01T02:00:00Z');
    await fixture.settle(second.accountId, '2026-02-01T02:10:00Z');
    await fixture.settle(first.accountId, '2026-03-01T02:00:00Z');
    fixture.api.time.now = Date.parse('2026-03-02T09:00:00Z');
    const relogged = await reopen('fenwick', first);
    const { text } = await relogged.get('/sites/fenwick/statements');
    expect(text).toContain('2026-00001');
    expect(text).toContain('2026-00003');
    const [id = ''] = idsIn(text);
    const pdf = await relogged.get(`/sites/fenwick/statements/${id}/pdf`);
    expect(pdf.headers.get('content-type')).toBe('application/pdf');
    expect(pdf.headers.get('content-disposition')).toBe('inline; filename="statement-2026-00003.pdf"');
    expect(pdf.text).toMatch(/^%PDF-1\./);
    expect((await relogged.get(`/sites/fenwick/statements/${id}/pdf`)).text).toBe(pdf.text);
    const csv = await relogged.get(`/sites/fenwick/statements/${id}/csv`);
    expect(csv.text).toContain('Hosting');
  });

  it('shows what to pay, how long it lasts, and how to pay', async () => {
    const browser = await reopen('fenwick', first);
    const { text, headers } = await browser.get('/sites/fenwick/pay');
    expect(text).toContain('keeps it online for 12 months');
    expect(text).toContain('By bank transfer');
    expect(text).not.toContain('Pay with');
    expect(headers.get('content-security-policy')).toContain("form-action 'self' https:");
    const refused = await browser.post('/sites/fenwick/pay', { provider: 'stripe', choice: '365' });
    expect(refused.status).toBe(409);
  });

  it('lets the client choose which emails come, in which language, and nothing else', async () => {
    const browser = await reopen('fenwick', first);
    const said = await browser.post('/sites/fenwick/preferences', { statements: 'no', language: 'de' });
    expect(said.to).toBe('/sites/fenwick/preferences');
    const { text } = await browser.get('/sites/fenwick/preferences');
    expect(text).toContain('<html lang="de">');
    expect(text).toContain('Sie erhalten keine Abrechnungen per E-Mail');
    expect(text).toContain('Gespeichert.');
    const entries = await browser.get('/sites/fenwick/entries');
    expect(entries.text).toMatch(/(Ihr Kontostand ist|Offen sind) [\d.]+,\d\d EUR/);
    const [row] = await fixture.api.fixture.database.sql`
      select language, statements_wanted, credit_limit::text from accounts where id = ${first.accountId}`;
    expect(row).toEqual({ language: 'de', statementsWanted: false, creditLimit: '10000' });
    const more = { statements: 'no', language: 'de', creditLimit: '9999.00' };
    expect((await browser.post('/sites/fenwick/preferences', more)).status).toBe(400);
    expect(
      (await browser.post('/sites/fenwick/preferences', { statements: 'no', language: 'x y' })).status,
    ).toBe(422);
  });
});

it('lets the client change what invoices say, but not what decides the tax', async () => {
  const browser = await reopen('fenwick', first);
  const path = '/sites/fenwick/preferences/invoices';
  const given = {
    ...{ legalName: 'Fenwick Ltd', street: 'Quay 1\r\nShed 2', postcode: 'D01', city: 'Dublin', vatId: '' },
    ...{
      companyId: '',
      addressScheme: 'EM',
      addressId: 'bills@fenwick.example',
      buyerReference: 'Cost centre 7',
    },
  };
  expect((await browser.post(path, given)).to).toBe('/sites/fenwick/preferences');
  expect((await browser.get('/sites/fenwick/preferences')).text).toContain('Fenwick Ltd');
  for (const decides of [{ country: 'US' }, { buyerKind: 'business' }])
    expect((await browser.post(path, { ...given, ...decides })).status).toBe(400);
  const wrong = await browser.post(path, { ...given, vatId: 'IE1', addressId: 'nowhere' });
  expect([wrong.status, wrong.text.includes('vatId-error'), wrong.text.includes('addressId-error')]).toEqual([
    422,
    true,
    true,
  ]);
  const [row] = await fixture.api.fixture.database
    .sql`select particulars from accounts where id = ${first.accountId}`;
  expect(row).toEqual({
    particulars: {
      ...{ legalName: 'Fenwick Ltd', street: 'Quay 1\nShed 2', postcode: 'D01', city: 'Dublin' },
      ...{
        electronicAddress: { scheme: 'EM', id: 'bills@fenwick.example' },
        buyerReference: 'Cost centre 7',
      },
    },
  });
});

describe('what is not the client’s own', () => {
  it('is not found: statements of others, their entries, other dates', async () => {
    const browser = await reopen('gorse', second);
    const own = await browser.get('/sites/gorse/statements');
    expect(idsIn(own.text)).toHaveLength(1);
    const others = await reopen('fenwick', first).then((fenwick) => fenwick.get('/sites/fenwick/statements'));
    for (const id of [...idsIn(others.text), first.accountId, newId(0)]) {
      for (const form of ['pdf', 'csv']) {
        expect((await browser.get(`/sites/gorse/statements/${id}/${form}`)).status).toBe(404);
        expect((await browser.get(`/sites/fenwick/statements/${id}/${form}`)).status).toBeGreaterThanOrEqual(
          300,
        );
      }
    }
    const [entry] = await fixture.api.fixture.database.sql<{ id: string }[]>`
      select id from entries where account_id = ${first.accountId} limit 1`;
    for (const path of [
      `entries/${entry?.id ?? ''}`,
      `statements/${entry?.id ?? ''}/pdf`,
      'statements/2026-01-01/pdf',
    ])
      expect((await browser.get(`/sites/gorse/${path}`)).status).toBe(404);
    for (const path of ['entries', 'entries/csv', 'statements', 'pay', '']) {
      const { text } = await browser.get(`/sites/gorse/${path}`);
      expect(text).not.toContain('Client of fenwick');
      expect(text).not.toContain('fenwick.example');
      expect(text).not.toContain('A-1');
    }
  });

  it('shows nothing of an account where there is none', async () => {
    const owner = await fixture.ownersBrowser();
    expect((await owner.get('/sites/agency/')).text).not.toContain('Your site');
    for (const path of ['entries', 'entries/csv', 'statements', 'pay', 'preferences'])
      expect((await owner.get(`/sites/agency/${path}`)).status).toBe(404);
  });

  it('is closed to those of the site whose group may not', async () => {
    const { sql } = fixture.api.fixture.database;
    const browser = await reopen('gorse', second);
    const [owner] = await sql<{ id: string }[]>`select id from users where site_id = ${second.siteId}`;
    await sql`update users set user_group = 'Viewer' where id = ${owner?.id ?? ''}`;
    expect((await browser.get('/sites/gorse/entries')).status).toBe(200);
    expect((await browser.post('/sites/gorse/pay', { provider: 'stripe', choice: '30' })).status).toBe(403);
    const change = { statements: 'no', language: 'en' };
    expect((await browser.post('/sites/gorse/preferences', change)).status).toBe(403);
    await sql`update users set user_group = 'Owner' where id = ${owner?.id ?? ''}`;
  });
});

/** Logs the client in again: the clock has moved past the end of the last session. */
async function reopen(slug: string, { siteId }: { readonly siteId: string }): Promise<Browser> {
  const { api } = fixture;
  const login = await resetOwnerPassword(
    api.fixture.database.sql,
    { now: api.time.now, actor: 'test' },
    siteId,
  );
  const browser = fixture.browser();
  if (login !== undefined) await browser.post(`/sites/${slug}/login`, login);
  return browser;
}
