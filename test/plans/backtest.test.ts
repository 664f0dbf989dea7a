import { beforeAll, describe, expect, it } from 'vitest';
import type { PlanTerms } from '../../src/billing/plans/terms.js';
import { addDays } from '../../src/core/values/zone.js';
import { recordPayment } from '../../src/payments/recordPayment.js';
import { loadBacktest, loadResults, stopBacktest } from '../../src/plans/backtest/loadBacktest.js';
import { type BacktestRequest, startBacktest } from '../../src/plans/backtest/startBacktest.js';
import { addPlanVersion } from '../../src/plans/managePlans.js';
import { reverseEntry } from '../../src/ledger/reverseEntry.js';
import { grantPromotion } from '../../src/promotions/grantPromotion.js';
import { workTasks } from '../../src/tasks/workTasks.js';
import { recordUsage } from '../../src/usage/recordUsage.js';
import { change, entriesOf, event, settle, slugOf, use } from '../setup/activities.js';
import { granted, type Fixture } from '../setup/fixture.js';
import { createPagesFixture, type PagesFixture } from '../web/fixture.js';

let site: PagesFixture;
let fixture: Fixture;
let planId: string;
let otherId: string;
let usual: string;
let quiet: string;
let changed: string;

const NOW = '2026-06-10T12:00:00Z';
const TERMS: PlanTerms = {
  currency: 'EUR',
  recurring: [{ id: 'base', amount: '10.00', timing: 'advance' }],
  usage: [
    {
      id: 'hits',
      meter: 'requests',
      model: 'graduated',
      bands: [{ unitPrice: '0.02', upTo: '500' }, { unitPrice: '0.01' }],
    },
    { id: 'disk', meter: 'storage', model: 'graduated', per: '1000', bands: [{ unitPrice: '0.50' }] },
  ],
  minimum: '12.00',
};
const CHEAPER: PlanTerms = { ...TERMS, recurring: [], minimum: undefined };
const DEARER: PlanTerms = { ...TERMS, recurring: [{ id: 'base', amount: '29.00', timing: 'advance' }] };

beforeAll(async () => {
  site = await createPagesFixture();
  ({ fixture } = site.api);
  site.api.time.now = Date.parse(NOW);
  planId = await fixture.plan({ ...TERMS, name: 'Studio' });
  otherId = await fixture.plan({ ...TERMS, name: 'Other', minimum: '0.00' });
  usual = await live('=Usual', 30, 15);
  quiet = await live('Quiet', 0, 1);
  changed = await live('Changed', 20, 1, async (id, day) => {
    if (day === '2026-03-03') await grantBoth(id, `${day}T12:00:00Z`);
    if (day === '2026-03-20')
      await change(fixture, id, { plans: [otherId], effective: '2026-04-16' }, `${day}T12:00:00Z`);
  });
});

/** A discount for two periods and a credit that ends within one. */
async function grantBoth(id: string, now: string): Promise<void> {
  const discount = { name: 'Spring', kind: 'percent' as const, percent: '12.5', periods: 2 };
  granted(await grantPromotion(fixture.at(now), id, discount));
  const credit = { name: 'Welcome', kind: 'credit' as const, amount: '31.00', endsOn: '2026-05-05' };
  granted(await grantPromotion(fixture.at(now), id, credit));
}

/** An account from 10 February to now, with usage every third day, settled every month and paid for. */
async function live(
  name: string,
  hits: number,
  billingDay: number,
  also: (id: string, day: string) => Promise<void> = () => Promise.resolve(),
): Promise<string> {
  const tax = { name: 'VAT', percent: '20' };
  const input = { name, plans: [planId], tax, billingDay, timeZone: 'Europe/Berlin', creditLimit: '20.00' };
  const id = await fixture.open(input, '2026-02-10T09:00:00Z');
  for (let day = '2026-02-10'; day < '2026-06-10'; day = addDays(day, 1)) {
    if (hits > 0 && Number(day.slice(8)) % 3 === 0) {
      await use(fixture, id, `${day}T12:00:00Z`, hits * (1 + Number(day.slice(8))));
      const disk = event(await slugOf(fixture, id), `${day}T12:00:00Z`, 1_000 * hits, 'storage');
      await recordUsage(fixture.at(`${day}T12:00:00Z`), [disk]);
    }
    await also(id, day);
    if (day.endsWith('-01') || day.endsWith('-15')) {
      await settle(fixture, id, `${day}T02:00:00Z`);
      const payment = { amount: '25.00', method: 'bank', reference: day };
      granted(await recordPayment(fixture.at(`${day}T08:00:00Z`), id, payment, `${id} ${day}`));
    }
  }
  await settle(fixture, id, NOW);
  return id;
}

async function compare(request: Partial<BacktestRequest>) {
  const context = fixture.at(NOW);
  const task = granted(await startBacktest(context, planId, { months: 12, scope: 'plan', ...request }));
  while (await workTasks(context, task.id)) continue;
  const { sums, task: done } = granted(await loadBacktest(context, task.id));
  const results = granted(await loadResults(context, task.id, { limit: 100 }));
  return { sums, task: done, of: (id: string) => results.find(({ accountId }) => accountId === id) };
}

describe('a backtest', () => {
  it('with the same version comes to what was charged, with changes of plan and settled usage', async () => {
    const { sums, of, task } = await compare({});
    expect(task).toMatchObject({ total: 3, done: 3, failed: 0 });
    expect(sums).toMatchObject({ compared: 3, cheaper: 0, dearer: 0, onlyDraft: 0, onlyCharged: 0 });
    expect(sums.charged).toBe(sums.draft);
    const charged = (await entriesOf(fixture, usual)).filter(
      ({ kind, periodDate }) => kind === 'charge' && periodDate !== undefined && periodDate < '2026-05-15',
    );
    expect(of(usual)).toMatchObject({ periods: 4, from: '2026-02-10', until: '2026-05-15' });
    expect(of(usual)?.charged).toBe(charged.reduce((sum, { amount }) => sum - amount, 0n));
    expect(of(changed)?.charged ?? 0n).toBeGreaterThan(0n);
  });

  it('finds who would have paid more or less, and whose credit would have run out', async () => {
    const dearer = await compare({ plan: DEARER, months: 3 });
    expect(dearer.sums).toMatchObject({ compared: 3, dearer: 3, cheaper: 0 });
    // 19.00 more in each of three whole months.
    const [before, after] = [dearer.of(quiet)?.charged, dearer.of(quiet)?.draft];
    expect([before, after]).toEqual([36_00n, 87_00n]);
    expect(dearer.of(quiet)?.periods).toBe(3);
    expect(dearer.sums.belowDraft).toBeGreaterThanOrEqual(dearer.sums.belowCharged);
    const cheaper = await compare({ plan: CHEAPER });
    expect(cheaper.sums).toMatchObject({ compared: 3, dearer: 0, cheaper: 3 });
    expect(cheaper.of(quiet)).toMatchObject({ draft: 0n });
    expect(cheaper.sums.saved).toBe(cheaper.sums.charged - cheaper.sums.draft);
  });

  it('compares all accounts of the currency in place of all their plans, or another plan', async () => {
    const all = await compare({ plan: CHEAPER, scope: 'all' });
    const own = await compare({ plan: CHEAPER });
    expect(all.of(usual)).toEqual(own.of(usual));
    expect(all.of(changed)?.charged ?? 0n).toBeGreaterThan(own.of(changed)?.charged ?? 0n);
    const other = await compare({ with: otherId, version: 1 });
    // Only the minimum differs, and only without usage does it matter.
    expect(other.of(quiet)?.draft ?? 0n).toBeLessThan(other.of(quiet)?.charged ?? 0n);
    expect(other.of(usual)?.draft).toBe(other.of(usual)?.charged);
  });

  it('keeps what was charged by a charge that was reversed by hand', async () => {
    const context = fixture.at(NOW);
    const before = (await compare({})).of(quiet);
    const [charge] = (await entriesOf(fixture, quiet)).filter(({ kind }) => kind === 'charge');
    granted(await reverseEntry(context, charge?.id ?? '', {}));
    expect((await compare({})).of(quiet)).toEqual(before);
  });

  it('is refused with the field at fault', async () => {
    const refusals: [Partial<BacktestRequest>, object][] = [
      [{ version: 9 }, { field: 'version' }],
      [{ with: usual }, { field: 'with' }],
      [
        { plan: CHEAPER, version: 1 },
        { field: 'version', detail: 'is not allowed with a draft' },
      ],
      [{ plan: { ...TERMS, currency: 'USD' } }, { refused: 'currency_mismatch', field: 'plan.currency' }],
      [{ plan: { ...TERMS, minimum: '1.005' } }, { field: 'plan.minimum' }],
    ];
    for (const [request, refusal] of refusals)
      expect(
        await startBacktest(fixture.at(NOW), planId, { months: 1, scope: 'plan', ...request }),
      ).toMatchObject(refusal);
  });

  it('stops when it is told to, and keeps the results so far', async () => {
    const context = fixture.at(NOW);
    const task = granted(await startBacktest(context, planId, { months: 12, scope: 'plan' }));
    granted(await stopBacktest(context, task.id));
    expect(await workTasks(context, task.id)).toBe(false);
    const { task: stopped, sums } = granted(await loadBacktest(context, task.id));
    expect(stopped).toMatchObject({ done: 0, total: 3, finishedAt: Date.parse(NOW) });
    expect(sums).toMatchObject({ compared: 0 });
  });
});

describe('the API', () => {
  it('starts, shows and lists a comparison, and stops one', async () => {
    const { api } = site;
    const started = await api.post(`/v1/plans/${planId}/backtest`, { plan: CHEAPER, months: 6 });
    expect(started).toMatchObject({ status: 201, body: { state: 'running', accounts: { total: 3 } } });
    while (await workTasks(fixture.at(NOW), started.body.id)) continue;
    const path = `/v1/plans/${planId}/backtests/${started.body.id}`;
    expect((await api.get(path)).body).toMatchObject({
      ...{ state: 'done', version: null, currency: 'EUR' },
      accounts: { compared: 3, cheaper: 3, dearer: 0 },
    });
    const { body: first } = await api.get(`${path}/accounts?limit=2`);
    expect(first.data).toHaveLength(2);
    const { body: rest } = await api.get(`${path}/accounts?cursor=${first.next ?? ''}`);
    expect(rest).toMatchObject({ data: [{ belowLimit: {} }], next: null });
    expect((await api.post(`${path}/stop`)).body).toMatchObject({ state: 'done' });
    expect((await api.get(path.replace(planId, otherId))).status).toBe(404);
    expect((await api.post(`/v1/plans/${planId}/backtest`, { months: 13 })).status).toBe(400);
  });
});

describe('the pages', () => {
  it('compare a version, show the result, and give it as CSV with harmless cells', async () => {
    const owner = await site.ownersBrowser();
    const base = '/sites/agency/console/plans';
    granted(await addPlanVersion(fixture.at(NOW), planId, { ...DEARER, name: 'Studio' }));
    expect((await owner.get(`${base}/${planId}`)).text).toContain(`href="${base}/${planId}/backtest"`);
    const { text: form } = await owner.get(`${base}/${planId}/backtest`);
    expect(form).toContain(`value="${planId} 2"`);
    const key = /name="key" value="([^"]+)"/.exec(form)?.[1] ?? '';
    const request = { key, price: `${planId} 2`, months: '12', scope: 'plan' };
    const { to, text: refused } = await owner.post(`${base}/${planId}/backtest`, request);
    const shown = to?.split('?')[0] ?? refused;
    expect((await owner.get(shown)).text).toContain('0 of 3 compared');
    while (await workTasks(fixture.at(NOW))) continue;
    const { text } = await owner.get(shown);
    expect(text).toMatch(/3 accounts, [\d.]+ EUR more in all/);
    expect(text).toContain('Would have paid more');
    expect(text).not.toContain('<h2>Would have paid less');
    const { text: csv, headers } = await owner.get(`${shown}/csv`);
    expect(headers.get('content-type')).toContain('text/csv');
    expect(csv.split('\n')).toHaveLength(5);
    expect(csv).toContain(",'=Usual,EUR,4,2026-02-10,2026-05-15,");
  });

  it('compare a draft of the designer without saving it', async () => {
    const owner = await site.ownersBrowser();
    const path = `/sites/agency/console/plans/${planId}/version`;
    const draft = {
      ...{ name: 'Studio', currency: 'EUR', act: 'backtest', key: 'as-the-page-made-it' },
      ...{ 'recurring[0].name': 'Hosting', 'recurring[0].amount': '99.00', 'recurring[0].timing': 'advance' },
    };
    const { to } = await owner.post(path, draft);
    expect(to).toContain('/console/plans/backtests/');
    expect((await site.api.get(`/v1/plans/${planId}`)).body.version).toBe(2);
    const wrong = await owner.post(path, { ...draft, 'recurring[0].amount': 'many' });
    expect(wrong.status).toBe(422);
  });
});
