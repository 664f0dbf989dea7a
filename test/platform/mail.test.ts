import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SMTPServer } from 'smtp-server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type MailSink, startMailSink } from '../../src/embedded/mailbox/mailSink.js';
import { freePort } from '../../src/embedded/ports.js';
import {
  createMailTransport,
  type Mail,
  NO_SMTPUTF8,
  type SmtpTransport,
} from '../../src/platform/mail/mailTransport.js';

const email = (number: number): Mail => ({
  from: { name: 'Agency, Billing', address: 'billing@agency.test' },
  to: [{ name: 'Müller, Anna', address: 'anna@client.test' }],
  subject: `Ihr Guthaben reicht noch 7 Tage – ${number}`,
  html: `<p>Grüße ${number}</p>`,
  text: `Grüße ${number}\n`,
  messageId: `<notice-${number}@sitetab.test>`,
  headers: { 'X-Sitetab-Kind': 'week' },
});

describe('mail', () => {
  let folder: string;
  let sink: MailSink;
  let transport: SmtpTransport;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sitetab-mail-'));
    sink = await startMailSink({ dataDir: folder, now: () => Date.UTC(2030, 0, 2) });
    transport = createMailTransport(sink.url);
  });
  afterEach(async () => {
    transport.close();
    await sink.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('arrives whole, at one address, and is marked as sent by a machine', async () => {
    expect(await transport.send(email(1))).toEqual({ outcome: 'sent' });
    const [message] = await sink.list();
    expect(message).toMatchObject({
      from: 'billing@agency.test',
      to: 'anna@client.test',
      subject: 'Ihr Guthaben reicht noch 7 Tage – 1',
      messageId: '<notice-1@sitetab.test>',
      receivedAt: Date.UTC(2030, 0, 2),
    });
    expect(message?.html.trim()).toBe('<p>Grüße 1</p>');
    expect(message?.text.trim()).toBe('Grüße 1');
    expect(message?.headers).toMatchObject({ 'auto-submitted': 'auto-generated', 'x-sitetab-kind': 'week' });
    expect(await sink.get(message?.id ?? '')).toEqual(message);
    expect(await sink.get('../index')).toBeUndefined();
  });

  it.each([
    [451, 'recipient', false],
    [451, 'content', false],
    [550, 'recipient', true],
    [550, 'content', true],
  ] as const)('classifies a %i at the %s, and the next one goes out', async (code, at, permanent) => {
    sink.meetNext({ at, code });
    const outcome = await transport.send(email(1));
    const refusals = [{ address: 'anna@client.test', permanent }];
    const hasAddresses = at === 'recipient' || permanent;
    expect(outcome).toMatchObject({ outcome: 'refused', permanent, ...(hasAddresses ? { refusals } : {}) });
    expect(await transport.send(email(2))).toEqual({ outcome: 'sent' });
    expect(sink.summaries().map((each) => each.messageId)).toEqual(['<notice-2@sitetab.test>']);
  });

  it.each([true, false])(
    'does not know when the server hangs up after the content (kept: %s)',
    async (isKept) => {
      // The second time over a connection of the pool that has carried mail before.
      for (const number of [1, 2]) {
        sink.meetNext({ at: 'hang-up', isKept });
        expect(await transport.send(email(number))).toMatchObject({ outcome: 'unknown' });
      }
      expect(await transport.send(email(3))).toEqual({ outcome: 'sent' });
      expect(sink.summaries()).toHaveLength(isKept ? 3 : 1);
    },
  );

  it('calls a server that is not there a refusal that passes', async () => {
    const lonely = createMailTransport(`smtp://127.0.0.1:${await freePort()}`);
    expect(await lonely.send(email(1))).toMatchObject({ outcome: 'refused', permanent: false });
    lonely.close();
  });

  it('keeps what it has through a stop, and drops what a killed process left half done', async () => {
    for (const number of [1, 2, 3]) await transport.send(email(number));
    await sink.stop();
    writeFileSync(join(folder, '000004.eml'), 'never acknowledged');
    const index = readFileSync(join(folder, 'index.jsonl'), 'utf8');
    writeFileSync(join(folder, 'index.jsonl'), `${index}{"id":"00000`);
    sink = await startMailSink({ dataDir: folder });
    expect((await sink.list()).map((each) => each.text.trim())).toEqual(['Grüße 1', 'Grüße 2', 'Grüße 3']);
    expect(await sink.list(1)).toHaveLength(1);
    expect(readdirSync(folder)).not.toContain('000004.eml');
    transport.close();
    transport = createMailTransport(sink.url);
    await transport.send(email(4));
    expect(sink.summaries().map((each) => each.id)).toEqual(['000001', '000002', '000003', '000004']);
  });

  it('takes many at once', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 60 }, (_, number) => transport.send(email(number))),
    );
    expect(outcomes.every(({ outcome }) => outcome === 'sent')).toBe(true);
    expect(new Set(sink.summaries().map((each) => each.messageId)).size).toBe(60);
  });
});

/** A server that keeps each envelope. */
async function startServer(hideSMTPUTF8: boolean) {
  const taken: { from: string; to: string[]; utf8: boolean }[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    hideSMTPUTF8,
    logger: false,
    onData: (stream, session, callback) => {
      stream.resume();
      stream.once('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        taken.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          utf8: mailFrom !== false && JSON.stringify(mailFrom.args).includes('SMTPUTF8'),
        });
        callback();
      });
    },
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const transport = createMailTransport(`smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`);
  const stop = () => {
    transport.close();
    return new Promise<void>((resolve) => server.close(resolve));
  };
  return { taken, transport, stop };
}

describe('an address in other letters', () => {
  const to = (address: string): Mail => ({ ...email(1), to: [{ name: 'Jörg', address }] });

  it('is undeliverable where the server does not offer SMTPUTF8, and holds nothing else up', async () => {
    const { taken, transport, stop } = await startServer(true);
    const [refused, ...sent] = await Promise.all([
      transport.send(to('jörg@client.test')),
      transport.send(to('anna@xn--mller-kva.test')),
      transport.send({ ...to('anna@client.test'), replyTo: { name: 'Jörg', address: 'jörg@agency.test' } }),
    ]);
    expect(refused).toEqual({
      outcome: 'refused',
      permanent: true,
      detail: NO_SMTPUTF8,
      refusals: [{ address: 'jörg@client.test', permanent: true, detail: NO_SMTPUTF8 }],
    });
    expect(await transport.supportsSmtpUtf8()).toBe(false);
    expect(sent).toEqual([{ outcome: 'sent' }, { outcome: 'sent' }]);
    // The test's server shows a domain in emails, however it came.
    expect(taken.flatMap((each) => each.to).sort()).toEqual(['anna@client.test', 'anna@müller.test']);
    expect(taken.every(({ utf8 }) => !utf8)).toBe(true);
    await stop();
  });

  it('is written to with SMTPUTF8 where the server offers it', async () => {
    const { taken, transport, stop } = await startServer(false);
    expect(await transport.send(to('jörg@client.test'))).toEqual({ outcome: 'sent' });
    expect(taken).toEqual([{ from: 'billing@agency.test', to: ['jörg@client.test'], utf8: true }]);
    await stop();
  });

  it('is left out where the others can be written to, and they get the email', async () => {
    const { taken, transport, stop } = await startServer(true);
    const both = ['jörg@client.test', 'anna@client.test'].map((address) => ({ name: 'Client', address }));
    expect(await transport.send({ ...email(1), to: both })).toEqual({
      outcome: 'sent',
      refusals: [{ address: 'jörg@client.test', permanent: true, detail: NO_SMTPUTF8 }],
    });
    expect(taken.map(({ to: [first] }) => first)).toEqual(['anna@client.test']);
    await stop();
  });

  it('waits for a server that is not there', async () => {
    const lonely = createMailTransport(`smtp://127.0.0.1:${await freePort()}`);
    const outcome = await lonely.send(to('jörg@client.test'));
    expect(outcome).toMatchObject({ outcome: 'refused', permanent: false });
    expect(outcome).not.toHaveProperty('refusals');
    expect(await lonely.supportsSmtpUtf8()).toBe(true);
    lonely.close();
  });
});

/** A server that answers one command with a reply of the test's, and takes everything else. */
async function startRefusing(command: RegExp, reply: string) {
  const envelopes: string[][] = [];
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.write(command.test('CONNECT') ? `${reply}\r\n` : '220 ready\r\n');
    let to: string[] = [];
    let isContent = false;
    socket.on('data', (bytes) => {
      for (const line of bytes.toString().split('\r\n').slice(0, -1)) {
        if (isContent && line !== '.') continue;
        if (line.startsWith('MAIL')) to = [];
        const isRefused = command.test(isContent ? 'CONTENT' : line);
        if (line.startsWith('RCPT') && !isRefused) to.push(/<(.*)>/.exec(line)?.[1] ?? '');
        if (isContent && !isRefused) envelopes.push(to);
        isContent = line === 'DATA' && !isRefused;
        socket.write(isRefused ? `${reply}\r\n` : isContent ? '354 go on\r\n' : '250 fine\r\n');
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const transport = createMailTransport(`smtp://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const stop = () => {
    transport.close();
    server.close();
  };
  return { envelopes, transport, stop };
}

describe('a refusal for good', () => {
  it.each([
    ['no such mailbox', /^RCPT/, '550 5.1.1 no such user', true],
    ['a reply without a code of its own', /^RCPT/, '550 no such user', true],
    [
      'no such mailbox, as Exchange says it',
      /^RCPT/,
      '550 5.4.1 Recipient address rejected: Access denied',
      true,
    ],
    ['what was written', /^CONTENT/, '554 5.6.0 not like this', true],
    ['scheduling', /^RCPT/, '554 5.7.1 Relay access denied', false],
    ['a quota', /^CONTENT/, '550 5.4.5 Daily user sending limit exceeded', false],
    ['the sender', /^MAIL/, '553 5.1.8 Sender address rejected', false],
    ['a login', /^MAIL/, '530 5.7.0 Must issue a STARTTLS command first', false],
    ['every client', /^CONNECT/, '554 5.7.1 blocked', false],
  ])(
    'of %s is the address’s fault only where another email would be refused, too',
    async (_of, at, reply, isFault) => {
      const { transport, stop } = await startRefusing(at, reply);
      const outcome = await transport.send(email(1));
      expect(outcome).toMatchObject({ outcome: 'refused', permanent: isFault });
      const { refusals = [] } = outcome as { refusals?: { permanent: boolean }[] };
      expect(refusals.some(({ permanent }) => permanent)).toBe(isFault);
      stop();
    },
  );

  it('of one address is reported for that one, and the others get the email', async () => {
    const { envelopes, transport, stop } = await startRefusing(/^RCPT TO:<gone@/, '550 5.1.1 no such user');
    const to = ['gone', 'anna', 'ben'].map((name) => ({ name: 'Client', address: `${name}@client.test` }));
    expect(await transport.send({ ...email(1), to })).toMatchObject({
      outcome: 'sent',
      refusals: [{ address: 'gone@client.test', permanent: true }],
    });
    const pending = ['ben@client.test'];
    expect(await transport.send({ ...email(2), to, pending })).toEqual({ outcome: 'sent' });
    expect(envelopes).toEqual([['anna@client.test', 'ben@client.test'], ['ben@client.test']]);
    stop();
  });
});

describe('a mail server that sends nothing', () => {
  it.each([
    ['at all', '', 'refused'],
    ['after the content', 'swallow', 'unknown'],
  ] as const)('%s is given up after a while', async (_when, kind, outcome) => {
    const server = createServer((socket) => kind === 'swallow' && answerUntilContent(socket));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const transport = createMailTransport(`smtp://127.0.0.1:${(server.address() as AddressInfo).port}`, 400);
    expect(await transport.send(email(1))).toMatchObject({ outcome });
    transport.close();
    server.close();
  });
});

function answerUntilContent(socket: Socket): void {
  socket.on('error', () => undefined);
  socket.write('220 quiet\r\n');
  let isContent = false;
  socket.on('data', (bytes) => {
    if (isContent) return;
    for (const line of bytes.toString().split('\r\n').slice(0, -1)) {
      isContent = line === 'DATA';
      socket.write(isContent ? '354 go on\r\n' : '250 fine\r\n');
    }
  });
}
