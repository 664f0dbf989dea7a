import { PROVIDER_NAMES } from '../../public/pay/providerNames.js';
import type { TopUpProps } from './topUpProps.js';
import { monthMinor, providerName } from './topUpTexts.js';

/** Explains the agreement before anything is saved: what is charged, when, the maximum, and how to end it. */
export function Agreed({ portalAccount, topUp, reader }: TopUpProps) {
  const { account, tenant, providers } = portalAccount;
  const { topUp: texts } = reader.texts;
  const provider =
    topUp.card === null
      ? reader.either(providers.map((each) => PROVIDER_NAMES[each]))
      : providerName(topUp.card.provider);
  const month = monthMinor(portalAccount);
  const howMuch = [
    texts.howMuchText(account.currency),
    ...(month > 0n ? [texts.month(reader.sum(month))] : []),
    ...(topUp.minimum > 0n ? [texts.least(reader.sum(topUp.minimum))] : []),
  ];
  const cap = topUp.dailyCap === null ? null : reader.sum(topUp.dailyCap);
  const terms: readonly (readonly [term: string, words: string])[] = [
    [texts.when, texts.whenText],
    [texts.howMuch, howMuch.join(' ')],
    [texts.atMost, texts.atMostText(cap)],
    [texts.emails, texts.emailsText],
    [texts.cardData, texts.cardDataText(provider, tenant.name)],
    [texts.cancel, texts.cancelText(tenant.email ?? null)],
  ];
  return (
    <section>
      <h2>{texts.terms}</h2>
      <dl class="facts agreed">
        {terms.map(([term, words]) => (
          <div>
            <dt>{term}</dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
