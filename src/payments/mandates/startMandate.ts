import type { SiteContext } from '../../core/context.js';
import { isRefusal, type Refusal, refuse } from '../../core/values/refusal.js';
import { isId, newId } from '../../platform/ids.js';
import {
  countMandateSetupsSince,
  findMandatePage,
  insertMandateSetup,
  setMandatePage,
} from '../../store/debits/mandateSetups.js';
import { MANDATE_CHECK } from '../checkPace.js';
import { openProvider, type PaymentTools, troubleOf } from '../openProvider.js';
import { askProvider } from '../reports/askProvider.js';
import {
  loadMandateOffer,
  type MandateInput,
  NOT_OFFERED,
  NOT_FOR_THEM,
  OTHER_WORDS,
} from './giveMandate.js';

const DAY_MS = 86_400_000;
/** What one client may open in a day. */
const DAILY_MAX = 20;

type StartContext = SiteContext & Pick<PaymentTools, 'secrets' | 'payments'>;

export interface MandatePage {
  readonly id: string;
  /** Where the client types the IBAN. */
  readonly url: string;
}

/**
 * Opens the provider's page for a client who has agreed to our words. `urlsOf` makes the ways back from the id that
 * `finishMandate` takes. Refuses: not_found, account_closed, conflict, invalid, forbidden, throttled, unavailable.
 */
export async function startMandate(
  context: StartContext,
  accountId: string,
  { agreed, digest, language }: Pick<MandateInput, 'agreed' | 'digest' | 'language'>,
  urlsOf: (id: string) => { readonly successUrl: string; readonly cancelUrl: string },
): Promise<MandatePage | Refusal> {
  const { sql, siteId, now, actor } = context;
  if (context.actedAs !== undefined) return NOT_FOR_THEM;
  if (!agreed) return refuse('invalid', 'is needed before money can be collected', 'agreed');
  const offer = await loadMandateOffer(context, accountId, language);
  if (isRefusal(offer)) return offer;
  const { collector, terms } = offer;
  if (offer.digest !== digest) return OTHER_WORDS;
  if (!offer.isGivenThere || collector === 'bank') return NOT_OFFERED;
  if ((await countMandateSetupsSince(sql, accountId, now - DAY_MS)) >= DAILY_MAX)
    return refuse('throttled', 'Too many mandates within one day. Try again tomorrow.');
  const provider = await openProvider(context, siteId, collector);
  if (isRefusal(provider) || provider.startMandate === undefined) return NOT_OFFERED;
  const id = newId(now);
  // Before the page is open: its report may come before our next step.
  await insertMandateSetup(sql, {
    ...{ id, accountId, provider: collector, terms, language, startedAt: now, startedBy: actor },
  });
  const answer = await provider.startMandate({ id, accountId, ...urlsOf(id) });
  if (answer.outcome !== 'started') return troubleOf(answer);
  await setMandatePage(sql, id, { providerId: answer.providerId, checkAt: now + MANDATE_CHECK.firstMs });
  return { id, url: answer.url };
}

/** Asks the provider about a page at its client's return, which may be earlier than the report. */
export async function finishMandate(context: StartContext, accountId: string, id: string): Promise<void> {
  if (!isId(id)) return;
  const page = await findMandatePage(context.sql, { id, accountId });
  const objectId = page?.providerId;
  if (page === undefined || typeof objectId !== 'string') return;
  await askProvider(context, { siteId: context.siteId, provider: page.provider }, (provider) =>
    provider.readObject({ objectType: 'checkout.session', objectId }),
  );
}
