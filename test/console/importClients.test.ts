import { beforeAll, describe, expect, it } from 'vitest';
import { workTasks } from '../../src/tasks/workTasks.js';
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

const get = async (path: string): Promise<string> => (await owner.get(path)).text;

describe('the import page', () => {
  it('requires columns, names who would be suspended, grants days of grace, and imports', async () => {
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
    expect(await get(path)).toContain('0 of 1 client done');
  });
});

describe('what is checked before an import', () => {
  const HEAD = 'name,email,currency,time zone,plan,hostnames,slug,opening balance,limit,language,country\n';
  const check = async (lines: readonly string[]): Promise<string> => {
    const content = `${HEAD}${lines.join('\n')}\n`;
    return (await owner.upload(BASE, { name: 'all.csv', content })).to ?? '';
  };

  it('opens each client that the check lets through: balances of nothing, however they are written', async () => {
    const balances = ['0', '0.00', '-0.00', '', '5.00', '-5.00'];
    const lines = balances.map(
      (balance, at) =>
        `Balance ${at},b${at}@c.example,EUR,UTC,Care,b${at}.example,b${at},${balance},50.00,fr,DE`,
    );
    const path = await check(lines);
    expect(await get(path)).toContain(`${balances.length} clients can be imported`);
    await owner.post(path, { graceDays: '14' });
    const { fixture, time } = site.api;
    while (await workTasks(fixture.at(time.now)));
    const done = await get(path);
    expect(done).toContain(`${balances.length} accounts opened`);
    expect(done).not.toContain('refused');
  });

  it('names every fault of a line at once', async () => {
    // The slug and the host are those of clients opened above.
    const path = await check([
      'Wrong,nobody,GLD,Mars/Phobos,Gold,"b1.example, 127.0.0.1",b0,ten,twelve,no language,Utopia',
    ]);
    const page = await get(path);
    const problems = page.slice(page.indexOf('<h2>Problems</h2>'));
    for (const column of [
      ...['Email', 'Currency', 'Time zone', 'Plan', 'Hostnames', 'Short name of the site', 'Balance'],
      ...['Credit limit', 'Language', 'Country'],
    ])
      expect(problems, column).toContain(`<strong>${column}</strong>`);
    for (const host of ['127.0.0.1', 'b1.example']) expect(problems).toContain(host);
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

  const agreed = (fields: Record<string, string>, shown: string) => ({
    ...fields,
    ...{ act: 'open anyway', short: /name="short" value="([^"]*)"/.exec(shown)?.[1] ?? '' },
  });

  it('warns before it opens an account that it would be suspended at once, and by how much', async () => {
    const fields = await fieldsOf('finch');
    const warned = await owner.post(path, fields);
    expect(warned.text).toContain('Would be suspended at once');
    expect(warned.text).toMatch(/beyond the credit limit by[^]{0,40}<strong>\d+\.\d\d EUR/);
    expect(warned.text).toContain('value="finch"');
    expect(await get('/sites/agency/console/')).not.toContain('finch');
    const opened = await owner.post(path, agreed(fields, warned.text));
    expect(opened.to).toContain('/console/accounts/');
    expect(opened.to).not.toContain('/new');
  });

  it('opens an account beyond its limit only by as much as was shown', async () => {
    const fields = await fieldsOf('robin');
    expect((await owner.post(path, { ...fields, act: 'open anyway' })).text).toContain('suspended at once');
    const wider = { ...fields, creditLimit: '-500.00' };
    const shown = await owner.post(path, agreed(wider, (await owner.post(path, fields)).text));
    expect(shown.text).toMatch(/beyond the credit limit by[^]{0,40}<strong>5\d\d\.\d\d EUR/);
    expect(await get('/sites/agency/console/')).not.toContain('robin');
    expect((await owner.post(path, agreed(wider, shown.text))).to).toContain('/console/accounts/');
  });

  it('leads to the account where the same form has opened it already', async () => {
    const fields = await fieldsOf('heron');
    const { text } = await owner.post(path, fields);
    const { to } = await owner.post(path, agreed(fields, text));
    expect(to).toContain('/console/accounts/');
    expect((await owner.post(path, fields)).to).toBe(to);
    expect((await owner.post(path, agreed(fields, text))).to).toBe(to);
  });

  it('opens an account at once whose first payment is enough', async () => {
    const paid = await owner.post(path, { ...(await fieldsOf('wren')), 'openingPayment.amount': '40.00' });
    expect(paid.to).toContain('/console/accounts/');
  });
});
