import { isRefusal, type Refusal } from '../billing/index.js';
import type { SecretBox } from '../platform/index.js';
import { findPlansByName, type Job, type JobLine, type LineEnd } from '../store/index.js';
import type { SiteContext } from './context.js';
import { type AccountInput, openAccount } from './openAccount.js';
import { postAdjustment } from './postAdjustment.js';

/** A client as a line of a file names them. */
export interface ImportedClient extends Omit<AccountInput, 'plans'> {
  /** By its name; empty: none. */
  readonly plan: string;
  /** Signed from the client's side, in major units; empty: none. */
  readonly openingBalance: string;
}

/**
 * Opens the account of one line and posts its opening balance, each under a key of the line's own: done twice, it is
 * there once.
 */
export async function importClient(
  context: SiteContext & { readonly secrets: SecretBox },
  job: Pick<Job, 'id'>,
  line: Pick<JobLine, 'number' | 'input'>,
): Promise<LineEnd> {
  const { number } = line;
  const key = `import/${job.id}/${number}`;
  const { plan, openingBalance, ...client } = line.input as unknown as ImportedClient;
  const plans = plan === '' ? [] : await findPlansByName(context.sql, context.siteId, [plan]);
  const named = plans.filter(({ currency }) => currency === client.currency);
  if (plan !== '' && named.length === 0) return failed(number, `There is no plan "${plan}" any more.`);
  const account = await openAccount(
    context,
    { ...client, plans: named.slice(0, 1).map(({ id }) => id) },
    key,
  );
  if (isRefusal(account)) return failed(number, reasonOf(account));
  const accountId = account.id;
  if (openingBalance !== '') {
    const adjustment = { amount: openingBalance, description: 'Opening balance' };
    const entry = await postAdjustment(context, accountId, adjustment, `${key}/balance`);
    if (isRefusal(entry)) {
      return {
        ...failed(number, `Opened, but the opening balance was refused: ${reasonOf(entry)}`),
        accountId,
      };
    }
  }
  return { number, failed: false, detail: null, accountId };
}

function failed(number: number, detail: string): LineEnd {
  return { number, failed: true, detail, accountId: null };
}

function reasonOf({ detail, field }: Refusal): string {
  return field === undefined ? detail : `${field}: ${detail}`;
}
