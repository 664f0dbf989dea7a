import type { DateOrder } from '../days.js';
import { plainName } from './names.js';

/** What a bank's heading shows about its file: a minus on outgoing money, and the order of day and month. */
interface Layout {
  readonly heads: string;
  readonly isSigned: boolean;
  readonly dateOrder?: DateOrder;
}

/** Files with a heading that only this source writes. */
const LAYOUTS: readonly Layout[] = [
  // Sparkassen, CSV-CAMT and CSV-MT940
  {
    heads: 'auftragskonto buchungstag valutadatum buchungstext verwendungszweck betrag waehrung info',
    isSigned: true,
  },
  {
    heads: 'type product starteddate completeddate description amount fee currency state balance',
    isSigned: true,
  },
  {
    heads: 'kontonummer datumzeit buchungstag wertstellung sollhaben buchungsschlussel buchungsart',
    isSigned: true,
  },
  { heads: 'buchungstag wertstellungvaluta vorgang buchungstext umsatzineur', isSigned: true },
  {
    heads: 'buchung valuta auftraggeberempfanger buchungstext verwendungszweck saldo wahrung betrag',
    isSigned: true,
  },
  {
    heads: 'bookingdate valuedate partnername partneriban type paymentreference accountname',
    isSigned: true,
  },
  {
    heads: 'details postingdate description amount type balance checkorslip',
    isSigned: true,
    dateOrder: 'mdy',
  },
  {
    heads:
      'bookingdate valuedate transactiontype beneficiaryoriginator paymentdetails ibanaccountnumber bic debit credit',
    isSigned: false,
    dateOrder: 'mdy',
  },
];

export function layoutOf(heads: readonly string[]): Layout | undefined {
  const named = new Set(heads.map(plainName));
  return LAYOUTS.find((layout) => layout.heads.split(' ').every((head) => named.has(head)));
}
