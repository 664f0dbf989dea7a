import { type Accounting, type ExportFormat, nameOfTreatment } from './accounting.js';
import { type Booking, bookingsOf } from './bookings.js';
import type { JournalLine } from './journal.js';
import type { TreatmentKey } from './treatmentKey.js';

/** What a month needs that the settings do not say, so that a format cannot be written. */
export interface Gap {
  /** Null: the accounts of all formats. */
  readonly format: ExportFormat | null;
  /** Of the settings: `accounts.revenue/home/20`, `xeroTaxRates.home/19`, `datev.consultant`. */
  readonly field: string;
  readonly reason: string;
  /** How many bookings need it, and one of them. */
  readonly bookings: number;
  readonly example: string;
}

/** Collects the gaps of a month. */
export class Gaps {
  readonly #settings: Accounting;
  readonly #gaps = new Map<string, Gap>();

  constructor(settings: Accounting) {
    this.#settings = settings;
    const { consultant, client } = settings.datev;
    if (consultant === 0)
      this.#miss('datev', 'datev.consultant', 'The number of the tax consultant is missing.', '', 0);
    if (client === 0)
      this.#miss(
        'datev',
        'datev.client',
        'The number that you have at the tax consultant is missing.',
        '',
        0,
      );
  }

  /** `unmapped`: keys without an account, with an example. */
  addUnmapped(
    unmapped: readonly { readonly key: string; readonly lines: number; readonly example: string }[],
  ): void {
    for (const { key, lines, example } of unmapped)
      this.#miss(null, `accounts.${key}`, 'No account is named for it.', example, lines);
  }

  add(lines: readonly JournalLine[]): void {
    for (const booking of bookingsOf(lines, this.#settings)) {
      if (booking.kind !== 'money') this.#checkRates(booking);
      this.#checkDatev(booking);
    }
  }

  /** Those in the way of a format. */
  of(format: ExportFormat): Gap[] {
    const needsAccounts = format !== 'journal' && format !== 'taxes';
    return this.all.filter((gap) => gap.format === format || (gap.format === null && needsAccounts));
  }

  get all(): Gap[] {
    return [...this.#gaps.values()].sort((one, other) => (one.field < other.field ? -1 : 1));
  }

  #checkRates(booking: Booking): void {
    const { treatment, net, texts, account } = booking;
    const key: TreatmentKey = net === 0n ? 'none' : (treatment ?? 'none');
    const example = `${account.name}: ${texts[0] ?? ''}`;
    if (nameOfTreatment(this.#settings.xeroTaxRates, key) === undefined)
      this.#miss('xero', `xeroTaxRates.${key}`, 'The name of the tax rate in Xero is missing.', example);
    if (this.#settings.quickBooksSales === 'journal' || booking.document?.kind !== 'invoice') return;
    if (nameOfTreatment(this.#settings.quickBooksTaxCodes, key) === undefined)
      this.#miss(
        'quickbooks',
        `quickBooksTaxCodes.${key}`,
        'The tax code in QuickBooks is missing.',
        example,
      );
  }

  #checkDatev({ account, client, contra, taxAccount, texts }: Booking): void {
    const { accountLength, currency } = this.#settings.datev;
    if (account.currency !== currency) return;
    const example = `${account.name}: ${texts[0] ?? ''}`;
    for (const each of [contra, taxAccount])
      if (each !== undefined && !new RegExp(`^\\d{1,${accountLength}}$`).test(each))
        this.#miss(
          'datev',
          `accounts: ${each}`,
          `Must be a number of up to ${accountLength} digits for DATEV.`,
          example,
        );
    if (client !== undefined && !new RegExp(`^\\d{1,${accountLength + 1}}$`).test(client))
      this.#miss(
        'datev',
        `accounts: ${client}`,
        `Must be a number of up to ${accountLength + 1} digits for DATEV.`,
        example,
      );
  }

  #miss(format: ExportFormat | null, field: string, reason: string, example: string, bookings = 1): void {
    const key = `${format ?? ''} ${field}`;
    const known = this.#gaps.get(key) ?? { format, field, reason, bookings: 0, example };
    this.#gaps.set(key, { ...known, bookings: known.bookings + bookings });
  }
}
