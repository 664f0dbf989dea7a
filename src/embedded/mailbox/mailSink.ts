import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import type { SMTPServer, SMTPServerDataStream, SMTPServerSession } from 'smtp-server';
import { MailFolder, type MailboxMessage, type MailboxSummary } from './mailFolder.js';
import { assertPortFree } from '../ports.js';

export interface MailSinkOptions {
  /** The folder for the messages; made if missing. */
  dataDir: string;
  /** Left out, a free port is taken. */
  port?: number;
  /** The clock for times of arrival, in epoch milliseconds (the sandbox has its own clock). */
  now?: () => number;
}

/**
 * A fault for the next message, for tests: refused at its recipient or after its content, temporarily or permanently,
 * or accepted with the connection closed before the reply.
 */
export type MailFailure =
  { at: 'recipient' | 'content'; code: 451 | 550 } | { at: 'hang-up'; isKept: boolean };

export interface MailSink {
  /** For SMTP_URL. */
  url: string;
  /** Oldest first, without contents. */
  summaries(limit?: number): readonly MailboxSummary[];
  /** Oldest first; with a limit, only that many of the newest. */
  list(limit?: number): Promise<MailboxMessage[]>;
  get(id: string): Promise<MailboxMessage | undefined>;
  /** Queues a fault for the next message; each is used once. For tests. */
  meetNext(mishap: MailFailure): void;
  stop(): Promise<void>;
}

const MESSAGE_BYTES_MAX = 10_000_000;
const CLIENTS_MAX = 50;

/** Starts a mail server on the loopback address that delivers nothing and stores messages to be read. */
export async function startMailSink(options: MailSinkOptions): Promise<MailSink> {
  const folder = new MailFolder(options.dataDir);
  if (options.port !== undefined) await assertPortFree(options.port, 'the mailbox');
  const { SMTPServer } = await import('smtp-server');
  const mishaps: MailFailure[] = [];
  const sockets = new Map<number, Socket>();
  const server = new SMTPServer({
    banner: 'Sitetab mailbox',
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    size: MESSAGE_BYTES_MAX,
    maxClients: CLIENTS_MAX,
    closeTimeout: 100,
    onRcptTo: (_address, _session, callback) => callback(takeRefusal(mishaps, 'recipient')),
    onData: (stream, session, callback) => {
      const receive = { stream, session, folder, mishaps, sockets, now: options.now ?? Date.now };
      receiveMessage(receive).then((error) => callback(error), callback);
    },
  });
  const port = await listen(server, options.port ?? 0, sockets);
  return {
    url: `smtp://127.0.0.1:${port}`,
    summaries: (limit) => folder.summaries(limit),
    list: (limit) => folder.list(limit),
    get: (id) => folder.get(id),
    meetNext: (mishap) => mishaps.push(mishap),
    stop: () => closeServer(server),
  };
}

async function listen(server: SMTPServer, port: number, sockets: Map<number, Socket>): Promise<number> {
  server.on('error', () => undefined);
  server.server.on('connection', (socket: Socket) => {
    const key = socket.remotePort ?? 0;
    sockets.set(key, socket);
    socket.once('close', () => sockets.delete(key));
  });
  server.listen(port, '127.0.0.1');
  await once(server.server, 'listening');
  return (server.server.address() as AddressInfo).port;
}

interface Receiving {
  stream: SMTPServerDataStream;
  session: SMTPServerSession;
  folder: MailFolder;
  mishaps: MailFailure[];
  sockets: Map<number, Socket>;
  now: () => number;
}

/** Returns the refusal, or null once the message is stored. */
async function receiveMessage(receiving: Receiving): Promise<Error | null> {
  const { stream, session, folder, mishaps, sockets, now } = receiving;
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  if (stream.sizeExceeded) return replyWith(552, 'the message is larger than 10 MB');
  const refusal = takeRefusal(mishaps, 'content');
  if (refusal !== null) return refusal;
  const mishap = mishaps[0]?.at === 'hang-up' ? mishaps.shift() : undefined;
  if (mishap?.at !== 'hang-up' || mishap.isKept) await folder.add(Buffer.concat(chunks), now());
  if (mishap !== undefined) sockets.get(session.remotePort)?.destroy();
  return null;
}

function takeRefusal(mishaps: MailFailure[], at: 'recipient' | 'content'): Error | null {
  const [next] = mishaps;
  if (next === undefined || next.at === 'hang-up' || next.at !== at) return null;
  mishaps.shift();
  return replyWith(next.code, next.code === 451 ? 'come back later' : 'nobody of that name here');
}

function replyWith(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}

function closeServer(server: SMTPServer): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}
