import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SMTPServer } from 'smtp-server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createMailTransport,
  freePort,
  startMailSink,
  type Mail,
  type MailSink,
  type MailTransport,
  NO_SMTPUTF8,
} from '../../src/platform/index.js';

const letter = (number: number): Mail => ({
  from: { name: 'Agency, Billing', address: 'billing@agency.test' },
  to: { name: 'Müller, Anna', address: 'anna@client.test' },
  subject: `Ihr Guthaben reicht noch 7 Tage – ${number}`,
  html: `<p>Grüße ${number}</p>`,
  text: `Grüße ${number}\n`,
  messageId: `<notice-${number}@sitetab.test>`,
  headers: { 'X-Sitetab-Kind': 'week' },
});

describe('mail', () => {
  let folder: string;
  let sink: MailSink;
  let transport: MailTransport;
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

  it('arrives whole, at one address, and says that a machine sent it', async () => {
    expect(await transport.send(letter(1))).toEqual({ outcome: 'sent' });
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
  ] as const)('tells a %i at the %s apart, and the next one goes out', async (code, at, permanent) => {
    sink.meetNext({ at, code });
    const outcome = await transport.send(letter(1));
    expect(outcome).toMatchObject({ outcome: 'refused', permanent });
    expect('undeliverable' in outcome).toBe(permanent && at === 'recipient');
    expect(await transport.send(letter(2))).toEqual({ outcome: 'sent' });
    expect(sink.summaries().map((each) => each.messageId)).toEqual(['<notice-2@sitetab.test>']);
  });

  it.each([true, false])(
    'does not know when the server hangs up after the content (kept: %s)',
    async (isKept) => {
      // The second time over a connection of the pool that has carried mail before.
      for (const number of [1, 2]) {
        sink.meetNext({ at: 'hang-up', isKept });
        expect(await transport.send(letter(number))).toMatchObject({ outcome: 'unknown' });
      }
      expect(await transport.send(letter(3))).toEqual({ outcome: 'sent' });
      expect(sink.summaries()).toHaveLength(isKept ? 3 : 1);
    },
  );

  it('calls a server that is not there a refusal that passes', async () => {
    const lonely = createMailTransport(`smtp://127.0.0.1:${await freePort()}`);
    expect(await lonely.send(letter(1))).toMatchObject({ outcome: 'refused', permanent: false });
    lonely.close();
  });

  it('keeps what it has through a stop, and drops what a killed process left half done', async () => {
    for (const number of [1, 2, 3]) await transport.send(letter(number));
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
    await transport.send(letter(4));
    expect(sink.summaries().map((each) => each.id)).toEqual(['000001', '000002', '000003', '000004']);
  });

  it('takes many at once', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 60 }, (_, number) => transport.send(letter(number))),
    );
    expect(outcomes.every(({ outcome }) => outcome === 'sent')).toBe(true);
    expect(new Set(sink.summaries().map((each) => each.messageId)).size).toBe(60);
  });
});

/** A server that keeps what it was told of each envelope. */
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
  const to = (address: string): Mail => ({ ...letter(1), to: { name: 'Jörg', address } });

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
      undeliverable: true,
      detail: NO_SMTPUTF8,
    });
    expect(sent).toEqual([{ outcome: 'sent' }, { outcome: 'sent' }]);
    // The test's server shows a domain in letters, however it came.
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

  it('waits for a server that is not there', async () => {
    const lonely = createMailTransport(`smtp://127.0.0.1:${await freePort()}`);
    const outcome = await lonely.send(to('jörg@client.test'));
    expect(outcome).toMatchObject({ outcome: 'refused', permanent: false });
    expect(outcome).not.toHaveProperty('undeliverable');
    lonely.close();
  });
});

describe('a mail server that says nothing', () => {
  it.each([
    ['at all', '', 'refused'],
    ['after the content', 'swallow', 'unknown'],
  ] as const)('%s is given up after a while', async (_when, kind, outcome) => {
    const server = createServer((socket) => kind === 'swallow' && answerUntilContent(socket));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const transport = createMailTransport(`smtp://127.0.0.1:${(server.address() as AddressInfo).port}`, 400);
    expect(await transport.send(letter(1))).toMatchObject({ outcome });
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
