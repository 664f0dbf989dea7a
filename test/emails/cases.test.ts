import { SMTPServer } from 'smtp-server';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changeAccount } from '../../src/accounts/changeAccount.js';
import { openAccount } from '../../src/accounts/opening/openAccount.js';
import { assess } from '../../src/assessment/assess.js';
import { deliverEmail } from '../../src/emails/deliverEmail.js';
import { queueNotice } from '../../src/emails/queueClientEmail.js';
import { loadEmails } from '../../src/ledger/loadHistory.js';
import { recordPayment } from '../../src/payments/recordPayment.js';
import { createMailTransport, NO_SMTPUTF8 } from '../../src/platform/mail/mailTransport.js';
import { createLog } from '../../src/platform/telemetry/log.js';
import { accountInput, createFixture, granted, type Fixture } from '../setup/fixture.js';
import { formattedAccount } from '../setup/activities.js';

// Cases seen in the field, described in test/cases/email; F01 is tested with the rule for addresses.

const NOW = '2026-03-10T12:00:00Z';
describe('F02: an address in other letters, through a mail server that cannot take it', () => {
  let fixture: Fixture;
  let server: SMTPServer;
  let transport: ReturnType<typeof createMailTransport>;
  const taken: string[] = [];

  beforeAll(async () => {
    fixture = await createFixture();
    server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['AUTH', 'STARTTLS'],
      hideSMTPUTF8: true,
      logger: false,
      onData: (stream, session, callback) => {
        taken.push(...session.envelope.rcptTo.map(({ address }) => address));
        stream.resume();
        stream.once('end', () => callback());
      },
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    transport = createMailTransport(`smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`);
  });
  afterAll(async () => {
    transport.close();
    await new Promise<void>((resolve) => server.close(resolve));
  });

  /** What the workflow does: one email after the other, until none is due. */
  async function writeAll(id: string): Promise<void> {
    const log = createLog({ level: 'silent' });
    const from = { name: 'Northlight', address: 'a@agency.example' };
    const mailer = { transport, from, secrets: fixture.secrets, log };
    for (;;) {
      const { due = null } = (await assess(fixture.at(NOW), id)) ?? {};
      if (due !== 'queueEmail' && due !== 'topUpOrSendNotice') return;
      const email = await queueNotice(fixture.at(NOW), id);
      await deliverEmail(fixture.at(NOW), mailer, email?.key ?? '');
    }
  }

  it('fails permanently and visibly, counts as not notified, and delays nothing else', async () => {
    const recurring = [{ id: 'hosting', name: 'Hosting', amount: '31.00', timing: 'arrears' as const }];
    const plans = [await fixture.plan({ recurring })];
    const ids: string[] = [];
    for (const email of ['jörg@client.example', 'anna@client.example']) {
      const id = await fixture.open({ plans, email }, NOW);
      granted(await recordPayment(fixture.at(NOW), id, { amount: '3.00', method: 'bank' }));
      await writeAll(id);
      ids.push(id);
    }
    const [jorg = '', anna = ''] = ids;
    const account = await formattedAccount(fixture.at(NOW), jorg);
    expect(account.notices).toEqual({ week: false, day: false });
    expect(account.emailUndeliverable).toMatchObject([{ email: 'jörg@client.example', reason: NO_SMTPUTF8 }]);
    const emails = granted(await loadEmails(fixture.at(NOW), jorg, { limit: 10 }));
    expect(emails.every(({ failedAt, sentAt }) => failedAt !== null && sentAt === null)).toBe(true);
    expect((await formattedAccount(fixture.at(NOW), anna)).notices.week).toBe(true);
    expect(taken).toEqual(['anna@client.example', 'anna@client.example']);
  });

  it('is refused when it is entered', async () => {
    const here = { ...fixture.at(NOW), supportsSmtpUtf8: () => transport.supportsSmtpUtf8() };
    const refused = { refused: 'invalid', field: 'email', detail: NO_SMTPUTF8 };
    const input = accountInput({ email: 'jörg@client.example' });
    expect(await openAccount(here, input)).toMatchObject(refused);
    const id = await fixture.open({}, NOW);
    expect(await changeAccount(here, id, { email: 'jörg@client.example' })).toMatchObject(refused);
  });
});
