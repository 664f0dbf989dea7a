import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { type ImportChoice, labelOf } from '../../../api/console/import/columns.js';
import { checkFile } from '../../../api/web/request/checkFile.js';
import { foreseeOpenings } from '../../../src/accounts/opening/foreseeOpenings.js';
import { formatAmount } from '../../../src/core/values/money.js';
import { type ImportInput, readImportCells, startImport } from '../../../src/accounts/import/checkImport.js';
import { importClient, type ImportedClient } from '../../../src/accounts/import/importClient.js';
import type { SiteContext } from '../../../src/core/context.js';
import { isRefusal } from '../../../src/core/values/refusal.js';
import { addDays } from '../../../src/core/values/zone.js';
import { loadEntries } from '../../../src/ledger/loadHistory.js';
import { type TaskView, loadTask } from '../../../src/tasks/loadTasks.js';
import { workTasks } from '../../../src/tasks/workTasks.js';
import { createFixture, granted, type Fixture } from '../../setup/fixture.js';
import { formattedAccount } from '../../setup/activities.js';

let fixture: Fixture;
const NOW = '2026-12-05T12:00:00Z';
const TODAY = '2026-12-05';
const context = (): ReturnType<Fixture['at']> => fixture.at(NOW);

beforeAll(async () => {
  fixture = await createFixture();
  const care = [{ id: 'care', amount: '31.00', timing: 'advance' as const }];
  await fixture.plan({ name: 'Starter', recurring: care, startupCharge: '10.00' });
  await fixture.plan({ name: 'Studio', recurring: care, creditLimit: '50.00' });
});

async function check(content: string | Buffer): Promise<string> {
  const file = { name: 'clients.csv', bytes: Buffer.from(content) };
  return granted(await checkFile(context(), { kind: 'clients', file }));
}

const view = async (id: string): Promise<TaskView> => granted(await loadTask(context(), id, 'import'));

/** What was found wrong, by line. */
async function problems(id: string): Promise<Record<number, string[]>> {
  const { detailed } = await view(id);
  return Object.fromEntries(
    detailed.map((line) => [
      line.number,
      line.problems.map(({ field, reason }) => `${labelOf(field)} ${reason}`).sort(),
    ]),
  );
}

/** The clients of the first lines, as far as they can be imported. */
async function clients(id: string): Promise<ImportedClient[]> {
  const { first } = await view(id);
  return first
    .filter((line) => line.problems.length === 0)
    .map(({ input }) => (input as unknown as { client: ImportedClient }).client);
}

async function again(id: string, changes: Partial<ImportChoice>): Promise<void> {
  const { choice } = (await view(id)).task.input as unknown as ImportInput;
  const task = { kind: 'clients again' as const, id, choice: { ...(choice as ImportChoice), ...changes } };
  granted(await checkFile(context(), task));
}

async function carryOut(id: string, graceDays: number): Promise<Record<string, string>> {
  granted(await startImport(context(), id, { graceDays }));
  while (await workTasks(context(), id)) continue;
  const rows = await fixture.database.sql<{ id: string; name: string }[]>`
    select a.id, a.name from accounts a join task_lines l on l.account_id = a.id where l.task_id = ${id}`;
  return Object.fromEntries(rows.map((row) => [row.name, row.id]));
}

const data = (name: string): Buffer => readFileSync(new URL(`../../data/clients/${name}`, import.meta.url));

describe('a list of clients from another program', () => {
  it('of WHMCS is read as it is: unknown columns and inactive clients are left out', async () => {
    const id = await check(data('clients.csv'));
    const [fenwick, ...others] = await clients(id);
    expect(fenwick).toMatchObject({
      name: 'Fenwick & Daughters, Ltd.',
      email: 'edda@fenwick.example',
      currency: 'EUR',
      openingBalance: '10.00',
    });
    expect(others).toEqual([]);
    expect(await problems(id)).toEqual({ 4: ['Status is "Inactive"'] });
    const { choice, headings } = (await view(id)).task.input as unknown as ImportInput;
    const { mapping } = choice as ImportChoice;
    expect(headings.filter((_heading, index) => mapping[index] === null)).toContain('Address 2');
  });

  it('takes a first and last name where there is no company, and a zero in any currency', async () => {
    const id = await check(data('clients.csv'));
    await again(id, { leftOut: [] });
    expect((await clients(id))[1]).toMatchObject({ name: "Tomás O'Quill", openingBalance: '0' });
  });
});

describe('a list saved by a spreadsheet in Germany', () => {
  it('is read with its code page, decimal commas, zones and days; each fault is named on its line', async () => {
    const id = await check(data('kunden.csv'));
    const [gruen] = await clients(id);
    expect(gruen).toMatchObject({
      name: 'Bäckerei Grün',
      currency: 'EUR',
      timeZone: 'Europe/Berlin',
      creditLimit: '100.00',
      openingBalance: '-20.00',
      sites: [{ slug: 'gruen', hostnames: ['xn--grn-ioa.example', 'www.xn--grn-ioa.example'] }],
    });
    expect(await problems(id)).toEqual({
      3: ['The line has 13 cells, the headings 12: put a cell that holds the separator in quotes'],
    });
  });

  it('reports all faults of all lines together', async () => {
    expect(await problems(await check(data('kunden-utf8.csv')))).toEqual({
      3: [
        'Hostnames "grün.example" is also in line 2',
        'Name this client is also in line 2',
        'Short name of the site "gruen" is also in line 2',
      ],
      4: ['Billing day must be at least 1'],
      5: [
        'Credit limit has more decimals than JPY, which has 0',
        'Plan the plan "Starter" is in EUR, the client in JPY',
      ],
    });
  });
});

describe('a column', () => {
  it('that the program does not know is chosen by hand, without sending the file again', async () => {
    const id = await check('Wer;Schreibt an\nMarsh;marsh@client.example\n');
    expect(await problems(id)).toMatchObject({
      2: [expect.stringContaining('Email'), expect.stringContaining('Name')],
    });
    await again(id, { mapping: ['name', 'email'] });
    expect(await clients(id)).toMatchObject([
      { name: 'Marsh', email: 'marsh@client.example', currency: 'EUR' },
    ]);
    await again(id, {
      usual: { currency: 'EUR', timeZone: 'europe/berlin', plan: 'starter', language: 'de' },
    });
    expect(await clients(id)).toMatchObject([{ timeZone: 'Europe/Berlin', plan: 'starter', language: 'de' }]);
  });

  it('of amounts proves its decimal mark or the line is left out', async () => {
    const head = 'name;email;balance\n';
    const lines = (...cells: string[]): string =>
      head + cells.map((cell, index) => `C${index};c${index}@client.example;${cell}`).join('\n');
    const proved = await clients(await check(lines('1.250', '1.250,50', '-3,1')));
    expect(proved.map(({ openingBalance }) => openingBalance)).toEqual(['1250', '1250.50', '-3.1']);
    expect(await problems(await check(lines('1.250', '12')))).toEqual({
      2: ['Balance could be thousands or decimals: write it as 1250.00'],
    });
    expect(await problems(await check(lines('$ 10.00')))).toEqual({
      2: ['Balance is in USD, the client in EUR'],
    });
  });

  it('of amounts owed counts against the client', async () => {
    const id = await check('name,email,amount due\nMarsh,marsh@client.example,20.00\n');
    expect(await clients(id)).toMatchObject([{ openingBalance: '-20.00' }]);
  });

  it('of amounts owed shows by DR and CR whose they are, as a balance does', async () => {
    const id = await check(
      'Name,Email,Amount owed\nA,a@client.example,20.00 DR\nB,b@client.example,20.00 CR\nC,c@client.example,"20,-"\n',
    );
    expect((await clients(id)).map(({ openingBalance }) => openingBalance)).toEqual([
      '-20.00',
      '20.00',
      '-20',
    ]);
  });

  it('called Name beside one for the first name, or for the last, holds the other part', async () => {
    for (const list of ['Name;Vorname;Mail\nFenwick;Edda;', 'Nombre;Apellidos;Correo\nEdda;Fenwick;']) {
      expect(await clients(await check(`${list}edda@client.example\n`))).toMatchObject([
        { name: 'Edda Fenwick' },
      ]);
    }
    const whole = await check('Name,First name,Mail\nEdda Fenwick,Edda,edda@client.example\n');
    expect(await clients(whole)).toMatchObject([{ name: 'Edda Fenwick' }]);
  });

  it('of hostnames takes addresses as people write them', async () => {
    const cells = [
      ...['www.fenwick.example', 'https://user:secret@fenwick.example/shop', 'fenwick.example:8080/shop?a=1'],
      ...['fenwick.example und shop.example', 'n/a', '//fenwick.example'],
    ];
    const found = [];
    for (const cell of cells) {
      const list = `Name;Mail;Domain\nEdda;edda@client.example;${cell}\n`;
      found.push(
        (await clients(await check(list))).map(({ sites }) =>
          sites.map((site) => [site.name, ...site.hostnames].join(' ')),
        ),
      );
    }
    const own = 'fenwick.example';
    expect(found.flat().map(String)).toEqual([
      ...[`${own} www.${own}`, `${own} ${own}`, `${own} ${own}`],
      ...[`${own} ${own} shop.example`, '', `${own} ${own}`],
    ]);
  });

  it('takes several addresses in one cell, the first as the main one, with or without names', async () => {
    const id = await check(
      'Name,Email,Currency,Time zone,Other emails\n' +
        'One,"a@one.example; b@one.example, a@one.example",EUR,UTC,c@one.example\n' +
        'Two,"Jane Doe <jane@two.example>, ""Joe"" <joe@two.example>",EUR,UTC,\n' +
        'Three,x@three.example und y@three.example,EUR,UTC,\n' +
        'Four,mailto:x@four.example,EUR,UTC,\n' +
        'Five,"x@five.example, nobody",EUR,UTC,\n',
    );
    expect((await clients(id)).map(({ email, moreEmails }) => [email, ...(moreEmails ?? [])])).toEqual([
      ['a@one.example', 'b@one.example', 'a@one.example', 'c@one.example'],
      ['jane@two.example', 'joe@two.example'],
      ['x@three.example', 'y@three.example'],
      ['x@four.example'],
    ]);
    expect(await problems(id)).toEqual({ 6: [expect.stringContaining('Email must be')] });
  });

  it('takes symbols and names of currencies, and requires the code where several share one', async () => {
    const cells = ['€', 'Euro', 'EUR (€)', '£', 'CHF', 'Fr.', 'Schweizer Franken', 'US Dollar', 'US$', 'eur'];
    const rows = [...cells, '$', 'kr', 'Taler'].map((cell, nth) => `C${nth},c@c${nth}.example,${cell},UTC`);
    const id = await check(['Name,Email,Currency,Time zone', ...rows].join('\n'));
    expect(await problems(id)).toEqual({
      12: [expect.stringMatching(/Currency "\$" could be USD, CAD, AUD/)],
      13: [expect.stringMatching(/Currency "kr" could be SEK/)],
      14: [expect.stringContaining('Currency')],
    });
    await again(id, { usual: { currency: 'CAD', timeZone: 'UTC' } });
    expect(Object.keys(await problems(id))).toEqual(['13', '14']);
  });

  it('of QuickBooks counts its open balance as owed', async () => {
    const id = await check(
      'Customer,Email,Open Balance,Currency,Time zone\nOne,a@one.example,"1,200.50",USD,UTC\n',
    );
    expect(await clients(id)).toMatchObject([{ name: 'One', openingBalance: '-1200.50' }]);
  });

  it('of QuickBooks Desktop counts its balance as owed', async () => {
    const id = await check(
      'Active Status,Customer,Balance,Balance Total,Main Email,Email,Job Status,Currency,Time zone\n' +
        'Active,One,"1,200.50","1,200.50",,a@one.example,None,USD,UTC\nActive,Two,-20.00,-20.00,,b@two.example,None,USD,UTC\n',
    );
    expect((await clients(id)).map(({ openingBalance }) => openingBalance)).toEqual(['-1200.50', '20.00']);
  });

  it('with a balance that may be credit or owed is not imported before the owner chooses which', async () => {
    const id = await check(
      'Customer,Email,Phone,Balance\nOne,a@one.example,1,20.00\nTwo,b@two.example,2,-7.00\n' +
        'Three,c@three.example,3,0.00\nFour,d@four.example,4,5.00 CR\nFive,e@five.example,5,\n',
    );
    const open = 'may be credit or owed: choose “Balance” or “Amount owed” for this column';
    expect(await problems(id)).toEqual({
      2: [`Balance: credit or owed? ${open}`],
      3: [`Balance: credit or owed? ${open}`],
    });
    expect((await clients(id)).map(({ openingBalance }) => openingBalance)).toEqual(['0', '5.00', undefined]);
    await again(id, { mapping: ['name', 'email', null, 'owed'] });
    expect(await problems(id)).toEqual({});
    const balances = (await clients(id)).map(({ openingBalance }) => openingBalance);
    expect(balances.slice(0, 4)).toEqual(['-20.00', '7.00', expect.stringMatching(/^-?0/), '5.00']);
  });

  it('that was charged for longer than an account may be opened ahead is reported on its line', async () => {
    const id = await check(
      'Name,Email,Charged until,Currency,Time zone\n' +
        'One,a@one.example,2099-12-31,EUR,UTC\nTwo,a@two.example,2019-12-31,EUR,UTC\n',
    );
    expect(await problems(id)).toEqual({ 2: ['Charged until must not be more than three years ahead'] });
  });

  it('of days proves which part is the month', async () => {
    const head = 'name,email,charged until\n';
    expect(await problems(await check(`${head}A,a@client.example,05/01/2027\n`))).toEqual({
      2: ['Charged until could be day or month first: write it as 2026-12-31'],
    });
    const id = await check(`${head}A,a@client.example,05/01/2027\nB,b@client.example,31/12/2026\n`);
    expect((await clients(id)).map(({ chargedUntil }) => chargedUntil)).toEqual(['2027-01-05', '2026-12-31']);
  });
});

describe('before anything is opened', () => {
  it('the owner sees who would be suspended at once, and by how much', async () => {
    const id = await check(
      'name,email,plan,balance,limit\n' +
        'Ahead,a@client.example,Starter,50.00,0\n' +
        'Short,s@client.example,Starter,1.00,0\n' +
        'Trusted,t@client.example,Studio,0,\n',
    );
    const { suspended } = (await view(id)).task.input as unknown as ImportInput;
    // 27 of 31 days of 31.00 and 10.00 setup, less 1.00.
    expect(suspended).toEqual({
      count: 1,
      first: [{ number: 3, name: 'Short', short: '3600', currency: 'EUR' }],
    });
  });
});

describe('lists that are never imported', () => {
  it('are dropped but for the newest ten', async () => {
    const { sql } = fixture.database;
    for (let nth = 0; nth < 13; nth += 1) await check(`name,email\nN${nth},n${nth}@client.example\n`);
    const [after] = await sql`select count(*)::integer as files from tasks where started_at is null`;
    expect(after).toEqual({ files: 10 });
    const [lines] = await sql`
      select count(*)::integer as lines from task_lines l join tasks j on j.id = l.task_id where j.started_at is null`;
    expect(lines).toEqual({ lines: 10 });
  });
});

describe('clients who move in', () => {
  it('are not suspended within the days that the owner grants, unless the owner ticks it', async () => {
    const file = (name: string): string =>
      `name,email,plan,time zone\n${name},${name}@client.example,Starter,UTC\n`;
    const graced = await carryOut(await check(file('graced')), 14);
    const view14 = await formattedAccount(context(), graced['graced'] ?? '');
    expect(view14).toMatchObject({ headroom: '-37.00', exemptUntil: '2026-12-20T00:00:00.000Z' });
    const atOnce = await carryOut(await check(file('at-once')), 0);
    expect((await formattedAccount(context(), atOnce['at-once'] ?? '')).exemptUntil).toBeNull();
  });

  it('do not pay twice in the month they move: plans begin after the day they were charged until', async () => {
    const file = 'name,email,plan,charged until\nMoved,moved@client.example,Starter,2026-12-31\n';
    const { Moved: id = '' } = await carryOut(await check(file), 0);
    expect(await formattedAccount(context(), id)).toMatchObject({ balance: '0.00', accrued: '0.00' });
    const january = fixture.at('2027-01-01T02:00:00Z');
    const later = await formattedAccount(january, id);
    expect(later).toMatchObject({ headroom: '-31.00' });
  });

  it('bring their balance with the opening: nothing is judged in between', async () => {
    const file = 'name,email,plan,balance\nRich,rich@client.example,Starter,100.00\n';
    const { Rich: id = '' } = await carryOut(await check(file), 0);
    const entries = granted(await loadEntries(context(), id, { limit: 10 }));
    const inOrder = entries.toReversed().map(({ kind, amount }) => [kind, amount]);
    expect(inOrder).toEqual([
      ['adjustment', 10000n],
      ['charge', -1000n],
      ['charge', -2700n],
    ]);
  });

  it('are opened once, however often the list is imported', async () => {
    const file = 'name,email\nTwice,twice@client.example\n';
    await carryOut(await check(file), 0);
    expect(await problems(await check(file))).toEqual({
      2: ['Name is already a client with this email address'],
    });
  });

  it('cannot be read anew or started twice once the import has started', async () => {
    const id = await check('name,email\nOnce,once@client.example\n');
    await carryOut(id, 0);
    const choice: ImportChoice = { mapping: ['name', 'email'], usual: {}, leftOut: [] };
    expect(await checkFile(context(), { kind: 'clients again', id, choice })).toMatchObject({
      refused: 'conflict',
    });
    expect(isRefusal(await startImport(context(), id, { graceDays: 61 }))).toBe(true);
  });

  it('are read anew from whole cells, however long: no address or hostname is cut off', async () => {
    const hosts = Array.from({ length: 12 }, (_, nth) => `shop-number-${nth}.long.example`);
    const more = Array.from({ length: 9 }, (_, nth) => `accounting-${nth}@long.example`);
    const file = `name,email,cc,hostnames\nLong,long@client.example,${more.join(' ')},${hosts.join(' ')}\n`;
    const id = await check(file);
    await again(id, {});
    const [client] = await clients(id);
    expect(client).toMatchObject({ moreEmails: more, sites: [{ hostnames: hosts }] });
  });

  it('are logged without the content of their cells, and each status once', async () => {
    const faulty = Array.from({ length: 30 }, (_, nth) => `${'x'.repeat(5_000)},,S${nth % 25}`);
    const id = await check(`name,email,status\n${faulty.join('\n')}\n`);
    const { detailed } = await view(id);
    expect(detailed).toHaveLength(30);
    expect(JSON.stringify(detailed.map(({ input }) => input)).length).toBeLessThan(30 * 300);
    const statuses = await readImportCells(context(), id, { index: 2, limit: 20 });
    expect(statuses).toEqual(Array.from({ length: 20 }, (_, nth) => `S${nth}`));
    const foreign: SiteContext = { ...context(), siteId: '01a3c5e7-7000-7000-8000-000000000000' };
    expect(await readImportCells(foreign, id, { index: 2, limit: 20 })).toEqual([]);
  });

  it('belong to their own site: no other reads their list', async () => {
    const id = await check('name,email\nOwn,own@client.example\n');
    const foreign: SiteContext = { ...context(), siteId: '01a3c5e7-7000-7000-8000-000000000000' };
    const choice: ImportChoice = { mapping: ['name', 'email'], usual: {}, leftOut: [] };
    expect(await checkFile(foreign, { kind: 'clients again', id, choice })).toMatchObject({
      refused: 'not_found',
    });
  });
});

describe('the owner is notified who would be suspended', () => {
  it('what is foreseen is what is, for any client', async () => {
    const zones = ['Europe/Berlin', 'Pacific/Kiritimati', 'America/Los_Angeles', 'UTC'];
    const client = fc.record({
      plan: fc.constantFrom('Starter', 'Studio', ''),
      timeZone: fc.constantFrom(...zones),
      billingDay: fc.integer({ min: 1, max: 31 }),
      intervalMonths: fc.constantFrom(1 as const, 3 as const, 12 as const),
      openingBalance: fc.integer({ min: -6000, max: 6000 }).map((cents) => (cents / 100).toFixed(2)),
      creditLimit: fc.option(fc.constantFrom('0.00', '40.00', '-20.00'), { nil: undefined }),
      chargedUntil: fc.option(
        fc.integer({ min: -40, max: 40 }).map((days) => addDays(TODAY, days)),
        { nil: undefined },
      ),
      tax: fc.option(fc.constant({ name: 'VAT', percent: '19' }), { nil: undefined }),
    });
    let opened = 0;
    await fc.assert(
      fc.asyncProperty(client, async (terms) => {
        opened += 1;
        const whole = {
          ...terms,
          name: 'Any',
          email: 'any@client.example',
          currency: 'EUR',
          language: 'en',
          statements: true,
          sites: [],
        };
        const [foreseen] = await foreseeOpenings(context(), [{ number: 2, client: whole }]);
        const task = { id: `01a3c5e7-7000-7000-8000-${String(opened).padStart(12, '0')}`, input: {} };
        const end = await importClient(context(), task, { number: 2, input: { client: whole } });
        const { headroom } = await formattedAccount(context(), end.accountId ?? '');
        expect(formatAmount(-(foreseen?.short ?? 0n), 'EUR')).toBe(
          headroom.startsWith('-') ? headroom : '0.00',
        );
      }),
      { numRuns: 60 },
    );
  });
});

it('takes the columns of invoice details: countries by name, and every fault under its column', async () => {
  const id = await check(
    'Name,Email,Currency,Time zone,Country,VAT number,Post code,City\n' +
      'Bäcker Kühn,b@client.example,EUR,Europe/Berlin,Deutschland,811 907 980,10115,Berlin\n' +
      'Rive,r@client.example,EUR,Europe/Paris,fr,n/a,,-\n' +
      'Narn,n@client.example,EUR,Europe/Berlin,Narnia,XX1,,\n',
  );
  expect(await problems(id)).toEqual({
    4: [
      'Country must be a country of ISO 3166-1, such as DE',
      'VAT id is not a VAT id: its country prefix, its format or its check digit is wrong',
    ],
  });
  expect((await clients(id)).map(({ particulars }) => particulars)).toEqual([
    { country: 'DE', vatId: '811 907 980', postcode: '10115', city: 'Berlin' },
    { country: 'FR' },
  ]);
});
