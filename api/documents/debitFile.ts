import type { SiteContext } from '../../src/core/context.js';
import { isRefusal, type Refusal } from '../../src/core/values/refusal.js';
import { loadDebitFile } from '../../src/payments/debits/makeDebitFile.js';
import { DATA_HEADERS } from '../http/problem.js';

/** A file of direct debits as it was made: every download has the same bytes. */
export async function debitFile(context: SiteContext, id: string): Promise<Response | Refusal> {
  const file = await loadDebitFile(context, id);
  if (isRefusal(file)) return file;
  return new Response(file.content, {
    headers: {
      ...DATA_HEADERS,
      'content-type': 'application/xml; charset=utf-8',
      'content-disposition': `attachment; filename="${file.name}"`,
    },
  });
}
