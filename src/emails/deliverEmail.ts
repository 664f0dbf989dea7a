import type { Context } from '../core/context.js';
import { transact } from '../core/transact.js';
import { transfersIn } from '../core/values/transfer.js';
import { logoIn } from '../core/values/emailSender.js';
import type { AddressRefusal, Mail, MailOutcome, MailTransport } from '../platform/mail/mailTransport.js';
import type { SecretBox } from '../platform/secretBox.js';
import { lockAccount } from '../store/accounts/accounts.js';
import {
  type Attempted,
  findEmailSender,
  leaseEmail,
  type Email,
  listUnsent,
  type Rendering,
  updateAttempt,
  updateRendering,
} from '../store/emails/emails.js';
import { listUndeliverable, markUndeliverable } from '../store/emails/undeliverable.js';
import { sealedAt } from '../store/operations/sealed.js';
import { findLogo } from '../store/statements/logos.js';
import { attachDocuments, type DocumentFiles, withoutDocuments } from './attachDocuments.js';
import { withLink } from './emailBody.js';
import { renderStored } from './showEmail.js';
import { countUnnotified } from './undeliverable.js';
import { transferPicture } from './transferPicture.js';

/** The lease of an email ends after this, in case its sender died. */
const LEASE_MS = 60_000;
const RETRY_FIRST_MS = 15_000;
const RETRY_LONGEST_MS = 30 * 60_000;
/** Mail servers usually retry for two days as well. */
const ATTEMPTS_MAX = 100;

export interface Mailer extends DocumentFiles {
  readonly transport: MailTransport;
  readonly from: { readonly name: string; readonly address: string };
  /** Opens the sealed links of emails. */
  readonly secrets: Pick<SecretBox, 'open'>;
}

export type Delivery = 'sent' | 'later' | 'failed' | 'nothing';

/**
 * Tries to send a stored email to those of its addresses that have not accepted it. Only the holder of the lease sends.
 * A permanent refusal ends it for that address; anything else, an unknown outcome included, is retried later with the
 * same Message-ID. The email is sent once one address has accepted it, and failed once none can. Links are inserted
 * only here.
 */
export async function deliverEmail(context: Context, mailer: Mailer, key: string): Promise<Delivery> {
  const { sql, wallNow } = context;
  const email = await leaseEmail(sql, key, wallNow, wallNow + LEASE_MS);
  if (email === undefined) return 'nothing';
  const marked = isAccounts(email) ? await listUndeliverable(sql, email.accountId) : [];
  const barred = new Map(marked.map(({ address, reason }) => [address, reason]));
  const wanted = addressesOf(email).filter((address) => !barred.has(address));
  const done = new Set([...email.acceptedAddresses, ...email.refusedAddresses]);
  const pending = wanted.filter((address) => !done.has(address));
  const outcome = pending.length === 0 ? null : await send(context, mailer, email, { wanted, pending });
  if (outcome === undefined) return 'nothing';
  const attempt = attemptOf(context, email, pending, outcome);
  const accepted = [...email.acceptedAddresses, ...attempt.accepted];
  await saveOutcome(context, mailer, email, {
    ...attempt,
    id: email.id,
    at: context.now,
    detail: attempt.detail ?? (accepted.length === 0 ? barredDetail(barred) : null),
  });
  if ('sentAt' in attempt.end) return 'sent';
  return 'failedAt' in attempt.end ? 'failed' : 'later';
}

function addressesOf({ recipientAddress, moreAddresses }: Email): string[] {
  return [recipientAddress, ...moreAddresses];
}

/** Whether it is for the client; other emails go to users of a site, at the addresses of their logins. */
function isAccounts(email: Email): email is Email & { readonly accountId: string } {
  return email.accountId !== null && email.siteId === null;
}

function barredDetail(barred: ReadonlyMap<string, string>): string | null {
  if (barred.size === 0) return null;
  const reasons = [...barred].map(([address, reason]) => `${address}: ${reason}`);
  return `Not sent because an earlier email was refused. ${reasons.join(' ')}`;
}

type Attempt = Omit<Attempted, 'id' | 'at'> & { readonly refusals: readonly AddressRefusal[] };

/** The result of an attempt. Null: no address was left to try. */
function attemptOf(
  { now, wallNow }: Context,
  email: Email,
  pending: readonly string[],
  outcome: MailOutcome | null,
): Attempt {
  const refusals = outcome === null || outcome.outcome === 'unknown' ? [] : (outcome.refusals ?? []);
  const failing = new Set(refusals.map(({ address }) => address));
  const accepted = outcome?.outcome === 'sent' ? pending.filter((address) => !failing.has(address)) : [];
  const final = refusals.filter(({ permanent }) => permanent);
  const refused = final.map(({ address }) => address);
  const left = pending.length - accepted.length - refused.length;
  const detail = outcome === null ? null : detailOf(outcome);
  const common = { accepted, refused, refusals: final, detail };
  if (left > 0 && email.attempts < ATTEMPTS_MAX) {
    const pauseMs = Math.min(RETRY_FIRST_MS * 2 ** (email.attempts - 1), RETRY_LONGEST_MS);
    return { ...common, end: { retryAt: wallNow + pauseMs } };
  }
  const isNotified = email.acceptedAddresses.length + accepted.length > 0;
  return { ...common, end: isNotified ? { sentAt: now } : { failedAt: now } };
}

function detailOf(outcome: MailOutcome): string | null {
  if (outcome.outcome !== 'sent') return outcome.detail;
  const details = (outcome.refusals ?? []).map(({ address, detail }) => `${address}: ${detail}`);
  return details.length === 0 ? null : details.join(' ');
}

/**
 * Stores the outcome of an email and its consequences: addresses that refused it are marked, and its notices count as
 * not sent if no address will get it.
 */
async function saveOutcome(
  context: Context,
  mailer: Mailer,
  email: Email,
  { refusals, ...attempt }: Attempted & { readonly refusals: readonly AddressRefusal[] },
): Promise<void> {
  const { sql, now } = context;
  const isFailed = 'failedAt' in attempt.end;
  if (!isAccounts(email) || (!isFailed && refusals.length === 0)) return updateAttempt(sql, attempt);
  const { accountId, key } = email;
  const rearmed = await transact(sql, async (transaction) => {
    await lockAccount(transaction, accountId);
    await updateAttempt(transaction, attempt);
    for (const { address, detail: reason } of refusals) {
      const mark = { address, since: now, reason, server: mailer.transport.server };
      await markUndeliverable(transaction, accountId, mark);
    }
    return isFailed && (await countUnnotified(context, transaction, { accountId, key }));
  });
  if (rearmed) context.wakeAccount(accountId);
}

async function send(
  context: Context,
  mailer: Mailer,
  email: Email,
  { wanted, pending }: { readonly wanted: readonly string[]; readonly pending: readonly string[] },
): Promise<MailOutcome | undefined> {
  const link = openLink(mailer, email);
  if (link === undefined) {
    // Another process may have the right key, or this one after a restart.
    const detail = 'The link in the email was encrypted with another SECRET_KEY.';
    return { outcome: 'refused', permanent: false, detail };
  }
  const { files, isComplete } = await attachDocuments(context, mailer, email);
  const rendering = email.rendering ?? (await render(context, mailer, email, isComplete));
  if (rendering === undefined) return undefined;
  return mailer.transport.send({
    ...(await senderOf(context, email, mailer)),
    to: wanted.map((address) => ({ name: email.recipientName, address })),
    pending,
    subject: rendering.subject,
    ...withLink({ ...rendering, language: email.language }, link),
    messageId: rendering.messageId,
    date: context.now,
    headers: { 'X-Sitetab-Email': email.kind },
    ...(await picturesOf(context, rendering.html)),
    ...(files.length === 0 ? {} : { files }),
  });
}

/**
 * Renders an email once and stores it before it is sent, so that every attempt sends the same. Undefined where the
 * email's content has changed meanwhile.
 */
async function render(
  { sql }: Context,
  { from, log }: Mailer,
  email: Email,
  isComplete: boolean,
): Promise<Rendering | undefined> {
  const content = isComplete ? email.content : withoutDocuments(email.content);
  const rendering = await renderStored({ ...email, content }, from.address, (error) => {
    log.error({ emailKey: email.key, err: error }, 'an email could not be rendered; sending a plain version');
  });
  return (await updateRendering(sql, email, rendering)) ? rendering : undefined;
}

/**
 * The logo of an email, and the code for banking apps. They are attached, since mail programs show attached pictures
 * but ask before fetching one.
 */
export async function picturesOf(
  { sql }: Pick<Context, 'sql'>,
  html: string,
): Promise<Pick<Mail, 'pictures'>> {
  const id = logoIn(html);
  const logo = id === undefined ? undefined : await findLogo(sql, id);
  const codes = transfersIn(html).map(({ cid, transfer }) => ({
    ...{ cid, mediaType: 'image/png', bytes: transferPicture(transfer) },
  }));
  const logos =
    logo === undefined
      ? []
      : [{ cid: `logo-${logo.id}@sitetab`, mediaType: logo.mediaType, bytes: logo.bytes }];
  const pictures = [...logos, ...codes];
  return pictures.length === 0 ? {} : { pictures };
}

/** Null: the email has none. Undefined: it cannot be read here. */
function openLink({ secrets }: Mailer, { id, sealedLink }: Email): string | null | undefined {
  if (sealedLink === null) return null;
  try {
    return secrets.open(sealedLink, sealedAt('link in an email', id));
  } catch {
    return undefined;
  }
}

/**
 * The tenant's name with the installation's address, for which the mail server may send. Replies go to the tenant's own
 * address if it has named one.
 */
async function senderOf(
  context: Context,
  email: Email,
  mailer: Mailer,
): Promise<Pick<Mail, 'from' | 'replyTo'>> {
  const sender = await findEmailSender(context.sql, email);
  const name = sender?.name ?? mailer.from.name;
  const from = { name, address: mailer.from.address };
  const address = sender?.email ?? null;
  return address === null ? { from } : { from, replyTo: { name, address } };
}

/** Keys of unsent emails that may be tried now. */
export async function loadUnsentEmails(context: Context, limit: number): Promise<string[]> {
  return listUnsent(context.sql, context.wallNow, limit);
}
