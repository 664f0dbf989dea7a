import { elementAt, elementsOf, textAt, type XmlElement } from '../../../platform/files/readXml.js';
import { findDebitFileId } from '../../reading/debitIds.js';
import { scaled } from '../../reading/figures.js';
import { type FileBooking, GERMAN_RETURN_CODES, idOf } from '../booking.js';

interface Own {
  readonly document: number;
  readonly account: string;
  /** Of the account, where the amount names none. */
  readonly currency: string;
}

type Whole = Pick<
  FileBooking,
  'document' | 'account' | 'status' | 'bookedOn' | 'currency' | 'direction' | 'amount'
>;

/** The bookings of one entry: of a batch, each of its parts. */
export function bookingsOf(entry: XmlElement, own: Own): FileBooking[] {
  const parts = elementsOf(entry, 'NtryDtls').flatMap((details) => elementsOf(details, 'TxDtls'));
  const amount = textAt(entry, 'Amt');
  const whole: Whole = {
    ...{ document: own.document, account: own.account, status: statusOf(entry) },
    bookedOn: dayOf(elementAt(entry, 'BookgDt')) || dayOf(elementAt(entry, 'ValDt')),
    currency: elementAt(entry, 'Amt')?.attributes['Ccy'] ?? own.currency,
    ...sideOf(entry, amount),
  };
  const bankId = idOf(textAt(entry, 'AcctSvcrRef'));
  const [only] = parts;
  if (parts.length > 1 || (only !== undefined && countOf(entry) > 1 && !isWhole(only, amount)))
    return batchOf(entry, whole, parts, bankId);
  const ownFile = ownFileOf(entry);
  if (countOf(entry) > 1 && parts.length === 0 && ownFile !== '') {
    const words = wordsOf(undefined, entry);
    const ids = named(bankId, undefined);
    return [
      { ...whole, ...words, ...ids, endToEndId: ownFile, alsoSearched: [...words.alsoSearched, ownFile] },
    ];
  }
  if (countOf(entry) > 1) {
    const doubt = `The booking is the sum of ${countOf(entry)} payments that the file does not list.`;
    return [{ ...whole, ...wordsOf(undefined, entry), ...named(bankId, undefined), doubt }];
  }
  return [{ ...whole, ...takenOf(entry, only), ...wordsOf(only, entry), ...named(bankId, only) }];
}

/** The id of a file of direct debits of ours, or of its group, that the bank books in one sum; '' if it is none. */
function ownFileOf(entry: XmlElement): string {
  const ids = elementsOf(entry, 'NtryDtls').flatMap((details) =>
    ['PmtInfId', 'MsgId'].map((name) => textAt(details, 'Btch', name)),
  );
  return ids.find((id) => findDebitFileId(id) !== undefined) ?? '';
}

/** The parts of a batch, each with its own amount; the entry as a whole where they do not add up. */
function batchOf(
  entry: XmlElement,
  whole: Whole,
  parts: readonly XmlElement[],
  bankId: string | undefined,
): FileBooking[] {
  const read = parts.map((part, index) => {
    const amount = amountOf(part, whole.currency);
    const side = amount === undefined ? undefined : sideOf(part, amount);
    const id = bankId === undefined ? undefined : `${bankId}/${index + 1}`;
    const direction = side?.direction === 'unknown' ? whole.direction : (side?.direction ?? 'unknown');
    return {
      ...{ ...whole, ...takenOf(entry, part), ...wordsOf(part, entry), ...named(id, part) },
      ...{ amount: amount ?? '', direction },
    };
  });
  if (sumOf(read) === signedOf(whole)) return read;
  const doubt = `The booking is a batch of ${Math.max(parts.length, countOf(entry))} payments whose amounts do not add up to it.`;
  return [{ ...whole, ...wordsOf(undefined, entry), ...named(bankId, undefined), doubt }];
}

type Signed = Pick<FileBooking, 'amount' | 'direction'>;

function signedOf({ amount, direction }: Signed): bigint | undefined {
  if (!isPlain(amount) || direction === 'unknown') return undefined;
  return direction === 'in' ? scaled(amount) : -scaled(amount);
}

/** Undefined where one of them has no amount, never equal to another undefined. */
function sumOf(parts: readonly Signed[]): bigint | null {
  let sum = 0n;
  for (const part of parts) {
    const signed = signedOf(part);
    if (signed === undefined) return null;
    sum += signed;
  }
  return sum;
}

function isPlain(amount: string): boolean {
  return /^\d{1,20}(\.\d{1,12})?$/.test(amount);
}

/** How many payments an entry is of, where it says so. */
function countOf(entry: XmlElement): number {
  const counts = elementsOf(entry, 'NtryDtls').map((details) => Number(textAt(details, 'Btch', 'NbOfTxs')));
  return counts.reduce((sum, count) => sum + (Number.isSafeInteger(count) ? count : 0), 0);
}

function isWhole(part: XmlElement, amount: string): boolean {
  return textAt(part, 'Amt') === amount || textAt(part, 'AmtDtls', 'TxAmt', 'Amt') === amount;
}

/** A part's amount in the account's currency. */
function amountOf(part: XmlElement, currency: string): string | undefined {
  const places = [['Amt'], ['AmtDtls', 'TxAmt', 'Amt'], ['AmtDtls', 'InstdAmt', 'Amt']];
  return places
    .map((place) => elementAt(part, ...place))
    .find((amount) => amount !== undefined && (amount.attributes['Ccy'] ?? currency) === currency)?.text;
}

function sideOf(of: XmlElement, amount: string): Pick<FileBooking, 'direction' | 'amount'> {
  const mark = textAt(of, 'CdtDbtInd');
  const direction = mark === 'CRDT' ? 'in' : mark === 'DBIT' ? 'out' : 'unknown';
  return { direction, amount: amount.replace(/^\+/, '') };
}

function statusOf(entry: XmlElement): FileBooking['status'] {
  const status = textAt(entry, 'Sts', 'Cd') || textAt(entry, 'Sts', 'Prtry') || textAt(entry, 'Sts');
  if (status === 'BOOK') return 'booked';
  return ['PDNG', 'INFO', 'FUTR'].includes(status) ? 'pending' : 'unknown';
}

/** What the bank takes back: by the entry's mark, the reason of a return, or the code of the booking. */
function takenOf(entry: XmlElement, part: XmlElement | undefined): Pick<FileBooking, 'taken' | 'takenWhy'> {
  const why = textAt(part, 'RtrInf', 'Rsn', 'Cd') || textAt(part, 'RtrInf', 'Rsn', 'Prtry');
  const reason = why === '' ? {} : { takenWhy: why };
  if (['true', '1'].includes(textAt(entry, 'RvslInd'))) return { taken: 'undone', ...reason };
  const isReturn = elementAt(part, 'RtrInf') !== undefined || [part, entry].some(isReturnCode);
  return isReturn ? { taken: 'returned', ...reason } : {};
}

/** Returned or reversed direct debits and transfers in ISO 20022. */
const RETURN_CODES = new Set(['UPDD', 'PRDD', 'RRTN', 'RPCR', 'UPCT', 'ARET']);

function isReturnCode(of: XmlElement | undefined): boolean {
  const code = elementAt(of, 'BkTxCd');
  const german = /^[A-Z]{4}\+(\d{3})/.exec(textAt(code, 'Prtry', 'Cd'))?.[1] ?? '';
  return RETURN_CODES.has(textAt(code, 'Domn', 'Fmly', 'SubFmlyCd')) || GERMAN_RETURN_CODES.has(german);
}

function dayOf(element: XmlElement | undefined): string {
  const written = textAt(element, 'Dt') || textAt(element, 'DtTm');
  return /^\d{4}-\d{2}-\d{2}/.exec(written)?.[0] ?? '';
}

function named(
  entryId: string | undefined,
  part: XmlElement | undefined,
): Pick<FileBooking, 'bankId' | 'endToEndId'> {
  const own = idOf(textAt(part, 'Refs', 'AcctSvcrRef'));
  const bankId =
    entryId !== undefined ? `AcctSvcrRef:${entryId}` : own === undefined ? undefined : `TxRef:${own}`;
  const endToEndId = idOf(textAt(part, 'Refs', 'EndToEndId'));
  return {
    ...(bankId === undefined ? {} : { bankId }),
    ...(endToEndId === undefined ? {} : { endToEndId }),
  };
}

function wordsOf(
  part: XmlElement | undefined,
  entry: XmlElement,
): Pick<FileBooking, 'payer' | 'text' | 'alsoSearched'> {
  const remittance = elementsOf(part, 'RmtInf');
  const free = remittance.flatMap((each) => elementsOf(each, 'Ustrd')).map(({ text }) => text);
  const structured = remittance
    .flatMap((each) => elementsOf(each, 'Strd'))
    .flatMap((each) => [
      textAt(each, 'CdtrRefInf', 'Ref'),
      ...elementsOf(each, 'AddtlRmtInf').map(({ text }) => text),
    ]);
  const added = [textAt(part, 'AddtlTxInf'), textAt(entry, 'AddtlNtryInf')];
  const written = [...structured, ...free].filter((text) => text !== '');
  return {
    payer: payerOf(part),
    text: (written.length > 0 ? written : added.filter((text) => text !== '')).join(' '),
    alsoSearched: [
      ...[free.join(''), free.join(' '), ...structured, ...added],
      ...['EndToEndId', 'InstrId', 'PmtInfId', 'MsgId'].map((name) => textAt(part, 'Refs', name)),
    ].filter((text) => text !== ''),
  };
}

/** The debtor and whom they pay for; older versions have no `Pty`. */
function payerOf(part: XmlElement | undefined): string {
  const parties = elementAt(part, 'RltdPties');
  const nameOf = (role: string): string => textAt(parties, role, 'Pty', 'Nm') || textAt(parties, role, 'Nm');
  const [debtor, ultimate] = [nameOf('Dbtr'), nameOf('UltmtDbtr')];
  return ultimate === '' || ultimate === debtor ? debtor : `${debtor} (${ultimate})`;
}
