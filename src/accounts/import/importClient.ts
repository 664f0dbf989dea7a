import type { SiteContext } from '../../core/context.js';
import { isRefusal, problemsOf, type Refusal } from '../../core/values/refusal.js';
import { type LocalDate, startOfDay } from '../../core/values/zone.js';
import type { SecretBox } from '../../platform/secretBox.js';
import { findPlansByName } from '../../store/plans/planUse.js';
import type { Task, TaskLine, LineEnd } from '../../store/tasks/tasks.js';
import { openAccount } from '../opening/openAccount.js';
import type { AccountInput } from '../opening/openingTerms.js';

/** A client as given in a line of a file. */
export interface ImportedClient extends Omit<AccountInput, 'plans'> {
  /** By name; empty: none. */
  readonly plan: string;
}

/** Chosen when an import starts: no client of it is suspended before that local day. */
export interface StartedImport {
  readonly notBefore?: LocalDate;
}

/** Opens the account of one line. The key is the line's own, so a repeat opens no second account. */
export async function importClient(
  context: SiteContext & { readonly secrets: SecretBox },
  task: Pick<Task, 'id' | 'input'>,
  { number, input }: Pick<TaskLine, 'number' | 'input'>,
): Promise<LineEnd> {
  const { plan, ...client } = (input as unknown as { readonly client: ImportedClient }).client;
  const plans = plan === '' ? [] : await findPlansByName(context.sql, context.siteId, [plan]);
  const named = plans.filter(({ currency }) => currency === client.currency);
  if (plan !== '' && named.length === 0) return failed(number, `Plan "${plan}" no longer exists.`);
  const { notBefore } = task.input as StartedImport;
  const grace = notBefore === undefined ? {} : { exemptUntil: startOfDay(notBefore, client.timeZone) };
  const account = await openAccount(
    context,
    { ...client, ...grace, plans: named.slice(0, 1).map(({ id }) => id) },
    `import/${task.id}/${number}`,
  );
  if (isRefusal(account)) return failed(number, reasonOf(account));
  return { number, failed: false, detail: null, accountId: account.id };
}

function failed(number: number, detail: string): LineEnd {
  return { number, failed: true, detail, accountId: null };
}

function reasonOf(refusal: Refusal): string {
  const problems = problemsOf(refusal);
  return problems.length === 0
    ? refusal.detail
    : problems.map(({ field, reason }) => `${field}: ${reason}`).join('; ');
}
