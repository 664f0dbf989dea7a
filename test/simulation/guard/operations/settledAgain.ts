import { transact } from '../../../../src/core/transact.js';
import { settleDue } from '../../../../src/ledger/settleDue.js';
import type { Sql } from '../../../../src/platform/sql/sql.js';
import { findEntries, type FoundEntry } from '../../model/found.js';
import type { Judge } from '../checks/finding.js';
import type { Tenure, TestedSite } from './testedSite.js';

/** Late usage is gathered for a day; a wake that is this little later is not worth telling the workflow of. */
const GATHERED_LONGEST_MS = 28 * 3_600_000;

/**
 * Nothing is due at rest but late usage that an open account gathers: settling posts its difference, no more and no
 * less. It is taken back, since what is gathered has to be posted when its day is over and not by looking.
 */
export async function judgeSettledAgain(judge: Judge, tested: TestedSite, tenure: Tenure): Promise<void> {
  const { sql } = tested.fixture.database;
  const { accountId } = tenure.stage;
  const before = await findEntries(sql, accountId);
  const gathered = tenure.closedAt === null ? await gatheredBy(tested, tenure, before) : [];
  const posted = (await settledAgain(tested, accountId)).slice(before.length);
  judge.holds('settling at rest posts nothing but what is gathered', isJust(posted, gathered), () =>
    [...posted.map(({ description, amount }) => `${description} ${amount}`), ...gathered.map(said)].join(
      ', ',
    ),
  );
  judge.holds('late usage is gathered for a day', gathered.every(isYoung(tested.now)), () =>
    gathered.map(said).join(', '),
  );
}

/** What the usage of a settled period costs more than was charged for it, or less. */
interface Gathered {
  readonly month: string;
  readonly cost: bigint;
  readonly since: number | null;
}

function said({ month, cost, since }: Gathered): string {
  const began = since === null ? 'unmarked' : `gathered since ${new Date(since).toISOString()}`;
  return `${cost} of ${month} ${began}`;
}

function isYoung(now: number): (gathered: Gathered) => boolean {
  return ({ since }) => since !== null && now - since < GATHERED_LONGEST_MS;
}

/** Of the account's settled periods, those that do not come to what was used in them. */
async function gatheredBy(
  { fixture, accepted, life }: TestedSite,
  { stage, openedAt }: Tenure,
  entries: readonly FoundEntry[],
): Promise<Gathered[]> {
  const periods = await settledPeriods(fixture.database.sql, stage.accountId);
  const held = accepted.filter(({ at, isVoid }) => !isVoid && at >= openedAt);
  return periods.flatMap(({ month, since, startsAt, endsAt }) => {
    const used = held
      .filter(({ at }) => at >= startsAt && at < endsAt)
      .reduce((sum, { quantity }) => sum + quantity, 0);
    const cost = BigInt(life.price) * BigInt(used) + amountOf(entries, month);
    return cost === 0n ? [] : [{ month, cost, since }];
  });
}

interface SettledPeriod {
  readonly month: string;
  readonly since: number | null;
  readonly startsAt: number;
  readonly endsAt: number;
}

function settledPeriods(sql: Sql, accountId: string): Promise<SettledPeriod[]> {
  return sql<SettledPeriod[]>`
    select start_date::text as month, late_since as since, starts_at as "startsAt", ends_at as "endsAt"
      from periods where account_id = ${accountId} order by 1`;
}

/** The entries as they would be if the account were settled now. */
async function settledAgain(tested: TestedSite, accountId: string): Promise<FoundEntry[]> {
  const undone = new Undone();
  try {
    await transact(tested.fixture.database.sql, async (transaction) => {
      await settleDue(tested.fixture.at(tested.now), transaction, accountId);
      undone.entries = await findEntries(transaction, accountId);
      throw undone;
    });
  } catch (error) {
    if (error !== undone) throw error;
  }
  return undone.entries;
}

/** Takes the transaction back. */
class Undone extends Error {
  entries: FoundEntry[] = [];
}

function isJust(posted: readonly FoundEntry[], gathered: readonly Gathered[]): boolean {
  const isOfIt = ({ line, kind, taxes }: FoundEntry): boolean =>
    line === 'visits' || (kind === 'tax' && posted.some(({ id, line }) => id === taxes && line === 'visits'));
  const months = new Set([...posted, ...gathered].flatMap(({ month }) => month ?? []));
  const due = new Map(gathered.map(({ month, cost }) => [month, cost]));
  return (
    posted.every(isOfIt) && [...months].every((month) => -amountOf(posted, month) === (due.get(month) ?? 0n))
  );
}

function amountOf(entries: readonly FoundEntry[], of: string): bigint {
  return entries
    .filter(({ kind, line, month }) => kind === 'charge' && line === 'visits' && month === of)
    .reduce((sum, { amount }) => sum + amount, 0n);
}
