import { formatAmount, minorPerMajor } from '../../../src/core/values/money.js';
import type { FormState } from '../../web/page.js';
import { ActionButton, field, isFor } from '../../web/parts/forms.js';
import { Complaint, PayChoices, ProviderButtons } from './PayChoices.js';
import type { TopUpProps } from './topUpProps.js';
import { monthMinor } from './topUpTexts.js';

/** Settings of a saved card: its limits, and whether it is charged automatically. */
export function Rule({ slug, portalAccount, topUp, state }: TopUpProps) {
  const action = `/sites/${slug}/pay/top-up`;
  const { enabled, currency } = topUp;
  const isShort = topUp.dailyCap !== null && monthMinor(portalAccount) > topUp.dailyCap;
  return (
    <section>
      <h2>Settings</h2>
      {enabled && isShort && (
        <p class="flash bad" role="status">
          30 days cost more than your daily maximum at the current pace. Nothing may be charged, and you get a
          warning instead.
        </p>
      )}
      <form method="post" action={action} class="fields">
        <Complaint state={state} action={action} />
        <RuleFields topUp={topUp} portalAccount={portalAccount} state={state} />
        <input type="hidden" name="enabled" value="yes" />
        {!enabled && <Consent state={state} action={action} tenant={portalAccount.tenant.name} />}
        <button type="submit" class="first">
          {enabled ? 'Save' : 'Turn on'}
        </button>
      </form>
      {enabled && (
        <p class="actions">
          <ActionButton
            action={action}
            label="Turn off"
            hidden={{
              enabled: 'no',
              dailyCap: formatAmount(topUp.dailyCap ?? 1n, currency),
              minimum: formatAmount(topUp.minimum, currency),
            }}
          />
        </p>
      )}
    </section>
  );
}

function RuleFields({ topUp, portalAccount, state }: Pick<TopUpProps, 'topUp' | 'portalAccount' | 'state'>) {
  const { currency, dailyCap, minimum } = topUp;
  const unit = minorPerMajor(currency);
  const threeMonths = ((3n * monthMinor(portalAccount) + unit - 1n) / unit) * unit;
  const proposed = dailyCap ?? (threeMonths > 0n ? threeMonths : undefined);
  return (
    <>
      {field(state, 'dailyCap', `Maximum per day, in ${currency}`, {
        value: proposed === undefined ? undefined : formatAmount(proposed, currency),
        hint:
          dailyCap === null && threeMonths > 0n
            ? 'Suggested: the cost of three months at the current pace.'
            : undefined,
        inputmode: 'decimal',
        autocomplete: 'off',
        required: true,
        maxlength: 40,
      })}
      {field(state, 'minimum', `Minimum per payment, in ${currency} (optional)`, {
        value: minimum === 0n ? undefined : formatAmount(minimum, currency),
        hint: 'For fewer, larger payments. Empty: no minimum.',
        inputmode: 'decimal',
        autocomplete: 'off',
        maxlength: 40,
      })}
    </>
  );
}

function Consent({ state, action, tenant }: { state: FormState; action: string; tenant: string }) {
  const problem = isFor(state, action) ? state.problems.find(({ field }) => field === 'consent') : undefined;
  return (
    <div class="field">
      <label class="choice">
        <input
          type="checkbox"
          name="consent"
          value="yes"
          required
          aria-invalid={problem === undefined ? undefined : 'true'}
          aria-describedby={problem === undefined ? undefined : 'consent-error'}
        />
        <span>I agree that {tenant} charges my card under these terms until I cancel.</span>
      </label>
      {problem !== undefined && (
        <span class="error" id="consent-error">
          {problem.reason}
        </span>
      )}
    </div>
  );
}

/** A card is saved with a payment, which proves that it works and that its holder agrees. */
export function SaveCard({ slug, portalAccount, topUp, state }: TopUpProps) {
  const action = `/sites/${slug}/pay/top-up/card`;
  const { card } = topUp;
  const form = (
    <form method="post" action={action} class="fields">
      <Complaint state={state} action={action} />
      <p class="quiet small">
        Pay once now to save the card. {card === null ? 'The card' : 'The new card'} is used after the payment
        is confirmed.
      </p>
      <PayChoices portalAccount={portalAccount} canPay state={state} />
      {card === null && <RuleFields topUp={topUp} portalAccount={portalAccount} state={state} />}
      <Consent state={state} action={action} tenant={portalAccount.tenant.name} />
      <ProviderButtons portalAccount={portalAccount} words="Pay and save the card with" />
    </form>
  );
  if (card === null) {
    return (
      <section>
        <h2>Pay and save card</h2>
        {form}
      </section>
    );
  }
  return (
    <details class="fold" open={state.action === action}>
      <summary>Change card</summary>
      {form}
    </details>
  );
}
