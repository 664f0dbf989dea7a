import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { statementPdf } from '../../api/documents/statements.js';
import { closeAccount } from '../../src/accounts/closeAccount.js';
import { compareWhatIf } from '../../src/accounts/whatIf.js';
import { isRefusal } from '../../src/core/values/refusal.js';
import { disputeEntry } from '../../src/payments/disputeEntry.js';
import { loadDocument, loadStatements } from '../../src/ledger/loadHistory.js';
import { postAdjustment } from '../../src/ledger/postAdjustment.js';
import { reverseEntry } from '../../src/ledger/reverseEntry.js';
import { endPromotion } from '../../src/promotions/endPromotion.js';
import { grantPromotion, type PromotionInput } from '../../src/promotions/grantPromotion.js';
import { loadAccountPromotions } from '../../src/promotions/loadPromotions.js';
import type { Entry } from '../../src/store/ledger/entries.js';
import { ledgerSums } from '../../src/store/ledger/entries.js';
import { entriesOf, settle, use, view } from '../setup/activities.js';
import { createFixture, type Fixture, granted } from '../setup/fixture.js';
import { invoiceFaultsOf } from '../simulation/guard/operations/invoiceFaults.js';
import { taxFaultsOf } from '../simulation/guard/operations/taxFaults.js';

let fixture: Fixture;
let plan: string;
beforeAll(async () => {
  fixture = await createFixture(20);
  const { sql } = fixture.database;
  await sql`update sites set settings = settings || '{"invoicing": {"enabled": true}}' where id = ${fixture.siteId}`;
  plan = await fixture.plan({
    recurring: [{ id: 'hosting', name: 'Hosting', amount: '10.00', timing: 'advance' }],
    usage: [
      { id: 'use', name: 'Requests', meter: 'requests', model: 'graduated', bands: [{ unitPrice: '1' }] },
    ],
  });
});
afterAll(async () => {
  for (const { sum } of await ledgerSums(fixture.database.sql)) expect(sum).toBe(0n);
});

const OPENED = '2026-03-01T00:00:00Z';
const LATER = '2027-01-01T00:00:00Z';
const CREDIT = { name: 'Welcome credit', kind: 'credit' as const, amount: '12.00', endsOn: '2026-04-30' };

const open = async (): Promise<string> =>
  fixture.open(
    { timeZone: 'UTC', creditLimit: '100.00', plans: [plan], tax: { name: 'VAT', percent: '19' } },
    OPENED,
  );
const grant = async (account: string, input: PromotionInput = CREDIT, now = OPENED) =>
  granted(await grantPromotion(fixture.at(now), account, input));
const inShort = ({ description, amount }: Entry): string => `${amount} ${description}`;
const faultsOf = async (account: string): Promise<string[]> => {
  const [newest] = granted(await loadStatements(fixture.at(LATER), account, { limit: 1 })).periods;
  return [
    ...(await taxFaultsOf(fixture.at(LATER), account)),
    ...(await invoiceFaultsOf(fixture.at(LATER), account, newest?.closingNumber ?? 0)),
  ];
};

describe('a credit', () => {
  it('is posted line by line with the tax of the line, and the statement says what ended unused', async () => {
    const account = await open();
    await grant(account, { ...CREDIT, amount: '30.00', endsOn: '2026-03-31' });
    await use(fixture, account, '2026-03-10T12:00:00Z', '5');
    expect((await view(fixture, account, '2026-03-15T00:00:00Z')).headroom).toBe('100.00');
    await settle(fixture, account, '2026-04-01T01:00:00Z');
    expect((await entriesOf(fixture, account)).map(inShort)).toEqual([
      '-1000 Hosting, 1 Mar – 31 Mar 2026',
      '-190 VAT on Hosting, 1 Mar – 31 Mar 2026',
      '1000 Welcome credit on Hosting, 1 Mar – 31 Mar 2026: 20.00 EUR of 30.00 EUR left until 31 Mar 2026',
      '190 VAT on Welcome credit on Hosting, 1 Mar – 31 Mar 2026: 20.00 EUR of 30.00 EUR left until 31 Mar 2026',
      '-500 Requests, 1 Mar – 31 Mar 2026',
      '-95 VAT on Requests, 1 Mar – 31 Mar 2026',
      '500 Welcome credit on Requests, 1 Mar – 31 Mar 2026: 15.00 EUR of 30.00 EUR left until 31 Mar 2026',
      '95 VAT on Welcome credit on Requests, 1 Mar – 31 Mar 2026: 15.00 EUR of 30.00 EUR left until 31 Mar 2026',
      '-1000 Hosting, 1 Apr – 30 Apr 2026',
      '-190 VAT on Hosting, 1 Apr – 30 Apr 2026',
    ]);
    const [first] = granted(await loadStatements(fixture.at(LATER), account, { limit: 1 })).periods;
    const { document } = granted(await loadDocument(fixture.at(LATER), account, first?.document.id ?? ''));
    expect(document.particulars.credits).toEqual([
      { name: 'Welcome credit', of: '3000', left: '1500', endsOn: '2026-03-31', isOver: true },
    ]);
    const pdf = await statementPdf(fixture.at(LATER), account, document.id);
    expect(isRefusal(pdf)).toBe(false);
    expect(await faultsOf(account)).toEqual([]);
  });

  it('comes back with the reversal of a charge, which gives back what was really charged', async () => {
    const account = await open();
    await grant(account, { name: 'Half', kind: 'percent', percent: '50' });
    await grant(account, { ...CREDIT, amount: '2.00' });
    await settle(fixture, account, OPENED);
    const [charge, , , , credit] = await entriesOf(fixture, account);
    expect([charge, credit].map((entry) => entry && inShort(entry))).toEqual([
      '-1000 Hosting, 1 Mar – 31 Mar 2026',
      expect.stringMatching(/^200 Welcome credit/) as string,
    ]);
    expect((await view(fixture, account, OPENED)).balance).toBe('-3.57');
    const more = { amount: '3.01', description: 'Sorry', charge: charge?.id };
    expect(await postAdjustment(fixture.at(OPENED), account, more)).toMatchObject({ field: 'amount' });
    granted(await postAdjustment(fixture.at(OPENED), account, { ...more, amount: '1.00' }));
    granted(await disputeEntry(fixture.at(OPENED), charge?.id ?? '', { reason: 'contested' }));
    expect((await view(fixture, account, OPENED)).headroom).toBe('100.00');
    granted(await reverseEntry(fixture.at(OPENED), charge?.id ?? '', {}));
    await settle(fixture, account, '2026-03-20T00:00:00Z');
    expect((await view(fixture, account, OPENED)).balance).toBe('0.00');
    const [given] = granted(await loadAccountPromotions(fixture.at(OPENED), account));
    expect(given).toMatchObject({ taken: 0n, left: 2_00n });
    await settle(fixture, account, '2026-04-01T01:00:00Z');
    expect((await view(fixture, account, '2026-04-01T01:00:00Z')).balance).toBe('-3.57');
    granted(await closeAccount(fixture.at('2026-04-10T12:00:00Z'), account));
    await settle(fixture, account, '2026-04-10T12:00:00Z');
    expect(await faultsOf(account)).toEqual([]);
  });

  it('takes its tax along where the tax of a charge alone is reversed', async () => {
    const account = await open();
    await grant(account, { ...CREDIT, amount: '4.00' });
    await settle(fixture, account, OPENED);
    const [, tax] = await entriesOf(fixture, account);
    granted(await reverseEntry(fixture.at(OPENED), tax?.id ?? '', {}));
    expect((await view(fixture, account, OPENED)).balance).toBe('-6.00');
    await settle(fixture, account, '2026-04-01T01:00:00Z');
    expect(await faultsOf(account)).toEqual([]);
  });

  it('is used once though two are settled at once, and ends once though two end it', async () => {
    const account = await open();
    const { id } = await grant(account);
    await Promise.all([settle(fixture, account, OPENED), settle(fixture, account, OPENED)]);
    expect((await view(fixture, account, OPENED)).balance).toBe('0.00');
    const ends = await Promise.all([1, 2].map(() => endPromotion(fixture.at(OPENED), account, id)));
    expect(ends.filter((end) => isRefusal(end))).toHaveLength(1);
  });

  it('delays the limit date by what is left of it, and what-if counts it', async () => {
    const limitOf = async (account: string): Promise<string | null> =>
      (await view(fixture, account, '2026-03-10T00:00:00Z')).limitDate;
    const account = await fixture.open({ timeZone: 'UTC', creditLimit: '15.00', plans: [plan] }, OPENED);
    expect(await limitOf(account)).toBe('2026-04-01T00:00:00.000Z');
    await grant(account, { ...CREDIT, endsOn: undefined });
    expect(await limitOf(account)).toBe('2026-05-01T00:00:00.000Z');
    const compared = granted(
      await compareWhatIf(fixture.at('2026-03-10T00:00:00Z'), account, { plans: [plan] }),
    );
    expect(compared.today.periods.map(({ net }) => net)).toEqual([0n, 8_00n, 10_00n]);
    expect(compared.whatIf.periods).toEqual(compared.today.periods);
    expect(compared.today.periods[1]?.lines.at(-1)).toEqual({
      ...{ kind: 'credit', name: 'Welcome credit', minor: -2_00n },
    });
  });
});

it.each([
  ['JPY', '500', '500'],
  ['KWD', '1.234', '1.234'],
])('counts in the decimals of %s', async (currency, amount, left) => {
  const account = await fixture.open({ timeZone: 'UTC', currency, creditLimit: '0' }, OPENED);
  const name = 'Ĉu 🎁 <b>';
  const given = await grant(account, { name, kind: 'credit', amount });
  expect(given).toMatchObject({ name, currency, minor: BigInt(left.replace('.', '')) });
  granted(await closeAccount(fixture.at(OPENED), account));
  await settle(fixture, account, OPENED);
  const again = await grantPromotion(fixture.at(OPENED), account, { name, kind: 'credit', amount });
  expect(again).toMatchObject({ refused: 'account_closed' });
});
