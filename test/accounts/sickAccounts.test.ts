import { beforeAll, describe, expect, it, vi } from 'vitest';
import { viewerKey } from '../../api/public/viewerKey.js';
import { closeAccount } from '../../src/accounts/closeAccount.js';
import { loadPortalAccount } from '../../src/accounts/loadPortalAccount.js';
import { assess } from '../../src/assessment/assess.js';
import { loadAccountProjection } from '../../src/assessment/loadAccountProjection.js';
import type { AccountFacts } from '../../src/billing/facts.js';
import { DAY_MS } from '../../src/core/values/zone.js';
import { isEmailDue } from '../../src/billing/decide.js';
import { queueNotice } from '../../src/emails/queueClientEmail.js';
import { chargeScheduled, chargeUsage } from '../../src/ledger/chargeDue.js';
import { postCharge } from '../../src/ledger/postCharge.js';
import { scheduleCharge } from '../../src/ledger/scheduleCharge.js';
import { convergeRestored } from '../../src/operations/convergeRestored.js';
import { runChecks } from '../../src/operations/runChecks.js';
import { schemaNumber } from '../../src/operations/migrateDatabase.js';
import { recordPayment } from '../../src/payments/recordPayment.js';
import { foreseeReplacement } from '../../src/plans/foreseeReplacement.js';
import { sweepAccounts, watchUsage } from '../../src/signals/watch.js';
import { placeHold, releaseHold } from '../../src/suspension/changeStanding.js';
import { decideState } from '../../src/suspension/decideState.js';
import { updateSilentMeters } from '../../src/usage/updateSilentMeters.js';
import { recordUsage } from '../../src/usage/recordUsage.js';
import { event, formattedAccount, queueEmails } from '../setup/activities.js';
import { createPortalFixture, type PortalFixture, TERMS } from '../portal/fixture.js';
import { granted } from '../setup/fixture.js';
import type { Browser } from '../web/fixture.js';
import * as foreseeing from '../../src/billing/projection/foresee.js';

/** Accounts whose forecast fails, and how: every way of looking ahead, or all but the plainest. */
const failing = { none: new Set<string>(), plain: new Set<string>() };

function failForecasts(): void {
  const real = { ...foreseeing };
  const isPlain = ({ history }: AccountFacts): boolean =>
    history.every(({ days }) => new Set(days.map(({ quantity }) => quantity)).size <= 1);
  const fails = (facts: AccountFacts): boolean =>
    failing.none.has(facts.id) || (failing.plain.has(facts.id) && !isPlain(facts));
  vi.spyOn(foreseeing, 'foresee').mockImplementation((...args) => {
    if (failing.none.has(args[0].id)) throw new Error('injected');
    return fails(args[0])
      ? { ...real.foresee(...args), limitDate: NaN, pacePerDay: -33n }
      : real.foresee(...args);
  });
  vi.spyOn(foreseeing, 'foreseeLimit').mockImplementation((...args) =>
    fails(args[0]) ? { limitDate: NaN, warnBy: NaN } : real.foreseeLimit(...args),
  );
  vi.spyOn(foreseeing, 'foreseeRange').mockImplementation((...args) => {
    if (fails(args[0])) throw new Error('injected');
    return real.foreseeRange(...args);
  });
  vi.spyOn(foreseeing, 'foreseeBand').mockImplementation((...args) => {
    if (fails(args[0])) throw new Error('injected');
    return real.foreseeBand(...args);
  });
}

const START = Date.parse('2026-01-01T09:00:00Z');
const NOW = Date.parse('2026-01-12T12:00:00Z');

interface Sick {
  readonly name: string;
  readonly forecast: 'full' | 'plain' | 'none';
  /** Whether what it has used can be settled all the same. */
  readonly settles: boolean;
  readonly insertFault: (accountId: string, siteId: string) => Promise<unknown>;
}

let fixture: PortalFixture;
let owner: Browser;
const clients = new Map<string, { accountId: string; siteId: string; browser: Browser }>();

const sql = () => fixture.api.fixture.database.sql;
const at = (now = fixture.api.time.now) => fixture.api.fixture.at(now);

const SICK: readonly Sick[] = [
  {
    name: 'usage-nan',
    forecast: 'full',
    settles: true,
    insertFault: (_id, siteId) =>
      sql()`update usage_days set total = 'NaN' where site_id = ${siteId} and day = '2026-01-08'`,
  },
  {
    name: 'usage-huge',
    forecast: 'full',
    settles: true,
    insertFault: (_id, siteId) =>
      sql()`update usage_days set total = 1e400 where site_id = ${siteId} and day = '2026-01-08'`,
  },
  {
    name: 'usage-negative',
    forecast: 'full',
    settles: true,
    insertFault: (_id, siteId) =>
      sql()`update usage_days set total = -5 where site_id = ${siteId} and day = '2026-01-08'`,
  },
  {
    name: 'forecast-plain',
    forecast: 'plain',
    settles: true,
    insertFault: (id) => Promise.resolve(failing.plain.add(id)),
  },
  {
    name: 'forecast-none',
    forecast: 'none',
    settles: true,
    insertFault: (id) => Promise.resolve(failing.none.add(id)),
  },
  {
    name: 'tax',
    forecast: 'none',
    settles: false,
    insertFault: (id) => sql()`update accounts set tax_percent = 'a lot' where id = ${id}`,
  },
  {
    name: 'plan',
    forecast: 'none',
    settles: false,
    insertFault: async (id) => {
      const own = await fixture.api.fixture.plan({ ...TERMS, name: 'Own' }, START);
      await sql()`
        with broken as (
          insert into plan_versions (id, plan_id, version, terms, created_at)
          values (gen_random_uuid(), ${own}, 2, '{"name":"Own","currency":"EUR"}', now()) returning id)
        update assignments set plan_id = ${own}, version_id = (select id from broken) where account_id = ${id}`;
    },
  },
  {
    name: 'zone',
    forecast: 'none',
    settles: false,
    insertFault: (id) => sql()`update accounts set time_zone = 'Mars/Base' where id = ${id}`,
  },
];

/** What the workflow does at an assessment. */
async function live(accountId: string, now = fixture.api.time.now): Promise<string[]> {
  const done: string[] = [];
  for (let count = 0; count < 20; count += 1) {
    const seen = await assess(at(now), accountId);
    if (seen?.due === null || seen === null) return done;
    done.push(seen.due);
    if (seen.due === 'chargeUsage') await chargeUsage(at(now), accountId);
    else if (seen.due === 'chargeScheduled') await chargeScheduled(at(now), accountId);
    else if (seen.due === 'switchSites') await decideState(at(now), accountId);
    else {
      await (isEmailDue(seen.due) ? queueEmails : queueNotice)(at(now), accountId);
    }
    if (seen.due.endsWith('Sites'))
      await sql()`update sites set confirmed_generation = generation where account_id = ${accountId}`;
  }
  throw new Error(`account ${accountId} does not come to rest: ${done.join()}`);
}

const stateOf = async (accountId: string): Promise<string> => (await formattedAccount(at(), accountId)).state;
const idOf = (name: string): string => clients.get(name)?.accountId ?? '';

beforeAll(async () => {
  failForecasts();
  fixture = await createPortalFixture();
  for (const name of ['well', ...SICK.map(({ name: sick }) => sick)]) {
    const client = await fixture.client(name, new Date(START).toISOString());
    clients.set(name, client);
    granted(await recordPayment(at(START), client.accountId, { amount: '60.00', method: 'bank' }));
    const events = Array.from({ length: 11 }, (_, day) =>
      event(name, new Date(START + day * DAY_MS).toISOString(), `${(day + 1) * 1e9}`, 'bandwidth'),
    );
    expect((await recordUsage(at(START + 11 * DAY_MS), events)).rejected).toEqual([]);
    await live(client.accountId, START);
  }
  fixture.api.time.now = NOW;
  for (const { accountId } of clients.values()) await live(accountId);
  for (const { name, insertFault } of SICK) await insertFault(idOf(name), clients.get(name)?.siteId ?? '');
  owner = await fixture.ownersBrowser();
});

describe('accounts on which something fails', () => {
  it('appear in every list with their ledger figures and the quality of their forecast', async () => {
    const { status, body } = await fixture.api.get('/v1/accounts?limit=100');
    expect(status).toBe(200);
    const listed = body.data as unknown as {
      id: string;
      balance: string;
      headroom: string;
      forecast: string;
      pacePerDay: string | null;
    }[];
    expect(listed).toHaveLength(SICK.length + 1);
    for (const { name, forecast } of SICK) {
      const account = listed.find(({ id }) => id === idOf(name));
      expect(account, name).toMatchObject({ balance: '1.20', forecast });
      expect(account?.pacePerDay === null, name).toBe(forecast === 'none');
      // The credit limit is 100.00, and nothing has come beyond what the plan includes.
      expect(account?.headroom, name).toBe('101.20');
    }
    expect(listed.find(({ id }) => id === idOf('well'))).toMatchObject({ forecast: 'full' });
  });

  it.each(SICK.map(({ name }) => name))('keep all their pages and API responses: %s', async (name) => {
    const { accountId, browser } = clients.get(name) ?? { accountId: '' };
    for (const part of [
      '',
      '/projection',
      '/timeline',
      '/periods',
      '/usage',
      '/statements',
      '/entries',
      '/emails',
    ]) {
      const { status } = await fixture.api.get(`/v1/accounts/${accountId}${part}`);
      expect({ part, status }).toEqual({ part, status: 200 });
    }
    for (const part of ['', '/payments', '/charges', '/plans', '/hold', '/close']) {
      const { status, text } = await owner.get(`/sites/agency/console/accounts/${accountId}${part}`);
      expect({ part, status }).toEqual({ part, status: 200 });
      expect(text).not.toMatch(/NaN|Infinity|Invalid Date/);
    }
    for (const part of ['', 'entries', 'statements']) {
      expect({ part, status: (await browser?.get(`/sites/${name}/${part}`))?.status }).toEqual({
        part,
        status: 200,
      });
    }
    const { account } = granted(await loadPortalAccount(at(), accountId, 30));
    await loadAccountProjection(at(), account.assessment, 30);
  });

  it('break neither the console’s list, its CSV nor the replacement of their plan', async () => {
    for (const client of clients.values()) await live(client.accountId);
    const { status, text } = await owner.get('/sites/agency/console/');
    expect(status).toBe(200);
    for (const name of clients.keys()) expect(text).toContain(`Client of ${name}`);
    expect(text).toContain('no forecast available');
    expect(text).toContain('rough forecast');
    const csv = await owner.get('/sites/agency/console/csv');
    expect(csv.text.trim().split('\n')).toHaveLength(SICK.length + 2);
    const plus = await fixture.api.fixture.plan({ ...TERMS, name: 'Plus' }, NOW);
    const replacement = { with: plus, effective: 'period' };
    granted(await foreseeReplacement(at(), fixture.planId, replacement));
  });

  it('do not stop a periodic job from working on other accounts', async () => {
    const slugs = [...clients.keys()];
    const events = slugs.map((slug) => event(slug, new Date(NOW).toISOString(), '1000000', 'bandwidth'));
    expect((await recordUsage(at(), events)).rejected).toEqual([]);
    expect(await watchUsage(at(), 100)).toMatchObject({ seen: clients.size });
    expect(await sweepAccounts(at(), undefined, 100)).toMatchObject({ seen: clients.size });
    await updateSilentMeters(at());
  });

  it('are found by the doctor and counted by a metric', async () => {
    for (const client of clients.values()) await live(client.accountId);
    const { findings } = await runChecks(at(), { running: undefined, schemaNumber: await schemaNumber() });
    const findingTexts = findings.filter(({ check }) => check === 'forecast').map(({ says }) => says);
    for (const { name } of SICK) {
      expect(
        findingTexts.filter((says) => says.includes(idOf(name))),
        name,
      ).toHaveLength(1);
    }
    expect(findingTexts).toHaveLength(SICK.length);
    const { text } = (await fixture.api.ask('/metrics', { as: viewerKey(fixture.api.fixture.secrets) })).body;
    expect(text).toContain(`sitetab_accounts_faulty ${SICK.length}`);
  });

  it.each(SICK)('still take every change to their ledger: $name', async ({ name }) => {
    const { accountId } = clients.get(name) ?? { accountId: '' };
    const charge = { amount: '500.00', description: 'Design', category: 'design' };
    const isTaxed = name !== 'tax';
    if (isTaxed) granted(await postCharge(at(), accountId, charge));
    else await sql()`update accounts set credit_limit = credit_limit - 60000 where id = ${accountId}`;
    await live(accountId);
    expect(await stateOf(accountId)).toBe('suspended');
    granted(await recordPayment(at(), accountId, { amount: '700.00', method: 'bank' }));
    await live(accountId);
    expect(await stateOf(accountId)).toBe('active');
    granted(await placeHold(at(), accountId, { reason: 'a word' }));
    await live(accountId);
    expect(await stateOf(accountId)).toBe('suspended');
    granted(await releaseHold(at(), accountId));
    await live(accountId);
    expect(await stateOf(accountId)).toBe('active');
  });

  it.each(SICK.filter(({ settles }) => settles))('are settled and closed: $name', async ({ name }) => {
    const { accountId } = clients.get(name) ?? { accountId: '' };
    const planned = { amount: '3.00', description: 'Domain', category: 'domain', dueOn: '2026-01-20' };
    granted(await scheduleCharge(at(), accountId, planned));
    const february = Date.parse('2026-02-01T03:00:00Z');
    expect(await live(accountId, february)).toEqual(
      expect.arrayContaining(['chargeScheduled', 'chargeUsage']),
    );
    const [settled] = await sql()<{ count: number }[]>`
      select count(*) as count from periods where account_id = ${accountId}`;
    expect(settled?.count).toBe(1);
    granted(await closeAccount(at(february), accountId));
    await live(accountId, february);
    fixture.api.time.now = february;
    expect(await stateOf(accountId)).toBe('closed');
    fixture.api.time.now = NOW;
  });

  it.each(SICK.filter(({ settles }) => !settles))(
    'postpone what cannot be rated, and post nothing wrong meanwhile: $name',
    async ({ name }) => {
      const { accountId } = clients.get(name) ?? { accountId: '' };
      const count = async (): Promise<number> =>
        (await sql()`select 1 from entries where account_id = ${accountId}`).length;
      const before = await count();
      const february = Date.parse('2026-02-01T03:00:00Z');
      const seen = await assess(at(february), accountId);
      expect(seen?.due).toBeNull();
      expect(Date.parse(seen?.wakeAt ?? '')).toBeGreaterThan(february + 3_600_000);
      await chargeUsage(at(february), accountId);
      expect(await count()).toBe(before);
    },
  );

  it('do not stop a restored database from coming to agree with Temporal and the hosting', async () => {
    const until = NOW + 3_600_000;
    const converged = await convergeRestored(at(until), { takenAt: NOW, ranUntil: until });
    expect(converged.accounts).toBeGreaterThan(0);
  });
});
