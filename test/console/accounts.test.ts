import { beforeAll, describe, expect, it } from 'vitest';
import { loadAccountList, loadTenantSummary, loadMonths } from '../../src/accounts/loadConsole.js';
import { loadAccount } from '../../src/accounts/loadAccount.js';
import { loadAccountProjection } from '../../src/assessment/loadAccountProjection.js';
import { isRefusal } from '../../src/core/values/refusal.js';
import { processBounce } from '../../src/emails/undeliverable.js';
import { explainEntry } from '../../src/ledger/explainEntry.js';
import { loadEntries } from '../../src/ledger/loadHistory.js';
import { granted } from '../setup/fixture.js';
import { DAY_MS } from '../../src/core/values/zone.js';
import { formatDay } from '../../api/console/accounts/list/format.js';
import type { Browser, Reply } from '../web/fixture.js';
import { NOW, type Scenario, createScenario } from './scenario.js';
import { postCharge } from '../../src/ledger/postCharge.js';
import { reverseEntry } from '../../src/ledger/reverseEntry.js';
import { recordPayment } from '../../src/payments/recordPayment.js';
import { formattedAccount } from '../setup/activities.js';

let scenario: Scenario;
let owner: Browser;
const base = '/sites/agency/console/';

beforeAll(async () => {
  scenario = await createScenario();
  owner = await scenario.site.ownersBrowser();
});

const pathOf = (account: string): string => `${base}accounts/${account}`;
const at = () => scenario.fixture.at(scenario.site.api.time.now);
const fieldOf = ({ text }: Reply, name: string): string =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(text)?.[1] ?? '';

describe('the list of accounts', () => {
  const namesOf = (text: string): string[] =>
    Array.from(text.matchAll(/<a [^>]*><strong>([^<]*)</g), ([, name = '']) => name.replace('&amp;', '&'));

  it('lists the most urgent first, and names it in its first line', async () => {
    const { status, text } = await owner.get(base);
    expect(status).toBe(200);
    expect(text).toContain('One client is suspended, one more is running out this week');
    expect(namesOf(text)).toEqual([
      'Marlow Ceramics',
      'Fenwick & Daughters',
      'Tern Coffee',
      'Oakhanger Parish',
    ]);
    expect(text).toContain('−2.38');
  });

  it('is narrowed by search, state, danger and currency', async () => {
    const found = async (search: string): Promise<string[]> =>
      namesOf((await owner.get(`${base}?${search}`)).text);
    expect(await found('q=fenwick')).toEqual(['Fenwick & Daughters']);
    expect(await found('q=WWW.TERN')).toEqual(['Tern Coffee']);
    expect(await found('q=%25')).toEqual([]);
    expect(await found('state=suspended')).toEqual(['Marlow Ceramics']);
    expect(await found('show=risk')).toEqual(['Fenwick & Daughters']);
    expect(await found('show=warned&state=active')).toEqual(['Fenwick & Daughters']);
    expect(await found('show=held')).toEqual([]);
    expect(await found('currency=USD')).toEqual(['Tern Coffee']);
    const reference = (await formattedAccount(at(), scenario.tern)).reference;
    expect(await found(`q=${reference}`)).toEqual(['Tern Coffee']);
  });

  it('comes in pages that leave nothing out and show nothing twice', async () => {
    const seen: string[] = [];
    for (let [last] = await loadAccountList(at(), {}, { limit: 1 }); last !== undefined;) {
      seen.push(last.id);
      [last] = await loadAccountList(at(), {}, { after: last.place, limit: 1 });
    }
    expect(seen).toEqual([scenario.marlow, scenario.fenwick, scenario.tern, scenario.oakhanger]);
  });

  it('has the figures of each account’s own page, however long ago it was assessed', async () => {
    for (const days of [0, 3, 20]) {
      const later = { ...at(), now: NOW + days * DAY_MS };
      const listed = await loadAccountList(later, {}, { limit: 10 });
      expect(listed.length).toBe(4);
      for (const { id, accrued, pacePerDay, forecast, limitDate, suspendedSince } of listed) {
        const account = granted(await loadAccount(later, id));
        expect({ accrued, pacePerDay, forecast, limitDate, suspendedSince }).toEqual({
          accrued: account.accrued,
          pacePerDay: account.pacePerDay ?? 0n,
          forecast: account.forecast,
          limitDate: account.limitDate,
          suspendedSince: account.suspendedSince,
        });
      }
    }
  });

  it('shows since when a site is suspended, not when its limit was reached', async () => {
    const { sql } = scenario.fixture.database;
    const [row] = await sql<{ since: number; hit: number }[]>`
      update suspensions set limit_hit_at = since - interval '9 days'
       where account_id = ${scenario.marlow} and ended_at is null returning since, limit_hit_at as hit`;
    const day = (instant = 0): string => formatDay(instant, 'UTC', NOW);
    expect(day(row?.since)).not.toBe(day(row?.hit));
    const page = await owner.get(pathOf(scenario.marlow));
    expect(page.text).toContain(`Marlow Ceramics is suspended since ${day(row?.since)}`);
    const [, line = ''] = (await owner.get(`${base}?state=suspended`)).text.split('<strong>Marlow Ceramics');
    expect(line.replace(/<[^>]*>/g, '')).toContain(`since ${day(row?.since)}`);
  });

  it('is to be had as CSV, its words harmless and its amounts numbers', async () => {
    const { headers, text } = await owner.get(`${base}csv?state=suspended`);
    expect(headers.get('content-type')).toContain('text/csv');
    const [head, row, ...rest] = text.trim().split('\n');
    expect(head).toContain('balance,accrued');
    expect(row).toContain('Marlow Ceramics');
    expect(row).toContain(',-2.38,');
    expect(rest).toEqual([]);
  });

  it('holds no formula, whatever a client is called', async () => {
    const { sql } = scenario.fixture.database;
    const rename = (name: string) => sql`update accounts set name = ${name} where id = ${scenario.marlow}`;
    for (const name of [
      '=cmd|calc',
      '+1',
      '-1',
      '@SUM(A1)',
      '\t=1',
      '\r=1',
      '\n=1',
      '＝1',
      '－1',
      '＠1',
      '＋1',
    ]) {
      await rename(name);
      const { text } = await owner.get(`${base}csv?state=suspended`);
      expect(text).toContain(`'${name}`);
      expect(text).toContain(',-2.38,');
    }
    await rename('Marlow Ceramics');
  });

  it('refuses what no filter is', async () => {
    expect((await owner.get(`${base}?state=weird`)).status).toBe(400);
    expect((await owner.get(`${base}?after=1.x`)).status).toBe(400);
  });

  it('adds up what is owed, held and charged', async () => {
    const summary = await loadTenantSummary(at());
    expect(
      summary.map(({ currency, open, suspended, atRisk }) => ({ currency, open, suspended, atRisk })),
    ).toEqual([
      { currency: 'EUR', open: 3, suspended: 1, atRisk: 1 },
      { currency: 'USD', open: 1, suspended: 0, atRisk: 0 },
    ]);
    // A period's usage is charged at its end, which may be in the next month.
    expect((await owner.get(base)).text).toContain('Usage charged in');
    const months = await loadMonths(at(), 12);
    const again = await loadMonths(at(), 12);
    expect(again).toEqual(months);
    for (const { currency, held, owed, usageLastMonth } of summary) {
      const own = months.filter((month) => month.currency === currency);
      expect(own.reduce((sum, { paid, invoiced, adjusted }) => sum + paid - invoiced + adjusted, 0n)).toBe(
        held - owed,
      );
      expect(own[0]?.balance).toBe(held - owed);
      expect(own.find(({ month }) => month === '2026-10-01')?.usage ?? 0n).toBe(usageLastMonth);
    }
    expect((await owner.get(`${base}months`)).text).toContain('October 2026');
  });
});

describe('one account', () => {
  it.each(['', '/what-if', '/usage/events'])('names the zone of its days and times: %s', async (page) => {
    expect((await owner.get(`${pathOf(scenario.fenwick)}${page}`)).text).toMatch(
      /times (are )?in Europe\/London/,
    );
  });

  it('shows in its first line how long it has', async () => {
    const { status, text } = await owner.get(pathOf(scenario.fenwick));
    expect(status).toBe(200);
    expect(text).toContain('Fenwick &amp; Daughters has 5 days left');
    expect(text).toContain('Day notice to fenwick@client.example');
    expect(text).toContain('Domain fenwick.example');
    expect((await owner.get(pathOf(scenario.marlow))).text).toContain('Marlow Ceramics is suspended since');
    expect((await owner.get(pathOf(scenario.oakhanger))).text).toContain('more than a year');
    expect((await owner.get(pathOf(scenario.tern))).status).toBe(200);
  });

  it('draws the past from the ledger, and the projection from the current balance', async () => {
    const account = granted(await loadAccount(at(), scenario.fenwick, 45));
    const projection = await loadAccountProjection(at(), account.assessment, 45);
    const [last] = projection.past.slice(-1);
    expect(last).toEqual(projection.ahead[0]);
    expect(last?.minor).toBe(account.headroom - projection.creditLimit);
    const steps = projection.past.filter(({ at: when }, index) => when === projection.past[index - 1]?.at);
    expect(steps.some(({ minor }, index) => index >= 0 && minor > 3_000n)).toBe(true);
    const falls = projection.past.filter(
      ({ minor }, index) => minor > (projection.past[index - 1]?.minor ?? minor),
    );
    expect(falls).toHaveLength(1);
    const { range, limitDate } = projection;
    expect(range?.earliest).toBeLessThanOrEqual(limitDate ?? 0);
    expect(range?.latest).toBeGreaterThanOrEqual(limitDate ?? 0);
  });

  it('shows emails as they were sent, in a frame that runs and loads nothing', async () => {
    const { text } = await owner.get(pathOf(scenario.fenwick));
    const [path = ''] = /\/sites\/agency\/console\/accounts\/[^"]*\/emails\/[0-9a-f-]{36}/.exec(text) ?? [];
    const page = await owner.get(path);
    expect(page.text).toContain('sandbox=""');
    expect(page.headers.get('content-security-policy')).toContain("frame-src 'self'");
    const email = await owner.get(`${path}/html`);
    expect(email.text).toContain('Fenwick &amp; Daughters');
    const policy = email.headers.get('content-security-policy') ?? '';
    expect(policy).toContain('sandbox');
    expect(policy).not.toContain('script-src');
    expect(policy).not.toContain('allow-scripts');
  });

  it('is not there for another site, and not without the permission', async () => {
    const stranger = await scenario.site.api.ask(`/v1/accounts/${scenario.fenwick}`, {
      as: scenario.site.api.strangerKey,
    });
    expect(stranger.status).toBe(404);
    const anonymous = scenario.site.browser();
    expect((await anonymous.get(pathOf(scenario.fenwick))).status).toBe(401);
    expect((await owner.get(pathOf('01a00000-7000-7000-8000-000000000000'))).status).toBe(404);
  });
});

describe('the statements of a client', () => {
  it('are open to the owner, the same documents that the client gets', async () => {
    const path = `${pathOf(scenario.marlow)}/statements`;
    expect((await owner.get(pathOf(scenario.marlow))).text).toContain(`href="${path}"`);
    const { status, text } = await owner.get(path);
    expect([status, text.includes('Documents of Marlow Ceramics')]).toEqual([200, true]);
    const files = Array.from(text.matchAll(/href="([^"]+\/(?:pdf|csv))"/g), ([, href = '']) => href);
    expect(files.length).toBeGreaterThanOrEqual(4);
    const types = await Promise.all(
      files.slice(0, 2).map(async (file) => (await owner.get(file)).headers.get('content-type')),
    );
    expect(types).toEqual(['application/pdf', 'text/csv; charset=UTF-8; header=present']);
    const another = (files[0] ?? '').replace(scenario.marlow, scenario.tern);
    expect((await owner.get(another)).status).toBe(404);
  });
});

describe('explaining a line', () => {
  it('adds up to what was posted, for every line settlement has posted', async () => {
    let explained = 0;
    for (const account of [scenario.fenwick, scenario.marlow, scenario.tern]) {
      for (const entry of granted(await loadEntries(at(), account, { limit: 500 }))) {
        const { line } = granted(await explainEntry(at(), account, entry.id));
        if (entry.assignmentId === undefined) continue;
        expect(line?.unexplained).toBe(0n);
        expect((line?.explanation.minor ?? 0n) - (line?.postedBefore ?? 0n)).toBe(-entry.amount);
        explained += 1;
      }
    }
    expect(explained).toBeGreaterThan(8);
  });

  it('shows the quantity, the bands, the rounding and the days', async () => {
    const entries = granted(await loadEntries(at(), scenario.fenwick, { limit: 500 }));
    const usage = entries.find(({ category }) => category === 'usage');
    const { status, text } = await owner.get(`${pathOf(scenario.fenwick)}/entries/${usage?.id ?? ''}`);
    expect(status).toBe(200);
    expect(text).toContain('Band 10,000 to 50,000: 40,000 at 0.295 per 1,000');
    expect(text).toContain('rounded once, half away from zero');
    expect(text).toContain('1 Oct');
    const short = entries.find(
      ({ category, periodDate }) => category === 'recurring' && periodDate === '2026-09-20',
    );
    const other = await owner.get(`${pathOf(scenario.fenwick)}/entries/${short?.id ?? ''}`);
    expect(other.text).toContain('12.00 for a whole period × 11 ÷ 30 days');
  });

  it('is not there under another account', async () => {
    const [entry] = granted(await loadEntries(at(), scenario.fenwick, { limit: 1 }));
    expect(isRefusal(await explainEntry(at(), scenario.marlow, entry?.id ?? ''))).toBe(true);
  });
});

describe('what is done by form', () => {
  it('a payment is posted once, however often the form is sent, and refused beside its field', async () => {
    const path = `${pathOf(scenario.marlow)}/payments`;
    const form = await owner.get(path);
    expect(form.text).toContain('31.99');
    const key = fieldOf(form, 'key');
    const fields = { key, amount: '1,200.50', method: 'bank', reference: 'MC-1', receivedOn: '' };
    const wrong = await owner.post(path, { ...fields, amount: 'much' });
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain('id="amount-error"');
    expect(fieldOf(wrong, 'key')).toBe(key);
    const sent = [await owner.post(path, fields), await owner.post(path, fields)];
    expect(sent.map(({ status, to }) => [status, to])).toEqual([
      [303, pathOf(scenario.marlow)],
      [303, pathOf(scenario.marlow)],
    ]);
    expect((await formattedAccount(at(), scenario.marlow)).balance).toBe('1198.12');
    expect((await owner.get(pathOf(scenario.marlow))).text).toContain('Payment of 1,200.50 EUR recorded.');
  });

  it('charges, plans and cancels, refunds, changes the limit', async () => {
    const path = pathOf(scenario.tern);
    const balance = async (): Promise<string> => (await formattedAccount(at(), scenario.tern)).balance;
    const before = Number(await balance());
    const what = { description: 'Logo', category: 'design' };
    expect((await owner.post(`${path}/charges`, { key: 'c1', amount: '10.00', ...what })).status).toBe(303);
    const refund = { key: 'r1', amount: '5.00', method: 'bank', reference: '' };
    expect((await owner.post(`${path}/refunds`, refund)).text).toContain('confirmed-error');
    expect((await owner.post(`${path}/refunds`, { ...refund, confirmed: 'yes' })).status).toBe(303);
    expect(Number(await balance())).toBe(before - 15);
    const planned = { key: 's1', amount: '9.00', ...what, dueOn: '2026-12-24' };
    expect(
      (await owner.post(`${path}/scheduled-charges`, { ...planned, dueOn: '2020-01-01' })).text,
    ).toContain('dueOn-error');
    expect((await owner.post(`${path}/scheduled-charges`, planned)).status).toBe(303);
    const [cancel = ''] =
      /[^"]*\/scheduled-charges\/[0-9a-f-]{36}\/cancel/.exec((await owner.get(path)).text) ?? [];
    expect((await owner.get(cancel)).text).toContain('Cancel the scheduled charge');
    expect((await owner.post(cancel)).status).toBe(303);
    expect((await owner.get(cancel)).status).toBe(404);
    expect((await owner.post(`${path}/limit`, { creditLimit: '-20.00' })).status).toBe(303);
    expect((await formattedAccount(at(), scenario.tern)).creditLimit).toBe('-20.00');
  });

  it('asks before a payment is posted that was probably mistyped', async () => {
    const path = `${pathOf(scenario.oakhanger)}/payments`;
    const before = (await formattedAccount(at(), scenario.oakhanger)).balance;
    const typed = { key: 'typo', amount: '999999999999.00', method: 'bank', reference: '', receivedOn: '' };
    const asked = await owner.post(path, typed);
    expect(asked.text).toContain('Record a payment of 999,999,999,999.00');
    expect((await formattedAccount(at(), scenario.oakhanger)).balance).toBe(before);
    const fields = Array.from(asked.text.matchAll(/name="(\w+)" value="([^"]*)"/g), ([, name, value]) => [
      name,
      value,
    ]);
    // Confirmed is the amount that was shown, and no other.
    const confirmed = Object.fromEntries(fields) as Record<string, string>;
    expect((await owner.post(path, { ...confirmed, amount: '9999999999999.00' })).status).toBe(200);
    expect((await owner.post(path, confirmed)).status).toBe(303);
    const entries = granted(await loadEntries(at(), scenario.oakhanger, { limit: 1 }));
    expect(entries).toMatchObject([{ kind: 'payment' }]);
    const undo = `${pathOf(scenario.oakhanger)}/entries/${entries[0]?.id ?? ''}/reverse`;
    expect((await owner.post(undo, { key: 'undo', reason: '' })).status).toBe(303);
  });

  it('holds, promises, releases', async () => {
    const path = pathOf(scenario.oakhanger);
    expect((await owner.post(`${path}/hold`, { reason: '' })).text).toContain('reason-error');
    expect((await owner.post(`${path}/hold`, { reason: 'spam' })).status).toBe(303);
    const held = (await owner.get(path)).text;
    expect(held).toContain('spam');
    // The first button ends the hold; nothing else brings the sites back.
    expect(/<a class="button first" href="[^"]*">([^<]+)/.exec(held)?.[1]).toBe('Release');
    expect((await owner.get(`${base}?show=held`)).text).toContain('Oakhanger Parish');
    expect((await owner.post(`${path}/release`)).status).toBe(303);
    expect((await owner.post(`${path}/exempt`, { until: '2026-12-01', reason: 'on its way' })).status).toBe(
      303,
    );
    expect((await formattedAccount(at(), scenario.oakhanger)).exemptUntil).toBe('2026-12-02T00:00:00.000Z');
    const promised = (await owner.get(path)).text;
    expect(promised.match(/>[Tt]he end of Tue 1 Dec</g)).toHaveLength(2);
    expect(promised).not.toContain('Wed 2 Dec, 00:00');
    expect((await owner.post(`${path}/exempt`, { until: '', reason: '' })).status).toBe(303);
    expect((await formattedAccount(at(), scenario.oakhanger)).exemptUntil).toBeNull();
  });

  it('shows what a change of plans does before it is done, and leaves nothing behind', async () => {
    const path = `${pathOf(scenario.fenwick)}/plans`;
    const fields = { plans: scenario.plusId, when: 'period', date: '' };
    const before = await formattedAccount(at(), scenario.fenwick);
    const preview = await owner.post(path, { ...fields, step: 'preview' });
    expect(preview.status).toBe(200);
    expect(preview.text).toContain('from 1 Dec 2026?');
    expect(preview.text).toContain('Studio plus v1');
    expect(await formattedAccount(at(), scenario.fenwick)).toEqual(before);
    const missing = await owner.post(path, { ...fields, when: 'date', step: 'preview' });
    expect(missing.text).toContain('date-error');
    expect((await owner.post(path, { ...fields, step: 'do' })).status).toBe(303);
    const { plans } = await formattedAccount(at(), scenario.fenwick);
    expect(plans.map(({ name, until }) => [name, until])).toEqual([
      ['Studio', '2026-12-01'],
      ['Studio plus', null],
    ]);
  });

  it('disputes, resolves and reverses an entry', async () => {
    const [entry] = granted(await loadEntries(at(), scenario.marlow, { limit: 500 })).filter(
      ({ kind }) => kind === 'charge',
    );
    const path = `${pathOf(scenario.marlow)}/entries/${entry?.id ?? ''}`;
    expect((await owner.post(`${path}/dispute`, { reason: 'not mine' })).status).toBe(303);
    expect((await owner.get(path)).text).toContain('in dispute');
    expect((await owner.post(`${path}/resolve`, { outcome: 'dismissed', reason: '' })).status).toBe(303);
    expect((await owner.post(`${path}/reverse`, { key: 'v1', reason: '' })).status).toBe(303);
    expect((await owner.get(path)).text).toContain('Reversed by');
    const again = await owner.post(`${path}/reverse`, { key: 'v2', reason: '' });
    expect(again.status).toBe(409);
    expect(again.text).toContain('is already reversed');
  });

  it('draws no payment that was entered wrongly and reversed', async () => {
    const path = pathOf(scenario.oakhanger);
    const before = granted(await loadEntries(at(), scenario.oakhanger, { limit: 1 }))[0]?.number ?? 0;
    await owner.post(`${path}/payments`, {
      key: 'wrong',
      amount: '9000000.00',
      confirmed: '9000000.00',
      method: 'bank',
      reference: '',
    });
    const [wrong] = granted(await loadEntries(at(), scenario.oakhanger, { limit: 1 }));
    expect(wrong?.number).toBe(before + 1);
    expect((await owner.get(path)).text).toContain('paid 9,000,000.00');
    await owner.post(`${path}/entries/${wrong?.id ?? ''}/reverse`, { key: 'undone', reason: 'mistyped' });
    const { assessment } = granted(await loadAccount(at(), scenario.oakhanger, 45));
    const { past } = await loadAccountProjection(at(), assessment, 45);
    expect(past.filter(({ minor }) => minor > 100_000_000n)).toEqual([]);
    const [chart = ''] = /<svg.*?<\/svg>/s.exec((await owner.get(path)).text) ?? [];
    expect(chart).not.toContain('9,000,000.00');
  });

  it('opens an account, with what is wrong beside its fields', async () => {
    const path = `${base}accounts/new`;
    const fields = {
      key: fieldOf(await owner.get(path), 'key'),
      name: 'Pilgrim Books',
      email: 'books@pilgrim.example',
      language: 'en',
      'sites[0].slug': 'tern-coffee',
      'sites[0].name': 'pilgrim.example',
      'sites[0].hostnames': 'www.pilgrim.example',
      plans: scenario.planId,
      currency: 'EUR',
      timeZone: 'Europe/London',
      billingDay: '31',
      intervalMonths: '1',
      creditLimit: '',
      'tax.name': '',
      'tax.percent': '',
      'openingPayment.amount': '',
      'openingPayment.method': 'bank',
      'openingPayment.reference': '',
    };
    const paid = { ...fields, 'openingPayment.amount': '-5' };
    expect((await owner.post(path, paid)).text).toContain('openingPayment.amount-error');
    const odd = await owner.post(path, { ...paid, billingDay: '32', 'openingPayment.method': 'by hand' });
    expect([odd.status, odd.text.includes('Fix 4 fields below')]).toEqual([422, true]);
    expect(odd.text).toContain('billingDay-error');
    for (const billingDay of ['0x10', '1e1', '+5', '1.0', ' ']) {
      const { text } = await owner.post(path, { ...paid, billingDay });
      expect(text).toContain('billingDay-error');
    }
    expect(odd.text).toContain('openingPayment.method-error');
    expect(odd.text).toContain('value="Pilgrim Books"');
    expect((await owner.post(path, fields)).text).toContain('sites[0].slug-error');
    // Faults of one field, of rules and of what exists are shown together, in one go.
    const wrong = { 'sites[0].slug': 'tern-coffee', timeZone: 'Mars/Phobos', creditLimit: 'ten' };
    const worse = { ...wrong, 'tax.percent': '1000', 'openingPayment.amount': 'five' };
    for (const all of [worse, { ...worse, billingDay: '32', email: 'nobody' }]) {
      const { text } = await owner.post(path, { ...fields, ...all });
      for (const name of Object.keys(all)) expect(text).toContain(`id="${name}-error"`);
      expect(text).toContain(`Fix ${Object.keys(all).length} fields below`);
    }
    const opened = await owner.post(path, { ...fields, 'sites[0].slug': 'pilgrim' });
    expect(opened.status).toBe(303);
    expect((await owner.get(opened.to ?? '')).text).toContain('Account of Pilgrim Books opened.');
  });

  it('opens one with several sites and plans, and what was paid at the start', async () => {
    const path = `${base}accounts/new`;
    const fields = {
      key: fieldOf(await owner.get(path), 'key'),
      name: 'Bright & Low',
      email: 'post@brightlow.example',
      language: 'en',
      'sites[0].name': 'www.brightlow.example',
      'sites[0].slug': '',
      'sites[0].hostnames': 'brightlow.example\nwww.brightlow.example',
      currency: 'EUR',
      timeZone: 'Europe/London',
      billingDay: '1',
      intervalMonths: '1',
      creditLimit: '0.00',
      'openingPayment.amount': '80.00',
      'openingPayment.method': 'bank',
      'openingPayment.reference': 'BL-1',
    };
    const more = await owner.post(path, { ...fields, act: 'add site' });
    expect(more.text).toContain('Name of the site 2');
    expect(more.text).toContain('value="www.brightlow.example"');
    const fewer = await owner.post(path, { ...fields, 'sites[1].name': 'shop', act: 'remove site 0' });
    expect(fewer.text).toContain('value="shop"');
    expect(fewer.text).not.toContain('value="www.brightlow.example"');
    const body = new URLSearchParams({
      ...fields,
      'sites[1].name': 'Bright shop',
      'sites[1].slug': 'bright-shop',
      'sites[1].hostnames': 'shop.brightlow.example',
      'sites[2].name': '',
      'sites[2].slug': '',
      'sites[2].hostnames': '',
    });
    for (const id of [scenario.planId, scenario.plusId]) body.append('plans', id);
    const opened = await owner.post(path, body.toString());
    expect(opened.status, opened.text).toBe(303);
    const again = await owner.post(path, body.toString());
    expect(again.to).toBe(opened.to);
    const { sql } = scenario.fixture.database;
    const id = opened.to?.split('/').at(-1) ?? '';
    const sites = await sql<
      { slug: string }[]
    >`select slug from sites where account_id = ${id} order by slug`;
    expect(sites.map(({ slug }) => slug)).toEqual(['bright-shop', 'brightlow']);
    const entries = await sql<{ kind: string; reference: string | null }[]>`
      select kind, reference from entries where account_id = ${id} order by number`;
    expect(entries).toEqual([{ kind: 'payment', reference: 'BL-1' }]);
    const page = (await owner.get(opened.to ?? '')).text;
    expect(page).toContain('Studio plus');
    expect(page).toContain('80.00');
  });

  it('closes an account only when its name is typed', async () => {
    const path = `${pathOf(scenario.oakhanger)}/close`;
    expect((await owner.get(path)).text).toContain('cannot be opened again');
    expect((await owner.post(path, { name: 'Oakhanger' })).text).toContain('name-error');
    expect((await owner.post(path, { name: 'Oakhanger Parish' })).status).toBe(303);
    expect((await owner.post(`${pathOf(scenario.oakhanger)}/hold`, { reason: 'spam' })).text).toContain(
      'closed',
    );
  });
});

it('renders at the time of the fixture', () => {
  expect(scenario.site.api.time.now).toBe(NOW);
});

describe('the addresses of a client', () => {
  it('are changed on a page, with every fault beside its field', async () => {
    const { email } = await accountOf();
    const path = `${pathOf(scenario.tern)}/edit`;
    const rest = {
      ...{ name: 'Tern Coffee', language: 'en', statements: 'yes' },
      taxName: '',
      taxPercent: '',
    };
    const form = { ...rest, email, moreEmails: '' };
    const wrong = await owner.post(path, { ...form, moreEmails: 'ann@client.example; nobody', name: '' });
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain('must be an email address');
    expect(wrong.text).toContain('name-error');
    const far = await owner.post(path, { ...form, taxName: 'VAT', taxPercent: '1900' });
    expect([far.status, far.text.includes('taxPercent-error')]).toEqual([422, true]);
    const done = await owner.post(path, {
      ...form,
      ...{ moreEmails: 'ann@client.example; ben@client.example', name: 'Tern & Co', language: 'de' },
      ...{ statements: 'no', taxName: '', taxPercent: '7.7' },
    });
    expect(done.status).toBe(303);
    expect(await loadAccount(at(), scenario.tern)).toMatchObject({
      ...{ name: 'Tern & Co', language: 'de', statementsWanted: false },
      moreEmails: ['ann@client.example', 'ben@client.example'],
      tax: { name: 'VAT', percent: 7_700_000_000_000n },
    });
    const page = await owner.get(path);
    for (const shown of ['Tern &amp; Co', '7.7', 'ann@client.example, ben@client.example'])
      expect(page.text).toContain(`value="${shown}"`);
    expect((await owner.post(path, { ...form, moreEmails: 'ann@client.example' })).status).toBe(303);
    expect(await loadAccount(at(), scenario.tern)).toMatchObject({ name: 'Tern Coffee', tax: null });
  });

  it('that refused an email are shown with the reason, and tried again by a button', async () => {
    const { email } = await accountOf();
    const { sql } = scenario.site.api.fixture.database;
    await sql`update emails set accepted_addresses = array[${email}] where account_id = ${scenario.tern}`;
    granted(await processBounce(at(), { address: email, permanent: true, reason: '550 no such user' }));
    const page = await owner.get(pathOf(scenario.tern));
    expect(page.text).toContain('“550 no such user”. No emails are sent to this address.');
    expect(page.text).toContain('Reported a bounced email');
    expect(page.text).not.toContain('account.bounce');
    const list = await owner.get(`${base}?show=undeliverable`);
    expect(list.text).toContain('email refused');
    const done = await owner.post(`${pathOf(scenario.tern)}/send-again`, {});
    expect(done.status).toBe(303);
    expect((await accountOf()).emailUndeliverable).toEqual([]);
  });

  const accountOf = async () => await formattedAccount(at(), scenario.tern);
});

describe('an account that is suspended', () => {
  it('shows what is missing, and once it is paid that the site is being reactivated, and reloads by itself', async () => {
    const path = pathOf(scenario.marlow);
    const charge = { amount: '2000.00', description: 'Design', category: 'design' };
    granted(await postCharge(at(), scenario.marlow, charge));
    const wrong = granted(await recordPayment(at(), scenario.marlow, { amount: '1.23', method: 'bank' }));
    granted(await reverseEntry(at(), wrong.id, {}));
    const [listed] = await loadAccountList(at(), { state: 'suspended' }, { limit: 1 });
    expect(listed?.lastPayment?.amount).not.toBe(123n);
    const before = await owner.get(path);
    expect(before.text).toMatch(/A payment of [\d,]+\.\d\d EUR reactivates the site/);
    expect(before.headers.get('refresh')).toBeNull();
    granted(await recordPayment(at(), scenario.marlow, { amount: '2500.00', method: 'bank' }));
    const after = await owner.get(path);
    expect(after.text).toContain('Nothing more has to be paid: the site is being reactivated.');
    expect(after.text).not.toContain('reactivates the site');
    expect(after.headers.get('refresh')).toBe('3');
  });
});
