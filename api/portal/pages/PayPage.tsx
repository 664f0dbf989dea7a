import type { Tab } from '../../../src/accounts/readTab.js';
import type { TopUpView } from '../../../src/payments/topUp/topUpSettings.js';
import { amountWords } from '../../web/charts/words.js';
import type { FormState, Shown } from '../../web/page.js';
import { Head } from '../../web/parts/parts.js';
import { comesBack, payChoices } from '../checkOut.js';
import { momentWords } from '../momentWords.js';
import { Complaint, PayChoices, ProviderButtons } from './PayChoices.js';
import { topUpLine } from './topUpWords.js';

interface PayProps {
  readonly slug: string;
  readonly tab: Tab;
  readonly mayPay: boolean;
  readonly state: FormState;
  /** Nothing: it is not theirs to see who looks. */
  readonly topUp: TopUpView | undefined;
  /** The client comes back from a provider's page. */
  readonly isBack: boolean;
}

/** How much to pay, and how. */
export function payPage({ slug, tab, topUp, mayPay, state, isBack }: PayProps): Shown {
  const { account, keeper } = tab;
  const action = `/sites/${slug}/pay`;
  const choices = payChoices(tab);
  const canPay = mayPay && tab.providers.length > 0 && account.state !== 'closed';
  const body = (
    <>
      {isBack && (
        <p class="flash" role="status">
          Thank you. As soon as your payment is confirmed you get a receipt, and it stands on your balance.
        </p>
      )}
      <Head title={titleOf(tab)} lead={`Your payment goes to ${keeper.name}. ${exactWords(tab)}`} />
      {(choices.length > 0 || canPay) && (
        <form method="post" action={action}>
          <Complaint state={state} action={action} />
          <PayChoices tab={tab} canPay={canPay} state={state} />
          {canPay && <ProviderButtons tab={tab} words="Pay with" />}
        </form>
      )}
      {topUp !== undefined && (canPay || topUp.card !== null) && (
        <section>
          <h2>By itself</h2>
          <p>
            {topUpLine(topUp)} <a href={`${action}/top-up`}>Automatic top-up</a>
          </p>
        </section>
      )}
      <Transfer tab={tab} />
    </>
  );
  return { title: 'Pay', body, leadsOut: true };
}

function titleOf({ account, offers }: Tab): string {
  const { least, keepsFor } = offers;
  if (least === null) {
    return keepsFor.length === 0
      ? 'Nothing needs to be paid for the next 12 months'
      : 'Nothing is due at once; you can pay ahead';
  }
  const amount = `${amountWords(least.minor, account.currency)} ${account.currency}`;
  if (comesBack(account)) return `${amount} brings everything back`;
  return `${amount} covers what is owed`;
}

/** The exact shortfall as what it is; nothing where it is what is asked for. */
function exactWords({ account, offers: { shortfall, least } }: Tab): string {
  if (shortfall === null || shortfall.minor === least?.minor || shortfall.lastsUntil === null) return '';
  const amount = `${amountWords(shortfall.minor, account.currency)} ${account.currency}`;
  const until = momentWords(shortfall.lastsUntil, account.timeZone);
  return `Exactly ${amount} is owed; that alone would last until about ${until}.`;
}

function Transfer({ tab: { keeper, account } }: { readonly tab: Tab }) {
  return (
    <section>
      <h2>By bank transfer</h2>
      <p class="said">
        {keeper.instructions === ''
          ? `${keeper.name} tells you where to send a transfer to.`
          : keeper.instructions}
      </p>
      <dl class="facts">
        <div>
          <dt>Reference</dt>
          <dd>
            <strong class="code">{account.reference}</strong>
            <span class="sub quiet small"> With it the payment finds your account by itself.</span>
          </dd>
        </div>
        {keeper.email !== undefined && (
          <div>
            <dt>Questions</dt>
            <dd>
              <a href={`mailto:${keeper.email}`}>{keeper.email}</a>
            </dd>
          </div>
        )}
      </dl>
    </section>
  );
}
