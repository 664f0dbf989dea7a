import { beforeEach, describe, expect, it } from 'vitest';
import { findMorningReaders } from '../../src/auth/users/morningEmail.js';
import { assess } from '../../src/assessment/assess.js';
import { openAccount } from '../../src/accounts/opening/openAccount.js';
import { closeAccount } from '../../src/accounts/closeAccount.js';
import { loadMorning, type Morning } from '../../src/mornings/loadMorning.js';
import { takeMornings } from '../../src/mornings/takeMornings.js';
import { postCharge } from '../../src/ledger/postCharge.js';
import { recordPayment } from '../../src/payments/recordPayment.js';
import { setMorningEmail } from '../../src/store/auth/users.js';
import { exemptAccount, placeHold } from '../../src/suspension/changeStanding.js';
import { decideState } from '../../src/suspension/decideState.js';
import { accountInput, createFixture, granted, type Fixture } from '../setup/fixture.js';
import { queueEmails } from '../setup/activities.js';

// An account opened on 10 March with a charge of 1.00 a day and a credit limit of so many days.
const MIDNIGHT = Date.parse('2026-03-10T00:00:00Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const SEVEN = MIDNIGHT + 7 * HOUR;

let fixture: Fixture;
let plan: string;

beforeEach(async () => {
  fixture = await createFixture();
  plan = await fixture.plan({
    recurring: [{ id: 'base', amount: '31.00', timing: 'arrears' }],
  });
});

async function open(name: string, creditLimit: string): Promise<string> {
  const id = await fixture.open({ name, creditLimit, plans: [plan], timeZone: 'UTC' }, MIDNIGHT);
  await assess(fixture.at(MIDNIGHT), id);
  return id;
}

const take = (now: number): Promise<void> =>
  takeMornings({ ...fixture.at(now), baseUrl: 'https://tab.example' }, findMorningReaders);

const namesOf = ({ due }: Morning): string[] => due.map(({ name, day }) => `${name} ${day}`);

async function emails(): Promise<{ key: string; content: Record<string, unknown> }[]> {
  return fixture.database.sql<{ key: string; content: Record<string, unknown> }[]>`
    select key, content from emails where kind = 'morning' order by id`;
}

async function optIn(): Promise<string> {
  const { sql } = fixture.database;
  const [owner] = await sql<{ id: string }[]>`select id from users where site_id = ${fixture.siteId}`;
  await setMorningEmail(sql, owner?.id ?? '', true);
  return owner?.id ?? '';
}

describe('the morning list of a tenant', () => {
  it('has today’s and tomorrow’s suspensions with the amounts and the notices sent, and nobody else', async () => {
    const today = await open('Today', '0.50');
    await open('Tomorrow', '1.50');
    await open('Later', '5.00');
    await queueEmails(fixture.at(SEVEN), today);
    const morning = await loadMorning(fixture.at(SEVEN));
    expect(namesOf(morning)).toEqual(['Today today', 'Tomorrow tomorrow']);
    expect(morning).toMatchObject({ day: '2026-03-10', timeZone: 'UTC', since: null, isCut: false });
    // 7 of 24 hours have accrued of 1.00.
    expect(morning.due[0]).toMatchObject({ balance: -29n, isNew: false, isHeldBack: false });
    expect(morning.due[0]?.suspendsAt).toBeGreaterThan(MIDNIGHT + 11 * HOUR);
    expect(morning.due[0]?.keepsUp).toBeGreaterThan(2_900n);
  });

  it('lists the notice of an account with what the mail server said', async () => {
    const id = await open('Today', '0.50');
    const { sql } = fixture.database;
    await sql`
      insert into emails (id, key, account_id, kind, language, recipient_name, recipient_address, content, created_at,
                          failed_at)
      values (gen_random_uuid(), 'day/1', ${id}, 'day', 'en', 'Today', 'a@b.example', '{}', ${MIDNIGHT}, ${MIDNIGHT + HOUR})`;
    await sql`
      insert into notices (id, account_id, kind, notified_at, email_key)
      values (gen_random_uuid(), ${id}, 'day', ${MIDNIGHT}, 'day/1'), (gen_random_uuid(), ${id}, 'week', ${MIDNIGHT}, 'day/1')`;
    const [due] = (await loadMorning(fixture.at(SEVEN))).due;
    expect(due?.notices).toEqual([{ accountId: id, kind: 'day', state: 'refused', at: MIDNIGHT + HOUR }]);
  });

  it('tells the next day who is new, and why the others are not due any more', async () => {
    const ids: Record<string, string> = {};
    for (const name of ['Paid', 'Exempt', 'Suspended', 'Held', 'Closed'])
      ids[name] = await open(name, '0.50');
    const later = await open('New', '2.50');
    await take(SEVEN);
    const noon = fixture.at(MIDNIGHT + 11 * HOUR);
    granted(await recordPayment(noon, ids['Paid'] ?? '', { amount: '50.00', method: 'bank', reference: '' }));
    granted(await exemptAccount(noon, ids['Exempt'] ?? '', { until: MIDNIGHT + 9 * DAY }));
    granted(await placeHold(noon, ids['Held'] ?? '', { reason: 'a talk' }));
    granted(await closeAccount(noon, ids['Closed'] ?? ''));
    const evening = fixture.at(MIDNIGHT + 20 * HOUR);
    for (const name of ['Suspended', 'Held']) await decideState(evening, ids[name] ?? '');
    await fixture.database.sql`
      update accounts set state = 'closed', closed_at = ${evening.now} where id = ${ids['Closed'] ?? ''}`;
    const morning = await loadMorning(fixture.at(SEVEN + DAY));
    expect(namesOf(morning)).toEqual(['New tomorrow']);
    expect(morning.due[0]).toMatchObject({ id: later, isNew: true });
    expect(morning.since).toBe('2026-03-10');
    const reasons = morning.left.map(({ name, ...reason }) => {
      const { id, currency, ...rest } = reason;
      expect([id, currency]).toEqual([ids[name], 'EUR']);
      return [name, rest] as const;
    });
    expect(Object.fromEntries(reasons)).toEqual({
      Paid: { why: 'paid', amount: 5_000n },
      Exempt: { why: 'exempt', until: MIDNIGHT + 9 * DAY },
      Suspended: { why: 'suspended' },
      Held: { why: 'held' },
      Closed: { why: 'closed' },
    });
  });
});

describe('the morning email', () => {
  it('goes to the other tenants where the list of one fails', async () => {
    await open('Fenwick', '0.50');
    const { sql } = fixture.database;
    const [child] = await sql<{ id: string }[]>`select id from sites where id <> ${fixture.siteId}`;
    const reseller = { ...fixture.at(MIDNIGHT), siteId: child?.id ?? '' };
    const own = granted(
      await openAccount(reseller, accountInput({ creditLimit: '0.00', timeZone: 'UTC', plans: [] })),
    );
    granted(await postCharge(reseller, own.id, { amount: '1.00', description: 'Logo', category: 'design' }));
    await assess(reseller, own.id);
    const asked: string[] = [];
    const taking = takeMornings(fixture.at(SEVEN), (_sql, siteId) => {
      asked.push(siteId);
      return asked.length === 1 ? Promise.reject(new Error('no readers')) : Promise.resolve([]);
    });
    await expect(taking).rejects.toThrow('no readers');
    expect(new Set(asked)).toEqual(new Set([fixture.siteId, child?.id]));
    expect(await sql`select site_id from mornings`).toEqual([{ siteId: asked[1] }]);
    await take(SEVEN + HOUR);
    expect(await sql`select site_id from mornings`).toHaveLength(2);
  });

  it('goes once a day, from seven in the zone of most accounts on, to whoever asked for it', async () => {
    const owner = await optIn();
    await fixture.open({ name: 'Zone', timeZone: 'America/New_York', creditLimit: '9.00' }, MIDNIGHT);
    const id = await fixture.open(
      { name: 'Fenwick', timeZone: 'America/New_York', creditLimit: '0.90', plans: [plan] },
      MIDNIGHT,
    );
    await assess(fixture.at(MIDNIGHT), id);
    // Seven in New York is eleven in UTC.
    await take(MIDNIGHT + 11 * HOUR - 1);
    expect(await emails()).toEqual([]);
    await Promise.all([take(MIDNIGHT + 11 * HOUR), take(MIDNIGHT + 11 * HOUR)]);
    await take(MIDNIGHT + 20 * HOUR);
    const [email, ...more] = await emails();
    expect(more).toEqual([]);
    expect(email).toMatchObject({
      key: `morning/${owner}/2026-03-10`,
      content: {
        timeZone: 'America/New_York',
        pageUrl: 'https://tab.example/sites/agency/console/morning',
        due: [{ name: 'Fenwick', currency: 'EUR' }],
      },
    });
    await take(MIDNIGHT + DAY + 11 * HOUR);
    expect((await emails()).map(({ key }) => key)).toEqual([
      `morning/${owner}/2026-03-10`,
      `morning/${owner}/2026-03-11`,
    ]);
  });

  it('is not sent on a day without a due account, nor to users who did not ask or may not read', async () => {
    const { sql } = fixture.database;
    const owner = await optIn();
    await open('Later', '9.00');
    await take(SEVEN);
    expect(await emails()).toEqual([]);
    await open('Today', '0.50');
    await open('Tomorrow', '1.90');
    await setMorningEmail(sql, owner, false);
    await take(SEVEN + DAY);
    await sql`update users set morning_email = true, user_group = 'No such group' where id = ${owner}`;
    await take(SEVEN + 2 * DAY);
    expect(await emails()).toEqual([]);
  });

  it('compares with the latest list before where days had none, and forgets lists after a week', async () => {
    await open('Later', '4.50');
    await take(SEVEN);
    await take(SEVEN + 3 * DAY);
    const { since, due } = await loadMorning(fixture.at(SEVEN + 4 * DAY));
    expect(since).toBe('2026-03-13');
    expect(due[0]?.isNew).toBe(false);
    await take(SEVEN + 9 * DAY);
    const days = await fixture.database.sql<{ day: string }[]>`select day from mornings order by day`;
    expect(days.map(({ day }) => day)).toEqual(['2026-03-13', '2026-03-19']);
  });
});
