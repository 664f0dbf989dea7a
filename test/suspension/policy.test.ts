import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { changeAccount } from '../../src/accounts/changeAccount.js';
import { compareWhatIf } from '../../src/accounts/whatIf.js';
import { loadAccountList } from '../../src/accounts/loadConsole.js';
import { assess } from '../../src/assessment/assess.js';
import { isEmailDue } from '../../src/billing/decide.js';
import type { PolicyTerms } from '../../src/billing/policy/policy.js';
import { DAY_MS } from '../../src/core/values/zone.js';
import { deliverEmail, loadUnsentEmails, type Mailer } from '../../src/emails/deliverEmail.js';
import { queueNotice } from '../../src/emails/queueClientEmail.js';
import { postAdjustment } from '../../src/ledger/postAdjustment.js';
import { postCharge } from '../../src/ledger/postCharge.js';
import { recordPayment } from '../../src/payments/recordPayment.js';
import type { MailOutcome } from '../../src/platform/mail/mailTransport.js';
import { createLog } from '../../src/platform/telemetry/log.js';
import { changeSite } from '../../src/sites/manageSites.js';
import { decideState } from '../../src/suspension/decideState.js';
import { formattedAccount, queueEmails, settle } from '../setup/activities.js';
import { createFixture, type Fixture, granted } from '../setup/fixture.js';

const HOUR_MS = 3_600_000;
/** A Friday. */
const START = Date.parse('2026-03-13T12:00:00Z');

let fixture: Fixture;
/** What the mail server says; undefined: it takes everything. */
let refusal: { permanent: boolean } | undefined;

beforeAll(async () => {
  fixture = await createFixture(10);
});
beforeEach(() => {
  refusal = undefined;
});

const mailer = (): Mailer => ({
  transport: {
    server: 'mail.example',
    close: () => undefined,
    send: ({ pending = [] }) => {
      const outcome: MailOutcome =
        refusal === undefined
          ? { outcome: 'sent' }
          : {
              ...{ outcome: 'refused', permanent: refusal.permanent, detail: 'no' },
              refusals: pending.map((address) => ({
                address,
                detail: 'no',
                permanent: refusal?.permanent === true,
              })),
            };
      return Promise.resolve(outcome);
    },
  },
  from: { name: 'Northlight', address: 'billing@agency.example' },
  secrets: fixture.secrets,
  log: createLog({ level: 'silent' }),
});

/** The mail job, at every turn of an email. */
async function deliver(now: number): Promise<void> {
  const context = { ...fixture.at(now), wallNow: now };
  for (const key of await loadUnsentEmails(context, 100)) await deliverEmail(context, mailer(), key);
}

/** What the workflow does at an assessment, and the mail job after it. */
async function live(account: string, now: number): Promise<string[]> {
  const acts: string[] = [];
  for (let step = 0; step < 20; step += 1) {
    const { due } = (await assess(fixture.at(now), account)) ?? { due: null };
    if (due === null) break;
    if (due === 'switchSites') {
      await decideState(fixture.at(now), account);
      acts.push((await shown(account, now)).state);
    } else if (isEmailDue(due))
      acts.push(...(await queueEmails({ ...fixture.at(now), wallNow: now }, account)));
    else if (due === 'chargeUsage') await settle(fixture, account, now);
    else acts.push((await queueNotice({ ...fixture.at(now), wallNow: now }, account))?.kind ?? 'no email');
    await deliver(now + 15_000);
  }
  return acts;
}

const shown = (account: string, now: number) => formattedAccount(fixture.at(now), account);
const iso = (at: number): string => new Date(at).toISOString();

async function open(policy: PolicyTerms | null, now = START): Promise<string> {
  const account = await fixture.open({ sites: [] }, now);
  granted(await changeAccount(fixture.at(now), account, { suspensionPolicy: policy }));
  return account;
}

const charge = async (account: string, amount: string, now: number) =>
  granted(await postCharge(fixture.at(now), account, { amount, description: 'Logo', category: 'design' }));

describe('a policy', () => {
  it('delays the suspension by its grace, in every date, and a payment clears it', async () => {
    const account = await open({ graceDays: 10 });
    await charge(account, '5.00', START);
    expect(await live(account, START)).toEqual([]);
    const due = iso(START + 10 * DAY_MS);
    expect(await shown(account, START + HOUR_MS)).toMatchObject({
      ...{ state: 'active', suspensionDate: due, suspensionReason: 'grace', limitDate: iso(START) },
      suspensionPolicy: { graceDays: 10 },
    });
    const listed = await loadAccountList(fixture.at(START), {}, { limit: 5 });
    expect(listed.find(({ id }) => id === account)?.suspends).toMatchObject({
      ...{ at: START + 10 * DAY_MS, reason: 'grace' },
    });
    expect(await live(account, START + 3 * DAY_MS)).toEqual(['week']);
    expect(await live(account, START + 9 * DAY_MS)).toEqual(['day']);
    granted(await recordPayment(fixture.at(START + 9 * DAY_MS), account, { amount: '5.00', method: 'bank' }));
    expect(await live(account, START + 9 * DAY_MS + HOUR_MS)).toEqual(['receipt']);
    await charge(account, '1.00', START + 10 * DAY_MS);
    expect(await live(account, START + 10 * DAY_MS)).toEqual([]);
    expect(await live(account, START + 20 * DAY_MS - 1)).not.toContain('suspended');
    expect(await live(account, START + 20 * DAY_MS)).toEqual(['suspended', 'suspended']);
  });

  it('suspends at once beyond its cap, even outside its windows', async () => {
    const account = await open({
      windows: [{ days: ['mon'], from: '09:00', to: '10:00' }],
      overrunCap: { EUR: '20.00' },
    });
    await charge(account, '19.99', START);
    expect(await live(account, START)).toEqual(['week']);
    expect(await shown(account, START)).toMatchObject({
      ...{ suspensionDate: '2026-03-16T09:00:00.000Z', suspensionReason: 'window' },
    });
    await charge(account, '0.01', START + HOUR_MS);
    expect(await live(account, START + HOUR_MS)).toEqual(['suspended', 'suspended']);
  });

  it('waits for a notice that a mail server has accepted, and no longer', async () => {
    const account = await open({ noticeHours: 48 });
    refusal = { permanent: false };
    await charge(account, '5.00', START);
    expect(await live(account, START)).toEqual(['week']);
    const acceptedAt = START + 3 * DAY_MS;
    for (let now = START; now < acceptedAt; now += 6 * HOUR_MS) {
      await deliver(now);
      const due = await live(account, now);
      expect(due).not.toContain('suspended');
      expect((await shown(account, now)).suspensionReason).toBe('notice');
    }
    refusal = undefined;
    await deliver(acceptedAt);
    expect(await shown(account, acceptedAt)).toMatchObject({
      ...{ suspensionDate: iso(acceptedAt + 48 * HOUR_MS), suspensionReason: 'notice' },
    });
    expect(await live(account, acceptedAt + 48 * HOUR_MS - 1)).toEqual(['day']);
    expect(await live(account, acceptedAt + 48 * HOUR_MS)).toEqual(['suspended', 'suspended']);
  });

  it('that is assumed counts from the notice that was accepted, as when it is set', async () => {
    const account = await open({ graceDays: 5 });
    await charge(account, '5.00', START);
    expect(await live(account, START)).toEqual(['week']);
    const now = START + DAY_MS;
    const suspensionPolicy = { noticeHours: 48 };
    const { whatIf } = granted(await compareWhatIf(fixture.at(now), account, { suspensionPolicy }));
    expect(whatIf).toMatchObject({
      ...{ suspensionDate: START + 15_000 + 48 * HOUR_MS, suspensionReason: 'notice' },
    });
    granted(await changeAccount(fixture.at(now), account, { suspensionPolicy }));
    expect(granted(await compareWhatIf(fixture.at(now), account, {})).today).toEqual(whatIf);
  });

  it('waits a week for the Owner where no email can reach the client', async () => {
    const account = await open({ noticeHours: 48 });
    refusal = { permanent: true };
    await charge(account, '5.00', START);
    await live(account, START);
    const [{ since } = { since: '' }] = (await shown(account, START)).emailUndeliverable;
    const due = Date.parse(since) + 7 * DAY_MS;
    expect(await live(account, due - 1)).toEqual([]);
    expect((await live(account, due))[0]).toBe('suspended');
  });

  it('is the tenant’s unless the account has its own, and moves its accounts at once', async () => {
    const account = await open(null);
    const own = await open({});
    for (const id of [account, own]) await charge(id, '5.00', START);
    const context = fixture.at(START);
    const settings = { suspensionPolicy: { graceDays: 3, windows: [] } };
    granted(await changeSite(context, fixture.siteId, { settings }));
    expect(await live(account, START)).toEqual(['week']);
    expect(await shown(account, START)).toMatchObject({
      ...{ suspensionDate: iso(START + 3 * DAY_MS), suspensionPolicy: null },
    });
    expect(await live(own, START)).toEqual(['suspended', 'suspended']);
    granted(await changeSite(context, fixture.siteId, { settings: { suspensionPolicy: {} } }));
    const signals = await fixture.database
      .sql`select 1 from outbox where account_id = ${account} and about = 'suspension policy'`;
    expect(signals.length).toBeGreaterThan(0);
    expect(await live(account, START)).toContain('suspended');
    expect(
      await changeSite(context, fixture.siteId, { settings: { suspensionPolicy: { graceDays: 0 } } }),
    ).toMatchObject({
      ...{ refused: 'invalid', field: 'settings.suspensionPolicy.graceDays' },
    });
  });
});

describe('the all-clear', () => {
  /** An account that has had its week notice. */
  async function warned(): Promise<string> {
    const recurring = [{ id: 'hosting', name: 'Hosting', amount: '31.00', timing: 'arrears' as const }];
    const planId = await fixture.plan({ recurring });
    const account = await fixture.open({ plans: [planId], openingBalance: '5.50', sites: [] }, START);
    expect(await live(account, START)).toEqual(['week']);
    return account;
  }
  const adjust = async (account: string, now: number) =>
    granted(await postAdjustment(fixture.at(now), account, { amount: '30.00', description: 'Outage' }));

  it('is sent once, a day after an adjustment has ended the danger, and again only after another notice', async () => {
    const account = await warned();
    await adjust(account, START + HOUR_MS);
    expect(await live(account, START + HOUR_MS)).toEqual([]);
    expect(await live(account, START + HOUR_MS + DAY_MS - 1)).toEqual([]);
    expect(await live(account, START + HOUR_MS + DAY_MS)).toEqual(['all-clear']);
    expect(await live(account, START + HOUR_MS + 3 * DAY_MS)).toEqual([]);
    await charge(account, '28.00', START + 4 * DAY_MS);
    expect(await live(account, START + 4 * DAY_MS)).toHaveLength(1);
    await adjust(account, START + 4 * DAY_MS + HOUR_MS);
    await live(account, START + 4 * DAY_MS + HOUR_MS);
    expect(await live(account, START + 5 * DAY_MS + HOUR_MS)).toEqual(['all-clear']);
  });

  it('is not sent after a payment, whose receipt says it', async () => {
    const account = await warned();
    const now = START + HOUR_MS;
    granted(await recordPayment(fixture.at(now), account, { amount: '30.00', method: 'bank' }));
    expect(await live(account, now)).toEqual(['receipt']);
    expect(await live(account, now + DAY_MS)).toEqual([]);
    expect(await live(account, now + 2 * DAY_MS)).toEqual([]);
  });
});
