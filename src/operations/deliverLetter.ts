import { type Mail, type MailTransport, type SecretBox } from '../platform/index.js';
import {
  findLetterSender,
  findLogo,
  leaseLetter,
  type Letter,
  listUnsent,
  logoIn,
  markFailed,
  markSent,
  markUnsent,
  sealedAt,
} from '../store/index.js';
import type { Context } from './context.js';
import { withLink } from './letterLink.js';

/** A sender that died holds a letter no longer than this. */
const LEASE_MS = 60_000;
const RETRY_FIRST_MS = 15_000;
const RETRY_LONGEST_MS = 30 * 60_000;
/** Two days of trying is what mail servers allow themselves, too. */
const ATTEMPTS_MAX = 100;

export interface Mailer {
  readonly transport: MailTransport;
  readonly from: { readonly name: string; readonly address: string };
  /** Opens the links that letters are kept without. */
  readonly secrets: Pick<SecretBox, 'open'>;
}

export type Delivery = 'sent' | 'later' | 'failed' | 'nothing';

/**
 * Tries to send a kept letter. Whoever holds the lease sends; a refusal for good ends it, anything else is tried
 * again later, with the same Message-ID also where nobody knows whether it went out. A link is put in only here.
 */
export async function deliverLetter(context: Context, mailer: Mailer, key: string): Promise<Delivery> {
  const { sql, now, wallNow } = context;
  const letter = await leaseLetter(sql, key, wallNow, wallNow + LEASE_MS);
  if (letter === undefined) return 'nothing';
  const outcome = await send(context, mailer, letter);
  if (outcome.outcome === 'sent') {
    await markSent(sql, letter.id, now);
    return 'sent';
  }
  const { detail } = outcome;
  if ((outcome.outcome === 'refused' && outcome.permanent) || letter.attempts >= ATTEMPTS_MAX) {
    await markFailed(sql, { id: letter.id, at: now, detail });
    return 'failed';
  }
  const pauseMs = Math.min(RETRY_FIRST_MS * 2 ** (letter.attempts - 1), RETRY_LONGEST_MS);
  await markUnsent(sql, { id: letter.id, retryAt: wallNow + pauseMs, detail });
  return 'later';
}

async function send(
  context: Context,
  mailer: Mailer,
  letter: Letter,
): Promise<Awaited<ReturnType<MailTransport['send']>>> {
  const link = openLink(mailer, letter);
  if (link === undefined) {
    // Another process may have the right key, or this one after a restart.
    const detail = 'Its link was sealed under another SECRET_KEY than this process has.';
    return { outcome: 'refused', permanent: false, detail };
  }
  return mailer.transport.send({
    ...(await senderOf(context, letter, mailer)),
    to: { name: letter.recipientName, address: letter.recipientAddress },
    subject: letter.subject,
    ...withLink(letter, link),
    messageId: letter.messageId,
    date: context.now,
    headers: { 'X-Sitetab-Letter': letter.kind },
    ...(await picturesOf(context, letter.html)),
  });
}

/** The logo a letter was written with; mail programs show a picture that comes along, and ask before fetching one. */
export async function picturesOf(
  { sql }: Pick<Context, 'sql'>,
  html: string,
): Promise<Pick<Mail, 'pictures'>> {
  const id = logoIn(html);
  const logo = id === undefined ? undefined : await findLogo(sql, id);
  if (logo === undefined) return {};
  return { pictures: [{ cid: `logo-${logo.id}@sitetab`, mediaType: logo.mediaType, bytes: logo.bytes }] };
}

/** Null: the letter has none. Undefined: it cannot be read here. */
function openLink({ secrets }: Mailer, { id, sealedLink }: Letter): string | null | undefined {
  if (sealedLink === null) return null;
  try {
    return secrets.open(sealedLink, sealedAt('link in a letter', id));
  } catch {
    return undefined;
  }
}

/**
 * The agency's name with the installation's address: the address must be one the mail server may send for. An answer
 * goes to the agency's own where it has named one.
 */
async function senderOf(
  context: Context,
  letter: Letter,
  mailer: Mailer,
): Promise<Pick<Mail, 'from' | 'replyTo'>> {
  const sender = await findLetterSender(context.sql, letter);
  const name = sender?.name ?? mailer.from.name;
  const from = { name, address: mailer.from.address };
  const address = sender?.email ?? null;
  return address === null ? { from } : { from, replyTo: { name, address } };
}

/** Keys of kept letters that wait to be sent and may be tried now. */
export async function listUnsentLetters(context: Context, limit: number): Promise<string[]> {
  return listUnsent(context.sql, context.wallNow, limit);
}
