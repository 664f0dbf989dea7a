import type { SiteContext } from '../core/context.js';
import { addMonths, type LocalDate } from '../core/values/zone.js';
import { listStatementsOf, type StatementName } from '../store/accounting/journalRows.js';
import { spanOf } from './readJournal.js';

const AT_ONCE = 500;

/** The statements of a month that stand for themselves, as there is no invoice or credit note beside them. */
export async function* readStatements(
  { sql, siteId }: SiteContext,
  first: LocalDate,
): AsyncGenerator<StatementName> {
  const next = addMonths(first, 1);
  for (let after: string | undefined; ;) {
    const page = await listStatementsOf(sql, {
      ...{ siteId, span: spanOf(first), limit: AT_ONCE },
      ...(after === undefined ? {} : { after }),
    });
    yield* page.filter(({ issuedOn }) => issuedOn >= first && issuedOn < next);
    after = page.at(-1)?.id;
    if (page.length < AT_ONCE) return;
  }
}
