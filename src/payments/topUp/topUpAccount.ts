import type { Assessment } from '../../assessment/assess.js';
import {
  type CardResponse,
  type CardTokens,
  isProviderKind,
  type ProviderKind,
} from '../../billing/payment.js';
import type { Context } from '../../core/context.js';
import { transact } from '../../core/transact.js';
import { formatAmount } from '../../core/values/money.js';
import { isRefusal } from '../../core/values/refusal.js';
import { localDateOf } from '../../core/values/zone.js';
import { newId } from '../../platform/ids.js';
import { lockAccount } from '../../store/accounts/accounts.js';
import { insertAudit } from '../../store/core/audit.js';
import { sealedAt } from '../../store/operations/sealed.js';
import {
  endTopUp,
  findSavedCard,
  findTopUpSettings,
  hasPendingTopUp,
  insertTopUp,
  listTopUps,
  type SavedCardRow,
  sumTopUps,
  type TopUpSettings,
} from '../../store/payments/topUps.js';
import { openProvider, type PaymentTools, type ProviderPort, webhookUrl } from '../openProvider.js';
import { handleProviderEvent } from '../reports/handleProviderEvent.js';
import { purposeOf } from '../startCheckout.js';

type TopUpContext = Context & PaymentTools;

/**
 * Charges the account's saved card instead of sending a notice, where the client permits it: the suggested amount,
 * within the daily cap, once per notice. Returns true when the payment succeeded; otherwise the notice is sent and the
 * result of the attempt is stored.
 */
export async function topUpAccount(
  context: TopUpContext,
  assessment: Assessment,
  noticeKey: string,
): Promise<boolean> {
  const { facts } = assessment;
  const settings = await findTopUpSettings(context.sql, facts.id);
  const card = settings?.enabled === true ? await findSavedCard(context.sql, facts.id) : undefined;
  if (settings === undefined || card === undefined || !isProviderKind(card.provider)) return false;
  const provider = await openProvider(context, facts.siteId, card.provider);
  if (isRefusal(provider)) return false;
  const attempt = await claim(context, assessment, { noticeKey, settings, card });
  if (attempt === undefined) return false;
  const answer = await charge(context, assessment, provider, card, card.provider, attempt);
  return conclude(context, assessment, card.provider, attempt, answer);
}

/** Whether automatic top-up is switched on for the account. */
export async function hasTopUps({ sql }: Pick<Context, 'sql'>, accountId: string): Promise<boolean> {
  return (await findTopUpSettings(sql, accountId))?.enabled === true;
}

interface Attempt {
  readonly id: string;
  readonly amount: bigint;
}

/** Reserves one attempt: the interrupted one, or a new one for a notice that has had none. */
async function claim(
  context: TopUpContext,
  { facts, projection }: Assessment,
  { noticeKey, settings, card }: { noticeKey: string; settings: TopUpSettings; card: SavedCardRow },
): Promise<Attempt | undefined> {
  return transact(context.sql, async (transaction) => {
    await lockAccount(transaction, facts.id);
    const [latest] = await listTopUps(transaction, facts.id, 1);
    if (latest?.endedAt === null) return latest.cardId === card.id ? latest : undefined;
    if (latest?.noticeKey === noticeKey && latest.outcome !== 'paid') return undefined;
    // A payment the bank is still deciding on may succeed, so a second charge could be one too many.
    if (await hasPendingTopUp(transaction, facts.id)) return undefined;
    const { suggestedTopUp } = projection;
    const amount = suggestedTopUp > settings.minimum ? suggestedTopUp : settings.minimum;
    const localDay = localDateOf(context.now, facts.timeZone);
    const taken = await sumTopUps(transaction, facts.id, localDay);
    if (suggestedTopUp <= 0n || taken + amount > settings.dailyCap) return undefined;
    const { now: startedAt } = context;
    const row = {
      id: newId(startedAt),
      accountId: facts.id,
      cardId: card.id,
      noticeKey,
      amount,
      localDay,
      startedAt,
    };
    await insertTopUp(transaction, row);
    return row;
  });
}

async function charge(
  context: TopUpContext,
  { facts }: Assessment,
  provider: ProviderPort,
  card: SavedCardRow,
  kind: ProviderKind,
  { id, amount: minor }: Attempt,
): Promise<CardResponse> {
  const { siteId, reference, currency } = facts;
  const siteNames = facts.sites.map((site) => site.name);
  return provider.chargeSavedCard({
    id,
    accountId: facts.id,
    reference,
    minor,
    currency,
    purpose: purposeOf({ siteNames, reference }),
    webhookUrl: webhookUrl(context.baseUrl, kind, siteId),
    card: JSON.parse(context.secrets.open(card.sealed, sealedAt('saved card', card.id))) as CardTokens,
  });
}

/** Posts the payment (the provider's own report will do so again) and records how the attempt ended. */
async function conclude(
  context: TopUpContext,
  { facts }: Assessment,
  kind: ProviderKind,
  { id, amount }: Attempt,
  answer: CardResponse,
): Promise<boolean> {
  const { siteId, id: accountId, currency } = facts;
  if (answer.outcome === 'paid') {
    const { paymentId, minor, method } = answer;
    const frame = { eventId: `top-up/${id}`, paymentId, at: context.now };
    const event = { kind: 'paid' as const, ...frame, accountId, minor, currency, method };
    await handleProviderEvent({ ...context, siteId }, kind, event);
  }
  const { outcome } = answer;
  await transact(context.sql, async (transaction) => {
    const detail = 'detail' in answer ? answer.detail : null;
    const paymentId = 'paymentId' in answer ? answer.paymentId : null;
    // The provider's report may have arrived first and already written the audit row.
    if (!(await endTopUp(transaction, { id, at: context.now, outcome, detail, paymentId }))) return;
    await insertAudit(transaction, context, {
      siteId,
      accountId,
      action: 'account.top-up',
      subject: `account/${accountId}`,
      after: { amount: formatAmount(amount, currency), outcome },
    });
  });
  return outcome === 'paid';
}
