import { inflateSync } from 'node:zlib';

/** The files inside a PDF as the documents here write it: each object with its dictionary before its stream. */
export function attachmentsOf(pdf: Buffer): Buffer[] {
  const text = pdf.toString('latin1');
  const objects = text.matchAll(/\/Type \/EmbeddedFile\b(?:(?!endobj)[\s\S])*?>>\r?\nstream\r?\n/g);
  return Array.from(objects, (match) => {
    const start = match.index + match[0].length;
    const bytes = pdf.subarray(start, text.indexOf('\nendstream', start));
    return match[0].includes('/FlateDecode') ? inflateSync(bytes) : Buffer.from(bytes);
  });
}
