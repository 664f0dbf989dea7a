import type { LocalDate } from '../../core/values/zone.js';
import { type AccountKeys, CHART_ACCOUNTS, type ChartName } from './charts.js';
import type { JournalLine } from './journal.js';
import { generalised, type TreatmentKey } from './treatmentKey.js';

export const EXPORT_FORMATS = ['journal', 'taxes', 'datev', 'xero', 'quickbooks'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** What an accounting office needs to book a tenant's months. */
export interface Accounting {
  /** The chart that accounts come from where `accounts` says nothing; null: only `accounts`. */
  readonly chart: ChartName | null;
  readonly accounts: AccountKeys;
  /** `numbered`: each client has a number from `start` on. Otherwise all are on the account of receivables. */
  readonly debtors: { readonly mode: 'collective' | 'numbered'; readonly start: number };
  /** What a month's folder has beside the documents. */
  readonly formats: readonly ExportFormat[];
  /** Of Xero and QuickBooks files. */
  readonly dateOrder: 'DMY' | 'MDY';
  readonly datev: DatevSettings;
  /** The names of tax rates in Xero, by treatment. */
  readonly xeroTaxRates: Readonly<Record<TreatmentKey, string>>;
  /** The names of tax codes in QuickBooks, by treatment. */
  readonly quickBooksTaxCodes: Readonly<Record<TreatmentKey, string>>;
  /** Whether invoices are imported into QuickBooks as invoices or, like all else, as journal entries. */
  readonly quickBooksSales: 'journal' | 'invoices';
}

export interface DatevSettings {
  /** The numbers of the tax consultant and of their client; 0: not known. */
  readonly consultant: number;
  readonly client: number;
  /** `01-01`, the month and day on which the fiscal year begins. */
  readonly yearStart: string;
  /** Digits of general ledger accounts; debtors have one more. */
  readonly accountLength: number;
  readonly currency: string;
  /** Whether the bookings may no longer be changed once imported. */
  readonly locked: boolean;
  /** Tax keys (BU-Schlüssel) by treatment, for accounts that do not work the tax out by themselves. */
  readonly taxKeys: Readonly<Record<TreatmentKey, string>>;
}

export const DEFAULT_ACCOUNTING: Accounting = {
  chart: null,
  accounts: {},
  debtors: { mode: 'collective', start: 10_000 },
  formats: ['journal', 'taxes'],
  dateOrder: 'DMY',
  datev: {
    ...{ consultant: 0, client: 0, yearStart: '01-01', accountLength: 4, currency: 'EUR', locked: false },
    taxKeys: {},
  },
  xeroTaxRates: {},
  quickBooksTaxCodes: {},
  quickBooksSales: 'journal',
};

/** The accounts that a chart and the owner name together. */
export function accountsOf({ chart, accounts }: Pick<Accounting, 'chart' | 'accounts'>): AccountKeys {
  return { ...(chart === null ? {} : CHART_ACCOUNTS[chart]), ...accounts };
}

/**
 * The key of the account on the other side of the client's, and where it may be found: first for the category of the
 * charge, then for its treatment, from the most specific to the most general.
 */
export function contraKeysOf({ row, treatment, category }: JournalLine): readonly [string, ...string[]] {
  const { part, contraAccount, isOpening } = row;
  const key = `${part === 'tax' ? 'tax' : 'revenue'}/${treatment ?? ''}`;
  if (part === 'tax') return named(generalisedWithin(key));
  if (part === 'net') {
    const general = generalisedWithin(key);
    return named([...general.map((each) => `${each}:${category ?? ''}`), ...general]);
  }
  if (contraAccount.startsWith('cash:')) return [contraAccount.replace(':', '/')];
  if (contraAccount === 'adjustments') return [isOpening ? 'opening' : 'adjustments'];
  if (contraAccount === 'write-offs') return ['write-offs'];
  return [`other/${contraAccount}`];
}

/** Without the first part alone: `tax` names no account. */
function generalisedWithin(key: string): string[] {
  return generalised(key).filter((each) => each.includes('/'));
}

function named(keys: readonly string[]): readonly [string, ...string[]] {
  const [first = '', ...rest] = keys;
  return [first, ...rest];
}

/** The first of these keys that is mapped. */
export function lookUp(map: Readonly<Record<string, string>>, keys: readonly string[]): string | undefined {
  const found = keys.find((key) => Object.hasOwn(map, key));
  return found === undefined ? undefined : map[found];
}

/** What a treatment is called in another program. */
export function nameOfTreatment(
  map: Readonly<Record<TreatmentKey, string>>,
  treatment: TreatmentKey,
): string | undefined {
  return lookUp(map, generalised(treatment));
}

/** The accounts of a booking; undefined where none is mapped. */
export interface LineAccounts {
  readonly client: string | undefined;
  readonly contra: string | undefined;
  /** The most specific key of `contra`. */
  readonly contraKey: string;
}

export function lineAccountsOf(line: JournalLine, settings: Accounting): LineAccounts {
  const accounts = accountsOf(settings);
  const keys = contraKeysOf(line);
  return {
    client: clientAccountOf(line.account.debtor, settings),
    contra: lookUp(accounts, keys),
    // The category is named only where the owner tells categories apart.
    contraKey:
      keys.find((key) => Object.hasOwn(accounts, key)) ?? keys.find((key) => !key.includes(':')) ?? keys[0],
  };
}

/** A client's account: its own number, or the one of all receivables. */
export function clientAccountOf(debtor: number | null, settings: Accounting): string | undefined {
  if (settings.debtors.mode === 'numbered' && debtor !== null) return String(debtor);
  return lookUp(accountsOf(settings), ['receivables']);
}

/** The first day of the fiscal year that a month belongs to. */
export function fiscalYearOf(month: LocalDate, yearStart: string): LocalDate {
  const year = Number(month.slice(0, 4));
  const start = `${month.slice(0, 4)}-${yearStart}`;
  return start <= month ? start : `${year - 1}-${yearStart}`;
}
