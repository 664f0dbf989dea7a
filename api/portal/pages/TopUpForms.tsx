import { formatAmount, minorPerMajor } from '../../../src/core/values/money.js';
import type { FormState } from '../../web/page.js';
import { ActionButton, field, isFor } from '../../web/parts/forms.js';
import { Complaint, PayChoices, ProviderButtons } from './PayChoices.js';
import type { TopUpProps } from './topUpProps.js';
import { monthMinor } from './topUpTexts.js';

/** Settings of a saved card: its limits, and whether it is charged automatically. */
export function Rule({ slug, portalAccount, topUp, state, reader }: TopUpProps) {
  const { topUp: texts } = reader.texts;
  const action = `/sites/${slug}/pay/top-up`;
  const { enabled, currency } = topUp;
  const isShort = topUp.dailyCap !== null && monthMinor(portalAccount) > topUp.dailyCap;
  return (
    <section>
      <h2>{texts.settings}</h2>
      {enabled && isShort && (
        <p class="flash bad" role="status">
          {texts.capTooLow}
        </p>
      )}
      <form method="post" action={action} class="fields">
        <Complaint state={state} action={action} />
        <RuleFields topUp={topUp} portalAccount={portalAccount} state={state} reader={reader} />
        <input type="hidden" name="enabled" value="yes" />
        {!enabled && (
          <Consent state={state} action={action} words={texts.consent(portalAccount.tenant.name)} />
        )}
        <button type="submit" class="first">
          {enabled ? texts.save : texts.turnOn}
        </button>
      </form>
      {enabled && (
        <p class="actions">
          <ActionButton
            action={action}
            label={texts.turnOff}
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

function RuleFields({
  topUp,
  portalAccount,
  state,
  reader,
}: Pick<TopUpProps, 'topUp' | 'portalAccount' | 'state' | 'reader'>) {
  const { topUp: texts } = reader.texts;
  const { currency, dailyCap, minimum } = topUp;
  const unit = minorPerMajor(currency);
  const threeMonths = ((3n * monthMinor(portalAccount) + unit - 1n) / unit) * unit;
  const proposed = dailyCap ?? (threeMonths > 0n ? threeMonths : undefined);
  return (
    <>
      {field(state, 'dailyCap', texts.maximum(currency), {
        value: proposed === undefined ? undefined : formatAmount(proposed, currency),
        hint: dailyCap === null && threeMonths > 0n ? texts.suggested : undefined,
        inputmode: 'decimal',
        autocomplete: 'off',
        required: true,
        maxlength: 40,
      })}
      {field(state, 'minimum', texts.minimum(currency), {
        value: minimum === 0n ? undefined : formatAmount(minimum, currency),
        hint: texts.minimumHint,
        inputmode: 'decimal',
        autocomplete: 'off',
        maxlength: 40,
      })}
    </>
  );
}

function Consent({ state, action, words }: { state: FormState; action: string; words: string }) {
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
        <span>{words}</span>
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
export function SaveCard({ slug, portalAccount, topUp, state, reader }: TopUpProps) {
  const { topUp: texts } = reader.texts;
  const action = `/sites/${slug}/pay/top-up/card`;
  const { card } = topUp;
  const form = (
    <form method="post" action={action} class="fields">
      <Complaint state={state} action={action} />
      <p class="quiet small">{card === null ? texts.payOnce : texts.payOnceNew}</p>
      <PayChoices portalAccount={portalAccount} canPay state={state} reader={reader} />
      {card === null && (
        <RuleFields topUp={topUp} portalAccount={portalAccount} state={state} reader={reader} />
      )}
      <Consent state={state} action={action} words={texts.consent(portalAccount.tenant.name)} />
      <ProviderButtons portalAccount={portalAccount} words={texts.payAndSave} />
    </form>
  );
  if (card === null) {
    return (
      <section>
        <h2>{texts.saveTitle}</h2>
        {form}
      </section>
    );
  }
  return (
    <details class="fold" open={state.action === action}>
      <summary>{texts.change}</summary>
      {form}
    </details>
  );
}
