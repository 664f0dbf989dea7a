import { mandateAsText, mandateWords } from '../../billing/debits/mandateText.js';
import type { ProviderEvent, ProviderKind } from '../../billing/payment.js';
import type { SiteContext } from '../../core/context.js';
import { transact } from '../../core/transact.js';
import { isRefusal, refuse } from '../../core/values/refusal.js';
import { localDateOf } from '../../core/values/zone.js';
import type { QueueContext } from '../../emails/queueEmail.js';
import { CLOSED, NO_ACCOUNT } from '../../ledger/postMoney.js';
import { isId } from '../../platform/ids.js';
import { lockAccount } from '../../store/accounts/accounts.js';
import { findMandateByReference } from '../../store/debits/mandates.js';
import { endMandateSetup, lockMandateSetup } from '../../store/debits/mandateSetups.js';
import { findPayable } from '../../store/payments/payments.js';
import { endCurrent } from './endMandate.js';
import { storeMandate } from './storeMandate.js';

type TakeContext = SiteContext & QueueContext;
type MandateEvent = Extract<ProviderEvent, { kind: 'mandate' | 'mandate-ended' }>;

export function isMandateEvent(event: ProviderEvent): event is MandateEvent {
  return event.kind === 'mandate' || event.kind === 'mandate-ended';
}

/** Does what a provider reports about a mandate, once. */
export async function takeMandate(
  context: TakeContext,
  provider: ProviderKind,
  event: MandateEvent,
): Promise<'noted' | 'repeated'> {
  return event.kind === 'mandate' ? take(context, provider, event) : end(context, provider, event);
}

const TAKEN = refuse('conflict', 'This mandate is known.');

/** A client has given a mandate on the provider's page: stores it with the words that were agreed to here. */
async function take(
  context: TakeContext,
  provider: ProviderKind,
  event: Extract<MandateEvent, { kind: 'mandate' }>,
): Promise<'noted' | 'repeated'> {
  const { accountId, setupId: id, tokens, reference } = event;
  if (!isId(accountId) || !isId(id)) return 'repeated';
  const payable = await findPayable(context.sql, accountId);
  // A site's own keys sign its reports, so they must not affect another site's accounts.
  if (payable?.siteId !== context.siteId) return 'repeated';
  const stored = await storeMandate(context, accountId, async (transaction) => {
    const setup = await lockMandateSetup(transaction, { id, accountId, provider });
    if (setup === undefined) return NO_ACCOUNT;
    if (setup.endedAt !== null) return TAKEN;
    const current = await findPayable(transaction, accountId);
    if (current === undefined || current.isClosed) return CLOSED;
    await endMandateSetup(transaction, id, context.now);
    const { terms, language, startedBy } = setup;
    const words = mandateWords(language, { ...terms, reference });
    const ways = event.url === '' ? [] : [event.url];
    return {
      ...{ collector: provider, reference, onPaper: false, words, language, givenBy: startedBy },
      shown: [mandateAsText(words), ...ways].join('\n'),
      ...{ holder: event.holder.slice(0, 70), country: event.country, lastFour: event.lastFour.slice(-4) },
      secret: JSON.stringify(tokens),
      signedOn: localDateOf(context.now, current.timeZone),
      ip: event.ip?.slice(0, 64) ?? null,
      userAgent: event.userAgent?.slice(0, 300) ?? null,
    };
  });
  return isRefusal(stored) ? 'repeated' : 'noted';
}

/** A mandate cannot be used there any more, as when the client or the bank withdrew it. */
async function end(
  context: TakeContext,
  collector: ProviderKind,
  { reference }: Extract<MandateEvent, { kind: 'mandate-ended' }>,
): Promise<'noted' | 'repeated'> {
  const { siteId } = context;
  const mandate = await findMandateByReference(context.sql, { siteId, collector, reference });
  if (mandate === undefined) return 'repeated';
  const { accountId } = mandate;
  const ended = await transact(context.sql, async (transaction) => {
    await lockAccount(transaction, accountId);
    const same = await findMandateByReference(transaction, { siteId, collector, reference });
    if (same === undefined) return false;
    await endCurrent(context, transaction, accountId, { reason: 'client' });
    return true;
  });
  if (ended) context.wakeAccount(accountId);
  return ended ? 'noted' : 'repeated';
}
