import { writeCii } from '../../../documents/electronic/writeCii.js';
import { writeUbl } from '../../../documents/electronic/writeUbl.js';
import { readFonts } from '../../../documents/fonts.js';
import { renderInvoice } from '../../../documents/invoice/renderInvoice.js';
import { DocumentPage } from '../../../documents/page.js';
import { LINES, sampleInvoice } from '../../documents/invoices.js';
import { below, type Row } from '../row.js';

const TEN_LINES = Array.from({ length: 10 }, (_, index) => LINES[index % LINES.length]).flatMap(
  (line) => line ?? [],
);

/** An invoice of ten lines in each form, by processor time on one core; floor: a page of the same library with a line. */
export async function* measureInvoices(seconds: number): AsyncGenerator<Row> {
  const invoice = sampleInvoice({ lines: TEN_LINES });
  const floor = await millisecondsEach(seconds, barePage);
  const note = 'ten lines; by processor time; floor: one page with one line and one font';
  yield {
    ...below(
      'an invoice as PDF/A-3b with its CII file, ms',
      await millisecondsEach(seconds, () => renderInvoice(invoice)),
      100,
      note,
    ),
    floor,
  };
  yield below('an invoice as UBL, ms', await millisecondsEach(seconds, () => writeUbl(invoice)), 2);
  yield below('an invoice as CII, ms', await millisecondsEach(seconds, () => writeCii(invoice)), 2);
}

async function barePage(): Promise<Buffer> {
  const fonts = await readFonts('');
  const page = new DocumentPage({ title: 'Bare', author: 'Bare', language: 'en', at: 0 }, fonts);
  page.write('Hosting 49.00');
  return page.finish(() => ({ left: '', right: '' }));
}

async function millisecondsEach(seconds: number, work: () => unknown): Promise<number> {
  for (let warm = 0; warm < 5; warm += 1) await work();
  const start = process.cpuUsage();
  const end = performance.now() + Math.min(seconds, 3) * 1_000;
  let times = 0;
  for (; performance.now() < end; times += 1) await work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1_000 / times;
}
