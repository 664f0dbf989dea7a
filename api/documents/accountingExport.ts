import { loadAccounting } from '../../src/accounting/changeAccounting.js';
import { loadAccountingMonth } from '../../src/accounting/loadMonth.js';
import type { ExportFormat } from '../../src/billing/accounting/accounting.js';
import type { Gap } from '../../src/billing/accounting/gaps.js';
import type { SiteContext } from '../../src/core/context.js';
import type { Refusal } from '../../src/core/values/refusal.js';
import type { LocalDate } from '../../src/core/values/zone.js';
import { csvFile } from '../web/csv.js';
import { accountingFiles } from './accounting/accountingFiles.js';
import type { ExportFile } from './accounting/exportFile.js';
import { monthFolder } from './monthFolder.js';
import { zipFile } from './zipFile.js';

export type Download = ExportFormat | 'zip';

/** A month's folder, or one format of it; refuses what lacks a setting, and names each. */
export async function accountingExport(
  context: SiteContext,
  first: LocalDate,
  wanted: Download,
): Promise<Response | Refusal> {
  if (wanted === 'zip') return zipFile(nameOf(first, 'accounting'), monthFolder(context, first));
  const files = await exportFiles(context, first, wanted);
  if ('refused' in files) return files;
  if (wanted === 'journal' || wanted === 'taxes') return csvFile(nameOf(first, wanted), textOf(files));
  return zipFile(nameOf(first, wanted), files);
}

/** The files of a month, or what is missing for them. */
export async function exportFiles(
  context: SiteContext,
  first: LocalDate,
  wanted: Download,
): Promise<AsyncGenerator<ExportFile> | Refusal> {
  if (wanted === 'zip') return monthFolder(context, first);
  const settings = await loadAccounting(context);
  if (wanted !== 'journal' && wanted !== 'taxes') {
    const { gaps } = await loadAccountingMonth(context, settings, first);
    const missing = gaps.of(wanted);
    if (missing.length > 0) return lacking(missing);
  }
  return accountingFiles(context, { first, settings }, wanted);
}

function lacking(gaps: readonly Gap[]): Refusal {
  const problems = gaps.map(({ field, reason }) => ({ field, reason }));
  return { refused: 'conflict', detail: 'The accounting settings lack something.', problems };
}

async function* textOf(files: AsyncIterable<ExportFile>): AsyncGenerator<string> {
  for await (const { chunks } of files) for await (const chunk of chunks()) yield chunk.toString();
}

function nameOf(first: LocalDate, what: string): string {
  return `${what}-${first.slice(0, 7)}`;
}
