import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Browser, createPagesFixture, type PagesFixture } from '../web/fixture.js';

let site: PagesFixture;
let careId: string;
let owner: Browser;
const BASE = '/sites/agency/console/import';

beforeAll(async () => {
  site = await createPagesFixture();
  const care = [{ id: 'care', amount: '30.00', timing: 'advance' as const }];
  careId = await site.api.fixture.plan({ name: 'Care', recurring: care, startupCharge: '10.00' });
  owner = await site.ownersBrowser();
});
afterAll(() => site.api.drop());

const get = async (path: string): Promise<string> => (await owner.get(path)).text;

describe('the import page', () => {
  it('asks for columns, names who would be suspended, grants days of grace, and imports', async () => {
    const file = 'Wer,email,plan,Colour\nMarsh,marsh@client.example,Care,blue\n';
    const path = (await owner.upload(BASE, { name: 'clients.csv', content: file })).to ?? '';
    expect(path).toMatch(/\/import\/[0-9a-f-]+$/);
    const first = await get(path);
    expect(first).toContain('No line of this file can be imported yet');
    expect(first).toContain('Colour');

    const columns = {
      column0: 'name',
      column1: 'email',
      column2: 'plan',
      column3: '',
      currency: 'EUR',
      timeZone: 'UTC',
    };
    await owner.post(`${path}/columns`, columns);
    const checked = await get(path);
    expect(checked).toContain('1 of 1 would be suspended at once');
    expect(checked).toContain('Marsh');

    const wrong = await owner.post(path, { graceDays: '99' });
    expect(wrong.text).toContain('This must be');
    await owner.post(path, { graceDays: '14' });
    expect(await get(path)).toContain('0 of 1 done');
  });
});

describe('the form for a new client', () => {
  const path = '/sites/agency/console/accounts/new';
  const fieldsOf = async (name: string) => ({
    key: /name="key" value="([^"]*)"/.exec(await get(path))?.[1] ?? '',
    ...{ name, email: `${name}@client.example`, language: 'en', 'sites[0].name': '', 'sites[0].slug': '' },
    ...{ 'sites[0].hostnames': '', plans: careId, currency: 'EUR', timeZone: 'UTC', billingDay: '1' },
    ...{ intervalMonths: '1', creditLimit: '', 'tax.name': '', 'tax.percent': '' },
    ...{ 'openingPayment.amount': '', 'openingPayment.method': 'bank', 'openingPayment.reference': '' },
  });

  it('says before it opens an account that it would be suspended at once, and by how much', async () => {
    const fields = await fieldsOf('finch');
    const warned = await owner.post(path, fields);
    expect(warned.text).toContain('Would be suspended at once');
    expect(warned.text).toMatch(/beyond the credit limit by[^]{0,40}<strong>\d+\.\d\d EUR/);
    expect(warned.text).toContain('value="finch"');
    expect(await get('/sites/agency/console/')).not.toContain('finch');
    const opened = await owner.post(path, { ...fields, act: 'open anyway' });
    expect(opened.to).toContain('/console/accounts/');
    expect(opened.to).not.toContain('/new');
  });

  it('opens an account at once whose first payment is enough', async () => {
    const paid = await owner.post(path, { ...(await fieldsOf('wren')), 'openingPayment.amount': '40.00' });
    expect(paid.to).toContain('/console/accounts/');
  });
});
