import { currencyExponent } from '../../core/values/currency.js';
import type { FieldProblem } from '../../core/values/refusal.js';
import { isLocalDate } from '../../core/values/zone.js';
import type { Accounting } from './accounting.js';

const KEY =
  /^(?:receivables|opening|adjustments|write-offs|(?:revenue|tax|cash|other)\/[A-Za-z0-9][\w./:-]*)$/;
const TREATMENT =
  /^(?:home|oss|oss\/[A-Z]{2}|(?:home|oss\/[A-Z]{2})\/\d{1,3}(?:\.\d{1,12})?|reverse-charge|eu-goods|export|exempt|small-business|zero|outside|untaxed|none)$/;
const ENTRIES_MAX = 500;
const ACCOUNT_MAX = 100;
const DEBTOR_MAX = 999_999_999;

/** What is wrong with settings of an owner's, each with its field. */
export function checkAccounting(settings: Accounting): FieldProblem[] {
  const { accounts, debtors, datev, xeroTaxRates, quickBooksTaxCodes } = settings;
  return [
    ...checkMap('accounts', accounts, KEY, 'is not a key such as "revenue/home/19" or "cash/bank"'),
    ...checkMap('xeroTaxRates', xeroTaxRates, TREATMENT, NO_TREATMENT),
    ...checkMap('quickBooksTaxCodes', quickBooksTaxCodes, TREATMENT, NO_TREATMENT),
    ...checkMap('datev.taxKeys', datev.taxKeys, TREATMENT, NO_TREATMENT),
    ...Object.entries(datev.taxKeys)
      .filter(([, key]) => !/^\d{1,4}$/.test(key))
      .map(([treatment]) => ({ field: `datev.taxKeys.${treatment}`, reason: 'must be 1 to 4 digits' })),
    ...whole('debtors.start', debtors.start, 1, DEBTOR_MAX),
    ...(datev.consultant === 0 ? [] : whole('datev.consultant', datev.consultant, 1_001, 9_999_999)),
    ...whole('datev.client', datev.client, 0, 99_999),
    ...whole('datev.accountLength', datev.accountLength, 4, 8),
    ...(currencyExponent(datev.currency) === 2
      ? []
      : [{ field: 'datev.currency', reason: 'must be a currency with two decimals, such as "EUR"' }]),
    ...(isMonthDay(datev.yearStart)
      ? []
      : [
          {
            field: 'datev.yearStart',
            reason: 'must be a month and its first day, such as "01-01" or "07-01"',
          },
        ]),
  ];
}

const NO_TREATMENT = 'is not a treatment such as "home/19", "oss/FR" or "reverse-charge"';

/** Fiscal years begin with a month, as periods of accounts do. */
function isMonthDay(text: string): boolean {
  return text.endsWith('-01') && text.length === 5 && isLocalDate(`2026-${text}`);
}

function whole(field: string, value: number, least: number, most: number): FieldProblem[] {
  const isSound = Number.isInteger(value) && value >= least && value <= most;
  return isSound ? [] : [{ field, reason: `must be a whole number from ${least} to ${most}` }];
}

function checkMap(
  field: string,
  map: Readonly<Record<string, string>>,
  keys: RegExp,
  reason: string,
): FieldProblem[] {
  const entries = Object.entries(map);
  if (entries.length > ENTRIES_MAX) return [{ field, reason: `has more than ${ENTRIES_MAX} entries` }];
  return entries.flatMap(([key, value]): FieldProblem[] => {
    if (key.length > ACCOUNT_MAX || !keys.test(key))
      return [{ field: `${field}.${key.slice(0, ACCOUNT_MAX)}`, reason }];
    const isSound =
      value.trim() === value && value !== '' && value.length <= ACCOUNT_MAX && !/\p{Cc}/u.test(value);
    return isSound
      ? []
      : [{ field: `${field}.${key}`, reason: `must be one line of 1 to ${ACCOUNT_MAX} characters` }];
  });
}
