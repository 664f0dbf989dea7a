import fc from 'fast-check';
import { formatReference } from '../../../src/core/values/reference.js';

/** A booking to be written in the formats of banks. */
export interface Booked {
  readonly day: string;
  readonly cents: number;
  readonly isIn: boolean;
  readonly isPending: boolean;
  readonly payer: string;
  readonly reference: string;
  readonly id: string;
}

export const IBAN = 'DE89370400440532013000';

export function major(cents: number): string {
  return `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;
}

const reference = fc
  .integer({ min: 0, max: 9_999_999_999 })
  .map((n) => formatReference(String(n).padStart(10, '0')));

/** Bookings, some of them equal except for the bank's id. */
export const bookings = fc
  .array(
    fc.record({
      day: fc.integer({ min: 1, max: 28 }).map((day) => `2026-11-${String(day).padStart(2, '0')}`),
      cents: fc.integer({ min: 1, max: 9_999_999 }),
      isIn: fc.boolean(),
      isPending: fc.boolean(),
      payer: fc.constantFrom('Fenwick & Daughters', 'Müller <Söhne>', 'Quill'),
      reference,
      times: fc.integer({ min: 1, max: 2 }),
    }),
    { maxLength: 12 },
  )
  .map((drawn) =>
    drawn
      .flatMap(({ times, ...booked }) => Array.from({ length: times }, () => booked))
      .map((booked, index): Booked => ({ ...booked, id: `B${index + 1000}` })),
  );

const xml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

type Message = '052' | '053' | '054';
const WORDS = {
  '052': ['BkToCstmrAcctRpt', 'Rpt'],
  '053': ['BkToCstmrStmt', 'Stmt'],
  '054': ['BkToCstmrDbtCdtNtfctn', 'Ntfctn'],
} as const;

export function camtEntry(booked: Booked, version: '02' | '08', more = ''): string {
  const { day, cents, isIn, isPending, payer, reference: ref, id } = booked;
  const status = isPending ? 'PDNG' : 'BOOK';
  const name = `<Nm>${xml(payer)}</Nm>`;
  return `<Ntry><Amt Ccy="EUR">${major(cents)}</Amt><CdtDbtInd>${isIn ? 'CRDT' : 'DBIT'}</CdtDbtInd>
<Sts>${version === '02' ? status : `<Cd>${status}</Cd>`}</Sts><BookgDt><Dt>${day}</Dt></BookgDt><AcctSvcrRef>${id}</AcctSvcrRef>
<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd>
<NtryDtls><TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>${more}<RltdPties><Dbtr>${version === '02' ? name : `<Pty>${name}</Pty>`}</Dbtr></RltdPties>
<RmtInf><Ustrd>Thanks ${ref}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>`;
}

/** A statement with these entries. */
export function camt(
  message: Message,
  version: '02' | '08',
  entries: string,
  { iban = IBAN, namespace = `urn:iso:std:iso:20022:tech:xsd:camt.${message}.001.${version}` } = {},
): string {
  const [root, statement] = WORDS[message];
  const named = namespace === '' ? '' : ` xmlns="${namespace}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<Document${named}><${root}><GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-12-01T08:00:00</CreDtTm></GrpHdr>
<${statement}><Id>S1</Id><CreDtTm>2026-12-01T08:00:00</CreDtTm><Acct><Id><IBAN>${iban}</IBAN></Id><Ccy>EUR</Ccy></Acct>
${entries}</${statement}></${root}></Document>`;
}

export function writeCamt(message: Message, version: '02' | '08', all: readonly Booked[]): string {
  return camt(message, version, all.map((booked) => camtEntry(booked, version)).join('\n'));
}

export function writeOfx(version: 1 | 2, all: readonly Booked[]): string {
  const end = (tag: string): string => (version === 1 ? '' : `</${tag}>`);
  const field = (tag: string, value: string): string => `<${tag}>${xml(value)}${end(tag)}\n`;
  const lines = all.map(({ day, cents, isIn, isPending, payer, reference: ref, id }) => {
    const tag = isPending ? 'STMTTRNP' : 'STMTTRN';
    const date = `${day.replaceAll('-', '')}120000[+1:CET]`;
    return `<${tag}>\n${field('TRNTYPE', isIn ? 'CREDIT' : 'DEBIT')}${field(isPending ? 'DTTRAN' : 'DTPOSTED', date)}${field('TRNAMT', `${isIn ? '' : '-'}${major(cents)}`)}${isPending ? '' : field('FITID', id)}${field('NAME', payer)}${field('MEMO', `Thanks ${ref}`)}</${tag}>`;
  });
  const booked = lines.filter((line) => !line.startsWith('<STMTTRNP>'));
  const pending = lines.filter((line) => line.startsWith('<STMTTRNP>'));
  const head =
    version === 1
      ? 'OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nSECURITY:NONE\nENCODING:UTF-8\nCHARSET:NONE\n\n'
      : '<?xml version="1.0" encoding="UTF-8"?>\n<?OFX OFXHEADER="200" VERSION="211" SECURITY="NONE"?>\n';
  return `${head}<OFX><BANKMSGSRSV1><STMTTRNRS>${field('TRNUID', '1')}<STMTRS>${field('CURDEF', 'EUR')}<BANKACCTFROM>${field('BANKID', '37040044')}${field('ACCTID', IBAN)}${field('ACCTTYPE', 'CHECKING')}</BANKACCTFROM>
<BANKTRANLIST>${field('DTSTART', '20261101')}${booked.join('\n')}</BANKTRANLIST>
<BANKTRANLISTP>${field('DTASOF', '20261101')}${pending.join('\n')}</BANKTRANLISTP></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>`;
}

/** MT940 has no pending bookings. */
export function writeMt940(all: readonly Booked[]): string {
  const lines = all
    .filter(({ isPending }) => !isPending)
    .map(({ day, cents, isIn, payer, reference: ref, id }) => {
      const date = day.slice(2).replaceAll('-', '');
      const text = `EREF+NOTPROVIDEDSVWZ+Thanks ${ref}`;
      const parts = text.match(/.{1,27}/g)?.map((part, index) => `?2${index}${part}`) ?? [];
      const purpose = `166?00GUTSCHRIFT${parts.join('')}?30COBADEFFXXX?31DE02120300000000202051?32${payer}`;
      const wrapped = purpose.match(/.{1,65}/g)?.join('\r\n') ?? '';
      return `:61:${date}${date.slice(2)}${isIn ? 'C' : 'D'}R${major(cents).replace('.', ',')}NTRFNONREF//${id}\r\n:86:${wrapped}\r\n`;
    });
  return `:20:STARTUMS\r\n:25:37040044/532013000\r\n:28C:00001/001\r\n:60F:C261031EUR0,00\r\n${lines.join('')}:62F:C261130EUR0,00\r\n-\r\n`;
}

export function writeCsv(all: readonly Booked[]): string {
  const rows = all.map(
    ({ day, cents, isIn, isPending, payer, reference: ref }) =>
      `${day.split('-').reverse().join('.')};"${payer}";"Thanks ${ref}";${isIn ? '+' : '-'}${major(cents).replace('.', ',')};EUR;${isPending ? 'Umsatz vorgemerkt' : 'Umsatz gebucht'}`,
  );
  return ['Buchungstag;Name;Verwendungszweck;Betrag;Waehrung;Info', ...rows, ''].join('\n');
}
