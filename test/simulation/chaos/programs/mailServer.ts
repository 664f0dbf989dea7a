// The mail server as a process of its own. It refuses every recipient called bounce for good. The run sets over its
// channel what happens to the next message, and asks there what arrived.
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import type { MailFailure } from '../../../../src/embedded/mailbox/mailSink.js';

const { values } = parseArgs({
  options: { file: { type: 'string', default: '' }, port: { type: 'string' } },
});

interface KeptMail {
  readonly messageId: string;
  readonly content: string;
}

const kept: KeptMail[] = existsSync(values.file)
  ? readFileSync(values.file, 'utf8')
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as KeptMail)
  : [];
const mishaps: MailFailure[] = [];

function take(at: MailFailure['at']): MailFailure | undefined {
  return mishaps[0]?.at === at ? mishaps.shift() : undefined;
}

function refusalOf(mishap: MailFailure | undefined): Error | null {
  if (mishap === undefined || mishap.at === 'hang-up') return null;
  return Object.assign(new Error('not now, or never'), { responseCode: mishap.code });
}

async function keep(raw: Buffer): Promise<void> {
  const { messageId = '', to = [], subject = '', text = '', html = '' } = await PostalMime.parse(raw);
  const addresses = to.map(({ address }) => address).join(', ');
  // A digest, since a long run brings more emails than memory is good for.
  const content = createHash('sha256').update([addresses, subject, text, html].join('\n')).digest('hex');
  const mail = { messageId, content: `${addresses}: ${subject} (${content.slice(0, 16)})` };
  appendFileSync(values.file, `${JSON.stringify(mail)}\n`);
  kept.push(mail);
}

const server = new SMTPServer({
  banner: 'the chaos run',
  authOptional: true,
  disabledCommands: ['AUTH', 'STARTTLS'],
  disableReverseLookup: true,
  logger: false,
  onRcptTo: ({ address }, _session, callback) => {
    if (address.startsWith('bounce')) callback(Object.assign(new Error('nobody'), { responseCode: 550 }));
    else callback(refusalOf(take('recipient')));
  },
  onData: (stream, _session, callback) => {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () => {
      const refusal = refusalOf(take('content'));
      if (refusal !== null) {
        callback(refusal);
        return;
      }
      const mishap = take('hang-up');
      const isKept = mishap?.at !== 'hang-up' || mishap.isKept;
      const keeping = isKept ? keep(Buffer.concat(chunks)) : Promise.resolve();
      keeping.then(() => {
        // The socket is the stream's way back to the one who sends.
        if (mishap !== undefined) for (const each of server.connections) each._socket.destroy();
        callback(null);
      }, callback);
    });
  },
});
server.on('error', () => undefined);
server.listen(Number(values.port), '127.0.0.1', () => process.send?.('ready'));

interface Word {
  readonly ask?: number;
  readonly from?: number;
  readonly meetNext?: MailFailure;
}

process.on('message', ({ ask, from = 0, meetNext }: Word) => {
  if (meetNext !== undefined) mishaps.push(meetNext);
  if (ask !== undefined) process.send?.({ answers: ask, with: kept.slice(from) });
});
process.on('disconnect', () => process.exit(0));
