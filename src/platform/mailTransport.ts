import { createTransport } from 'nodemailer';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { Readable } from 'node:stream';
import { needsSmtpUtf8 } from './emailAddress.js';
import { describeError } from './startupFailure.js';

export interface MailPerson {
  name: string;
  address: string;
}

export interface Mail {
  from: MailPerson;
  to: MailPerson;
  replyTo?: MailPerson;
  subject: string;
  html: string;
  text: string;
  /** Derived from what the mail is about, so that a second attempt is the same mail to those who take it in. */
  messageId: string;
  /** The mail's date, in epoch milliseconds; now, if left out. */
  date?: number;
  headers?: Readonly<Record<string, string>>;
  /** Pictures that the HTML shows as `cid:` and their content id. */
  pictures?: readonly { readonly cid: string; readonly mediaType: string; readonly bytes: Buffer }[];
}

/** SMTP cannot say *exactly once*: when the connection breaks after the content went out, nobody knows. */
export type MailOutcome =
  | { outcome: 'sent' }
  | {
      outcome: 'refused';
      permanent: boolean;
      detail: string;
      /** The address is at fault, not what was sent: nothing else gets there either. */
      undeliverable?: true;
    }
  | { outcome: 'unknown'; detail: string };

export interface MailTransport {
  send(mail: Mail): Promise<MailOutcome>;
  close(): void;
}

export interface SmtpTransport extends MailTransport {
  /** Whether the server answers and lets us in. */
  isReachable(): Promise<boolean>;
}

/** What the owner reads beside the address, with what to do. */
export const NO_SMTPUTF8 =
  'The mail server cannot write to this address: it has letters other than a to z before the @, and the server does ' +
  'not offer SMTPUTF8. Use another address, or a mail server that offers it.';

const CONNECTIONS_MAX = 5;
const TIMEOUT_MS = 10_000;

/** Replies that complain about our credentials: the same mail goes out once those are put right. */
const CREDENTIAL_REPLIES = new Set([530, 534, 535, 538]);

/**
 * Sends mail through an SMTP server (`smtp://`, `smtps://`, user and password in the address).
 *
 * @param timeoutMs how long a silent server is waited for at each step
 */
export function createMailTransport(smtpUrl: string, timeoutMs = TIMEOUT_MS): SmtpTransport {
  const server = {
    ...settingsOf(smtpUrl),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    dnsTimeout: timeoutMs,
  };
  const transporter = createTransport({
    ...server,
    pool: true,
    maxConnections: CONNECTIONS_MAX,
    // A template must not be able to fetch a file or an address.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const contents = new WeakMap<object, Readable[]>();
  transporter.use('stream', (mail, done) => {
    noteContents(mail.message, contents.get(mail.data.headers as object));
    done();
  });
  const send = async (mail: Mail): Promise<MailOutcome> => {
    const headers = { 'Auto-Submitted': 'auto-generated', ...mail.headers };
    const streams: Readable[] = [];
    contents.set(headers, streams);
    const isInternational = needsSmtpUtf8(mail.to.address);
    try {
      // The library would send the address as it is, and call the email sent.
      if (isInternational && !(await offersSmtpUtf8(server))) {
        return { outcome: 'refused', permanent: true, undeliverable: true, detail: NO_SMTPUTF8 };
      }
      const { date, pictures = [], replyTo, ...rest } = mail;
      const canReply = replyTo !== undefined && (isInternational || !needsSmtpUtf8(replyTo.address));
      await transporter.sendMail({
        ...rest,
        ...(canReply ? { replyTo } : {}),
        headers,
        attachments: pictures.map(({ cid, mediaType, bytes }) => ({
          cid,
          contentType: mediaType,
          contentDisposition: 'inline',
          filename: mediaType === 'image/png' ? 'logo.png' : 'logo.jpg',
          content: bytes,
        })),
        ...(date === undefined ? {} : { date: new Date(date) }),
      });
      return { outcome: 'sent' };
    } catch (error) {
      return outcomeOf(error, streams);
    }
  };
  const isReachable = (): Promise<boolean> =>
    transporter.verify().then(
      () => true,
      () => false,
    );
  return { send, isReachable, close: () => transporter.close() };
}

/** Asks the server what it offers, after STARTTLS where it has that; rejects when it cannot be asked. */
async function offersSmtpUtf8(server: SMTPConnection.Options): Promise<boolean> {
  const connection = new SMTPConnection(server);
  try {
    await new Promise<void>((resolve, reject) => {
      connection.once('error', reject);
      connection.connect((error) => (error ? reject(error) : resolve()));
    });
    const { _supportedExtensions: offered } = connection as unknown as { _supportedExtensions: string[] };
    return offered.includes('SMTPUTF8');
  } finally {
    connection.close();
  }
}

interface Composed {
  createReadStream(...options: never[]): Readable;
}

/** Keeps hold of the streams the content is read from: whether one was read tells whether any of it went out. */
function noteContents(message: unknown, streams: Readable[] | undefined): void {
  const composed = message as Composed;
  const createReadStream = composed.createReadStream.bind(composed);
  composed.createReadStream = (...options) => {
    const stream = createReadStream(...options);
    streams?.push(stream);
    return stream;
  };
}

function outcomeOf(error: unknown, streams: readonly Readable[]): MailOutcome {
  const { responseCode, permanent, command } = error as {
    responseCode?: number;
    permanent?: boolean;
    command?: string;
  };
  const detail = describeError(error).slice(0, 500);
  if (responseCode === undefined && streams.some((stream) => stream.readableDidRead)) {
    return { outcome: 'unknown', detail };
  }
  const isOurFault = responseCode !== undefined && CREDENTIAL_REPLIES.has(responseCode);
  const isForGood = permanent === true && !isOurFault;
  const isTheAddress = isForGood && command === 'RCPT TO';
  return {
    outcome: 'refused',
    permanent: isForGood,
    detail,
    ...(isTheAddress ? { undeliverable: true } : {}),
  };
}

interface SmtpSettings {
  host: string;
  port: number;
  secure: boolean;
  auth?: { user: string; pass: string };
}

function settingsOf(smtpUrl: string): SmtpSettings {
  const url = new URL(smtpUrl);
  const secure = url.protocol === 'smtps:';
  const auth = { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) };
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port) || (secure ? 465 : 587),
    secure,
    ...(auth.user === '' ? {} : { auth }),
  };
}
