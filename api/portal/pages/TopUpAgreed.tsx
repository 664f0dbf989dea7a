import type { Child } from 'hono/jsx';
import { PROVIDER_NAMES } from '../../public/pay/providerNames.js';
import { formatMoney } from '../../web/charts/format.js';
import type { TopUpProps } from './topUpProps.js';
import { monthMinor, providerName } from './topUpTexts.js';

/** Explains the agreement before anything is saved: what is charged, when, the maximum, and how to end it. */
export function Agreed({ portalAccount, topUp }: TopUpProps) {
  const { account, tenant, providers } = portalAccount;
  const { currency } = account;
  const provider =
    topUp.card === null
      ? providers.map((each) => PROVIDER_NAMES[each]).join(' or ')
      : providerName(topUp.card.provider);
  const cap =
    topUp.dailyCap === null
      ? 'At most the amount you set below'
      : `${formatMoney(topUp.dailyCap, currency)} ${currency}`;
  const least =
    topUp.minimum > 0n ? ` Never less than ${formatMoney(topUp.minimum, currency)} ${currency}.` : '';
  const month = monthMinor(portalAccount);
  const today =
    month > 0n ? ` At the current pace, 30 days cost about ${formatMoney(month, currency)} ${currency}.` : '';
  return (
    <section>
      <h2>Terms</h2>
      <dl class="facts agreed">
        <Term term="When">
          A week before your credit runs out, instead of the warning email. If the payment fails, again a day
          before.
        </Term>
        <Term term="How much">
          The amount for at least 30 more days, rounded up to a whole {currency}.{today}
          {least}
        </Term>
        <Term term="At most">
          {cap} per day. If more is needed, nothing is charged and you get an email with a payment link.
        </Term>
        <Term term="Emails">
          You get a receipt for each payment. If your bank refuses the payment or asks you to confirm it, you
          get an email with a payment link. Your site stays online until the credit is used up.
        </Term>
        <Term term="Card data">
          {provider} stores the card for {tenant.name}. We only see the type, the last four digits and the
          expiry date.
        </Term>
        <Term term="Cancellation">
          Turn it off or remove the card on this page at any time, with immediate effect.
          {tenant.email !== undefined && <> Or write to {tenant.email}.</>} It ends when the account is
          closed.
        </Term>
      </dl>
    </section>
  );
}

function Term({ term, children }: { readonly term: string; readonly children: Child }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}
