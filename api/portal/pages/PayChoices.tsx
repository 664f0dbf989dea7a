import type { PortalAccount } from '../../../src/accounts/loadPortalAccount.js';
import { preselected } from '../../../src/payments/payLink.js';
import { PROVIDER_NAMES } from '../../public/pay/providerNames.js';
import type { FormState } from '../../web/page.js';
import { field, isFor, valueOf } from '../../web/parts/forms.js';
import { OTHER, payChoices } from '../checkOut.js';
import type { Reader } from '../reader.js';

interface PayChoicesProps {
  readonly portalAccount: PortalAccount;
  readonly canPay: boolean;
  readonly state: FormState;
  readonly reader: Reader;
}

/** The amounts to choose from: enough to reactivate the site, enough for a while, or the client's own. */
export function PayChoices({ portalAccount, canPay, state, reader }: PayChoicesProps) {
  const { pay: texts } = reader.texts;
  const { currency } = portalAccount.account;
  const choices = payChoices(portalAccount, reader);
  const sent = valueOf(state, 'choice') ?? preselected(portalAccount.offers) ?? OTHER;
  return (
    <>
      <fieldset class="amounts">
        <legend>{texts.amountIn(currency)}</legend>
        {choices.map(({ value, minor, words }) => (
          <label>
            {canPay && <input type="radio" name="choice" value={value} checked={value === sent} />}
            <strong>{reader.amount(minor)}</strong>
            <span>{words}</span>
          </label>
        ))}
        {canPay && (
          <label>
            <input type="radio" name="choice" value={OTHER} checked={sent === OTHER} />
            <span>{texts.other}</span>
          </label>
        )}
        {choices.length > 0 && <p class="quiet small">{texts.estimates}</p>}
      </fieldset>
      {canPay &&
        field(state, 'amount', texts.otherIn(currency), {
          inputmode: 'decimal',
          autocomplete: 'off',
          maxlength: 40,
        })}
    </>
  );
}

/** The payment methods, one button each. */
export function ProviderButtons({
  portalAccount,
  words,
}: {
  readonly portalAccount: PortalAccount;
  /** What a button says, with the provider's name. */
  readonly words: (provider: string) => string;
}) {
  return (
    <p class="actions">
      {portalAccount.providers.map((provider) => (
        <button type="submit" class="first" name="provider" value={provider}>
          {words(PROVIDER_NAMES[provider])}
        </button>
      ))}
    </p>
  );
}

/** The errors about a form as a whole. */
export function Complaint({ state, action }: { readonly state: FormState; readonly action: string }) {
  if (state.complaint === undefined || !isFor(state, action)) return null;
  return (
    <p class="flash bad" role="alert">
      {state.complaint}
    </p>
  );
}
