import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox, type Page, type Problem, type Sandbox } from '../setup/sandbox.js';
import { entries, emails, makePlan, openAccount, recurringPlan, use } from './account.js';

const FIRST = '2031-01-01T00:00:00Z';
const DAYS = 365;
/** By the week, over the end of January by the day, by the week again, and at last by the month. */
const STEPS = [
  7,
  7,
  7,
  ...Array<number>(14).fill(1),
  ...Array<number>(10).fill(7),
  ...Array<number>(8).fill(31),
  12,
];

let leaping: Sandbox;
let stepping: Sandbox;

beforeAll(async () => {
  [leaping, stepping] = await Promise.all([startSandbox('--now', FIRST), startSandbox('--now', FIRST)]);
});

afterAll(async () => {
  for (const sandbox of [leaping, stepping]) expect(await sandbox.stop()).toEqual({ code: 0, left: [] });
});

/** The same clients in each of the two sandboxes. */
async function openClients(sandbox: Sandbox): Promise<string[]> {
  const advance = await recurringPlan(sandbox, '30.00', 'advance');
  const arrears = await makePlan(sandbox, {
    minimum: '12.00',
    recurring: [{ id: 'care', amount: '10.00', timing: 'arrears' }],
    usage: [{ id: 'u', meter: 'requests', model: 'package', packageSize: '10', packagePrice: '3.33' }],
  });
  const intro = await makePlan(sandbox, {
    recurring: [{ id: 'trial', amount: '1.00', timing: 'advance' }],
    replaceAfterDays: 100,
    replaceWith: advance,
  });
  const slug = 'year';
  const clients = [
    {
      plans: [advance],
      creditLimit: '200.00',
      billingDay: 31,
      timeZone: 'America/New_York',
      sites: [{ slug: 'falls', name: 'Falls', hostnames: [] }],
    },
    {
      plans: [arrears],
      creditLimit: '9999.00',
      billingDay: 15,
      timeZone: 'Europe/Berlin',
      tax: { name: 'VAT', percent: '19' },
      sites: [{ slug, name: slug, hostnames: [] }],
    },
    { plans: [intro], creditLimit: '9999.00', billingDay: 29, timeZone: 'Australia/Lord_Howe' },
  ];
  const ids: string[] = [];
  for (const client of clients) ids.push((await openAccount(sandbox, client)).id);
  await use(sandbox, slug, 'requests', '25');
  await sandbox.post(`/v1/accounts/${ids[1] ?? ''}/scheduled-charges`, {
    amount: '15.00',
    description: 'Domain',
    category: 'domain',
    dueOn: '2031-10-26',
  });
  return ids;
}

/** What became of a client, without what only the moment of opening decides. */
async function scenario(sandbox: Sandbox, id: string): Promise<unknown> {
  const allEntries = await entries(sandbox, id);
  return {
    entries: allEntries.map(({ number, kind, category, amount, balanceAfter, description, effectiveAt }) => [
      ...[number, kind, category, amount, balanceAfter, description],
      effectiveAt.slice(0, 16),
    ]),
    emails: (await emails(sandbox, id)).map(({ kind, subject, sentAt }) => [
      kind,
      subject,
      // A statement goes out with the account's own spread, which hangs on its id.
      kind === 'statement' ? '' : sentAt?.slice(0, 15),
    ]),
  };
}

describe('a year', () => {
  it('gives the same entries when the clock moves in one step and in many, at the dates foreseen', async () => {
    const leaped = await openClients(leaping);
    const stepped = await openClients(stepping);
    const [onThe31st = ''] = leaped;
    const path = `/v1/accounts/${onThe31st}/periods?count=14`;
    const foreseen = (await leaping.get<Page<{ start: string }>>(path)).data;
    await leaping.advance(`P${DAYS}D`);
    for (const days of STEPS) await stepping.advance(`P${days}D`);
    for (const [index, id] of leaped.entries()) {
      const expected = await scenario(leaping, id);
      expect(await scenario(stepping, stepped[index] ?? '')).toEqual(expected);
      expect((expected as { entries: unknown[] }).entries.length).toBeGreaterThan(11);
    }
    const now = await leaping.now();
    const charged = (await entries(leaping, onThe31st)).map(({ effectiveAt }) => effectiveAt);
    expect(charged).toEqual(foreseen.map(({ start }) => start).filter((start) => start < now));
  });
});

describe('the clock', () => {
  it.each([
    [{ advance: '-P1D' }],
    [{ advance: '7 days' }],
    [{ advance: 'P' }],
    [{ advance: '' }],
    [{ advance: 7 }],
    [{ advanceTo: '2030-12-31T00:00:00Z' }],
    [{ advanceTo: '2031-02-30T00:00:00Z' }],
    [{ advanceTo: 'tomorrow' }],
    [{}],
    [{ advance: 'P1D', advanceTo: '2041-01-01T00:00:00Z' }],
    [{ forward: 'P1D' }],
  ])('refuses %j and does not move', async (body) => {
    const before = Date.parse(await leaping.now());
    const answer = await leaping.send<Problem>('POST', '/v1/sandbox/clock', body);
    expect([400, 422]).toContain(answer.status);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(Date.parse(await leaping.now()) - before).toBeLessThan(60_000);
  });

  it.each([
    ['PT90S', 90_000],
    ['PT1H30M', 5_400_000],
    ['P1W', 7 * 86_400_000],
    ['P1DT12H', 36 * 3_600_000],
  ])('moves forward by %s and responds once no work is left', async (advance, ms) => {
    const before = Date.parse(await leaping.now());
    const answer = await leaping.send<{ now: string; settled: boolean }>('POST', '/v1/sandbox/clock', {
      advance,
    });
    expect(answer.body.settled).toBe(true);
    const gone = Date.parse(answer.body.now) - before;
    expect(gone).toBeGreaterThanOrEqual(ms);
    expect(gone).toBeLessThan(ms + 60_000);
  });

  it('needs a key', async () => {
    const answer = await leaping.send('POST', '/v1/sandbox/clock', { advance: 'P1D' }, { authorization: '' });
    expect(answer.status).toBe(401);
  });
});
