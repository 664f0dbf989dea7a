import type { Child } from 'hono/jsx';
import { PROVIDER_NAMES } from '../../public/pay/providerNames.js';
import { formatMoney } from '../../web/charts/format.js';
import type { TopUpProps } from './topUpProps.js';
import { monthMinor, providerName } from './topUpTexts.js';

/** In plain words and before anything is saved: what is charged, when, how much at most, and how it ends. */
export function Agreed({ portalAccount, topUp }: TopUpProps) {
  const { account, tenant, providers } = portalAccount;
  const { currency } = account;
  const provider =
    topUp.card === null
      ? providers.map((each) => PROVIDER_NAMES[each]).join(' or ')
      : providerName(topUp.card.provider);
  const cap =
    topUp.dailyCap === null
      ? 'No more than the amount you set below'
      : `${formatMoney(topUp.dailyCap, currency)} ${currency}`;
  const least =
    topUp.minimum > 0n ? ` Never less than ${formatMoney(topUp.minimum, currency)} ${currency}.` : '';
  const month = monthMinor(portalAccount);
  const today =
    month > 0n ? ` At today’s pace 30 days take about ${formatMoney(month, currency)} ${currency}.` : '';
  return (
    <section>
      <h2>What is agreed</h2>
      <dl class="facts agreed">
        <Term term="When">
          A week before your credit is expected to run out, instead of the email that warns you. If that
          fails, once more a day before. Never while everything is paid for longer.
        </Term>
        <Term term="How much">
          What makes the credit last at least 30 days more, rounded up to a whole {currency}.{today}
          {least}
        </Term>
        <Term term="At most">
          {cap} on one day. If more were needed, nothing is charged, and you get the email with a link to pay
          instead.
        </Term>
        <Term term="What you hear">
          A receipt for each payment. If your bank refuses it or wants you to confirm it, the email with the
          link to pay comes as usual, and your site stays up until the credit is really used up.
        </Term>
        <Term term="Who has the card">
          {provider} keeps it for {tenant.name}. Here only its kind, its last four digits and when it ends are
          known.
        </Term>
        <Term term="How it ends">
          Switch it off or remove the card on this page whenever you like; that counts at once.
          {tenant.email !== undefined && <> Or write to {tenant.email}.</>} It ends by itself when the account
          is closed.
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
