import { zipSync } from 'fflate';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadBankLines } from '../../src/bank/loadPayments.js';
import type { Browser, Reply } from '../web/fixture.js';
import { type Scenario, createScenario } from './scenario.js';
import { camt, camtEntry } from '../bank/files/writeFiles.js';
import { formattedAccount } from '../setup/activities.js';

const BANK = '/sites/agency/console/bank';
const HEAD = 'Date;Payer;Description;Amount;Currency';

const textOf = (html: string): string => html.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');

let scenario: Scenario;
let owner: Browser;

beforeAll(async () => {
  scenario = await createScenario();
  owner = await scenario.site.ownersBrowser();
});

const at = () => scenario.fixture.at(scenario.site.api.time.now);
const account = async (id: string) => await formattedAccount(at(), id);
/** In cents. */
const balanceOf = async (id: string): Promise<number> =>
  Math.round(Number((await account(id)).balance) * 100);
/** With a plus where money came in: a file that proves nothing is not taken in. */
const statement = (...lines: string[]): string =>
  [HEAD, ...lines].map((line) => line.replace(/;(\d+\.\d\d;[A-Z]{3}\s*)$/, ';+$1')).join('\n');

/** A file that was not chosen comes without name and content. */
function upload(content: string | undefined, fields: Record<string, string> = {}): Promise<Reply> {
  const name = content === undefined ? '' : 'march.csv';
  return owner.upload(BANK, { name, content: content ?? '' }, fields);
}

/** Sends a file and confirms how it was understood, where there are questions; returns the final location. */
async function takeIn(content: string): Promise<Reply> {
  const sent = await upload(content);
  return sent.to?.includes('/bank/files/') === true ? owner.post(sent.to, {}) : sent;
}

/** The id of the line that waits and says this. */
async function waiting(text: string): Promise<string> {
  const lines = await loadBankLines(at(), { state: 'unmatched', limit: 200 });
  return lines.find(({ remittance, payer }) => `${payer} ${remittance}`.includes(text))?.id ?? '';
}

describe('the bank', () => {
  it('is in the navigation, and shows what to do first', async () => {
    expect((await owner.get('/sites/agency/console/')).text).toContain(`href="${BANK}"`);
    const { status, text } = await owner.get(BANK);
    expect(status).toBe(200);
    expect(text).toContain('No bank statement yet');
    expect(text).toContain('enctype="multipart/form-data"');
  });

  it('imports a statement and shows what was found, line by line', async () => {
    const { reference } = await account(scenario.fenwick);
    const balance = await balanceOf(scenario.fenwick);
    const file = statement(
      `2026-11-20;Fenwick;Thanks ${reference};20.00;EUR`,
      '2026-11-20;Marlow Ceramics;Autumn;60.00;EUR',
      '2026-11-20;Paper Mill;Refund of a chair;7.50;EUR',
      '2026-11-20;Landlord;Rent;-900.00;EUR',
      'soon;Somebody;Nothing;1.00;EUR',
    );
    const sent = await upload(file);
    expect(sent.status).toBe(303);
    const shown = await owner.get(sent.to ?? '');
    expect(shown.text).toContain('Check the import');
    expect(shown.text).toContain('Confirm and post 1 payment');
    expect(shown.text).toMatch(/data-label="Incoming">87.50</);
    expect(shown.text).toContain('column “Description”');
    expect(shown.text).toContain('line 3 to Marlow Ceramics');
    expect(await balanceOf(scenario.fenwick)).toBe(balance);
    const { status, to } = await owner.post(sent.to ?? '', {});
    expect(status).toBe(303);
    const { text } = await owner.get(to ?? '');
    expect(text).toContain('1 payment posted, 2 lines to match');
    expect(text).toMatch(/Skipped: outgoing<\/dt><dd>1</);
    expect(text).toContain('Line 6: ');
    expect(text).toContain('The text has no reference.');
    expect(text).toContain(`/console/accounts/${scenario.fenwick}`);
    expect(await balanceOf(scenario.fenwick)).toBe(balance + 2_000);
    // Once confirmed, a file with this heading raises no question again.
    const again = await owner.get((await upload(file)).to ?? '');
    expect(again.text).toContain('Nothing new: all payments are duplicates');
    expect(again.text).toMatch(/lines\/[0-9a-f-]{36}">line 2</);
    expect(await balanceOf(scenario.fenwick)).toBe(balance + 2_000);
    expect((await owner.get(BANK)).text).toContain('march.csv');
  });

  it('shows what waits first, with the likeliest account for each line', async () => {
    const { text } = await owner.get(BANK);
    expect(text).toContain('Two transfers to match');
    expect(text.indexOf('Refund of a chair')).toBeLessThan(text.indexOf('Import statement'));
    expect(text).toMatch(/<option value="[^"]+">Marlow Ceramics \(its name is in the text\)/);
    expect(text.match(/<select id="account-/g)).toHaveLength(1);
  });

  it('posts a line to the account it is assigned to, which brings a suspended site back', async () => {
    expect((await account(scenario.marlow)).state).toBe('suspended');
    const balance = await balanceOf(scenario.marlow);
    const line = await waiting('Marlow');
    const { sql } = scenario.fixture.database;
    const signals = async (): Promise<string[]> => {
      const rows = await sql<{ signal: string }[]>`
        select signal from outbox where account_id = ${scenario.marlow} order by id desc limit 1`;
      return rows.map(({ signal }) => signal);
    };
    const { status, to } = await owner.post(`${BANK}/lines/${line}/assign`, { accountId: scenario.marlow });
    expect([status, to]).toEqual([303, BANK]);
    expect((await owner.get(BANK)).text).toContain(
      '60.00 EUR posted to Marlow Ceramics. If it covers the shortfall, the site is back online in a few seconds.',
    );
    expect(await balanceOf(scenario.marlow)).toBe(balance + 6_000);
    expect(await signals()).toEqual(['paymentReceived']);
    expect((await owner.get(`${BANK}/lines/${line}`)).text).toContain('was posted to Marlow Ceramics');
    const twice = await owner.post(`${BANK}/lines/${line}/assign`, { accountId: scenario.fenwick });
    expect([twice.status, twice.text.includes('The line is already posted.')]).toEqual([409, true]);
  });

  it('remembers which account a payer paid before', async () => {
    await upload(statement('2026-11-21;MARLOW HOLDING;first;5.00;EUR'));
    const line = await waiting('MARLOW HOLDING');
    await owner.post(`${BANK}/lines/${line}/assign`, { accountId: scenario.oakhanger });
    await upload(statement('2026-11-22;MARLOW HOLDING;second;5.00;EUR'));
    const { text } = await owner.get(`${BANK}/lines/${await waiting('second')}`);
    expect(text.indexOf('this payer paid for it before')).toBeGreaterThan(text.indexOf('Oakhanger Parish'));
    expect(text.indexOf('Oakhanger Parish')).toBeLessThan(text.indexOf('Marlow Ceramics'));
  });

  it('finds an account by a part of its name or reference', async () => {
    const path = `${BANK}/lines/${await waiting('chair')}`;
    expect((await owner.get(`${path}?q=oakh`)).text).toMatch(/type="radio"[^>]*value="[^"]+"/);
    expect((await owner.get(`${path}?q=oakh`)).text).toContain('Oakhanger Parish');
    const { reference } = await account(scenario.tern);
    expect((await owner.get(`${path}?q=${reference}`)).text).toContain('Tern Coffee');
    expect((await owner.get(`${path}?q=nobody-at-all`)).text).toContain('No open account with');
  });

  it('shows what is wrong where it was entered', async () => {
    const path = `${BANK}/lines/${await waiting('chair')}`;
    const dollars = await owner.post(`${path}/assign`, { accountId: scenario.tern });
    expect([
      dollars.status,
      dollars.text.includes('Currency mismatch: the transfer is in EUR, the account in USD.'),
    ]).toEqual([409, true]);
    const unknown = await owner.post(`${path}/assign`, { accountId: '01a00000-7000-7000-8000-000000000000' });
    expect(unknown.status).toBe(404);
    expect((await owner.post(`${path}/dismiss`, { reason: ' ' })).status).toBe(422);
  });

  it('takes a line off the list with a reason', async () => {
    const line = await waiting('chair');
    const reason = 'A refund <b>of ours</b>';
    expect((await owner.post(`${BANK}/lines/${line}/dismiss`, { reason })).to).toBe(BANK);
    expect(await waiting('chair')).toBe('');
    const { text } = await owner.get(`${BANK}/lines/${line}`);
    expect(text).toContain('is ignored');
    expect(text).toContain('A refund &lt;b&gt;of ours&lt;/b&gt;');
  });

  it('shows what strangers wrote as text', async () => {
    const hostile = '<script>alert(1)</script>';
    const { to } = await takeIn(statement(`2026-11-22;"""><img src=x>";"${hostile}";3.00;EUR`));
    const line = await waiting(hostile);
    for (const path of [BANK, to ?? '', `${BANK}/lines/${line}`, `${BANK}/lines/${line}?q=${hostile}`]) {
      const { status, text } = await owner.get(path);
      expect(status).toBe(200);
      // The script of the page's frame is our own.
      expect(text).not.toMatch(/<script(?! src="\/assets\/search-keys)|<img/);
      expect(text).toContain('&lt;script&gt;');
    }
  });

  it('takes what is pasted, shows what it understood, and requires what is missing', async () => {
    const csv = 'Date;Description;Amount\n2026-11-22;Pasted;+4.00';
    const sent = await upload(undefined, { csv });
    const to = sent.to ?? '';
    expect([sent.status, to.includes('/bank/files/')]).toEqual([303, true]);
    const response = await owner.get(to);
    expect(response.text).toContain('Which currency do lines without a currency have?');
    expect(response.text).toContain('1 question before anything is posted');
    expect(response.text).not.toContain('Confirm and');
    const unanswered = await owner.post(to, {});
    expect(unanswered.status).toBe(422);
    const shown = await owner.get(`${to}?currency=USD`);
    expect(shown.text).toContain('<input type="hidden" name="currency" value="USD"');
    const done = await owner.post(to, { currency: 'USD' });
    expect((await owner.get(done.to ?? '')).text).toContain('Nothing could be posted, 1 line to match');
    expect((await owner.get(to)).status).toBe(404);
  });

  it('posts all that is proposed with one click, and lists what is held back', async () => {
    await takeIn(statement('2026-11-22;Tern Coffee;ours;9.00;USD', '2026-11-22;X;contradicts;+$9.00;EUR'));
    const { text } = await owner.get(BANK);
    expect(text).toContain('held back');
    expect(text).toContain('The line has several currencies: USD and EUR.');
    const pairs = Array.from(text.matchAll(/name="pair" value="([^"]+)"/g), ([, pair = '']) => pair);
    expect(pairs.map((pair) => pair.split(' ')[1])).toContain(scenario.tern);
    const before = await balanceOf(scenario.tern);
    const all = pairs.map((pair) => `pair=${encodeURIComponent(pair)}`).join('&');
    expect((await owner.post(`${BANK}/proposals`, all)).to).toBe(BANK);
    expect((await owner.get(BANK)).text).toContain(`${pairs.length} payments posted as proposed.`);
    expect(await balanceOf(scenario.tern)).toBe(before + 900);
  });

  it('forgets how files are read on request', async () => {
    const { text } = await owner.get(BANK);
    expect(text).toContain('Saved file formats');
    for (const [, path = ''] of text.matchAll(/action="([^"]+\/forget)"/g)) await owner.post(path, {});
    expect((await owner.get(BANK)).text).not.toContain('Saved file formats');
    expect((await upload(statement('2026-11-22;A;B;1.00;EUR'))).to).toContain('/bank/files/');
  });

  it('imports a zip from the bank, says what it is, and reverses what came back', async () => {
    const { reference } = await account(scenario.fenwick);
    const balance = await balanceOf(scenario.fenwick);
    const paid = {
      day: '2026-11-20',
      cents: 4_200,
      isIn: true,
      isPending: false,
      payer: 'Fenwick',
      reference,
    };
    const back = camtEntry(
      { ...paid, isIn: false, id: 'Z2' },
      '08',
      '<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>',
    );
    const file = camt('053', '08', `${camtEntry({ ...paid, id: 'Z1' }, '08')}${back}`);
    const content = Buffer.from(zipSync({ 'november.xml': Buffer.from(file) }));
    const sent = await owner.upload(BANK, { name: 'anything.bin', content }, {});
    const shown = textOf((await owner.get(sent.to ?? '')).text);
    expect(shown).toContain('anything.bin (camt.053.001.08): nothing is posted yet.');
    expect(shown).toContain('Kind of file camt.053.001.08');
    expect(shown).toContain('Confirm and post 1 payment');
    expect(shown).toMatch(/1 Returned, to reverse|Returned, to reverse 1/);
    expect(shown).not.toContain('Correct the columns');
    const done = await owner.get((await owner.post(sent.to ?? '', {})).to ?? '');
    expect(textOf(done.text)).toContain('1 payment posted, 1 returned payment reversed');
    expect(await balanceOf(scenario.fenwick)).toBe(balance);
    // The account is known now: the same file is imported without a question.
    expect((await owner.upload(BANK, { name: 'again', content }, {})).to).toContain('/bank/imports/');
    expect((await upload('!Type:Bank\nD1/2/26')).text).toContain('is QIF. Export it as camt.053');
  });

  it('refuses what is no statement, what is nothing and what is too much', async () => {
    const odd = await upload('a picture of a cat');
    expect(odd.text).toContain('has no heading line with a date column');
    expect((await upload(undefined)).text).toContain('Choose a file from your bank');
    const much = await upload(statement('2026-11-22;A;B;1.00;EUR'.padEnd(32_100_000, ' ')));
    expect([much.status, much.text.includes('larger than 32000 kB')]).toEqual([413, true]);
  });

  it('shows reports of providers that could not be posted', async () => {
    const { sql } = scenario.fixture.database;
    await sql`
      insert into payment_events (id, site_id, provider, event_id, kind, payment_id, subject, amount, currency,
             account_id, state, detail, happened_at, recorded_at)
      values (gen_random_uuid(), ${scenario.fixture.siteId}, 'stripe', 'evt_1', 'paid', 'pi_1', 'x', 1000, 'USD',
              ${scenario.fenwick}, 'refused', 'It was paid in USD; the account is kept in EUR.', now(), now())`;
    const { text } = await owner.get(BANK);
    expect(text).toContain('One report of a payment provider could not be posted');
    expect(text).toContain('It was paid in USD; the account is kept in EUR.');
  });

  it('shows what was not begun here, and what could not be read with what is to do', async () => {
    const { sql } = scenario.fixture.database;
    const add = async (kind: string, state: string, detail: string) => sql`
      insert into payment_events (id, site_id, provider, event_id, kind, payment_id, subject, state, detail, happened_at,
             recorded_at)
      values (gen_random_uuid(), ${scenario.fixture.siteId}, 'stripe', ${`evt_${kind}`}, ${kind}, ${`pi_${kind}`}, 'x', ${state},
              ${detail}, now(), now())`;
    await add('foreign', 'foreign', 'Nothing is to do.');
    await add('unread', 'refused', 'Look it up at Stripe.');
    const { text } = await owner.get(BANK);
    expect(text).toContain('Reports of payments from other shops');
    expect(text).toContain('Two reports of a payment provider could not be posted');
    expect(text).toMatch(/could not be read[\s\S]*pi_unread[\s\S]*Look it up at Stripe\./);
    await sql`delete from payment_events where event_id in ('evt_foreign', 'evt_unread')`;
  });

  it('marks a report as resolved, and shows who did it and when', async () => {
    const { sql } = scenario.fixture.database;
    const path =
      /action="([^"]+\/bank\/reports\/[0-9a-f-]{36})"/.exec((await owner.get(BANK)).text)?.[1] ?? '';
    expect((await owner.post(path, {})).to).toBe(BANK);
    const { text } = await owner.get(BANK);
    expect(text).toContain('Report resolved.');
    expect(text).not.toContain('could not be posted</h2>');
    expect(text).toContain('Resolved reports');
    expect(text).toMatch(/pi_1[\s\S]*&lt;owner@/);
    expect((await owner.post(path, {})).status).toBe(303);
    const rows = await sql`select actor, after from audit where action = 'payment-report.resolve'`;
    expect(rows).toHaveLength(1);
    await sql`update payment_events set state = 'posted', resolved_at = null where event_id = 'evt_1'`;
    expect((await owner.post(path, {})).status).toBe(409);
  });

  it('lets those read who may read entries, and those post who may post payments', async () => {
    const { sql } = scenario.fixture.database;
    await sql`update users set user_group = 'Viewer' where site_id = ${scenario.fixture.siteId}`;
    const shown = await owner.get(BANK);
    expect(shown.status).toBe(200);
    expect(shown.text).not.toContain('<select');
    expect(shown.text).not.toContain('type="file"');
    expect((await upload(HEAD)).status).toBe(403);
    expect((await owner.post(`${BANK}/lines/${scenario.fenwick}/dismiss`, { reason: 'x' })).status).toBe(403);
  });
});
