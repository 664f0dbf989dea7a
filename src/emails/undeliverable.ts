import { type Context, retryFrom, type SiteContext } from '../core/context.js';
import { transact } from '../core/transact.js';
import { parseEmail } from '../core/parseEmail.js';
import { isRefusal, type Refusal, refuse } from '../core/values/refusal.js';
import type { Queryable } from '../platform/sql/sql.js';
import { lockAccount, touchAccounts } from '../store/accounts/accounts.js';
import { addFailures, setBlock } from '../store/auth/loginFailures.js';
import { insertAudit } from '../store/core/audit.js';
import { addToOutbox } from '../store/core/outbox.js';
import {
  clearUndeliverable,
  findByMessageId,
  listByAddress,
  listMarkedElsewhere,
  listNoticeEmails,
  markUndeliverable,
  insertBounce,
  rearmByEmail,
  redirectWaiting,
  renewEmails,
} from '../store/emails/undeliverable.js';
import { changeAccountUnderLock } from '../suspension/changeStanding.js';

/**
 * Counts the notices of an email that reached no address as not sent, and has the account assessed again; returns
 * whether there were any. The caller holds the account's lock and signals after the commit.
 */
export async function countUnnotified(
  context: Context,
  transaction: Queryable,
  email: { readonly accountId: string; readonly key: string },
): Promise<boolean> {
  if ((await rearmByEmail(transaction, email.key, context.now)) === 0) return false;
  await assessAgain(context, transaction, email.accountId, 'email.failed');
  return true;
}

async function assessAgain(
  context: Context,
  transaction: Queryable,
  accountId: string,
  about: string,
): Promise<void> {
  await touchAccounts(transaction, [accountId]);
  const signal = { accountId, signal: 'settingsChanged', about };
  await addToOutbox(transaction, [signal], context.now, retryFrom(context));
}

const HOUR_MS = 3_600_000;
/** Each repeat writes emails again, and sending many to a dead address makes mail servers reject our other emails. */
const RETRIES_MAX = 5;
const ENOUGH = refuse(
  'throttled',
  `You can retry the emails of an account ${RETRIES_MAX} times per hour. Wait one hour.`,
);

/**
 * Lets emails go to an account's addresses again, and writes again those that reached no address and still matter.
 * Refuses: not_found, account_closed, throttled.
 */
export async function retryEmails(context: SiteContext, accountId: string): Promise<true | Refusal> {
  const change = { accountId, action: 'account.retry-emails' };
  return changeAccountUnderLock(context, change, async (transaction) => {
    if (!(await mayRetry(context, transaction, `retry-emails/${accountId}`))) return ENOUGH;
    await clearUndeliverable(transaction, accountId, 'all');
    await renewEmails(transaction, accountId);
    return true as const;
  });
}

/** Counts one more repeat; the caller holds the account's lock. */
async function mayRetry({ now }: Context, transaction: Queryable, key: string): Promise<boolean> {
  const [counted] = await addFailures(transaction, [key], { now, forgottenAt: now - HOUR_MS });
  if (counted !== undefined && counted.failures >= RETRIES_MAX)
    await setBlock(transaction, key, now + HOUR_MS);
  // A blocked repeat is not counted.
  return counted !== undefined;
}

/**
 * The same after a change of the account's addresses: marks of former ones are removed, and waiting emails go to the
 * new ones.
 */
export async function followAddresses(transaction: Queryable, accountId: string): Promise<void> {
  const cleared = await clearUndeliverable(transaction, accountId, 'former');
  await redirectWaiting(transaction, accountId);
  if (cleared > 0) await renewEmails(transaction, accountId);
}

/** Deletes marks from mail servers other than the present one. */
export async function forgetOtherServers(context: Context, server: string): Promise<void> {
  for (const accountId of await listMarkedElsewhere(context.sql, server)) {
    await transact(context.sql, async (transaction) => {
      await lockAccount(transaction, accountId);
      await clearUndeliverable(transaction, accountId, 'all');
      await renewEmails(transaction, accountId);
      await assessAgain(context, transaction, accountId, 'email.server');
    });
    context.wakeAccount(accountId);
  }
}

export interface BounceInput {
  /** The id of the email that came back. */
  readonly messageId?: string | undefined;
  /** The recipient; may be left out if the email went to one address. */
  readonly address?: string | undefined;
  readonly permanent: boolean;
  readonly reason?: string | undefined;
}

/** An address of an account that is marked as undeliverable now. */
export interface Marked {
  readonly accountId: string;
  readonly address: string;
}

const NO_REASON = 'The email bounced.';

/**
 * Imports a report that an email came back. Permanent: the address is marked on the tenant's accounts that have it and
 * that the email went to, and the email's notices count as not sent if no other address got it. Temporary: nothing
 * changes, since the mail server retries by itself.
 *
 * @returns the addresses it concerns, with none for a temporary bounce or an address that no account has any more
 */
export async function processBounce(context: SiteContext, input: BounceInput): Promise<Marked[] | Refusal> {
  const { messageId, permanent, reason = NO_REASON } = input;
  const email =
    messageId === undefined
      ? undefined
      : await findByMessageId(context.sql, context.siteId, bracketed(messageId));
  const address = addressOf(input, email?.addresses);
  if (isRefusal(address)) return address;
  const targets =
    email === undefined
      ? await listByAddress(context.sql, context.siteId, address)
      : [{ accountId: email.accountId, address }];
  if (!permanent) return [];
  const marked: Marked[] = [];
  for (const target of targets) {
    if (await markBounced(context, target, { reason, ...(email === undefined ? {} : { email }) })) {
      marked.push(target);
    }
  }
  return marked;
}

/** Mail programs and providers give the id with its brackets and without. */
function bracketed(messageId: string): string {
  return messageId.startsWith('<') ? messageId : `<${messageId}>`;
}

function addressOf({ address, messageId }: BounceInput, sentTo: readonly string[] = []): string | Refusal {
  if (address === undefined) {
    const [only, ...others] = sentTo;
    if (only !== undefined && others.length === 0) return only;
    if (only !== undefined)
      return refuse('invalid', 'is required: the email went to several addresses', 'address');
    return messageId === undefined
      ? refuse('invalid', 'is required, or messageId', 'address')
      : refuse('not_found', 'Email with this Message-ID not found.', 'messageId');
  }
  const read = parseEmail(address, 'address');
  if (isRefusal(read)) return read;
  const { address: written } = read;
  if (sentTo.length === 0) return written;
  const own = sentTo.find((each) => each.toLowerCase() === written.toLowerCase());
  return own ?? refuse('invalid', 'must be an address that the email was sent to', 'address');
}

async function markBounced(
  context: SiteContext,
  { accountId, address }: Marked,
  bounce: { readonly reason: string; readonly email?: { readonly id: string; readonly key: string } },
): Promise<boolean> {
  const { now } = context;
  const { reason } = bounce;
  const { mark, isUnnotified } = await transact(context.sql, async (transaction) => {
    await lockAccount(transaction, accountId);
    const emails = bounce.email ? [bounce.email] : await listNoticeEmails(transaction, accountId, address);
    let unnotified = false;
    for (const { id, key } of emails) {
      const nobodyGotIt = await insertBounce(transaction, { id, address, reason });
      if (nobodyGotIt && (await countUnnotified(context, transaction, { accountId, key }))) unnotified = true;
    }
    const mark = await markUndeliverable(transaction, accountId, {
      address,
      since: now,
      reason,
      server: null,
    });
    // A repeated report changes nothing.
    if (mark === 'new' || unnotified) {
      await insertAudit(transaction, context, {
        siteId: context.siteId,
        accountId,
        action: 'account.bounce',
        subject: `account/${accountId}`,
      });
    }
    return { mark, isUnnotified: unnotified };
  });
  if (isUnnotified) context.wakeAccount(accountId);
  return mark !== 'foreign';
}
