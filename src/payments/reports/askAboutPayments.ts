import {
  claimCheckoutsToCheck,
  claimMandateSetupsToCheck,
  claimPaymentsToCheck,
  type PaymentToCheck,
} from '../../store/payments/checks.js';
import { CHECKOUT_CHECK, MANDATE_CHECK, PAYMENT_CHECK } from '../checkPace.js';
import type { ProviderPort } from '../openProvider.js';
import { type AskingContext, askProvider } from './askProvider.js';

const AT_ONCE = 20;

/**
 * Asks the providers about payments whose reports may have been lost: whether a checkout was paid, whether a mandate was
 * given, and how much of a posted payment was refunded or disputed. Returns how many were checked.
 */
export async function askAboutPayments(context: AskingContext): Promise<number> {
  const { sql, now: at } = context;
  const checkouts = await claimCheckoutsToCheck(sql, { ...CHECKOUT_CHECK, at, limit: AT_ONCE });
  await askEach(context, checkouts, (provider, objectId) =>
    provider.readObject({ objectType: 'checkout.session', objectId }),
  );
  const setups = await claimMandateSetupsToCheck(sql, { ...MANDATE_CHECK, at, limit: AT_ONCE });
  await askEach(context, setups, (provider, objectId) =>
    provider.readObject({ objectType: 'checkout.session', objectId }),
  );
  const payments = await claimPaymentsToCheck(sql, { ...PAYMENT_CHECK, at, limit: AT_ONCE });
  await askEach(context, payments, (provider, paymentId) => provider.readMoneyBack(paymentId));
  return checkouts.length + setups.length + payments.length;
}

/** One after the other. A provider that does not respond is skipped for the rest of that site's payments. */
async function askEach(
  context: AskingContext,
  payments: readonly PaymentToCheck[],
  ask: (provider: ProviderPort, id: string) => ReturnType<ProviderPort['readPayment']>,
): Promise<void> {
  const silent = new Set<string>();
  for (const payment of payments) {
    const desk = `${payment.siteId}/${payment.provider}`;
    if (silent.has(desk)) continue;
    if (!(await askProvider(context, payment, (provider) => ask(provider, payment.providerId))))
      silent.add(desk);
  }
}
