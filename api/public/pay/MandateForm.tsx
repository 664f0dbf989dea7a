import type { MandateOffer } from '../../../src/payments/mandates/giveMandate.js';
import type { DebitPageTexts } from '../texts/debitTexts.js';
import { PROVIDER_NAMES } from './providerNames.js';

/** The ways back from a provider's page to ours, which is at `page`; `from` is what `finishMandate` takes. */
export function waysBackTo(page: string) {
  return (id: string) => ({ successUrl: `${page}?from=${id}`, cancelUrl: page });
}

interface MandateFormProps {
  readonly offer: MandateOffer;
  readonly texts: DebitPageTexts;
  readonly action: string;
  /** The field at fault of what was sent; `other` for none. */
  readonly problem?: keyof DebitPageTexts['problem'] | undefined;
  readonly holder?: string | undefined;
}

/** The words of a mandate, and what a client fills in to agree to them. */
export function MandateForm({ offer, texts, action, problem, holder = '' }: MandateFormProps) {
  const { words, current, collector } = offer;
  const provider = offer.isGivenThere && collector !== 'bank' ? PROVIDER_NAMES[collector] : undefined;
  return (
    <>
      {current !== undefined && (
        <p>
          {texts.current(`${current.country}… ${current.lastFour}`, current.reference)} {texts.replace}
        </p>
      )}
      {problem !== undefined && (
        <p class="note" role="alert">
          {texts.problem[problem]}
        </p>
      )}
      <h2>{words.title}</h2>
      <dl>
        {words.facts.map(({ label, value }) => (
          <div>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {words.paragraphs.map((paragraph) => (
        <p>{paragraph}</p>
      ))}
      <form method="post" action={action} class="fields mandate">
        <input type="hidden" name="digest" value={offer.digest} />
        {provider === undefined ? (
          <>
            <p>
              <label for="holder">{texts.holder}</label>
              <input id="holder" name="holder" value={holder} maxlength={70} autocomplete="name" required />
            </p>
            <p>
              <label for="iban">{texts.iban}</label>
              <input id="iban" name="iban" maxlength={50} autocomplete="off" spellcheck={false} required />
            </p>
          </>
        ) : (
          <p>{texts.there(provider)}</p>
        )}
        <p>
          <label class="choice">
            <input type="checkbox" name="agreed" value="yes" required /> <span>{texts.agree}</span>
          </label>
        </p>
        <button type="submit" class="first">
          {provider === undefined ? texts.give : texts.goOn(provider)}
        </button>
      </form>
    </>
  );
}

/** The field at fault of a refusal, as the texts name it. */
export function problemOf(field: string | undefined): keyof DebitPageTexts['problem'] {
  return field === 'holder' || field === 'iban' || field === 'agreed' ? field : 'other';
}
