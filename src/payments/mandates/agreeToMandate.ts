import { isRefusal, type Refusal } from '../../core/values/refusal.js';
import type { PaymentTools } from '../openProvider.js';
import {
  giveMandate,
  loadMandateOffer,
  type MandateContext,
  type MandateInput,
  type MandateSource,
} from './giveMandate.js';
import { type MandatePage, startMandate } from './startMandate.js';

/**
 * What follows when a client agrees on our page: the mandate is stored, or the provider's page is opened on which the
 * client types the IBAN. Refuses as both do.
 */
export async function agreeToMandate(
  context: MandateContext & Pick<PaymentTools, 'secrets' | 'payments'>,
  accountId: string,
  { input, source }: { readonly input: MandateInput; readonly source: MandateSource },
  urlsOf: Parameters<typeof startMandate>[3],
): Promise<'given' | MandatePage | Refusal> {
  const offer = await loadMandateOffer(context, accountId, input.language);
  if (isRefusal(offer)) return offer;
  if (offer.isGivenThere) return startMandate(context, accountId, input, urlsOf);
  const given = await giveMandate(context, accountId, input, source);
  return isRefusal(given) ? given : 'given';
}
