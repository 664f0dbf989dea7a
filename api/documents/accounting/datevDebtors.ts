import type { BookedAccount } from '../../../src/billing/accounting/booked.js';
import { isBusiness } from '../../../src/billing/tax/decideTax.js';
import { isInEu } from '../../../src/billing/tax/euRates.js';
import { type Cell, figure } from '../../web/csv.js';
import { cut } from './datev.js';
import { DEBTOR_FIELDS } from './datevFields.js';

/** DATEV's codes of languages. */
const LANGUAGES: Readonly<Record<string, string>> = { de: '1', fr: '4', en: '5', es: '10', it: '19' };

/** A client as master data; nothing for one without a number. */
export function debtorRow(account: BookedAccount): Cell[] {
  const { debtor, name, email, reference, particulars, language } = account;
  if (debtor === null) return [];
  const { legalName = name, street = '', postcode = '', city = '', country = '', vatId } = particulars;
  const [first = '', second = ''] = street.split('\n');
  const isFirm = isBusiness(particulars);
  const cells = new Map<string, Cell>([
    ['Konto', figure(String(debtor))],
    [isFirm ? 'Name (Adressattyp Unternehmen)' : 'Name (Adressattyp keine Angabe)', cut(legalName, 50)],
    ['Adressattyp', isFirm ? '2' : '0'],
    ['Kurzbezeichnung', cut(name, 15)],
    ['Straße', cut(first, 36)],
    ['Adresszusatz', cut(second, 36)],
    ['Postleitzahl', cut(postcode, 10)],
    ['Ort', cut(city, 30)],
    ['Land', country],
    ['E-Mail', cut(email, 60)],
    ['Kunden-/Lief.-Nr.', reference.replaceAll('-', '')],
    ['Sprache', figure(LANGUAGES[language] ?? '')],
  ]);
  if (first !== '') cells.set('Adressart', 'STR');
  // The id of a member state is written in two parts.
  if (vatId !== undefined && isInEu(vatId.slice(0, 2) === 'EL' ? 'GR' : vatId.slice(0, 2))) {
    cells.set('EU-Land', vatId.slice(0, 2));
    cells.set('EU-UStID', vatId.slice(2));
  }
  return DEBTOR_FIELDS.map((field) => cells.get(field) ?? figure(''));
}
