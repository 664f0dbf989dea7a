import { transact } from '../../core/transact.js';
import { newId } from '../../platform/ids.js';
import { parseEmailAddress } from '../../platform/mail/emailAddress.js';
import { addFailures, findBlock, setBlock } from '../../store/auth/loginFailures.js';
import { findUserByEmail } from '../../store/auth/users.js';
import { insertAudit } from '../../store/core/audit.js';
import { findSiteBySlug } from '../../store/sites/sites.js';
import { digestOfSecret } from '../digest.js';
import { networkOf } from '../login/throttle.js';
import type { UserContext } from '../users/manager.js';
import { queueLink } from './emailLinks.js';

/** The request of a user who cannot log in. */
export interface ResetRequest {
  readonly slug: string;
  readonly email: string;
  /** The client's network address. */
  readonly address?: string | undefined;
}

type PublicContext = Omit<UserContext, 'siteId'>;

const HOUR_MS = 3_600_000;
/** Requests without a delay; after these, one an hour. */
const FREE = { user: 3, address: 30 } as const;

/**
 * Sends a link for a new password to an address if a user of the site has it. Neither the response nor its duration
 * shows whether there is such a user: without one, the same email is stored and rolled back.
 */
export async function sendPasswordReset(context: PublicContext, request: ResetRequest): Promise<'done'> {
  const { sql } = context;
  const site = await findSiteBySlug(sql, request.slug);
  if (site === undefined) return 'done';
  const canonical = parseEmailAddress(request.email)?.canonical ?? '';
  if (!(await mayRequest(context, `${site.id}/${canonical}`, request.address))) return 'done';
  const here = { ...context, siteId: site.id };
  const found = await findUserByEmail(sql, site.id, canonical);
  const user = found?.state === 'disabled' ? undefined : found;
  await queueFor(here, user);
  return 'done';
}

/** Counts the request; false if this address or this network has made too many for now. */
async function mayRequest(
  { sql, now }: PublicContext,
  user: string,
  address: string | undefined,
): Promise<boolean> {
  const counters = [
    { key: digestOfSecret(`reset-person/${user}`), free: FREE.user },
    ...(address === undefined
      ? []
      : [{ key: digestOfSecret(`reset-address/${networkOf(address)}`), free: FREE.address }]),
  ];
  const keys = counters.map(({ key }) => key);
  return transact(sql, async (transaction) => {
    if ((await findBlock(transaction, keys, now)) !== undefined) return false;
    const counted = await addFailures(transaction, keys, { now, forgottenAt: now - HOUR_MS });
    for (const { key, free } of counters) {
      const requests = counted.find((row) => row.key === key)?.failures ?? 0;
      if (requests >= free) await setBlock(transaction, key, now + HOUR_MS);
    }
    // A missing row was blocked by a concurrent request.
    return counted.length === keys.length;
  });
}

const NOBODY = { name: 'Somebody', email: 'somebody@nowhere.invalid' } as const;

class NoRecipient extends Error {}

/** Queues the email. Without such a user the work is the same, a commit included. */
async function queueFor(
  context: UserContext,
  user: { readonly id: string; readonly name: string; readonly email: string } | undefined,
): Promise<void> {
  const recipient = user ?? { ...NOBODY, id: newId(context.now) };
  await transact(context.sql, (transaction) =>
    transaction
      .savepoint(async (savepoint) => {
        await queueLink(savepoint, context, recipient, { kind: 'password-reset' });
        const subject = `user/${recipient.id}`;
        await insertAudit(savepoint, context, {
          siteId: context.siteId,
          action: 'user.reset-password',
          subject,
        });
        if (user === undefined) throw new NoRecipient();
      })
      .catch((error: unknown) => {
        if (!(error instanceof NoRecipient)) throw error;
      }),
  );
}
