import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createUserMailer } from '../../cli/scheduler/userMailer.js';
import { type MailSink, startMailSink } from '../../src/embedded/mailbox/mailSink.js';
import { createMailTransport } from '../../src/platform/mail/mailTransport.js';
import { createLog } from '../../src/platform/telemetry/log.js';
import {
  queueUserEmail,
  LINK_PLACEHOLDER,
  loadSharedEmailFields,
} from '../../src/store/emails/userEmails.js';
import { createFixture, type Fixture } from '../setup/fixture.js';

const NOW = Date.parse('2026-03-10T12:00:00Z');
const LINK = 'https://tab.example/sites/agency/link/4pO6S2qkJ8b0w3yq9m1xZrT7uVfLcNdE5hGaKiYQsBo';

let fixture: Fixture;
let mailbox: MailSink;
let folder: string;
const logged: string[] = [];

beforeAll(async () => {
  fixture = await createFixture();
  folder = mkdtempSync(join(tmpdir(), 'sitetab-mail-'));
  mailbox = await startMailSink({ dataDir: folder });
});

afterAll(async () => {
  await mailbox.stop();
  await fixture.database.drop();
  rmSync(folder, { recursive: true, force: true });
});

function emailsTo(smtpUrl: string) {
  const transport = createMailTransport(smtpUrl, 500);
  const emails = createUserMailer({
    sql: fixture.database.sql,
    clock: { now: () => NOW },
    log: createLog({ level: 'debug', write: (line) => void logged.push(line) }),
    mailer: {
      transport,
      from: { name: 'Sitetab', address: 'billing@agency.example' },
      secrets: fixture.secrets,
    },
    dispatcher: { wakeAccount: () => undefined } as never,
  });
  return { emails, transport };
}

async function reset(expiresAt = NOW) {
  const shared = await loadSharedEmailFields(fixture.database.sql, fixture.siteId);
  return {
    ...shared,
    kind: 'password-reset',
    recipientName: 'Robin Quay',
    expiresAt,
    link: LINK_PLACEHOLDER,
  } as const;
}

it('sends an email as soon as it is kept', async () => {
  const { emails, transport } = emailsTo(mailbox.url);
  const key = 'password-reset/1';
  await keep(key, await emails.write(await reset()));
  emails.queued(key);
  await vi.waitFor(() => expect(mailbox.summaries()).toHaveLength(1), 5_000);
  const [mail] = await mailbox.list();
  expect(mail).toMatchObject({
    subject: 'A new password for Northlight Studio',
    messageId: '<password-reset.1@agency.example>',
  });
  expect(mail?.text).toContain(LINK);
  // No other address is set, so questions go to the installation's.
  expect(mail?.text).toContain('billing@agency.example');
  transport.close();
});

it('leaves it to the scheduler when no mail server answers', async () => {
  const { emails, transport } = emailsTo('smtp://127.0.0.1:1');
  const key = 'password-reset/2';
  await keep(key, await emails.write(await reset()));
  emails.queued(key);
  await vi.waitFor(async () => {
    const [row] = await fixture.database.sql`
      select sealed_link, last_error from emails where key = ${key} and leased_until is null and attempts = 1`;
    expect(row).toMatchObject({ sealedLink: expect.any(String) as unknown });
  }, 5_000);
  transport.close();
});

it('writes plainly what it cannot write as it should be', async () => {
  const { emails, transport } = emailsTo(mailbox.url);
  const { subject, text } = await emails.write(await reset(NaN));
  expect(subject).toContain('choose a new password');
  expect(text).toContain(LINK_PLACEHOLDER);
  expect(logged.join('')).toContain('an email could not be rendered');
  transport.close();
});

async function keep(key: string, rendered: { subject: string; html: string; text: string }): Promise<void> {
  const email = {
    key,
    siteId: fixture.siteId,
    kind: 'password-reset',
    language: 'en',
    recipient: { name: 'Robin Quay', address: 'robin@agency.example' },
    rendered,
    link: LINK,
  } as const;
  await queueUserEmail(fixture.database.sql, { ...fixture.at(NOW), mailDomain: 'agency.example' }, email);
}
