import { UnreadableFile } from '../../../platform/files/unpackFile.js';
import { readXml, textAt, type XmlElement } from '../../../platform/files/readXml.js';
import { type FileBooking, type FileBookings, limitBookings } from '../booking.js';
import { bookingsOf } from './camtEntry.js';

/** The messages of ISO 20022 that report bookings, by the elements that hold them. */
const MESSAGES: Readonly<Record<string, { readonly message: string; readonly statement: string }>> = {
  BkToCstmrAcctRpt: { message: 'camt.052', statement: 'Rpt' },
  BkToCstmrStmt: { message: 'camt.053', statement: 'Stmt' },
  BkToCstmrDbtCdtNtfctn: { message: 'camt.054', statement: 'Ntfctn' },
};

/** Reads camt.052, camt.053 or camt.054 in any version, with or without a namespace. Throws `UnreadableFile`. */
export function readCamt(text: string, encoding: string | null): FileBookings {
  const bookings: FileBooking[] = [];
  const accounts = new Set<string>();
  let documents = 0;
  let kind = '';
  let own = { account: '', currency: '' };
  readXml(
    text,
    (name, path) => {
      if (MESSAGES[path.at(-2) ?? '']?.statement === name) {
        documents += 1;
        own = { account: '', currency: '' };
      }
      return PARTS.has(name) && MESSAGES[path.at(-3) ?? '']?.statement === path.at(-2);
    },
    (element, path) => {
      kind ||= kindOf(element, path);
      if (element.name === 'Acct') {
        own = accountOf(element);
        accounts.add(own.account);
      }
      if (element.name === 'Ntry') bookings.push(...bookingsOf(element, { ...own, document: documents }));
      limitBookings(bookings);
    },
  );
  if (kind === '') throw new UnreadableFile('is XML, but no bank statement (camt.052, camt.053 or camt.054)');
  accounts.delete('');
  return { kind, encoding, accounts: [...accounts], bookings };
}

/** The parts of a statement that are read; every statement has an `Id`. */
const PARTS = new Set(['Id', 'Acct', 'Ntry']);

function kindOf({ namespace }: XmlElement, path: readonly string[]): string {
  const { message = '' } = MESSAGES[path.at(-3) ?? ''] ?? {};
  if (namespace === '') return message;
  const named = /camt\.05[234]\.001\.\d\d/.exec(namespace)?.[0];
  if (named?.startsWith(message) === true) return named;
  throw new UnreadableFile(`calls itself ${namespace.slice(0, 100)}, but holds ${message}`);
}

function accountOf(element: XmlElement): { readonly account: string; readonly currency: string } {
  const account = textAt(element, 'Id', 'IBAN') || textAt(element, 'Id', 'Othr', 'Id');
  return { account: account.replace(/\s/g, '').toUpperCase(), currency: textAt(element, 'Ccy') };
}
