import { UnreadableFile } from '../../platform/files/unpackFile.js';
import { type FileBooking, type FileBookings, idOf, limitBookings } from './booking.js';

const DEPTH_MAX = 50;
const VALUE_MAX = 10_000;

/**
 * Reads OFX 1 (SGML, where most end tags are left out) and OFX 2 (XML). Entities other than the five of XML stay as
 * written. Throws `UnreadableFile`.
 */
export function readOfx(text: string, encoding: string | null): FileBookings {
  const bookings: FileBooking[] = [];
  const accounts = new Set<string>();
  let document = 0;
  let account = '';
  let currency = '';
  let fields: Map<string, string> | undefined;
  const path: string[] = [];
  for (const { tag, isEnd, value } of tokensOf(text)) {
    if (value !== undefined) {
      if (fields !== undefined) fields.set(`${path.at(-1) ?? ''}/${tag}`, value);
      else if (tag === 'CURDEF') currency = value.toUpperCase();
      else if (tag === 'ACCTID') account = value.replace(/\s/g, '').toUpperCase();
      if (tag === 'ACCTID' && fields === undefined) accounts.add(account);
      continue;
    }
    if (!isEnd) {
      path.push(tag);
      if (path.length > DEPTH_MAX) throw new UnreadableFile(`has more than ${DEPTH_MAX} nested elements`);
      if (tag === 'STMTRS' || tag === 'CCSTMTRS') document += 1;
      if (isBooking(tag)) fields = new Map();
      continue;
    }
    const opened = path.lastIndexOf(tag);
    if (opened < 0) throw new UnreadableFile(`is damaged: </${tag.slice(0, 40)}> has no beginning`);
    path.length = opened;
    if (!isBooking(tag) || fields === undefined) continue;
    bookings.push(bookingOf(fields, { document, account, currency, isPending: tag === 'STMTTRNP' }));
    fields = undefined;
    limitBookings(bookings);
  }
  if (path.length > 0) throw new UnreadableFile(`is incomplete: <${path[0] ?? ''}> has no end`);
  if (document === 0) throw new UnreadableFile('is OFX, but holds no statement of an account');
  const version = /^\s*(?:<\?xml|<\?OFX)/.test(text) ? 2 : 1;
  return { kind: `OFX ${version}`, encoding, accounts: [...accounts], bookings };
}

function isBooking(tag: string): boolean {
  return tag === 'STMTTRN' || tag === 'STMTTRNP';
}

interface Token {
  readonly tag: string;
  readonly isEnd: boolean;
  /** The text of a field; undefined for a group. */
  readonly value?: string;
}

/** A field is a tag with text; a tag without text opens a group, unless its end follows at once. */
function* tokensOf(text: string): Generator<Token> {
  const start = text.indexOf('<OFX>');
  if (start < 0) throw new UnreadableFile('is OFX without <OFX>');
  const form = /<(\/?)([A-Z][A-Z0-9._]*)>([^<]*)/gi;
  form.lastIndex = start;
  let field = '';
  for (let match = form.exec(text); match !== null; match = form.exec(text)) {
    const [, slash = '', name = '', after = ''] = match;
    const tag = name.toUpperCase();
    const value = after.trim();
    if (value.length > VALUE_MAX) throw new UnreadableFile('has a text that is too long');
    if (slash === '/') {
      if (tag !== field) yield { tag, isEnd: true };
      field = '';
      continue;
    }
    const isEmpty = value === '' && text.startsWith(`</${name}>`, form.lastIndex);
    field = value !== '' || isEmpty ? tag : '';
    yield field === '' ? { tag, isEnd: false } : { tag, isEnd: false, value: plainText(value) };
  }
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
};

function plainText(value: string): string {
  return value.replace(/&(amp|lt|gt|quot|apos|nbsp);/g, (_, name: string) => ENTITIES[name] ?? '');
}

interface Own {
  readonly document: number;
  readonly account: string;
  readonly currency: string;
  readonly isPending: boolean;
}

function bookingOf(fields: ReadonlyMap<string, string>, own: Own): FileBooking {
  const { document, account, isPending } = own;
  const field = (name: string): string =>
    fields.get(`STMTTRN/${name}`) ?? fields.get(`STMTTRNP/${name}`) ?? '';
  const [, sign = '', digits = ''] = /^([+-]?)\s*(.*)$/.exec(field('TRNAMT')) ?? [];
  const id = idOf(field('FITID'));
  const payer = field('NAME') || (fields.get('PAYEE/NAME') ?? '');
  return {
    ...{ document, account, status: isPending ? 'pending' : 'booked', amount: digits },
    direction: sign === '-' ? 'out' : 'in',
    bookedOn: dayOf(field('DTPOSTED') || field('DTTRAN')),
    currency: (fields.get('CURRENCY/CURSYM') ?? own.currency).toUpperCase(),
    ...(id === undefined ? {} : { bankId: `FITID:${id}` }),
    ...{ payer, text: field('MEMO') },
    alsoSearched: [
      field('REFNUM'),
      field('CHECKNUM'),
      `${payer} ${field('MEMO')}`,
      `${payer}${field('MEMO')}`,
    ],
    ...(field('CORRECTFITID') === '' ? {} : { doubt: 'It corrects a booking of an earlier file.' }),
  };
}

/** `20261105`, with or without a time and a zone: the day at the bank. */
function dayOf(written: string): string {
  const [, year, month, day] = /^(\d{4})(\d{2})(\d{2})/.exec(written) ?? [];
  return year === undefined ? '' : `${year}-${month ?? ''}-${day ?? ''}`;
}
