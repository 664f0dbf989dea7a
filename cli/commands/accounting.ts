import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { type Download, exportFiles } from '../../api/documents/accountingExport.js';
import { zipBytes } from '../../api/documents/zipFile.js';
import { firstOf } from '../../src/accounting/readJournal.js';
import { isRefusal } from '../../src/core/values/refusal.js';
import { StartupFailure } from '../../src/platform/processes/startupFailure.js';
import { siteOf, withDatabase } from './tools.js';

export interface AccountingFlags {
  readonly month: string;
  readonly format: Download;
  readonly out?: string;
  readonly site?: string;
}

/** Writes a month for the accounting office: its folder as zip, or one format of it. */
export async function accountingCommand({ month, format, out, site: slug }: AccountingFlags): Promise<void> {
  const isText = format === 'journal' || format === 'taxes';
  const path = out ?? `${format === 'zip' ? 'accounting' : format}-${month}.${isText ? 'csv' : 'zip'}`;
  await withDatabase(async (sql) => {
    const { id: siteId } = await siteOf(sql, slug);
    const now = Date.now();
    const context = { sql, siteId, now, wallNow: now, actor: 'cli', wakeAccount: () => undefined };
    const files = await exportFiles(context, firstOf(month), format);
    if (isRefusal(files)) throw new StartupFailure(reasonsOf(files));
    const bytes = isText
      ? (async function* () {
          for await (const { chunks } of files) yield* chunks();
        })()
      : zipBytes(files);
    await pipeline(bytes, createWriteStream(path, { mode: 0o600 })).catch(async (error: unknown) => {
      await rm(path, { force: true });
      throw error;
    });
    process.stdout.write(`Wrote ${path}.\n`);
  });
}

function reasonsOf({
  detail,
  problems = [],
}: {
  detail: string;
  problems?: readonly { field: string; reason: string }[];
}): string {
  return [detail, ...problems.map(({ field, reason }) => `  ${field}: ${reason}`)].join('\n');
}
