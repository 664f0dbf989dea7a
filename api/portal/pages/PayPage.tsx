import type { ProviderKind } from '../../../src/billing/index.js';
import type { Tab } from '../../../src/operations/index.js';
import { amountWords } from '../../charts/index.js';
import type { FormState, Shown } from '../../site/page.js';
import { Head } from '../../site/pages/parts.js';

interface PayProps {
  readonly slug: string;
  readonly tab: Tab;
  readonly mayPay: boolean;
  readonly state: FormState;
  /** The client comes back from a provider's page. */
  readonly isBack: boolean;
}

const PROVIDER_NAMES: Readonly<Record<ProviderKind, string>> = { stripe: 'Stripe', mollie: 'Mollie' };

/** What there is to choose from, with what each comes to; the amounts are worked out anew when one is chosen. */
export function payChoices({ restore, keepsFor }: Pick<Tab, 'restore' | 'keepsFor'>) {
  return [
    ...(restore > 0n ? [{ value: 'restore', minor: restore, words: 'brings everything back at once' }] : []),
    ...keepsFor
      .filter(({ minor }) => minor > 0n)
      .map(({ days, minor }) => ({ value: String(days), minor, words: `keeps it up for ${spanOf(days)}` })),
  ];
}

function spanOf(days: number): string {
  if (days <= 31) return '1 month';
  return days <= 100 ? '3 months' : '12 months';
}

/** How much to pay, and how. */
export function payPage({ slug, tab, mayPay, state, isBack }: PayProps): Shown {
  const { account, restore, keeper } = tab;
  const { currency } = account;
  const choices = payChoices(tab);
  const title =
    restore > 0n && account.state === 'suspended'
      ? `${amountWords(restore, currency)} ${currency} brings everything back`
      : choices.length === 0
        ? 'Nothing needs to be paid for the next 12 months'
        : 'Nothing is due at once; you can pay ahead';
  const canPay = mayPay && tab.providers.length > 0 && account.state !== 'closed';
  const body = (
    <>
      {isBack && (
        <p class="flash" role="status">
          Thank you. As soon as your payment is confirmed you get a receipt, and it stands on your balance.
        </p>
      )}
      <Head
        title={
          restore > 0n && account.state !== 'suspended'
            ? `${amountWords(restore, currency)} ${currency} is due`
            : title
        }
        lead={`Your payment goes to ${keeper.name}.`}
      />
      {choices.length > 0 && (
        <form method="post" action={`/sites/${slug}/pay`}>
          {state.complaint !== undefined && (
            <p class="flash bad" role="alert">
              {state.complaint}
            </p>
          )}
          <Choices choices={choices} currency={currency} canPay={canPay} />
          {canPay && (
            <p class="actions">
              {tab.providers.map((provider) => (
                <button type="submit" class="first" name="provider" value={provider}>
                  Pay with {PROVIDER_NAMES[provider]}
                </button>
              ))}
            </p>
          )}
        </form>
      )}
      <Transfer tab={tab} />
    </>
  );
  return { title: 'Pay', body, leadsOut: true };
}

interface ChoicesProps {
  readonly choices: ReturnType<typeof payChoices>;
  readonly currency: string;
  readonly canPay: boolean;
}

function Choices({ choices, currency, canPay }: ChoicesProps) {
  return (
    <fieldset class="amounts">
      <legend>What it takes, in {currency}</legend>
      {choices.map(({ value, minor, words }, index) => (
        <label>
          {canPay && <input type="radio" name="choice" value={value} checked={index === 0} />}
          <strong>{amountWords(minor, currency)}</strong>
          <span>{words}</span>
        </label>
      ))}
      <p class="quiet small">The amounts for months to come rest on what was used of late.</p>
    </fieldset>
  );
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
