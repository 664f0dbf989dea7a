import { decodeText } from '../../platform/files/decodeText.js';
import { isZip } from '../../platform/files/unzip.js';

/** What a file is, by its content. `name`: what it is called where it cannot be read as a statement. */
export type BankFileKind =
  | { readonly kind: 'csv' | 'camt' | 'ofx' | 'mt940' | 'zip' }
  | { readonly kind: 'other'; readonly name: string };

/** What banks offer and is read here, for a sentence. */
export const READ_KINDS = 'camt.053, camt.052, camt.054, OFX, MT940 (each also in a zip), or CSV';

const SAMPLE_BYTES = 8_192;

const BINARY: readonly (readonly [start: string, name: string])[] = [
  ['%PDF-', 'a PDF'],
  ['\xd0\xcf\x11\xe0', 'a spreadsheet of an old kind'],
  ['\x89PNG', 'a picture'],
  ['\xff\xd8\xff', 'a picture'],
  ['7z\xbc\xaf', 'packed with 7-Zip'],
  ['Rar!', 'packed with RAR'],
];

/** Recognises a file by its content; its name plays no part. */
export function recogniseBankFile(bytes: Uint8Array): BankFileKind {
  const sample = bytes.subarray(0, SAMPLE_BYTES);
  const start = Buffer.from(sample.subarray(0, 8)).toString('latin1');
  const binary = BINARY.find(([mark]) => start.startsWith(mark));
  if (binary !== undefined) return { kind: 'other', name: binary[1] };
  if (isZip(bytes)) return { kind: 'zip' };
  return recogniseText(
    decodeText(sample)
      .replace(/^\ufeff/, '')
      .trimStart(),
  );
}

function recogniseText(text: string): BankFileKind {
  if (/^OFXHEADER\s*:|^<\?OFX\b|^<OFX>/i.test(text)) return { kind: 'ofx' };
  if (text.startsWith('<')) return recogniseXml(text);
  const mt =
    /^\{1:F01|^\{4:|^:20:/.test(text) ||
    /(?:^|\n):20:[^\n]*\n(?::\d\d[A-Z]?:[^\n]*\n)*:25:/.test(text.replaceAll('\r', ''));
  if (mt) return isInterim(text) ? { kind: 'other', name: 'MT942, which only announces' } : { kind: 'mt940' };
  if (/^!(?:Type|Account|Option):/i.test(text)) return { kind: 'other', name: 'QIF' };
  if (/^0000\d[\d ]{6}/.test(text) && /^[^\n]{120,130}\r?\n/.test(text))
    return { kind: 'other', name: 'CODA' };
  if (/^[[{]\s*["{\]}]/.test(text)) return { kind: 'other', name: 'JSON' };
  return { kind: 'csv' };
}

/** MT942 has the same lines, without an opening balance. */
function isInterim(text: string): boolean {
  return /(?:^|\n):(?:34F|13D?):/.test(text) && !/(?:^|\n):60[FM]:/.test(text);
}

function recogniseXml(text: string): BankFileKind {
  if (/<OFX>|<\?OFX\b/i.test(text)) return { kind: 'ofx' };
  if (/<(?:\w+:)?BkToCstmr(?:Stmt|AcctRpt|DbtCdtNtfctn)\b/.test(text)) return { kind: 'camt' };
  const message = /\b(?:pain|pacs|camt|acmt)\.\d{3}(?:\.\d{3}\.\d{2})?/.exec(text)?.[0];
  if (message !== undefined && /^camt\.05[234]/.test(message)) return { kind: 'camt' };
  if (message !== undefined) return { kind: 'other', name: `${message}, which is no statement` };
  return {
    kind: 'other',
    name: /<(?:!doctype )?html/i.test(text) ? 'a web page' : 'XML, but no bank statement',
  };
}
