import { transact } from '../../src/core/transact.js';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sendEmails } from '../../cli/scheduler/jobWork.js';
import { deliverEmail, loadUnsentEmails, type Mailer } from '../../src/emails/deliverEmail.js';
import { LINK_PLACEHOLDER } from '../../src/emails/emailBody.js';
import { queueUserEmail } from '../../src/emails/queueEmail.js';
import type { MailboxMessage } from '../../src/embedded/mailbox/mailFolder.js';
import { type MailSink, startMailSink } from '../../src/embedded/mailbox/mailSink.js';
import { loadEmails } from '../../src/ledger/loadHistory.js';
import { loadGauges } from '../../src/operations/loadGauges.js';
import { newId } from '../../src/platform/ids.js';
import { createMailTransport } from '../../src/platform/mail/mailTransport.js';
import { createSecretBox, keyFromText } from '../../src/platform/secretBox.js';
import { createLog } from '../../src/platform/telemetry/log.js';
import { createPayments } from '../../src/providers/createPayments.js';
import { countBacklog } from '../../src/signals/backlog.js';
import { loadSharedEmailFields } from '../../src/store/emails/userEmails.js';
import { createFixture, granted, type Fixture } from '../setup/fixture.js';

const NOW = Date.parse('2026-03-10T12:00:00Z');
const TOKEN = '4pO6S2qkJ8b0w3yq9m1xZrT7uVfLcNdE5hGaKiYQsBo';
/** With all that HTML and a replacement pattern could trip over. */
const LINK = `https://tab.example/sites/fenwick/link/${TOKEN}?a=1&b='$&"`;

let fixture: Fixture;
let mailbox: MailSink;
let mailer: Mailer;
let folder: string;
let siteId: string;
let accountId: string;
let made = 0;
const logged: string[] = [];

beforeAll(async () => {
  fixture = await createFixture();
  folder = mkdtempSync(join(tmpdir(), 'sitetab-mail-'));
  mailbox = await startMailSink({ dataDir: folder });
  const transport = createMailTransport(mailbox.url);
  mailer = {
    transport,
    from: { name: 'Sitetab', address: 'billing@agency.example' },
    secrets: fixture.secrets,
    log: createLog({ level: 'error', write: (line) => void logged.push(line) }),
  };
  accountId = await fixture.open({ language: 'de', timeZone: 'Europe/Vienna' }, NOW);
  const [site] = await fixture.database.sql<{ id: string }[]>`
    select id from sites where account_id = ${accountId}`;
  siteId = site?.id ?? '';
});

afterAll(async () => {
  mailer.transport.close();
  await mailbox.stop();
  rmSync(folder, { recursive: true, force: true });
});

beforeEach(async () => {
  await fixture.database.sql`update sites set settings = '{}' where id = ${fixture.siteId}`;
});

/** Keeps an invitation with the link, and answers with its key. */
async function keep(change: { siteId?: string; expiresAt?: number } = {}): Promise<string> {
  const { sql } = fixture.database;
  const { siteId: at = siteId, expiresAt = NOW } = change;
  made += 1;
  const key = `invitation/${made}`;
  const recipient = { name: 'Ada Fenwick', address: 'ada@fenwick.example' };
  const invitedBy = `Robin ${LINK_PLACEHOLDER}`;
  const message = { kind: 'invitation', groupName: 'Billing', invitedBy, expiresAt, link: LINK } as const;
  const email = { key, siteId: at, recipient, message };
  await transact(sql, (transaction) => queueUserEmail(transaction, fixture.at(NOW), email));
  return key;
}

async function rowOf(key: string): Promise<Record<string, unknown>> {
  const [row] = await fixture.database.sql<
    Record<string, unknown>[]
  >`select * from emails where key = ${key}`;
  return row ?? {};
}

async function lastMail(): Promise<MailboxMessage> {
  const [mail] = await mailbox.list(1);
  if (mail === undefined) throw new Error('no mail');
  return mail;
}

/** The scheduler's next turn, however long it would wait by itself. */
async function deliver(key: string): Promise<string> {
  return deliverEmail({ ...fixture.at(NOW), wallNow: Date.now() + 3_600_000 }, mailer, key);
}

describe('the link of an email', () => {
  it('arrives whole, and only where it belongs', async () => {
    const key = await keep();
    expect(await deliver(key)).toBe('sent');
    const { html, text } = await lastMail();
    expect(text.split('\n')).toContain(LINK);
    expect(text.split(TOKEN)).toHaveLength(2);
    const escaped = `https://tab.example/sites/fenwick/link/${TOKEN}?a=1&#38;b=&#39;$&#38;&#34;`;
    expect(html).toContain(`href="${escaped}"`);
    expect(html.split(TOKEN)).toHaveLength(3);
    expect(html + text).not.toContain('\u0001');
  });

  it('is never in the database in clear, and not at all once it is sent', async () => {
    const key = await keep();
    expect(JSON.stringify(await rowOf(key))).not.toContain(TOKEN);
    expect((await rowOf(key))['sealedLink']).toMatch(/^v2\./);
    await deliver(key);
    expect(JSON.stringify(await rowOf(key))).not.toContain(TOKEN);
    expect(await rowOf(key)).toMatchObject({ sealedLink: null, sentAt: NOW });
  });

  it('does not go out with content that is out of date', async () => {
    const key = await keep();
    const { sql } = fixture.database;
    const change = () =>
      sql`update emails set content = content || '{"recipientName": "Erased"}' where key = ${key}`;
    const meanwhile = new Proxy(sql, {
      apply: (ask, self, [strings, ...values]: [unknown, ...unknown[]]) => {
        const result = () => Reflect.apply(ask, self, [strings, ...values]) as Promise<unknown>;
        return String(strings).includes('set content = null') ? change().then(result) : result();
      },
    });
    const wallNow = Date.now() + 3_600_000;
    expect(await deliverEmail({ ...fixture.at(NOW), sql: meanwhile, wallNow }, mailer, key)).toBe('nothing');
    expect(await rowOf(key)).toMatchObject({ html: null, content: { recipientName: 'Erased' } });
    expect(await deliverEmail({ ...fixture.at(NOW), wallNow: wallNow + 60_001 }, mailer, key)).toBe('sent');
    expect((await lastMail()).text).toContain('Erased');
  });

  it('is gone when the mail server refuses the email for good', async () => {
    const key = await keep();
    mailbox.meetNext({ at: 'recipient', code: 550 });
    expect(await deliver(key)).toBe('failed');
    expect(await rowOf(key)).toMatchObject({ sealedLink: null, sentAt: null, failedAt: NOW });
  });

  it.each([{ at: 'content', code: 451 } as const, { at: 'hang-up', isKept: false } as const])(
    'is the same when the email is sent again after %j',
    async (mishap) => {
      const key = await keep();
      mailbox.meetNext(mishap);
      expect(await deliver(key)).toBe('later');
      expect(JSON.stringify(await rowOf(key))).not.toContain(TOKEN);
      expect(await loadUnsentEmails({ ...fixture.at(NOW), wallNow: Date.now() + 7_200_000 }, 9)).toContain(
        key,
      );
      expect(await deliver(key)).toBe('sent');
      const { text, messageId } = await lastMail();
      expect(text).toContain(LINK);
      expect(messageId).toContain(`${key.replace('/', '.')}@agency.example`);
    },
  );

  it('waits for the key it was sealed under', async () => {
    const key = await keep();
    const before = (await mailbox.list()).length;
    const other = { ...mailer, secrets: createSecretBox(keyFromText('another')) };
    const context = { ...fixture.at(NOW), wallNow: Date.now() };
    expect(await deliverEmail(context, other, key)).toBe('later');
    expect(await mailbox.list()).toHaveLength(before);
    expect((await rowOf(key))['lastError']).toContain('SECRET_KEY');
    expect(await deliver(key)).toBe('sent');
    expect((await lastMail()).text).toContain(LINK);
  });

  it('is hidden from users who may read emails, before and after it is sent', async () => {
    const key = await keep();
    for (const turn of ['waiting', 'sent']) {
      const emails = granted(await loadEmails(fixture.at(NOW), accountId, { limit: 50 }));
      const shown = emails.find((email) => email.key === key);
      expect(shown, turn).toMatchObject({ kind: 'invitation', accountId });
      expect(shown?.html).not.toMatch(/\u0001|href/);
      expect(shown?.plain).not.toContain('\u0001');
      expect(shown?.plain).toContain('(der Link wird nicht aufbewahrt)');
      await deliver(key);
    }
  });
});

function emailsWaiting({ emailsWaiting: byKind }: Awaited<ReturnType<typeof loadGauges>>): number {
  return Object.values(byKind).reduce((sum, count) => sum + count, 0);
}

describe('an email to a site’s users', () => {
  it('is waited for and counted like any other', async () => {
    const { sql } = fixture.database;
    const waiting = async (): Promise<number[]> => [
      (await countBacklog(sql, NOW)).emails,
      emailsWaiting(await loadGauges(sql, NOW)),
    ];
    const [before = 0] = await waiting();
    const key = await keep({ siteId: fixture.siteId });
    expect(await waiting()).toEqual([before + 1, before + 1]);
    await deliver(key);
    expect(await waiting()).toEqual([before, before]);
  });

  it('is rendered once, and every attempt sends the same', async () => {
    const { sql } = fixture.database;
    const key = await keep();
    expect(await rowOf(key)).toMatchObject({ content: { kind: 'invitation' }, subject: null, html: null });
    mailbox.meetNext({ at: 'content', code: 451 });
    expect(await deliver(key)).toBe('later');
    const { html, plain, ...row } = await rowOf(key);
    expect(row).toMatchObject({ content: null, subject: 'Ihr Zugang zu fenwick.example' });
    await sql`update sites set name = 'Renamed' where id = ${fixture.siteId}`;
    expect(await deliver(key)).toBe('sent');
    expect(await rowOf(key)).toMatchObject({ html, plain });
    expect((await lastMail()).text).not.toContain('Renamed');
    await sql`update sites set name = 'Northlight Studio' where id = ${fixture.siteId}`;
  });

  it('is sent plainly, with its link, where it cannot be rendered', async () => {
    const key = await keep({ expiresAt: NaN });
    const shown = granted(await loadEmails(fixture.at(NOW), accountId, { limit: 1 }));
    expect(shown).toMatchObject([
      { key, subject: 'There is a login for you. Open this address to choose a password.' },
    ]);
    expect(await deliver(key)).toBe('sent');
    const { subject, text } = await lastMail();
    expect(subject).toContain('choose a password');
    expect(text.split('\n')).toContain(LINK);
    expect(logged.join('')).toContain('an email could not be rendered');
  });

  it('with a login link goes out first', async () => {
    const { sql } = fixture.database;
    const message = { kind: 'upstream', since: NOW } as const;
    const recipient = { name: 'Ada', address: 'ada@fenwick.example' };
    await queueUserEmail(sql, fixture.at(NOW), { key: 'upstream/x', siteId, recipient, message: message });
    const key = await keep();
    const waiting = await loadUnsentEmails({ ...fixture.at(NOW), wallNow: Date.now() + 7_200_000 }, 9);
    expect(waiting.slice(-2)).toEqual([key, 'upstream/x']);
    for (const each of waiting) await deliver(each);
  });

  it('with a login link goes out next, also when it is queued while others are being sent', async () => {
    const { sql } = fixture.database;
    const message = { kind: 'upstream', since: NOW } as const;
    const recipient = { name: 'Ada', address: 'ada@fenwick.example' };
    for (const key of ['upstream/1', 'upstream/2', 'upstream/3'])
      await queueUserEmail(sql, fixture.at(NOW), { key, siteId, recipient, message: message });
    const kinds: unknown[] = [];
    const transport: Mailer['transport'] = {
      ...mailer.transport,
      send: async ({ headers }) => {
        if (kinds.push(headers?.['X-Sitetab-Email']) === 1) await keep();
        return { outcome: 'sent' };
      },
    };
    await sendEmails({
      ...{ sql, secrets: fixture.secrets, payments: createPayments(), clock: { now: () => NOW } },
      webhooks: { allowPrivate: true },
      ...{ mailer: { ...mailer, transport }, log: createLog({ level: 'silent' }), baseUrl: () => null },
      ...{ send: () => Promise.resolve(), wakeAccount: () => undefined },
    });
    expect(kinds).toEqual(['upstream', 'invitation', 'upstream', 'upstream']);
  });

  it('is kept once for what it is about', async () => {
    const { sql } = fixture.database;
    const key = await keep();
    const recipient = { name: 'Eve', address: 'eve@example.org' };
    const message = { kind: 'upstream', since: NOW } as const;
    expect(await queueUserEmail(sql, fixture.at(NOW), { key, siteId, recipient, message: message })).toBe(
      false,
    );
    expect(await rowOf(key)).toMatchObject({ recipientAddress: 'ada@fenwick.example' });
  });

  it('speaks as the parent site, in the language and zone of the account that pays', async () => {
    await fixture.database.sql`
      update sites set settings = '{"email": "hello@northlight.example", "phone": ""}' where id = ${fixture.siteId}`;
    const frame = await loadSharedEmailFields(fixture.database.sql, siteId);
    expect(frame).toEqual({
      accountId,
      language: 'de',
      timeZone: 'Europe/Vienna',
      sender: { name: 'Northlight Studio', email: 'hello@northlight.example', branding: {} },
      siteName: 'fenwick.example',
    });
    await deliver(await keep());
    const { headers, subject } = await lastMail();
    expect(headers).toMatchObject({
      from: 'Northlight Studio <billing@agency.example>',
      'reply-to': 'Northlight Studio <hello@northlight.example>',
    });
    expect(subject).toBe('Ihr Zugang zu fenwick.example');
  });

  it('needs no account: the site without one above speaks for itself', async () => {
    const key = await keep({ siteId: fixture.siteId });
    expect(await rowOf(key)).toMatchObject({ accountId: null, siteId: fixture.siteId, language: 'en' });
    expect(await deliver(key)).toBe('sent');
    const { headers } = await lastMail();
    expect(headers['from']).toBe('Northlight Studio <billing@agency.example>');
    expect(headers).not.toHaveProperty('reply-to');
  });

  it('speaks as its own parent also below a reseller', async () => {
    const { sql } = fixture.database;
    const below = newId(NOW);
    await sql`
      insert into sites (id, slug, name, parent_id, created_at) values (${below}, 'below', 'Below', ${siteId}, ${NOW})`;
    const frame = await loadSharedEmailFields(sql, below);
    expect(frame).toMatchObject({ language: 'de', sender: { name: 'fenwick.example' }, siteName: 'Below' });
    await deliver(await keep({ siteId: below }));
    expect((await lastMail()).headers['from']).toBe('"fenwick.example" <billing@agency.example>');
  });
});
