import { UnreadableFile } from '../../platform/files/unpackFile.js';
import { dateOfEpochDay, epochDay, isLocalDate } from '../../core/values/zone.js';
import { type FileBooking, type FileBookings, GERMAN_RETURN_CODES, idOf, limitBookings } from './booking.js';
import { readPurpose } from './readPurpose.js';

/** Reads MT940, with or without the envelope of SWIFT. Throws `UnreadableFile`. */
export function readMt940(text: string, encoding: string | null): FileBookings {
  const bookings: FileBooking[] = [];
  const accounts = new Set<string>();
  let own: Own = { document: 0, account: '', currency: '' };
  let open: FileBooking | undefined;
  let isClosed = true;
  for (const { tag, value } of fieldsOf(text)) {
    if (tag === '86' && open !== undefined) {
      bookings[bookings.length - 1] = withPurpose(open, value);
      open = undefined;
      continue;
    }
    if (tag === '62F' || tag === '62M') isClosed = true;
    if (tag === '20') {
      if (!isClosed) throw new UnreadableFile(NOT_CLOSED);
      isClosed = false;
      own = { document: own.document + 1, account: '', currency: '' };
    }
    if (tag === '25') {
      own = { ...own, account: accountOf(value) };
      accounts.add(own.account);
    }
    if (tag === '60F' || tag === '60M') own = { ...own, currency: value.slice(7, 10) };
    open = tag === '61' ? bookingOf(value, own) : undefined;
    if (open !== undefined) bookings.push(open);
    limitBookings(bookings);
  }
  if (own.document === 0) throw new UnreadableFile('is MT940 without a statement');
  if (!isClosed) throw new UnreadableFile(NOT_CLOSED);
  accounts.delete('');
  return { kind: 'MT940', encoding, accounts: [...accounts], bookings };
}

const NOT_CLOSED = 'is incomplete: a statement has no closing balance (:62F:)';

interface Own {
  readonly document: number;
  readonly account: string;
  readonly currency: string;
}

/** The fields in order; a field ends where the next begins. */
function* fieldsOf(text: string): Generator<{ readonly tag: string; readonly value: string }> {
  const form = /^:(\d{2}[A-Z]?):/;
  let tag = '';
  let lines: string[] = [];
  for (const line of text.replace(/\r\n?/g, '\n').split('\n')) {
    const plain = line.replace(/^\{4:/, '');
    const [head, name] = form.exec(plain) ?? [];
    const isEnd = /^-\}?/.test(plain) && !/^-[^}]/.test(plain);
    if (head === undefined && !isEnd) {
      if (tag !== '') lines.push(plain);
      continue;
    }
    if (tag !== '') yield { tag, value: lines.join('\n').trimEnd() };
    tag = name ?? '';
    lines = head === undefined ? [] : [plain.slice(head.length)];
  }
  if (tag !== '') yield { tag, value: lines.join('\n').trimEnd() };
}

/** `10020030/1234567`, an IBAN, or an IBAN with its currency behind it. */
function accountOf(value: string): string {
  const account = value.replace(/\s/g, '').toUpperCase();
  return /^([A-Z]{2}\d{2}[A-Z0-9]{11,30}?)(?:EUR|CHF|USD|GBP)?$/.exec(account)?.[1] ?? account;
}

/** Value date, entry date, mark, third letter of the currency, amount, type, the payer's reference, the bank's. */
const ENTRY =
  /^(\d{6})(\d{4})?(R?[CD]|E[CD])([A-Z])?(\d[\d]*,\d*)([A-Z][A-Z0-9]{3})?([^\n]*?)(?:\/\/([^\n]*))?(?:\n([\s\S]*))?$/;

function bookingOf(value: string, own: Own): FileBooking {
  const match = ENTRY.exec(value);
  if (match === null) return unread(value, own);
  const [, valued = '', entered, mark = '', , amount = '', , reference = '', bankReference = '', more = ''] =
    match;
  const bankId = idOf(bankReference);
  const endToEndId = idOf(reference);
  return {
    ...own,
    status: mark.startsWith('E') ? 'pending' : 'booked',
    // RC takes a credit back, RD a debit.
    direction: mark === 'C' || mark === 'RD' || mark === 'EC' ? 'in' : 'out',
    ...(mark.startsWith('R') ? { taken: 'undone' as const } : {}),
    bookedOn: dayOf(valued, entered),
    amount,
    ...(bankId === undefined ? {} : { bankId: `MT940:${bankId}` }),
    ...(endToEndId === undefined ? {} : { endToEndId }),
    ...{ payer: '', text: more.replaceAll('\n', ' ').trim(), alsoSearched: [reference, more] },
  };
}

function unread(value: string, own: Own): FileBooking {
  const none = { status: 'unknown', direction: 'unknown', bookedOn: '', amount: '', payer: '' } as const;
  return { ...own, ...none, text: value, alsoSearched: [] };
}

/** The entry date has no year: it is near the value date. */
function dayOf(valued: string, entered: string | undefined): string {
  const date = `20${valued.slice(0, 2)}-${valued.slice(2, 4)}-${valued.slice(4)}`;
  if (entered === undefined || !isLocalDate(date)) return date;
  const year = Number(date.slice(0, 4));
  const near = [year, year - 1, year + 1]
    .map((each) => `${each}-${entered.slice(0, 2)}-${entered.slice(2)}`)
    .filter(isLocalDate)
    .map((day) => ({ day, apart: Math.abs(epochDay(day) - epochDay(date)) }))
    .sort((one, other) => one.apart - other.apart);
  return near[0]?.day ?? dateOfEpochDay(epochDay(date));
}

function withPurpose(booking: FileBooking, value: string): FileBooking {
  const { payer, text, pieces, endToEndId, code, why } = readPurpose(value);
  const isReturn = booking.taken === undefined && GERMAN_RETURN_CODES.has(code);
  const id = idOf(endToEndId) ?? booking.endToEndId;
  return {
    ...booking,
    ...(isReturn ? { taken: 'returned' as const } : {}),
    ...(why === '' ? {} : { takenWhy: why }),
    ...(id === undefined ? {} : { endToEndId: id }),
    payer: payer === '' ? booking.payer : payer,
    text: text === '' ? booking.text : text,
    alsoSearched: [...booking.alsoSearched, ...pieces],
  };
}
