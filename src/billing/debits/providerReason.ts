/** Stripe's words for what went wrong with a debit, as the codes of ISO 20022 that banks use. */
const CODES: Readonly<Record<string, string>> = {
  account_closed: 'AC04',
  bank_account_closed: 'AC04',
  bank_account_restricted: 'AC06',
  bank_account_unusable: 'AC06',
  customer_initiated: 'MD06',
  debit_not_authorized: 'MD01',
  incorrect_account_details: 'AC01',
  bank_account_invalid_details: 'AC01',
  insufficient_funds: 'AM04',
  invalid_account_number: 'AC01',
  no_account: 'AC01',
  recipient_deceased: 'MD07',
  refer_to_customer: 'MS02',
};

const BANK_CODE = /^[A-Z]{2}[A-Z0-9]{2}$/;

/** The bank's code for a provider's reason; null where it says none. */
export function returnCodeOf(reason: string | null | undefined): string | null {
  if (typeof reason !== 'string') return null;
  return BANK_CODE.test(reason) ? reason : (CODES[reason] ?? null);
}
