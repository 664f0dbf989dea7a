import { assessAccount } from '../../assessment/assess.js';
import type { DebitResponse, MandateTokens, ProviderKind } from '../../billing/payment.js';
import type { Context } from '../../core/context.js';
import { transact } from '../../core/transact.js';
import { isRefusal } from '../../core/values/refusal.js';
import { startOfDay } from '../../core/values/zone.js';
import { lockAccount } from '../../store/accounts/accounts.js';
import { delayDebit, type Debit, endDebit, findDebit, markSubmitted } from '../../store/debits/debits.js';
import { findSealedMandate, markMandatesUsed } from '../../store/debits/mandates.js';
import { sealedAt } from '../../store/operations/sealed.js';
import { openProvider, type PaymentTools, webhookUrl } from '../openProvider.js';
import { purposeOf } from '../startCheckout.js';
import { auditDebit, callOff, NOT_NEEDED } from './endDebits.js';
import { neededOf } from './neededOf.js';

type SubmitContext = Context & Pick<PaymentTools, 'secrets' | 'payments'>;

/** A provider that did not answer is asked again after this, with the same id. */
const RETRY_MS = 3_600_000;

/**
 * Hands an announced debit to its provider once its day has come: not more than is still needed, and never twice. The
 * debit's id is the idempotency key, which a provider forgets after some hours; so it is first asked whether an earlier
 * attempt arrived whose answer was lost. The provider's report says later whether the money came.
 */
export async function submitDebit(context: SubmitContext, { id, accountId }: Debit): Promise<void> {
  const due = await claim(context, id, accountId);
  if (due === undefined || due.debit.collector === 'bank') return;
  const { siteId } = due;
  const answer = await ask(context, due);
  if (answer === 'not needed') {
    await transact(context.sql, async (transaction) => {
      await lockAccount(transaction, accountId);
      await callOff({ ...context, siteId }, transaction, due.debit, NOT_NEEDED);
    });
  } else await conclude({ ...context, siteId }, due.debit, answer);
}

type Due = NonNullable<Awaited<ReturnType<typeof claim>>>;

async function ask(context: SubmitContext, due: Due): Promise<DebitResponse | 'not needed'> {
  const { debit, siteId, siteNames, reference, tokens } = due;
  const collector = debit.collector as ProviderKind;
  const provider = await openProvider(context, siteId, collector);
  if (isRefusal(provider))
    return { outcome: 'unavailable', detail: 'The payment provider is not set up for direct debit.' };
  const order = {
    ...{ id: debit.id, accountId: debit.accountId, reference, minor: debit.amount, currency: 'EUR' },
    purpose: purposeOf({ siteNames, reference }),
    webhookUrl: webhookUrl(context.baseUrl ?? '', collector, siteId),
    mandate: JSON.parse(tokens) as MandateTokens,
  };
  const found = await provider.findDebit(order);
  if (found.outcome !== 'none') return found;
  return debit.amount === 0n ? 'not needed' : provider.collectDebit(order);
}

/**
 * The debit with the amount still needed, if it is due. What is no longer needed is called off, unless an earlier attempt
 * may have arrived: then its amount is 0.
 */
async function claim(context: SubmitContext, id: string, accountId: string) {
  const { sql, now, secrets } = context;
  return transact(sql, async (transaction) => {
    await lockAccount(transaction, accountId);
    const debit = await findDebit(transaction, id);
    const assessment = await assessAccount(transaction, accountId, now);
    if (debit?.state !== 'announced' || assessment === undefined) return undefined;
    const { siteId, reference, sites, timeZone } = assessment.facts;
    if (debit.announcedIn === null || startOfDay(debit.submitOn, timeZone) > now) return undefined;
    const amount = neededOf(assessment, debit);
    if (amount === 0n && debit.retryAt === null) {
      await callOff({ ...context, siteId }, transaction, debit, NOT_NEEDED);
      return undefined;
    }
    const sealed = (await findSealedMandate(transaction, debit.mandateId)) ?? '';
    const tokens = secrets.open(sealed, sealedAt('mandate', debit.mandateId));
    return {
      debit: { ...debit, amount },
      siteId,
      reference,
      tokens,
      siteNames: sites.map(({ name }) => name),
    };
  });
}

async function conclude(
  context: SubmitContext & { readonly siteId: string },
  debit: Debit,
  answer: DebitResponse,
): Promise<void> {
  const { now: at, actor: by } = context;
  await transact(context.sql, async (transaction) => {
    await lockAccount(transaction, debit.accountId);
    if (answer.outcome === 'submitted') {
      const { paymentId, minor: amount } = answer;
      if (!(await markSubmitted(transaction, debit.id, { at, paymentId, amount }))) return;
      await markMandatesUsed(transaction, [debit.mandateId], at);
      await auditDebit(context, transaction, debit, 'debit.submit');
    } else if (answer.outcome === 'refused') {
      const end = { state: 'failed', at, by, detail: answer.detail.slice(0, 300) } as const;
      if (await endDebit(transaction, debit.id, ['announced'], end))
        await auditDebit(context, transaction, debit, 'debit.fail', { detail: end.detail });
    } else {
      await delayDebit(transaction, debit.id, {
        retryAt: at + RETRY_MS,
        detail: answer.detail.slice(0, 300),
      });
    }
  });
}
