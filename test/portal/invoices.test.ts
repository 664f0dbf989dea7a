import { unzipSync } from 'fflate';
import { beforeAll, expect, it } from 'vitest';
import { closeAccount } from '../../src/accounts/closeAccount.js';
import { resetOwnerPassword } from '../../src/auth/users/foundSite.js';
import { postAdjustment } from '../../src/ledger/postAdjustment.js';
import { postCharge } from '../../src/ledger/postCharge.js';
import { reverseEntry } from '../../src/ledger/reverseEntry.js';
import { recordUsage } from '../../src/usage/recordUsage.js';
import { event } from '../setup/activities.js';
import { granted } from '../setup/fixture.js';
import type { Browser } from '../web/fixture.js';
import { createPortalFixture, type PortalFixture } from './fixture.js';

let portal: PortalFixture;
beforeAll(async () => {
  portal = await createPortalFixture();
});

const SETTINGS = '/sites/agency/console/settings/invoices';
const PARTICULARS = {
  ...{ legalName: 'Northlight Studio Ltd', street: '1 Quay Street', postcode: '10115', city: 'Berlin' },
  ...{ country: 'DE', vatId: 'DE136695976' },
};
const WANTED = {
  ...{ enabled: 'yes', termDays: '14', footer: 'Northlight Bank' },
  ...{ prepayments: 'off', 'prefix-prepayment': 'V-', 'prefix-receipt': 'Q-' },
  ...{ 'next-prepayment': '1', 'next-receipt': '1' },
  ...{ 'prefix-invoice': 'R-', 'prefix-credit-note': 'G-', 'next-invoice': '7', 'next-credit-note': '1' },
};

interface Listed {
  readonly id: string;
  readonly kind: string;
  readonly number: string;
  readonly total: string;
}

async function documentsOf(account: string): Promise<readonly Listed[]> {
  const { body } = await portal.api.get(`/v1/accounts/${account}/invoices`);
  return body.data as unknown as readonly Listed[];
}

/** Sessions end long before the months of the test. */
async function logInAgain(siteId: string, slug: string): Promise<Browser> {
  const { fixture, time } = portal.api;
  const login = await resetOwnerPassword(fixture.database.sql, { now: time.now, actor: 'test' }, siteId);
  const browser = portal.browser();
  await browser.post(`/sites/${slug}/login`, login ?? {});
  return browser;
}

const inShort = ({ kind, number, total }: Listed): string => `${kind} ${number} ${total}`;

it('turns charges into an invoice, corrections into credit notes that name it, and shows a client only their own', async () => {
  const { api } = portal;
  const owner = await portal.ownersBrowser();
  const refused = await owner.post(SETTINGS, WANTED);
  expect([refused.status, refused.text]).toEqual([409, expect.stringContaining('country is missing')]);
  const site = await api.ask('/v1/sites/agency', {
    method: 'PATCH',
    body: { settings: { particulars: PARTICULARS } },
  });
  expect(site.status).toBe(200);
  const alike = await owner.post(SETTINGS, { ...WANTED, 'prefix-credit-note': 'R-' });
  expect([alike.status, alike.text]).toEqual([422, expect.stringContaining('must differ from the other')]);
  expect((await owner.post(SETTINGS, WANTED)).status).toBe(303);
  const back = await owner.post(SETTINGS, { ...WANTED, 'next-invoice': '5' });
  expect([back.status, back.text]).toEqual([422, expect.stringContaining('numbers only go up')]);

  const { accountId, siteId } = await portal.client('fenwick');
  const other = await portal.client('marlow');
  const at = (time: string) => api.fixture.at(time);
  const form = { amount: '100.00', description: 'Contact form', category: 'design' };
  const charge = granted(await postCharge(at('2026-01-10T12:00:00Z'), accountId, form));
  await portal.settle(accountId, '2026-02-01T02:00:00Z');
  const [invoice] = await documentsOf(accountId);
  // 49.00 of January, the form, and 20 %; February's 49.00 is charged, but not settled.
  expect(invoice).toMatchObject({ kind: 'invoice', number: 'R-2026-00007', total: '178.80' });
  const { body: whole } = await api.get(`/v1/accounts/${accountId}/invoices/${invoice?.id ?? ''}`);
  expect(whole).toMatchObject({
    ...{ seller: { ...PARTICULARS }, buyer: { name: 'Client of fenwick' }, issuedOn: '2026-02-01' },
    ...{ dueOn: '2026-02-15', net: '149.00', tax: '29.80', payable: '178.80' },
    period: { start: '2026-01-01', end: '2026-01-31' },
    taxes: [{ category: 'S', percent: '20', net: '149.00', tax: '29.80' }],
  });

  granted(await reverseEntry(at('2026-02-10T12:00:00Z'), charge.id, { reason: 'not ordered' }));
  const late = event('fenwick', '2026-01-20T12:00:00Z', '150000000000', 'bandwidth');
  await recordUsage(at('2026-02-11T12:00:00Z'), [late]);
  await portal.settle(accountId, '2026-03-01T02:00:00Z');
  expect((await documentsOf(accountId)).slice(0, 2).map(inShort)).toEqual([
    'credit-note G-2026-00001 120.00',
    'invoice R-2026-00008 64.80',
  ]);
  const [note] = await documentsOf(accountId);
  const { body: credit } = await api.get(`/v1/accounts/${accountId}/invoices/${note?.id ?? ''}`);
  expect(credit).toMatchObject({
    preceding: [{ number: 'R-2026-00007', issuedOn: '2026-02-01' }],
    ...{ net: '100.00', tax: '20.00', paid: '0.00' },
    lines: [{ description: expect.stringContaining('not ordered') as unknown, net: '100.00' }],
  });

  granted(await closeAccount(at('2026-03-10T12:00:00Z'), accountId));
  await portal.settle(accountId, '2026-03-10T12:00:00Z');
  const { body: entries } = await api.get(`/v1/accounts/${accountId}/entries`);
  const base = entries.data.findLast(({ kind }) => kind === 'charge');
  const goodwill = { amount: '10.00', description: 'Goodwill', charge: base?.id ?? '' };
  granted(await postAdjustment(at('2026-03-11T12:00:00Z'), accountId, goodwill));
  const [afterClosing, last] = await documentsOf(accountId);
  expect(inShort(afterClosing as Listed)).toBe('credit-note G-2026-00002 12.00');
  expect(inShort(last as Listed)).toMatch(/^invoice R-2026-00009 /);

  // The files, each for its own client only.
  await portal.settle(other.accountId, '2026-03-10T13:00:00Z');
  const [theirs] = await documentsOf(other.accountId);
  const browser = await logInAgain(siteId, 'fenwick');
  const statements = await browser.get('/sites/fenwick/statements');
  expect(statements.text).toContain('R-2026-00007');
  expect(statements.text).not.toContain(theirs?.number);
  const pdf = await browser.get(`/sites/fenwick/invoices/${invoice?.id ?? ''}/pdf`);
  expect([pdf.status, pdf.text.slice(0, 5)]).toEqual([200, '%PDF-']);
  expect((await browser.get(`/sites/fenwick/invoices/${theirs?.id ?? ''}/pdf`)).status).toBe(404);
  const stranger = await api.ask(`/v1/accounts/${accountId}/invoices/${invoice?.id ?? ''}`, {
    as: api.strangerKey,
  });
  expect(stranger.status).toBe(404);
  const files = `/sites/agency/console/accounts/${accountId}/invoices/${invoice?.id ?? ''}`;
  // The client has no address, so there is no XML, and the page says why.
  const later = await portal.ownersBrowser();
  const ubl = await later.get(`${files}/ubl`);
  expect([ubl.status, ubl.text]).toEqual([409, expect.stringContaining('buyer&#39;s country is missing')]);

  const { body: events } = await api.get('/v1/events');
  expect(events.data).toHaveLength(7);
  expect(events.data[0]).toMatchObject({
    type: 'invoice.issued',
    data: { number: 'R-2026-00007', accountId },
  });
  const { body: since } = await api.get(`/v1/events?cursor=${events.next ?? ''}`);
  expect([since.data, since.next]).toEqual([[], events.next]);

  const zip = await later.get('/sites/agency/console/invoices');
  expect(zip.text).toContain('Client of marlow');
  const folder = await api.app.request('/v1/invoices?month=2026-02&format=zip', {
    headers: { authorization: `Bearer ${api.apiKey}` },
  });
  const unzipped = unzipSync(new Uint8Array(await folder.arrayBuffer()));
  expect(Object.keys(unzipped)).toEqual(
    expect.arrayContaining(['R-2026-00007.pdf', 'invoices-2026-02.csv', 'README.txt']),
  );
  const list = Buffer.from(unzipped['invoices-2026-02.csv'] ?? []).toString();
  expect(list).toContain('R-2026-00007,invoice,2026-02-01,2026-02-15,Client of fenwick,,');
  expect((await api.get('/v1/invoices?limit=2')).body.data).toHaveLength(2);
});
