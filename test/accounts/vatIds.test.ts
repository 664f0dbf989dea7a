import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { askVies } from '../../src/accounts/vatIds/askVies.js';
import { checkVatIds } from '../../src/accounts/vatIds/checkVatIds.js';
import { changeSite } from '../../src/sites/manageSites.js';
import { postCharge } from '../../src/ledger/postCharge.js';
import { DAY_MS } from '../../src/core/values/zone.js';
import { type ApiServer, type Response, startApiServer } from '../providers/apiServer.js';
import { change, entriesOf, view } from '../setup/activities.js';
import { createFixture, granted, type Fixture } from '../setup/fixture.js';

/** A stand-in for the VIES service. */
let vies: ApiServer;
let answer: (asked: { readonly vatNumber: string; readonly requesterNumber?: string }) => Response;
let fixture: Fixture;
const OPENED = Date.parse('2026-03-01T00:00:00Z');
const NOW = OPENED + DAY_MS;
const VALID = { valid: true, requestIdentifier: 'WAPIAAAAW', name: 'SARL EXEMPLE', address: '---' };

beforeAll(async () => {
  vies = await startApiServer(({ body }) => answer(JSON.parse(body) as { readonly vatNumber: string }));
  fixture = await createFixture();
  const particulars = { country: 'DE', vatId: 'DE811907980' };
  const taxPolicy = { seller: 'registered' as const, oss: false, rules: [] };
  granted(await changeSite(fixture.at(OPENED), fixture.siteId, { settings: { particulars, taxPolicy } }));
});
afterAll(async () => vies.stop());
beforeEach(() => {
  vies.requests.length = 0;
});

const check = async (at: number) =>
  checkVatIds(fixture.at(at), (vatId, requester) => askVies(vies.url, vatId, requester));
const french = async () =>
  fixture.open({ creditLimit: '1000.00', particulars: { country: 'FR', vatId: 'FR40303265045' } }, OPENED);
const tax = async (account: string, at: number) => {
  const { tax: borne, vatCheck } = await view(fixture, account, at);
  return {
    percent: borne?.percent,
    category: borne?.category,
    status: vatCheck?.status,
    error: vatCheck?.error,
  };
};
const charge = async (account: string, at: number) =>
  granted(
    await postCharge(fixture.at(at), account, { amount: '10.00', description: 'Logo', category: 'design' }),
  );

it('a charge never waits for VIES: without an answer the id is unverified and asked about again, ever later', async () => {
  const account = await french();
  answer = () => ({ body: { actionSucceed: false, errorWrappers: [{ error: 'MS_UNAVAILABLE' }] } });
  const waits = [];
  let at = NOW;
  for (let attempt = 0; attempt < 12; attempt += 1) {
    expect(await check(at)).toEqual({ answered: 0, waiting: 1 });
    expect(await check(at)).toEqual({ answered: 0, waiting: 0 });
    const next = Date.parse((await view(fixture, account, at)).vatCheck?.nextCheckAt ?? '');
    waits.push((next - at) / 60_000);
    at = next;
  }
  expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 720, 720]);
  await charge(account, at);
  expect(await tax(account, at)).toEqual({
    percent: '0',
    category: 'AE',
    status: 'unverified',
    error: 'MS_UNAVAILABLE',
  });
  expect((await entriesOf(fixture, account))[0]).toMatchObject({
    taxCategory: 'AE',
    taxReasonCode: 'VATEX-EU-AE',
  });
  answer = () => ({ body: VALID });
  expect(await check(at)).toEqual({ answered: 1, waiting: 0 });
  expect(vies.requests[0]?.path).toBe('/check-vat-number');
  expect(JSON.parse(vies.requests[0]?.body ?? '')).toEqual({
    ...{ countryCode: 'FR', vatNumber: '40303265045' },
    ...{ requesterMemberStateCode: 'DE', requesterNumber: '811907980' },
  });
  expect((await view(fixture, account, at)).vatCheck).toMatchObject({
    ...{ status: 'valid', consultationNumber: 'WAPIAAAAW', name: 'SARL EXEMPLE', address: null, error: null },
    nextCheckAt: new Date(at + 90 * DAY_MS).toISOString(),
  });
});

it('an id that VIES does not know costs the tax from then on, and each answer is kept', async () => {
  const account = await french();
  answer = () => ({ body: VALID });
  await check(NOW);
  await charge(account, NOW);
  answer = () => ({ body: { valid: false, requestIdentifier: 'WAPIBBBBX' } });
  const later = NOW + 91 * DAY_MS;
  await check(later);
  expect(await tax(account, later)).toMatchObject({ percent: '19', category: 'S', status: 'invalid' });
  await charge(account, later);
  const taxes = (await entriesOf(fixture, account)).map(({ kind, amount, taxCategory }) => [
    kind,
    amount,
    taxCategory,
  ]);
  expect(taxes).toEqual([
    ['charge', -1000n, 'AE'],
    ['charge', -1000n, 'S'],
    ['tax', -190n, 'S'],
  ]);
  const { sql } = fixture.database;
  const kept =
    await sql`select status, consultation_number from vat_checks where account_id = ${account} order by checked_at`;
  expect(kept.map((row): unknown[] => [row['status'], row['consultationNumber']])).toEqual([
    ['valid', 'WAPIAAAAW'],
    ['invalid', 'WAPIBBBBX'],
  ]);
  const audit =
    await sql`select before, after from audit where account_id = ${account} and action = 'vat-id.check' order by at`;
  expect(audit.map(({ before, after }) => [before, after] as unknown)).toEqual([
    [{ vatIdStatus: 'unverified' }, { vatIdStatus: 'valid' }],
    [{ vatIdStatus: 'valid' }, { vatIdStatus: 'invalid' }],
  ]);
  // The same answer again is kept, too, and changes nothing.
  await check(later + 7 * DAY_MS);
  const [all] = await sql`select count(*) as checks from vat_checks where account_id = ${account}`;
  expect(all).toEqual({ checks: 3 });
});

it('another id starts anew, and one that is removed or not of the EU is asked about no more', async () => {
  const account = await french();
  answer = () => ({ body: VALID });
  await check(NOW);
  await change(fixture, account, { particulars: { city: 'Paris' } }, NOW);
  expect(await tax(account, NOW)).toMatchObject({ status: 'valid' });
  await change(fixture, account, { particulars: { vatId: 'fr 61954506077' } }, NOW);
  expect(await tax(account, NOW)).toMatchObject({ status: 'unverified', category: 'AE' });
  await change(fixture, account, { particulars: { country: 'CH', vatId: 'CHE-116.281.710' } }, NOW);
  expect(await tax(account, NOW)).toMatchObject({ status: undefined, category: 'O' });
  expect(await check(NOW)).toEqual({ answered: 0, waiting: 0 });
});

it('the client’s id is checked also where the owner’s is refused, and whatever else comes back is no answer', async () => {
  const account = await french();
  answer = ({ requesterNumber }) =>
    requesterNumber === undefined
      ? { body: { ...VALID, requestIdentifier: '' } }
      : { status: 400, body: { actionSucceed: false, errorWrappers: [{ error: 'INVALID_REQUESTER_INFO' }] } };
  await check(NOW);
  expect((await view(fixture, account, NOW)).vatCheck).toMatchObject({
    status: 'valid',
    consultationNumber: null,
  });
  const odd: Response[] = [
    { status: 500, body: {} },
    { body: [] },
    { body: { valid: 'yes' } },
    { body: { errorWrappers: [] } },
  ];
  for (const response of odd) {
    answer = () => response;
    expect(await askVies(vies.url, 'FR40303265045', null)).toHaveProperty('error');
  }
  expect(await askVies('http://127.0.0.1:1', 'FR40303265045', null)).toHaveProperty('error');
});
