import { beforeAll, expect, it } from 'vitest';
import { changeSite } from '../../src/sites/manageSites.js';
import { closeAccount } from '../../src/accounts/closeAccount.js';
import { changeAccount } from '../../src/accounts/changeAccount.js';
import { postCharge } from '../../src/ledger/postCharge.js';
import { postAdjustment } from '../../src/ledger/postAdjustment.js';
import { loadDocument, loadStatements } from '../../src/ledger/loadHistory.js';
import { reverseEntry } from '../../src/ledger/reverseEntry.js';
import { change, entriesOf, settle, view } from '../setup/activities.js';
import { createFixture, granted, type Fixture } from '../setup/fixture.js';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await createFixture();
});

const OPENED = '2026-03-01T00:00:00Z';
const MARCH = '2026-03-10T12:00:00Z';
const APRIL = '2026-04-10T12:00:00Z';
const AFTER = { march: '2026-04-01T01:00:00Z', april: '2026-05-01T01:00:00Z' };
const IN_UTC = { timeZone: 'UTC', creditLimit: '1000.00' };
const AE = { name: 'VAT', percent: '0', category: 'AE' };

const charge = async (account: string, amount: string, now = MARCH) =>
  granted(await postCharge(fixture.at(now), account, { amount, description: 'Logo', category: 'design' }));

async function taxesOf(account: string): Promise<string[][]> {
  const at = fixture.at(AFTER.april);
  const { periods } = granted(await loadStatements(at, account, { limit: 9 }));
  const documents = await Promise.all(
    periods.map(async ({ document }) => granted(await loadDocument(at, account, document.id))),
  );
  return documents
    .reverse()
    .map(({ taxes }) => taxes.map((tax) => `${tax.category} ${tax.percent}: ${tax.net} ${tax.minor}`));
}

it('a charge without tax remembers its category and the reason, as do the plan’s and what gives it back', async () => {
  const plans = [await fixture.plan({ recurring: [{ id: 'care', amount: '10.00', timing: 'advance' }] })];
  const account = await fixture.open({ ...IN_UTC, plans, tax: AE }, OPENED);
  const { id } = await charge(account, '30.00');
  const credit = { amount: '5.00', description: 'Less', charge: id };
  granted(await postAdjustment(fixture.at(MARCH), account, credit));
  granted(await reverseEntry(fixture.at(MARCH), id, {}));
  await settle(fixture, account, AFTER.march);
  const entries = await entriesOf(fixture, account);
  expect(entries.map(({ kind }) => kind).sort()).toEqual([
    'adjustment',
    'charge',
    'charge',
    'charge',
    'reversal',
  ]);
  for (const entry of entries)
    expect(entry).toMatchObject({ taxPercent: '0', taxCategory: 'AE', taxReasonCode: 'VATEX-EU-AE' });
  expect(await taxesOf(account)).toEqual([['AE 0: 1000 0']]);
});

it('tax is worked out on the sum per category and rate, whatever the tax was called', async () => {
  const account = await fixture.open({ ...IN_UTC, tax: { name: 'VAT', percent: '19' } }, OPENED);
  const first = [];
  for (let count = 0; count < 10; count += 1) first.push(await charge(account, '0.03'));
  await change(fixture, account, { tax: { name: 'MwSt', percent: '19' } }, MARCH);
  for (let count = 0; count < 10; count += 1) await charge(account, '0.03');
  await change(fixture, account, { tax: AE }, MARCH);
  await charge(account, '0.50');
  await change(fixture, account, { tax: { name: 'VAT', percent: '0' } }, MARCH);
  await charge(account, '0.70');
  const before = await view(fixture, account, AFTER.march);
  await settle(fixture, account, AFTER.march);
  expect((await view(fixture, account, AFTER.march)).headroom).toBe(before.headroom);
  expect(await taxesOf(account)).toEqual([['AE 0: 50 0', 'Z 0: 70 0', 'S 19: 60 11']]);
  for (const { id } of first) granted(await reverseEntry(fixture.at(APRIL), id, {}));
  granted(await closeAccount(fixture.at(APRIL), account));
  await settle(fixture, account, APRIL);
  // 0.30 are left of 0.60: the tax on that is 0.06.
  expect((await taxesOf(account))[1]).toEqual(['S 19: -30 -5']);
  const tax = (await entriesOf(fixture, account)).reduce(
    (sum, entry) => (entry.contraAccount.startsWith('tax:') ? sum - entry.amount : sum),
    0n,
  );
  expect(tax).toBe(6n);
});

it('a tax by hand has a rate that fits its category, and a reason where nothing is charged', async () => {
  const account = await fixture.open(IN_UTC, OPENED);
  const set = async (tax: object) =>
    changeAccount(fixture.at(MARCH), account, { tax: { name: 'VAT', percent: '0', ...tax } });
  expect(await set({ category: 'S' })).toMatchObject({ field: 'tax.percent' });
  expect(await set({ category: 'AE', percent: '19' })).toMatchObject({ field: 'tax.percent' });
  expect(await set({ category: 'X' })).toMatchObject({ field: 'tax.category' });
  expect(await set({ category: 'E' })).toMatchObject({ field: 'tax.reasonCode' });
  expect(await set({ category: 'Z', reasonCode: 'VATEX-EU-AE' })).toMatchObject({ field: 'tax.reasonCode' });
  expect(await set({ category: 'O' })).toBe(true);
  expect((await view(fixture, account, MARCH)).tax).toEqual({
    ...{ name: 'VAT', percent: '0', category: 'O', reasonCode: 'VATEX-EU-O' },
  });
});

it('documents keep the particulars of both sides as they were', async () => {
  const seller = { legalName: 'Northlight GmbH', country: 'DE', vatId: 'de811907980' };
  const context = fixture.at(OPENED);
  granted(await changeSite(context, fixture.siteId, { settings: { particulars: seller } }));
  granted(await changeSite(context, fixture.siteId, { settings: { particulars: { city: 'Kiel' } } }));
  const particulars = { legalName: 'Baker AG', street: 'Am Markt 1\nHof', country: 'DE' };
  const account = await fixture.open({ ...IN_UTC, particulars }, OPENED);
  await charge(account, '1.00');
  await settle(fixture, account, AFTER.march);
  await change(fixture, account, { particulars: { legalName: 'Miller AG', street: '' } }, APRIL);
  const at = fixture.at(AFTER.march);
  const [statement] = granted(await loadStatements(at, account, { limit: 1 })).periods;
  const { document } = granted(await loadDocument(at, account, statement?.document.id ?? ''));
  expect(document.particulars).toMatchObject({
    sender: {
      particulars: { legalName: 'Northlight GmbH', country: 'DE', vatId: 'DE811907980', city: 'Kiel' },
    },
    client: { particulars },
  });
  expect((await view(fixture, account, APRIL)).particulars).toEqual({
    legalName: 'Miller AG',
    country: 'DE',
  });
  const refused = await changeAccount(fixture.at(APRIL), account, { particulars: { vatId: 'DE1' } });
  expect(refused).toMatchObject({ refused: 'invalid', field: 'particulars.vatId' });
});
