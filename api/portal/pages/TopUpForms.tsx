import { formatAmount, minorPerMajor } from '../../../src/core/values/money.js';
import type { FormState } from '../../web/page.js';
import { ActButton, Field, isFor } from '../../web/parts/forms.js';
import { Complaint, PayChoices, ProviderButtons } from './PayChoices.js';
import type { TopUpProps } from './topUpProps.js';
import { monthMinor } from './topUpWords.js';

/** The rule of a card that is kept: how far it may go, and whether at all. */
export function Rule({ slug, tab, topUp, state }: TopUpProps) {
  const action = `/sites/${slug}/pay/top-up`;
  const { enabled, currency } = topUp;
  const isShort = topUp.dailyCap !== null && monthMinor(tab) > topUp.dailyCap;
  return (
    <section>
      <h2>The rule</h2>
      {enabled && isShort && (
        <p class="flash bad" role="status">
          At today’s pace 30 days take more than you allow on one day: nothing might be charged then, and you
          would be warned instead.
        </p>
      )}
      <form method="post" action={action} class="fields">
        <Complaint state={state} action={action} />
        <RuleFields topUp={topUp} tab={tab} state={state} />
        <input type="hidden" name="enabled" value="yes" />
        {!enabled && <Consent state={state} action={action} keeper={tab.keeper.name} />}
        <button type="submit" class="first">
          {enabled ? 'Keep this rule' : 'Switch it on'}
        </button>
      </form>
      {enabled && (
        <p class="actions">
          <ActButton
            action={action}
            label="Switch it off"
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

function RuleFields({ topUp, tab, state }: Pick<TopUpProps, 'topUp' | 'tab' | 'state'>) {
  const { currency, dailyCap, minimum } = topUp;
  const unit = minorPerMajor(currency);
  const threeMonths = ((3n * monthMinor(tab) + unit - 1n) / unit) * unit;
  const proposed = dailyCap ?? (threeMonths > 0n ? threeMonths : undefined);
  return (
    <>
      <Field
        name="dailyCap"
        label={`At most on one day, in ${currency}`}
        state={state}
        value={proposed === undefined ? undefined : formatAmount(proposed, currency)}
        hint={
          dailyCap === null && threeMonths > 0n
            ? 'Proposed: what three months take at today’s pace.'
            : undefined
        }
        inputmode="decimal"
        autocomplete="off"
        required
        maxlength={40}
      />
      <Field
        name="minimum"
        label={`At least each time, in ${currency} (optional)`}
        state={state}
        value={minimum === 0n ? undefined : formatAmount(minimum, currency)}
        hint="Fewer, larger payments. Empty: just what is needed."
        inputmode="decimal"
        autocomplete="off"
        maxlength={40}
      />
    </>
  );
}

function Consent({ state, action, keeper }: { state: FormState; action: string; keeper: string }) {
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
        <span>I agree that {keeper} charges my card so, until I end it.</span>
      </label>
      {problem !== undefined && (
        <span class="error" id="consent-error">
          {problem.reason}
        </span>
      )}
    </div>
  );
}

/** A card is saved with a payment: it shows that the card is good, and that whoever has it wants this. */
export function SaveCard({ slug, tab, topUp, state }: TopUpProps) {
  const action = `/sites/${slug}/pay/top-up/card`;
  const { card } = topUp;
  const form = (
    <form method="post" action={action} class="fields">
      <Complaint state={state} action={action} />
      <p class="quiet small">
        The card is saved with a payment that you make now; {card === null ? 'it' : 'the new one'} counts as
        soon as that is confirmed.
      </p>
      <PayChoices tab={tab} canPay state={state} />
      {card === null && <RuleFields topUp={topUp} tab={tab} state={state} />}
      <Consent state={state} action={action} keeper={tab.keeper.name} />
      <ProviderButtons tab={tab} words="Pay and save the card with" />
    </form>
  );
  if (card === null) {
    return (
      <section>
        <h2>Pay once, and save the card</h2>
        {form}
      </section>
    );
  }
  return (
    <details class="fold" open={state.action === action}>
      <summary>Use another card</summary>
      {form}
    </details>
  );
}
