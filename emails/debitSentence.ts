import type { AnnouncedDebit } from './email.js';
import { debitTexts } from './texts/debitTexts.js';
import type { Wording } from './wording.js';

/** What is going to be collected, in a sentence for each debit; '' if there is none. */
export function debitSentences(
  { debits = [], language }: { readonly debits?: readonly AnnouncedDebit[]; readonly language: string },
  { format }: Pick<Wording, 'format'>,
): string {
  const { announced } = debitTexts(language);
  return debits
    .map(({ amount, collectOn, country, lastFour, mandateReference, creditorId }) =>
      announced.sentence(
        format.money(amount),
        format.localDay(collectOn),
        `${country}… ${lastFour}`,
        mandateReference,
        creditorId,
      ),
    )
    .join(' ');
}
