import { decodeText, encodingOf } from '../../platform/files/decodeText.js';
import { decodeXml } from '../../platform/files/readXml.js';
import { readTable, type FileFault, type Table } from '../../platform/files/readTable.js';
import { openingOf } from '../../platform/files/packing.js';
import { UnreadableFile, unpackFile } from '../../platform/files/unpackFile.js';
import { unzip, type ZipMember } from '../../platform/files/unzip.js';
import type { FileBookings } from './booking.js';
import { readCamt } from './camt/readCamt.js';
import { readMt940 } from './readMt940.js';
import { readOfx } from './readOfx.js';
import { READ_KINDS, recogniseBankFile } from './recognise.js';

const UNPACKED_BYTES_MAX = 64 * 1_048_576;

/** A file of a bank: a table whose meaning must be proved, or bookings whose meaning the format fixes. */
export type BankFile =
  { readonly is: 'table'; readonly table: Table } | { readonly is: 'bookings'; readonly file: FileBookings };

/** Reads a file by its content, packed or not. */
export async function readBankFile(
  content: Uint8Array | string,
  specified?: string,
): Promise<BankFile | FileFault> {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  try {
    const whole = await unpacked(bytes);
    const { kind } = recogniseBankFile(whole);
    if (kind === 'zip') return await readZip(whole, specified);
    // A table is read as it was sent: pasted text has no encoding.
    if (kind === 'csv') return await tableOf(typeof content === 'string' ? content : whole, specified);
    return { is: 'bookings', file: bookingsIn(whole, specified) };
  } catch (error) {
    if (error instanceof UnreadableFile) return { fault: error.message };
    throw error;
  }
}

async function unpacked(bytes: Uint8Array): Promise<Buffer> {
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const opening = openingOf(whole);
  if (opening.kind !== 'packed' || opening.packing.startsWith('utf-16')) return whole;
  const chunks: Buffer[] = [];
  for await (const chunk of unpackFile(whole, UNPACKED_BYTES_MAX)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function tableOf(content: Uint8Array | string, specified: string | undefined) {
  const table = await readTable(content, {}, specified);
  return 'fault' in table ? table : ({ is: 'table', table } as const);
}

function bookingsIn(bytes: Uint8Array, specified: string | undefined): FileBookings {
  if (bytes.length > UNPACKED_BYTES_MAX)
    throw new UnreadableFile(`is larger than ${UNPACKED_BYTES_MAX / 1_048_576} MB: split it`);
  const found = recogniseBankFile(bytes);
  if (found.kind === 'other') throw new UnreadableFile(`is ${found.name}. Export it as ${READ_KINDS}`);
  if (found.kind === 'camt') {
    const { text, encoding } = decodeXml(bytes);
    return readCamt(text, encoding);
  }
  const encoding = specified ?? declaredEncoding(bytes);
  const text = decodeText(bytes, encoding).replace(/^\ufeff/, '');
  return found.kind === 'ofx' ? readOfx(text, encoding) : readMt940(text, encoding);
}

/** OFX 2 is XML; OFX 1 names its encoding in its first lines, often wrongly. */
function declaredEncoding(bytes: Uint8Array): string {
  const start = Buffer.from(bytes.subarray(0, 100)).toString('latin1');
  return /<\?xml/.test(start) ? decodeXml(bytes).encoding : encodingOf(bytes);
}

/** Statements in a zip are read as one file. Other files beside them, such as a PDF of the same, are left out. */
async function readZip(bytes: Uint8Array, specified: string | undefined): Promise<BankFile | FileFault> {
  const members = unzip(bytes);
  if (members.some(({ name }) => name === '[Content_Types].xml'))
    throw new UnreadableFile(`is a spreadsheet. Export it as ${READ_KINDS}`);
  const kinds = members.map((member) => ({ ...member, kind: recogniseBankFile(member.bytes).kind }));
  const statements = kinds.filter(({ kind }) => kind === 'camt' || kind === 'ofx' || kind === 'mt940');
  if (statements.length > 0) return { is: 'bookings', file: joined(statements, specified) };
  const tables = kinds.filter(({ name, kind }) => kind === 'csv' && !/\.(?:txt|md)$/i.test(name));
  const [only, ...others] = tables;
  if (only !== undefined && others.length === 0) return tableOf(only.bytes, specified);
  throw new UnreadableFile(
    tables.length > 0
      ? 'is a zip of several CSV files: import each by itself'
      : `is a zip without a bank statement. It may hold ${READ_KINDS}`,
  );
}

function joined(members: readonly ZipMember[], specified: string | undefined): FileBookings {
  const files: FileBookings[] = [];
  for (const { name, bytes } of members) {
    try {
      files.push(bookingsIn(bytes, specified));
    } catch (error) {
      if (error instanceof UnreadableFile) throw new UnreadableFile(`holds ${name}, which ${error.message}`);
      throw error;
    }
  }
  let before = 0;
  const bookings = files.flatMap((file) => {
    const shifted = file.bookings.map((each) => ({ ...each, document: each.document + before }));
    before = shifted.reduce((last, { document }) => Math.max(last, document), before);
    return shifted;
  });
  return {
    kind: [...new Set(files.map(({ kind }) => kind))].join(', '),
    encoding: [...new Set(files.flatMap(({ encoding }) => encoding ?? []))].join(', '),
    accounts: [...new Set(files.flatMap(({ accounts }) => accounts))],
    bookings,
  };
}
