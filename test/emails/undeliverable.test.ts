import { afterAll, beforeEach, beforeAll, describe, expect, it } from 'vitest';
import { changeAccount } from '../../src/accounts/changeAccount.js';
import { loadAccountList } from '../../src/accounts/loadConsole.js';
import { assess } from '../../src/assessment/assess.js';
import { DAY_MS } from '../../src/core/values/zone.js';
import { deliverEmail, loadUnsentEmails, type Mailer } from '../../src/emails/deliverEmail.js';
import { queueNotice } from '../../src/emails/queueClientEmail.js';
import { forgetOtherServers, processBounce, retryEmails } from '../../src/emails/undeliverable.js';
import { loadEmails } from '../../src/ledger/loadHistory.js';
import { recordPayment } from '../../src/payments/recordPayment.js';
import type { Mail, MailOutcome } from '../../src/platform/mail/mailTransport.js';
import { createLog } from '../../src/platform/telemetry/log.js';
import { loadFacts } from '../../src/store/facts/facts.js';
import { createFixture, granted, type Fixture } from '../setup/fixture.js';
import { formattedAccount } from '../setup/activities.js';

const OPENED = Date.parse('2026-03-10T12:00:00Z');
const GONE = '550 5.1.1 no such user';

let fixture: Fixture;
let planId: string;
/** What the mail server says to an address; it takes everything else. */
let refusals: Map<string, { permanent: boolean; detail: string }>;
let sent: Mail[];

beforeAll(async () => {
  fixture = await createFixture();
  const recurring = [{ id: 'hosting', name: 'Hosting', amount: '31.00', timing: 'arrears' as const }];
  planId = await fixture.plan({ recurring });
});
afterAll(() => fixture.database.drop());
beforeEach(() => {
  refusals = new Map();
  sent = [];
});

const mailer = (server = 'mail.example'): Mailer => ({
  transport: {
    server,
    close: () => undefined,
    send: (mail) => {
      const pending = mail.pending ?? [];
      const refused = pending.flatMap((address) => {
        const refusal = refusals.get(address);
        return refusal === undefined ? [] : [{ address, ...refusal }];
      });
      if (refused.length < pending.length) sent.push(mail);
      const [first] = refused;
      const permanent = refused.every((refusal) => refusal.permanent);
      const outcome: MailOutcome =
        first !== undefined && refused.length === pending.length
          ? { outcome: 'refused', permanent, detail: first.detail, refusals: refused }
          : { outcome: 'sent', ...(first === undefined ? {} : { refusals: refused }) };
      return Promise.resolve(outcome);
    },
  },
  from: { name: 'Northlight', address: 'billing@agency.example' },
  secrets: fixture.secrets,
  log: createLog({ level: 'silent' }),
});

/** An account whose credit lasts three days. */
async function openShort(input: Parameters<Fixture['open']>[0] = {}): Promise<string> {
  const id = await fixture.open({ plans: [planId], ...input }, OPENED);
  granted(await recordPayment(fixture.at(OPENED), id, { amount: '3.00', method: 'bank' }));
  return id;
}

/** What the workflow does: one email after the other, until none is due. */
async function writeAll(id: string, now = OPENED): Promise<string[]> {
  const written: string[] = [];
  for (;;) {
    const assessment = await assess(fixture.at(now), id);
    if (assessment?.due !== 'queueEmail' && assessment?.due !== 'topUpOrSendNotice') return written;
    const email = await queueNotice(fixture.at(now), id);
    written.push(email?.kind ?? 'none');
    await deliverEmail(fixture.at(now), mailer(), email?.key ?? '');
  }
}

const accountOf = async (id: string, now = OPENED) => await formattedAccount(fixture.at(now), id);
const emailsOf = async (id: string) => granted(await loadEmails(fixture.at(OPENED), id, { limit: 50 }));
const refuse = (address: string, permanent = true) => refusals.set(address, { permanent, detail: GONE });

describe('a notice that is refused for good', () => {
  it('counts as not sent, marks the address and is not queued again until the address changes', async () => {
    refuse('gone@client.example');
    const id = await openShort({ email: 'gone@client.example' });
    // The receipt is refused first; the notice is not even tried after that, and is not written.
    expect(await writeAll(id)).toEqual(['receipt']);
    const account = await accountOf(id);
    expect(account.notices).toEqual({ week: false, day: false });
    expect(account.emailUndeliverable).toEqual([
      { email: 'gone@client.example', since: new Date(OPENED).toISOString(), reason: GONE },
    ]);
    expect(await writeAll(id, OPENED + DAY_MS)).toEqual([]);
    expect(await loadAccountList(fixture.at(OPENED), { undeliverable: true }, { limit: 50 })).toMatchObject([
      { id, isUndeliverable: true },
    ]);

    granted(await changeAccount(fixture.at(OPENED), id, { email: 'here@client.example' }));
    expect((await accountOf(id)).emailUndeliverable).toEqual([]);
    expect(await writeAll(id)).toEqual(['receipt', 'week']);
    expect(sent.map(({ to }) => to.map(({ address }) => address))).toEqual([
      ['here@client.example'],
      ['here@client.example'],
    ]);
    expect((await accountOf(id)).notices).toEqual({ week: true, day: false });
  });

  it('is re-armed by the email’s own key: notices of other emails stay notified', async () => {
    const id = await openShort({ email: 'week@client.example' });
    expect(await writeAll(id)).toEqual(['receipt', 'week']);
    refuse('week@client.example');
    const dayBefore = OPENED + 2.5 * DAY_MS;
    expect(await writeAll(id, dayBefore)).toEqual(['day']);
    expect((await accountOf(id, dayBefore)).notices).toEqual({ week: true, day: false });
    expect(await writeAll(id, dayBefore)).toEqual([]);

    refusals.clear();
    granted(await retryEmails(fixture.at(dayBefore), id));
    expect(await writeAll(id, dayBefore)).toEqual(['day']);
    expect((await accountOf(id, dayBefore)).notices).toEqual({ week: true, day: true });
  });

  it('does not mark an address that is not the account’s any more', async () => {
    refuse('slow@client.example', false);
    const id = await openShort({ email: 'slow@client.example' });
    await writeAll(id);
    const { sql } = fixture.database;
    await sql`update accounts set email = 'other@client.example' where id = ${id}`;
    refuse('slow@client.example');
    const later = { ...fixture.at(OPENED), wallNow: Date.now() + 3_600_000 };
    for (const key of await loadUnsentEmails(later, 100)) await deliverEmail(later, mailer(), key);
    expect((await accountOf(id)).emailUndeliverable).toEqual([]);
    expect((await accountOf(id)).notices.week).toBe(false);
    expect(await writeAll(id)).toEqual(['week']);
  });

  it('is tried again by another mail server', async () => {
    refuse('other@client.example');
    const id = await openShort({ email: 'other@client.example' });
    await writeAll(id);
    await forgetOtherServers(fixture.at(OPENED), 'mail.example');
    expect((await accountOf(id)).emailUndeliverable).toHaveLength(1);
    await forgetOtherServers(fixture.at(OPENED), 'scheduler.example');
    expect((await accountOf(id)).emailUndeliverable).toEqual([]);
    expect(fixture.woken).toContain(id);
    refusals.clear();
    expect(await writeAll(id)).toEqual(['receipt', 'week']);
  });

  it('needs no timer while no email can be sent', async () => {
    refuse('quiet@client.example');
    const id = await openShort({ email: 'quiet@client.example' });
    await writeAll(id);
    const facts = (await loadFacts(fixture.database.sql, [id], OPENED)).get(id);
    expect(facts?.undeliverable).toBe(true);
    expect((await accountOf(id)).nextWakeFor).toBe('limit');
  });
});

describe('the undelivered emails about a suspension and a payment', () => {
  it('are written again once an address accepts them, as things are then', async () => {
    const { sql } = fixture.database;
    refuse('off@client.example');
    const id = await openShort({ email: 'off@client.example' });
    await writeAll(id);
    await sql`update accounts set state = 'suspended' where id = ${id}`;
    await sql`
      insert into suspensions (id, account_id, reason, limit_hit_at, since, balance, headroom, email_due)
      values (gen_random_uuid(), ${id}, 'hold', ${OPENED}, ${OPENED}, 300, 300, true)`;
    await sql`
      insert into holds (id, account_id, reason, placed_at, placed_by)
      values (gen_random_uuid(), ${id}, 'asked', ${OPENED}, 'test')`;
    expect(await writeAll(id)).toEqual(['suspended']);
    expect((await emailsOf(id)).every(({ failedAt }) => failedAt !== null)).toBe(true);
    refusals.clear();
    granted(await retryEmails(fixture.at(OPENED), id));
    expect((await writeAll(id)).sort()).toEqual(['receipt', 'suspended']);
    expect(sent).toHaveLength(2);
    // Once more finds nothing to write again.
    granted(await retryEmails(fixture.at(OPENED), id));
    expect(await writeAll(id)).toEqual([]);
  });
});

describe('several addresses of an account', () => {
  it('all get one email; one that refuses it is marked, and the notice counts as sent', async () => {
    refuse('b@client.example');
    const id = await openShort({
      email: 'a@client.example',
      moreEmails: ['b@client.example', 'c@client.example', 'A@client.example'],
    });
    expect((await accountOf(id)).moreEmails).toEqual(['b@client.example', 'c@client.example']);
    expect(await writeAll(id)).toEqual(['receipt', 'week']);
    const account = await accountOf(id);
    expect(account.notices.week).toBe(true);
    expect(account.emailUndeliverable.map(({ email }) => email)).toEqual(['b@client.example']);
    // Nothing is sent to a marked address.
    expect(sent.map(({ pending }) => pending)).toEqual([
      ['a@client.example', 'b@client.example', 'c@client.example'],
      ['a@client.example', 'c@client.example'],
    ]);
    const [week, receipt] = await emailsOf(id);
    expect(receipt).toMatchObject({ refusedAddresses: ['b@client.example'], failedAt: null });
    expect(week?.sentAt).not.toBeNull();
    expect(await loadAccountList(fixture.at(OPENED), { search: 'c@client' }, { limit: 5 })).toMatchObject([
      { id },
    ]);
  });

  it('that are busy get the email later, and the others not twice', async () => {
    refuse('busy@client.example', false);
    const id = await openShort({ email: 'ready@client.example', moreEmails: ['busy@client.example'] });
    await writeAll(id);
    const [week] = await emailsOf(id);
    expect(week).toMatchObject({ sentAt: null, acceptedAddresses: ['ready@client.example'] });
    refusals.clear();
    sent = [];
    const later = { ...fixture.at(OPENED), wallNow: Date.now() + 3_600_000 };
    for (const key of await loadUnsentEmails(later, 100)) await deliverEmail(later, mailer(), key);
    expect(sent.map(({ pending }) => pending)).toEqual([['busy@client.example'], ['busy@client.example']]);
    expect((await emailsOf(id)).every(({ sentAt }) => sentAt !== null)).toBe(true);
  });

  it('follow a change: the first is never among the others, and what waits goes to the new ones', async () => {
    refuse('typo@client.example', false);
    const id = await openShort({ email: 'typo@client.example', moreEmails: ['ann@client.example'] });
    const draft = await queueNotice(fixture.at(OPENED), id);
    expect(draft?.kind).toBe('receipt');
    await writeAll(id);
    granted(await changeAccount(fixture.at(OPENED), id, { email: 'ann@client.example' }));
    const account = await accountOf(id);
    expect([account.email, account.moreEmails]).toEqual(['ann@client.example', []]);
    const waiting = (await emailsOf(id)).filter(({ sentAt }) => sentAt === null);
    expect(waiting.map(({ recipientAddress }) => recipientAddress)).toEqual([
      'ann@client.example',
      'ann@client.example',
    ]);
  });
});

describe('an email that comes back', () => {
  const bounce = (input: Parameters<typeof processBounce>[1]) => processBounce(fixture.at(OPENED), input);

  it('for good marks the address it was sent to, and its notices count as not sent', async () => {
    const id = await openShort({ email: 'left@client.example' });
    await writeAll(id);
    const week = (await emailsOf(id)).find(({ kind }) => kind === 'week');
    const messageId = week?.messageId ?? '';
    expect(granted(await bounce({ messageId, permanent: false }))).toEqual([]);
    expect((await accountOf(id)).emailUndeliverable).toEqual([]);
    const marked = [{ accountId: id, address: 'left@client.example' }];
    const report = { messageId: messageId.slice(1, -1), permanent: true, reason: 'mailbox closed' };
    expect(granted(await bounce(report))).toEqual(marked);
    expect(granted(await bounce(report))).toEqual(marked);
    const account = await accountOf(id);
    expect(account.emailUndeliverable).toMatchObject([
      { email: 'left@client.example', reason: 'mailbox closed' },
    ]);
    expect(account.notices.week).toBe(false);
    // No other mail server of ours changes that.
    await forgetOtherServers(fixture.at(OPENED), 'scheduler.example');
    expect(await writeAll(id)).toEqual([]);
    granted(await retryEmails(fixture.at(OPENED), id));
    expect(await writeAll(id)).toEqual(['week']);
  });

  it('from one of several addresses leaves the notice sent; from the last one it does not', async () => {
    const id = await openShort({ email: 'one@client.example', moreEmails: ['two@client.example'] });
    await writeAll(id);
    const week = (await emailsOf(id)).find(({ kind }) => kind === 'week');
    const messageId = week?.messageId ?? '';
    expect(await bounce({ messageId, permanent: true })).toMatchObject({
      refused: 'invalid',
      field: 'address',
    });
    granted(await bounce({ messageId, address: 'ONE@client.example', permanent: true }));
    expect((await accountOf(id)).notices.week).toBe(true);
    granted(await bounce({ address: 'two@client.example', permanent: true }));
    expect((await accountOf(id)).notices.week).toBe(false);
    expect((await accountOf(id)).emailUndeliverable).toHaveLength(2);
  });

  it('again and again is one mark and one row of the log, and nothing but where an email went', async () => {
    const { sql } = fixture.database;
    const id = await openShort({ email: 'again@client.example', moreEmails: ['new@client.example'] });
    await writeAll(id);
    const [email] = await emailsOf(id);
    await sql`update emails set accepted_addresses = array['again@client.example'] where account_id = ${id}`;
    const messageId = email?.messageId ?? '';
    const report = { address: 'again@client.example', permanent: true };
    for (let nth = 0; nth < 5; nth += 1) {
      granted(await bounce(report));
      granted(await bounce({ ...report, messageId }));
      expect(await bounce({ address: 'new@client.example', permanent: true })).toEqual([]);
      const strange = { address: `stranger-${nth}@x.example`, permanent: true };
      expect(await bounce({ ...strange, messageId })).toMatchObject({ refused: 'invalid', field: 'address' });
    }
    const [row] = await sql<{ count: number }[]>`
      select count(*)::int as count from audit where account_id = ${id} and action = 'account.bounce'`;
    expect(row?.count).toBe(1);
    const refused = (await emailsOf(id)).flatMap(({ refusedAddresses }) => refusedAddresses);
    expect(new Set(refused)).toEqual(new Set(['again@client.example']));
  });

  it('and is tried again five times an hour, not more', async () => {
    const id = await openShort();
    const retry = (at: number) => retryEmails(fixture.at(at), id);
    for (let nth = 0; nth < 5; nth += 1) granted(await retry(OPENED + nth));
    expect(await retry(OPENED + 10)).toMatchObject({ refused: 'throttled' });
    granted(await retry(OPENED + 3_700_000));
  });

  it('of another tenant, or of an unknown address, changes nothing', async () => {
    const id = await openShort({ email: 'mine@client.example' });
    await writeAll(id);
    const [email] = await emailsOf(id);
    const stranger = { ...fixture.at(OPENED), siteId: '01a3c5e7-7000-7000-8000-000000000000' };
    const report = { messageId: email?.messageId ?? '', permanent: true };
    expect(await processBounce(stranger, report)).toMatchObject({ refused: 'not_found' });
    expect(await processBounce(stranger, { ...report, address: 'mine@client.example' })).toEqual([]);
    expect(await bounce({ address: 'nobody@client.example', permanent: true })).toEqual([]);
    expect(await bounce({ permanent: true })).toMatchObject({ field: 'address' });
    expect((await accountOf(id)).emailUndeliverable).toEqual([]);
  });
});

describe('an address in other letters', () => {
  it('is refused as it is given where the mail server cannot write to it', async () => {
    const id = await openShort();
    const cannot = { ...fixture.at(OPENED), supportsSmtpUtf8: () => Promise.resolve(false) };
    const can = { ...cannot, supportsSmtpUtf8: () => Promise.resolve(true) };
    const email = 'jörg@client.example';
    expect(await changeAccount(cannot, id, { email })).toMatchObject({ field: 'email' });
    expect(await changeAccount(cannot, id, { moreEmails: ['a@b.example', email] })).toMatchObject({
      field: 'moreEmails[1]',
    });
    expect(await changeAccount(can, id, { email })).toBe(true);
  });
});
