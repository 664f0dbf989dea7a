import { UnreadableFile } from '../../platform/files/unpackFile.js';

/** A booking as a bank's file states it: camt, OFX and MT940 all say the same in different words. */
export interface FileBooking {
  /** Which statement of the file it is in, counted from 1: one payment can be in two of them. */
  readonly document: number;
  /** The receiving account: its IBAN, or the bank's number of it; '' if the file names none. */
  readonly account: string;
  readonly status: 'booked' | 'pending' | 'unknown';
  readonly direction: 'in' | 'out' | 'unknown';
  /** `undone`: the bank takes back an earlier booking. `returned`: a payment was returned by the other bank. */
  readonly taken?: 'undone' | 'returned';
  /** The bank's code for it, such as `AC04`. */
  readonly takenWhy?: string;
  /** A local date as written, '' if there is none. */
  readonly bookedOn: string;
  /** As written, without a sign. */
  readonly amount: string;
  readonly currency: string;
  /** The bank's own id of the booking, after the name of its field. */
  readonly bankId?: string;
  /** The id that the payer, or for a direct debit the payee, gave the payment. */
  readonly endToEndId?: string;
  readonly payer: string;
  readonly text: string;
  /** Texts that may hold a reference, besides payer and text. */
  readonly alsoSearched: readonly string[];
  /** Why it cannot be posted by itself, found while reading. */
  readonly doubt?: string;
}

/** What a file holds, besides its bookings. */
export interface FileBookings {
  /** For the user: `camt.053.001.08`, `OFX 2`, `MT940`. */
  readonly kind: string;
  readonly encoding: string | null;
  /** All receiving accounts, also those without a booking. */
  readonly accounts: readonly string[];
  readonly bookings: readonly FileBooking[];
}

/** Banks write these where a field may not be empty. */
const NO_ID = /^(?:not ?provided|nonref|none|n\/?a|[0.\-/]*)$/i;

/** An id, undefined where the bank wrote that there is none. */
export function idOf(written: string): string | undefined {
  const id = written.trim();
  return NO_ID.test(id) ? undefined : id;
}

/** Returned direct debits and transfers, in the codes of German banks (GVC). */
export const GERMAN_RETURN_CODES: ReadonlySet<string> = new Set(['108', '109', '159', '181', '183', '184']);

const BOOKINGS_MAX = 50_000;

/** Throws `UnreadableFile` once a file has more bookings than are imported at once. */
export function limitBookings({ length }: readonly FileBooking[]): void {
  if (length > BOOKINGS_MAX) throw new UnreadableFile(`has more than ${BOOKINGS_MAX} bookings: split it`);
}
