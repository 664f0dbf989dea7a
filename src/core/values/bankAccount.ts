import { type Refusal, refuse } from './refusal.js';

/** Where clients transfer money to. */
export interface BankAccount {
  readonly holder: string;
  /** In capitals, without spaces. */
  readonly iban: string;
  readonly bic?: string;
}

export interface BankAccountInput {
  readonly holder?: string | undefined;
  readonly iban?: string | undefined;
  readonly bic?: string | undefined;
}

/** The longest name that a transfer carries. */
const HOLDER_MAX = 70;
/** Lengths of IBANs by country, from the registry of ISO 13616. */
const LENGTHS: Readonly<Record<string, number>> = Object.fromEntries(
  (
    'AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DK18 DO28 EE20 EG29 ES24 FI18 ' +
    'FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 ' +
    'LU20 LV21 MC27 MD24 ME22 MK19 MR27 MT31 MU30 NL18 NO15 PK24 PL28 PS29 PT25 QA29 RO24 RS22 SA24 SC31 SE24 SI19 ' +
    'SK24 SM27 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20'
  )
    .split(' ')
    .map((each) => [each.slice(0, 2), Number(each.slice(2))]),
);

/** The account as it is stored; null if nothing is given. Refuses: invalid, with the field below `path`. */
export function parseBankAccount(
  { holder = '', iban = '', bic = '' }: BankAccountInput,
  path: string,
): BankAccount | null | Refusal {
  const plain = iban.replace(/\s/g, '').toUpperCase();
  const code = bic.replace(/\s/g, '').toUpperCase();
  const name = holder.replace(/\s+/g, ' ').trim();
  if (plain === '' && code === '' && name === '') return null;
  if (!isIban(plain))
    return refuse('invalid', 'is not a correct IBAN. Compare it digit by digit', `${path}.iban`);
  if (code !== '' && !/^[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?$/.test(code))
    return refuse('invalid', 'must be a BIC of 8 or 11 letters and digits', `${path}.bic`);
  if (name === '' || name.length > HOLDER_MAX)
    return refuse(
      'invalid',
      `must be the name of the account holder, up to ${HOLDER_MAX} letters`,
      `${path}.holder`,
    );
  return { holder: name, iban: plain, ...(code === '' ? {} : { bic: code }) };
}

/** Whether a text in capitals without spaces has the length and the check digits of an IBAN (ISO 13616, mod 97). */
export function isIban(text: string): boolean {
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(text)) return false;
  const length = LENGTHS[text.slice(0, 2)];
  if (length === undefined || length !== text.length) return false;
  const digits = `${text.slice(4)}${text.slice(0, 4)}`.replace(/[A-Z]/g, (letter) =>
    String(letter.charCodeAt(0) - 55),
  );
  return BigInt(digits) % 97n === 1n;
}

export function isSameAccount(one: BankAccount | null, other: BankAccount | null): boolean {
  return one?.iban === other?.iban && one?.holder === other?.holder && one?.bic === other?.bic;
}

/** In groups of four, as it is printed. */
export function formatIban(iban: string): string {
  return iban.replace(/(.{4})(?=.)/g, '$1 ');
}
