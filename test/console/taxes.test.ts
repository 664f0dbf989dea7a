import { beforeAll, describe, expect, it } from 'vitest';
import { formatRules, parseRules } from '../../api/console/taxes/ruleText.js';
import { isRefusal } from '../../src/core/values/refusal.js';
import { postCharge } from '../../src/ledger/postCharge.js';
import { scheduleCharge } from '../../src/ledger/scheduleCharge.js';
import { entriesOf, settle, view } from '../setup/activities.js';
import { granted } from '../setup/fixture.js';
import { type Browser, createPagesFixture, type PagesFixture } from '../web/fixture.js';

const SETTINGS = '/sites/agency/console/settings/taxes';
const NOW = '2026-03-10T12:00:00Z';
const AFTER = '2026-04-01T01:00:00Z';
const NOTHING = {
  ...{ legalName: '', street: '', postcode: '', city: '', country: '', vatId: '', companyId: '' },
  ...{ addressScheme: 'EM', addressId: '' },
};
let pages: PagesFixture;
let owner: Browser;
beforeAll(async () => {
  pages = await createPagesFixture();
  owner = await pages.ownersBrowser();
});

const at = (now: string) => pages.api.fixture.at(now);
const charge = async (account: string, category: string) =>
  granted(await postCharge(at(NOW), account, { amount: '10.00', description: 'Work', category }));

it('taxes are decided once the owner says so: by country, by rule, with an account’s own tax first', async () => {
  const form = {
    ...NOTHING,
    seller: 'registered',
    oss: 'no',
    rules: 'charge=domain category=E reason=VATEX-EU-79-C',
  };
  const nowhere = await owner.post(SETTINGS, form);
  expect([nowhere.status, nowhere.text.includes('country-error')]).toEqual([422, true]);
  const odd = await owner.post(SETTINGS, { ...form, country: 'DE', rules: '\nrate=7\ncountry=Narnia' });
  expect([odd.status, odd.text.includes('rules-error')]).toEqual([422, true]);
  const usual = { name: 'Agency', email: '', address: '', phone: '', paymentInstructions: '', taxNumber: '' };
  const business = { ...usual, defaultCreditLimit: '', taxName: 'USt', taxPercent: '', suspendedWords: '' };
  expect((await owner.post('/sites/agency/console/settings', business)).status).toBe(303);
  expect((await owner.post(SETTINGS, { ...form, country: 'DE', vatId: 'de 811.907.980' })).status).toBe(303);
  const page = (await owner.get(SETTINGS)).text;
  for (const shown of ['DE811907980', 'charge=domain category=E reason=VATEX-EU-79-C'])
    expect(page).toContain(shown);

  const { fixture } = pages.api;
  const terms = { timeZone: 'UTC', creditLimit: '1000.00' };
  const account = await fixture.open(
    { ...terms, particulars: { country: 'FR', vatId: 'FR40303265045' } },
    NOW,
  );
  const edit = {
    name: 'Client',
    email: 'a@client.example',
    moreEmails: '',
    language: 'en',
    statements: 'yes',
  };
  const path = `/sites/agency/console/accounts/${account}`;
  // Saving the client's other details leaves the decision alone.
  expect((await owner.post(`${path}/edit`, { ...edit, taxName: '', taxPercent: '' })).status).toBe(303);
  expect((await owner.get(`${path}/particulars`)).text).toContain(
    'Charges bear USt 0 % (category AE), as a business with a VAT id in another EU country.',
  );
  await charge(account, 'design');
  const details = { ...NOTHING, buyerReference: '', buyerKind: '' };
  expect((await owner.post(`${path}/particulars`, { ...details, country: 'DE' })).status).toBe(303);
  await charge(account, 'design');
  await charge(account, 'domain');
  const planned = { amount: '100.00', description: 'Domain', category: 'domain', dueOn: '2026-03-20' };
  granted(await scheduleCharge(at(NOW), account, planned));
  const ahead = await view(fixture, account, '2026-03-21T00:00:00Z');
  await settle(fixture, account, AFTER);
  const entries = await entriesOf(fixture, account);
  expect(entries.map(({ kind, amount, taxCategory }) => `${kind} ${amount} ${taxCategory ?? ''}`)).toEqual([
    ...['charge -1000 AE', 'charge -1000 S', 'tax -190 S', 'charge -1000 E', 'charge -10000 E'],
  ]);
  expect((await view(fixture, account, AFTER)).headroom).toBe(ahead.headroom);
  expect((await owner.post(`${path}/edit`, { ...edit, taxName: 'VAT', taxPercent: '7' })).status).toBe(303);
  expect(await view(fixture, account, AFTER)).toMatchObject({
    ...{ tax: { percent: '7', category: 'S' }, taxDecidedBy: 'hand' },
  });

  // Why nothing is charged can be said by hand, too; a rate above 0 has no such reason.
  const exempt = { ...edit, taxName: '', taxPercent: '', taxCategory: 'E VATEX-EU-79-C' };
  const odd2 = await owner.post(`${path}/edit`, { ...exempt, taxPercent: '7' });
  expect([odd2.status, odd2.text.includes('taxPercent-error')]).toEqual([422, true]);
  expect((await owner.post(`${path}/edit`, exempt)).status).toBe(303);
  expect(await view(fixture, account, AFTER)).toMatchObject({
    tax: { name: 'VAT', percent: '0', category: 'E', reasonCode: 'VATEX-EU-79-C' },
  });
  expect((await owner.get(`${path}/edit`)).text).toContain('value="E VATEX-EU-79-C" selected');

  // The page names who keeps a tax by hand, and one button lets the policy decide.
  const listed = (await owner.get(SETTINGS)).text;
  for (const shown of ['One client with a tax by hand', `accounts/${account}`, 'taxes/decide'])
    expect(listed).toContain(shown);
  expect((await owner.get(`${SETTINGS}/decide`)).text).toContain('Let the tax of one client be decided?');
  expect((await owner.post(`${SETTINGS}/decide`, {})).status).toBe(303);
  expect(await view(fixture, account, AFTER)).toMatchObject({ taxDecidedBy: 'home' });
  expect((await owner.get(SETTINGS)).text).not.toContain('with a tax by hand');
});

describe('the owner’s rules as text', () => {
  it('are read back as they were written', () => {
    const rules = [
      { country: 'CH', percent: '8.1' },
      { country: 'other', buyer: 'business' as const, percent: '0', category: 'O', reasonCode: 'VATEX-EU-O' },
      { charge: 'domain', percent: '0', category: 'E', reasonCode: 'VATEX-EU-79-C' },
    ];
    expect(parseRules(formatRules(rules))).toEqual(rules);
    expect(parseRules(' \n\n')).toEqual([]);
    expect(parseRules('country=eu RATE=19')).toEqual([{ country: 'EU', percent: '19' }]);
  });

  it.each(['rate', 'tax=19', 'rate=1 rate=2', 'buyer=robot', 'category=X', '<script>'])(
    '“%s” is refused',
    (line) => {
      const read = parseRules(`rate=19\n${line}`);
      expect(isRefusal(read) && read.detail).toMatch(/^line 2: /);
    },
  );
});
