import { createTransport } from 'nodemailer';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { Readable } from 'node:stream';
import { needsSmtpUtf8 } from './emailAddress.js';
import { describeError } from '../processes/startupFailure.js';

export interface NamedAddress {
  name: string;
  address: string;
}

/** An ordinary attachment. */
export interface MailFile {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Buffer;
}

export interface Mail {
  from: NamedAddress;
  /** All recipients, as the To header names them. */
  to: readonly NamedAddress[];
  /** The recipients that have not received it yet; all if left out. */
  pending?: readonly string[];
  replyTo?: NamedAddress;
  subject: string;
  html: string;
  text: string;
  /** Derived from the mail's subject matter, so that receiving servers treat a second attempt as the same mail. */
  messageId: string;
  /** The mail's date, in epoch milliseconds; now, if left out. */
  date?: number;
  headers?: Readonly<Record<string, string>>;
  /** Pictures that the HTML shows as `cid:` with their content ids. */
  pictures?: readonly { readonly cid: string; readonly mediaType: string; readonly bytes: Buffer }[];
  files?: readonly MailFile[];
}

/** An address that refused an email, permanently or temporarily. */
export interface AddressRefusal {
  readonly address: string;
  readonly permanent: boolean;
  readonly detail: string;
}

/**
 * The outcome of an email. `refusals` has the addresses that refused it; *sent* means that at least one accepted it. A
 * refusal is permanent only if the address is at fault. SMTP cannot guarantee *exactly once*: when the connection
 * breaks after the content was sent, the outcome is unknown.
 */
export type MailOutcome =
  | { outcome: 'sent'; refusals?: readonly AddressRefusal[] }
  | { outcome: 'refused'; permanent: boolean; detail: string; refusals?: readonly AddressRefusal[] }
  | { outcome: 'unknown'; detail: string };

export interface MailTransport {
  /** The mail server's host name: another server may accept an address that this one refuses. */
  readonly server: string;
  send(mail: Mail): Promise<MailOutcome>;
  close(): void;
}

export interface SmtpTransport extends MailTransport {
  /** Whether it offers SMTPUTF8; true if the server cannot be reached. */
  supportsSmtpUtf8(): Promise<boolean>;
  /** Whether the server responds and accepts the credentials. */
  isReachable(): Promise<boolean>;
}

/** The message that the owner reads next to the address, with what to do. */
export const NO_SMTPUTF8 =
  'The mail server cannot write to this address: it has letters other than a to z before the @, and the server does ' +
  'not offer SMTPUTF8. Use another address, or a mail server that offers it.';

const CONNECTIONS_MAX = 5;
const TIMEOUT_MS = 10_000;
const DETAIL_LENGTH_MAX = 500;

/**
 * Replies caused by the sender and not the address: wrong credentials and, by RFC 3463, the mail system, the network,
 * the protocol or a policy (relaying, a quota). The same email can be sent once the cause is repaired. Exchange uses
 * 5.4.1 for an unknown mailbox.
 */
const CREDENTIAL_REPLIES = new Set([530, 534, 535, 538]);
const SENDERS_FAULT = /^5\d\d[ -]5\.(?:[357]\.|4\.(?!1\b))/;

/**
 * Sends mail through an SMTP server (`smtp://`, `smtps://`, user and password in the address).
 *
 * @param timeoutMs how long each step waits for a server that does not respond
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
    // A template must not be able to load a file or a URL.
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
    const { date, pictures = [], files = [], replyTo, to, pending: left, ...rest } = mail;
    const pending: readonly string[] = left ?? to.map(({ address }) => address);
    let addressed: readonly string[] = pending;
    try {
      const isInternational = to.some(({ address }) => needsSmtpUtf8(address));
      const takesAll = !isInternational || (await offersSmtpUtf8(server));
      // The library would send such an address unchanged and report the email as sent.
      const canWrite = (address: string): boolean => takesAll || !needsSmtpUtf8(address);
      const unwritable = pending.filter((address) => !canWrite(address)).map(withoutSmtpUtf8);
      addressed = pending.filter(canWrite);
      if (addressed.length === 0) return refused(unwritable);
      const canReply = replyTo !== undefined && (isInternational || !needsSmtpUtf8(replyTo.address));
      const sent = (await transporter.sendMail({
        ...rest,
        to: to.filter(({ address }) => canWrite(address)),
        envelope: { from: mail.from.address, to: [...addressed] },
        ...(canReply ? { replyTo } : {}),
        headers,
        attachments: [
          ...pictures.map(({ cid, mediaType, bytes }) => ({
            cid,
            contentType: mediaType,
            contentDisposition: 'inline' as const,
            filename: mediaType === 'image/png' ? 'logo.png' : 'logo.jpg',
            content: bytes,
          })),
          ...files.map(({ name, mediaType, bytes }) => ({
            contentType: mediaType,
            contentDisposition: 'attachment' as const,
            filename: name,
            content: bytes,
          })),
        ],
        ...(date === undefined ? {} : { date: new Date(date) }),
      })) as { rejectedErrors?: readonly SmtpError[] };
      const refusals = [...unwritable, ...(sent.rejectedErrors ?? []).map(refusalOf)];
      return { outcome: 'sent', ...(refusals.length === 0 ? {} : { refusals }) };
    } catch (error) {
      return outcomeOf(error as SmtpError, addressed, streams);
    }
  };
  const isReachable = (): Promise<boolean> =>
    transporter.verify().then(
      () => true,
      () => false,
    );
  const supportsSmtpUtf8 = (): Promise<boolean> => offersSmtpUtf8(server).catch(() => true);
  return { server: server.host, send, supportsSmtpUtf8, isReachable, close: () => transporter.close() };
}

/**
 * Lists the extensions the server offers, after STARTTLS where it has that. Rejects when the server cannot be reached.
 */
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

/** Tracks the streams the content is read from: if one was read, part of the content was sent. */
function noteContents(message: unknown, streams: Readable[] | undefined): void {
  const composed = message as Composed;
  const createReadStream = composed.createReadStream.bind(composed);
  composed.createReadStream = (...options) => {
    const stream = createReadStream(...options);
    streams?.push(stream);
    return stream;
  };
}

interface SmtpError {
  readonly response?: string;
  readonly responseCode?: number;
  readonly command?: string;
  readonly recipient?: string;
  readonly rejectedErrors?: readonly SmtpError[];
}

function outcomeOf(
  error: SmtpError,
  addressed: readonly string[],
  streams: readonly Readable[],
): MailOutcome {
  const detail = detailOf(error);
  if (error.rejectedErrors !== undefined) return refused(error.rejectedErrors.map(refusalOf));
  if (error.responseCode === undefined && streams.some((stream) => stream.readableDidRead)) {
    return { outcome: 'unknown', detail };
  }
  const permanent = isAddressAtFault(error);
  const refusals = permanent
    ? { refusals: addressed.map((address) => ({ address, permanent, detail })) }
    : {};
  return { outcome: 'refused', permanent, detail, ...refusals };
}

/** No address accepted it: permanent if every refusal is. */
function refused(refusals: readonly AddressRefusal[]): MailOutcome {
  const permanent = refusals.every((refusal) => refusal.permanent);
  const detail = [...new Set(refusals.map((refusal) => refusal.detail))]
    .join(' ')
    .slice(0, DETAIL_LENGTH_MAX);
  return { outcome: 'refused', permanent, detail, refusals };
}

function refusalOf(error: SmtpError): AddressRefusal {
  return { address: error.recipient ?? '', permanent: isAddressAtFault(error), detail: detailOf(error) };
}

function withoutSmtpUtf8(address: string): AddressRefusal {
  return { address, permanent: true, detail: NO_SMTPUTF8 };
}

/** Whether a retry is useless: the recipient or the content was refused permanently. */
function isAddressAtFault({ responseCode = 0, response = '', command = '' }: SmtpError): boolean {
  if (responseCode < 500 || CREDENTIAL_REPLIES.has(responseCode)) return false;
  return (command === 'RCPT TO' || command === 'DATA') && !SENDERS_FAULT.test(response);
}

function detailOf(error: SmtpError): string {
  return describeError(error).slice(0, DETAIL_LENGTH_MAX);
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
