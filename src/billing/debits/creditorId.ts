import { isIban } from '../../core/values/bankAccount.js';
import { type Refusal, refuse } from '../../core/values/refusal.js';

/** The countries and territories of the SEPA scheme, as their IBANs begin. */
const SEPA = new Set(
  (
    'AD AL AT BE BG CH CY CZ DE DK EE ES FI FR GB GI GR HR HU IE IS IT LI LT LU LV MC MD ME MK MT NL NO PL PT RO RS SE ' +
    'SI SK SM VA'
  ).split(' '),
);

/** Those outside the European Economic Area, for which banks want the payer's address. */
const OUTSIDE_EEA = new Set('AD AL CH GB GI MC MD ME MK RS SM VA'.split(' '));

export function needsAddress(country: string): boolean {
  return OUTSIDE_EEA.has(country);
}

/** An IBAN that a SEPA direct debit can be collected from, in capitals without spaces. */
export function parseSepaIban(text: string, field: string): string | Refusal {
  const iban = text.replace(/[\s-]/g, '').toUpperCase();
  if (!isIban(iban)) return refuse('invalid', 'is not a correct IBAN. Compare it digit by digit', field);
  return SEPA.has(iban.slice(0, 2))
    ? iban
    : refuse('invalid', 'is of a country without SEPA direct debit', field);
}

/**
 * A SEPA creditor identifier, in capitals without spaces: country, two check digits, three characters of a business code,
 * and the national identifier. The check digits (ISO 7064, mod 97-10) leave the business code out.
 */
export function parseCreditorId(text: string, field: string): string | Refusal {
  const id = text.replace(/\s/g, '').toUpperCase();
  const [, country = '', check = '', national = ''] =
    /^([A-Z]{2})(\d{2})[A-Z0-9]{3}([A-Z0-9]{1,28})$/.exec(id) ?? [];
  if (!SEPA.has(country) || remainder(`${national}${country}${check}`) !== 1n)
    return refuse(
      'invalid',
      'is not a correct creditor identifier. Compare it character by character',
      field,
    );
  return id;
}

function remainder(text: string): bigint {
  return BigInt(text.replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55))) % 97n;
}
