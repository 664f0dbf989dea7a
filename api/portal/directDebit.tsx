import { z } from '@hono/zod-openapi';
import { loadAccount } from '../../src/accounts/loadAccount.js';
import { accountOfSite } from '../../src/core/accountOfSite.js';
import { isRefusal, type Refusal, refuse } from '../../src/core/values/refusal.js';
import { cancelDebit } from '../../src/payments/debits/changeDebit.js';
import { loadAccountDebits, loadDebit } from '../../src/payments/debits/loadDebits.js';
import { revokeMandate } from '../../src/payments/mandates/endMandate.js';
import { agreeToMandate } from '../../src/payments/mandates/agreeToMandate.js';
import { loadMandateOffer } from '../../src/payments/mandates/giveMandate.js';
import { finishMandate } from '../../src/payments/mandates/startMandate.js';
import { MandateForm, problemOf, waysBackTo } from '../public/pay/MandateForm.js';
import { debitPageTexts } from '../public/texts/debitTexts.js';
import { definePage, type PageCall, type PageContent, redirectTo } from '../web/page.js';
import { ActionButton } from '../web/parts/forms.js';
import { Head } from '../web/parts/parts.js';
import { pageFor, readerOf } from './reader.js';

const BASE = '/sites/{slug}/direct-debit';

/**
 * The client's mandate and what is going to be collected. An impersonator may not even view it: the bank account belongs
 * to the client.
 */
export const directDebitPages = [
  definePage({
    method: 'get',
    path: BASE,
    access: 'accounts.read',
    query: z.strictObject({ from: z.uuid().optional() }),
    handle: async (call) => {
      const { context, query, deps } = call;
      const paid = query.from === undefined ? undefined : await accountOfSite(context);
      if (query.from !== undefined && paid !== undefined && !isRefusal(paid))
        await finishMandate(
          { ...paid.tenant, secrets: deps.secrets, payments: deps.payments },
          paid.accountId,
          query.from,
        );
      return showDebits(call);
    },
  }),
  definePage({
    method: 'post',
    path: BASE,
    access: 'payments.write',
    form: z.strictObject({
      // Left out where the account is typed on a provider's page.
      holder: z.string().max(200).default(''),
      iban: z.string().max(100).default(''),
      digest: z.string().max(100),
      agreed: z.literal('yes').optional(),
    }),
    handle: async (call) => {
      const paid = await accountOfSite(call.context);
      if (isRefusal(paid)) return paid;
      const { form, deps, slug } = call;
      const account = await loadAccount(paid.tenant, paid.accountId);
      if (isRefusal(account)) return account;
      const { language } = readerOf(call, account);
      const context = { ...paid.tenant, secrets: deps.secrets, payments: deps.payments };
      const input = { ...form, agreed: form.agreed === 'yes', language };
      const source = { ip: call.address, userAgent: call.browserName };
      const back = waysBackTo(`${call.baseUrl}/sites/${slug}/direct-debit`);
      const given = await agreeToMandate(context, paid.accountId, { input, source }, back);
      const texts = debitPageTexts(language);
      if (given === 'given') return redirectTo(`/sites/${slug}/direct-debit`, texts.given);
      if (!isRefusal(given)) return redirectTo(given.url);
      return showDebits(call, { problem: problemOf(given.field), holder: form.holder });
    },
  }),
  definePage({
    method: 'post',
    path: `${BASE}/end`,
    access: 'payments.write',
    handle: async (call) => {
      const paid = await accountOfSite(call.context);
      if (isRefusal(paid)) return paid;
      const ended = await revokeMandate(paid.tenant, paid.accountId, 'client');
      if (isRefusal(ended)) return ended;
      return redirectTo(`/sites/${call.slug}/direct-debit`, (await textsOf(call, paid)).ended);
    },
  }),
  definePage({
    method: 'post',
    path: `${BASE}/cancel`,
    access: 'payments.write',
    form: z.strictObject({ debit: z.string().max(64) }),
    handle: async (call) => {
      const paid = await accountOfSite(call.context);
      if (isRefusal(paid)) return paid;
      const debit = await loadDebit(paid.tenant, call.form.debit);
      if (isRefusal(debit)) return debit;
      if (debit.accountId !== paid.accountId) return refuse('not_found', 'Direct debit not found.');
      const cancelled = await cancelDebit(paid.tenant, debit.id, 'client');
      if (isRefusal(cancelled)) return cancelled;
      return redirectTo(`/sites/${call.slug}/direct-debit`, (await textsOf(call, paid)).cancelled);
    },
  }),
];

type Paid = Exclude<Awaited<ReturnType<typeof accountOfSite>>, Refusal>;

/** For the message on the next page, in its language. */
async function textsOf(call: PageCall, { tenant, accountId }: Paid) {
  const account = await loadAccount(tenant, accountId);
  return debitPageTexts(isRefusal(account) ? 'en' : readerOf(call, account).language);
}

async function showDebits(
  call: PageCall,
  more: { problem?: ReturnType<typeof problemOf>; holder?: string } = {},
): Promise<PageContent | Refusal> {
  const paid = await accountOfSite(call.context);
  if (isRefusal(paid)) return paid;
  const { tenant, accountId } = paid;
  const account = await loadAccount(tenant, accountId);
  const found = await loadAccountDebits(tenant, accountId);
  if (isRefusal(account)) return account;
  if (isRefusal(found)) return found;
  const reader = readerOf(call, account);
  const texts = debitPageTexts(reader.language);
  const offer = await loadMandateOffer(tenant, accountId, reader.language);
  const base = `/sites/${call.slug}/direct-debit`;
  const mayPay = call.session.permissions.has('payments.write');
  const pending = found.debits.filter(({ state }) => state === 'announced' || state === 'submitted');
  const body = (
    <>
      <Head title={texts.title} lead={isRefusal(offer) ? texts.none : texts.lead(offer.owner)} />
      {pending.length > 0 && (
        <>
          <h2>{texts.pending}</h2>
          <ul>
            {pending.map(({ id, amount, collectOn, state }) => (
              <li>
                {texts.collected(reader.sum(amount), reader.date(collectOn))}
                {mayPay && state === 'announced' && (
                  <ActionButton action={`${base}/cancel`} label={texts.cancel} hidden={{ debit: id }} />
                )}
              </li>
            ))}
          </ul>
        </>
      )}
      {found.mandate !== undefined && mayPay && (
        <ActionButton action={`${base}/end`} label={texts.end} danger />
      )}
      {!isRefusal(offer) && mayPay && <MandateForm {...more} offer={offer} texts={texts} action={base} />}
    </>
  );
  const status = more.problem === undefined ? {} : { status: 422 as const };
  return pageFor(reader, { title: texts.title, body, leadsOut: true, ...status });
}
