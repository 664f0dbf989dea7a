import { settlementSpreadMs } from '../billing/decide.js';
import type { AccountFacts } from '../billing/facts.js';
import { attempt, outlookOn } from '../billing/projection/outlook.js';
import type { Context } from '../core/context.js';
import { addDays, type Instant, localDateOf, startOfDay } from '../core/values/zone.js';
import type { SecretBox } from '../platform/secretBox.js';
import { filterOpenAccounts, listOpenAccountIds, listOverdue } from '../store/accounts/accounts.js';
import { filterWaiting } from '../store/core/outbox.js';
import { loadFacts } from '../store/facts/facts.js';
import { ledgerSums } from '../store/ledger/entries.js';
import {
  countStuckSignals,
  findBrokenChains,
  findStuckEmails,
  findUnconfirmed,
  findWrongFigures,
  findWrongSites,
  findWrongUpstream,
} from '../store/operations/checks.js';
import { listBreakers } from '../store/suspension/breakers.js';
import { listDoubleSources } from '../store/usage/otherSources.js';
import { listAllSilent } from '../store/usage/silentMeters.js';
import { findMissingMonth } from '../usage/usageMonths.js';
import { checkProxies } from '../suspension/unheededProxy.js';
import { checkClocks, checkSchema } from './checkDatabase.js';
import { CHECKS, type Finding, finding, type Remedy, WORK } from './findings.js';
import { findLostSecrets } from './reseal.js';

export interface CheckReport {
  readonly accounts: number;
  readonly findings: readonly Finding[];
}

export interface CheckOptions {
  /** Accounts whose workflow runs, as Temporal lists them; undefined where Temporal is unavailable. */
  readonly running: ReadonlySet<string> | undefined;
  readonly schemaNumber: number;
  /** The installation's keys; without them, sealed values are not checked. */
  readonly secrets?: Pick<SecretBox, 'open'>;
  /**
   * Whether no process works on this database, such as a backup restored for a trial. Then pending work is no finding.
   */
  readonly isAtRest?: boolean;
}

const SHOWN_MAX = 1_000;
const SIGNAL_STUCK_MS = 60_000;
const EMAIL_STUCK_MS = 3_600_000;
const OVERDUE_MS = 120_000;
const SETTLEMENT_GRACE_MS = 15 * 60_000;
const BATCH = 500;

/** Compares stored values with the values they must equal. Changes nothing. */
export async function runChecks(context: Context, options: CheckOptions): Promise<CheckReport> {
  const schema = await checkSchema(context, options.schemaNumber);
  const clocks = await checkClocks(context, schema);
  // With another schema, no other check can work.
  if (!schema.isOurs) return { accounts: 0, findings: [...schema.findings, ...clocks] };
  const [tenant, post, secrets, accounts] = [
    await checkLedger(context),
    await checkPost(context),
    await checkSecrets(context, options.secrets),
    await checkAccounts(context, options.running),
  ];
  const held = await checkBreakers(context);
  const proxies = await checkProxies(context.sql);
  const months = await checkUsageMonths(context);
  const all = [
    ...schema.findings,
    ...clocks,
    ...tenant,
    ...accounts.findings,
    ...post,
    ...secrets,
    ...held,
    ...proxies,
    ...months,
  ];
  const findings = options.isAtRest === true ? all.filter(({ check }) => !WORK.has(check)) : all;
  const order = (finding: Finding): number => CHECKS.indexOf(finding.check);
  return { accounts: accounts.seen, findings: findings.sort((one, other) => order(one) - order(other)) };
}

async function checkLedger({ sql }: Context): Promise<Finding[]> {
  const sums = (await ledgerSums(sql))
    .filter(({ sum }) => sum !== 0n)
    .map(({ currency, sum }) =>
      finding('ledger', `the ledger's ${currency} adds up to ${sum} minor units, not to 0`),
    );
  const chains = (await findBrokenChains(sql, SHOWN_MAX)).map(({ accountId, number }) =>
    finding('numbering', `account ${accountId}: numbers or balances of its entries break at ${number}`),
  );
  const figures = (await findWrongFigures(sql, SHOWN_MAX)).map((wrong) => {
    const { accountId } = wrong;
    const says =
      `account ${accountId}: balance ${wrong.balance}, its entries say ${wrong.balanceByEntries}; ` +
      `disputed ${wrong.disputed}, its disputes say ${wrong.disputedByDisputes}; ` +
      `last number ${wrong.lastNumber}, its entries say ${wrong.lastNumberByEntries}`;
    return finding('balances', says, { kind: 'restore-figures', accountId });
  });
  return [...sums, ...chains, ...figures];
}

/** What waits for its owner's decision, and meters that went silent. It is no fault of Sitetab's, but worth knowing. */
async function checkBreakers(context: Context): Promise<Finding[]> {
  const { sql } = context;
  const breakers = (await listBreakers(sql)).map(({ slug, trippedAt, suspended, active, heldBack }) => {
    const says =
      `suspensions at ${slug} are paused since ${new Date(trippedAt).toISOString()}: ${suspended} of ${active} active ` +
      `accounts were suspended within an hour, ${heldBack} more are kept open until its owner decides (sitetab breaker)`;
    return finding('breaker', says, null, true);
  });
  const silentMeters = (await listAllSilent(sql, SHOWN_MAX)).map(({ slug, meterName, lastDay }) =>
    finding(
      'silence',
      `${meterName} of ${slug} reported regularly and has been silent since ${lastDay}`,
      null,
      true,
    ),
  );
  return [...breakers, ...silentMeters, ...(await checkSources(context))];
}

/** Two servers that share a site legitimately have two sources; two collectors of the same requests do not. */
async function checkSources({ sql, now }: Context): Promise<Finding[]> {
  const since = addDays(localDateOf(now, 'UTC'), -1);
  return (await listDoubleSources(sql, { since, limit: SHOWN_MAX })).map(({ slug, sources, quarters }) => {
    const [one = '', other = ''] = sources;
    const which = one === other ? `two logs of ${one}` : `${one} and ${other}`;
    const says = `${slug} was counted by ${which} for ${quarters} quarters of an hour since ${since}: twice, if both report the same requests`;
    return finding('sources', says, null, true);
  });
}

/** Without its month, an event still counts, but its month is more work to add later. */
async function checkUsageMonths(context: Context): Promise<Finding[]> {
  const month = await findMissingMonth(context);
  if (month === undefined) return [];
  return [
    finding(
      'usage months',
      `usage events have no table for ${month} yet; the scheduler adds it (the usageMonths job)`,
    ),
  ];
}

async function checkSecrets({ sql }: Context, secrets: CheckOptions['secrets']): Promise<Finding[]> {
  if (secrets === undefined) return [];
  return (await findLostSecrets(sql, secrets)).map(({ kind, key }) =>
    finding(
      'secrets',
      `no key opens the ${kind} of ${key}: it was sealed under another SECRET_KEY, or for another row`,
    ),
  );
}

async function checkPost({ sql, now }: Context): Promise<Finding[]> {
  const findings: Finding[] = [];
  const { rows, accounts } = await countStuckSignals(sql, now - SIGNAL_STUCK_MS);
  if (rows > 0) {
    const says = `${rows} signals for ${accounts} accounts have waited for more than a minute`;
    findings.push(finding('signals', says, { kind: 'deliver-signals' }));
  }
  for (const email of await findStuckEmails(sql, now - EMAIL_STUCK_MS, SHOWN_MAX)) {
    const why = email.error === null ? '' : ` (${email.error})`;
    const says = email.givenUp
      ? `the email ${email.key} was refused for good${why}`
      : `the email ${email.key} waits since more than an hour${why}`;
    findings.push(finding('emails', says, null, email.givenUp));
  }
  for (const site of await findUnconfirmed(sql, SHOWN_MAX)) {
    if (site.attempts === 0) continue;
    const says = `the connector of ${site.slug} has not confirmed after ${site.attempts} attempts: ${site.error ?? 'no answer'}`;
    findings.push(finding('connectors', says));
  }
  return findings;
}

async function checkAccounts(
  context: Context,
  running: ReadonlySet<string> | undefined,
): Promise<{ seen: number; findings: Finding[] }> {
  const { sql, now } = context;
  const findings: Finding[] = [];
  const wake = (accountId: string): Remedy => ({ kind: 'wake', accountId });
  for (const { slug, accountId, wanted, state } of await findWrongSites(sql, SHOWN_MAX)) {
    const says = `the site ${slug} is to be ${wanted}, its account ${accountId ?? ''} is ${state ?? ''}`;
    findings.push(finding('sites', says, accountId === null ? null : wake(accountId)));
  }
  for (const { siteId, slug, parentId, isUpstream } of await findWrongUpstream(sql, SHOWN_MAX)) {
    const says = isUpstream
      ? `the site ${slug} is closed from above, where nothing is suspended`
      : `the site ${slug} is not closed from above, where something is suspended`;
    findings.push(finding('sites', says, { kind: 'refresh-upstream', siteId, parentId }));
  }
  for (const accountId of await listOverdue(sql, now - OVERDUE_MS, SHOWN_MAX)) {
    const says = `account ${accountId} should have been assessed more than two minutes ago`;
    findings.push(finding('wakes', says, wake(accountId)));
  }
  let seen = 0;
  for (let after: string | undefined; ;) {
    const ids = await listOpenAccountIds(sql, after, BATCH);
    seen += ids.length;
    findings.push(...(await checkBatch(context, ids)));
    findings.push(...(await missingOf(context, ids, running)).map((id) => missing(id, wake(id))));
    after = ids[ids.length - 1];
    if (ids.length < BATCH) break;
  }
  return { seen, findings };
}

function missing(accountId: string, remedy: Remedy): Finding {
  return finding('workflows', `account ${accountId} has no running workflow`, remedy);
}

async function missingOf(
  { sql }: Context,
  ids: readonly string[],
  running: ReadonlySet<string> | undefined,
): Promise<string[]> {
  if (running === undefined) return [];
  // Checked again, since an account may have been closed after the list was made.
  return filterOpenAccounts(
    sql,
    ids.filter((id) => !running.has(id)),
  );
}

async function checkBatch({ sql, now }: Context, ids: readonly string[]): Promise<Finding[]> {
  const [facts, pending] = [await loadFacts(sql, ids, now), await filterWaiting(sql, ids)];
  return ids.flatMap((id) => {
    const account = facts.get(id);
    return account === undefined ? [] : checkAccount(account, now, pending.has(id));
  });
}

/** An account about to be assessed is not late yet. */
function checkAccount(facts: AccountFacts, now: Instant, isPending: boolean): Finding[] {
  const checked = attempt(() => {
    const outlook = outlookOn(facts, now);
    return [...faultsOf(facts, outlook), ...(isPending ? [] : dutiesOf(facts, outlook, now))];
  });
  if ('value' in checked) return checked.value;
  return [finding('forecast', `account ${facts.id}: the rules fail on it (${checked.error})`)];
}

type Seen = ReturnType<typeof outlookOn>;

/** What keeps it from being forecast correctly, or from being rated at all. */
function faultsOf(facts: AccountFacts, { standing, forecast, faults }: Seen): Finding[] {
  if (faults.length === 0) return [];
  const rating = standing.isUnrated === true ? 'what it has used cannot be rated and is not settled; ' : '';
  const ahead = { full: 'is made', plain: 'is made by the mean of its last days', none: 'is not available' }[
    forecast
  ];
  return [finding('forecast', `account ${facts.id}: ${rating}its forecast ${ahead} (${faults.join('; ')})`)];
}

/** What is overdue on the account. */
function dutiesOf(facts: AccountFacts, { standing, decision }: Seen, now: Instant): Finding[] {
  const remedy: Remedy = { kind: 'wake', accountId: facts.id };
  const [oldest] = standing.unsettled;
  if (oldest !== undefined && oldest.endsAt + settlementSpreadMs(facts.id) + SETTLEMENT_GRACE_MS < now) {
    const ended = new Date(oldest.endsAt).toISOString();
    return [finding('periods', `account ${facts.id}: the period that ended ${ended} is not settled`, remedy)];
  }
  const planned = facts.scheduled.find(
    ({ dueOn }) => startOfDay(dueOn, facts.timeZone) + SETTLEMENT_GRACE_MS < now,
  );
  if (planned !== undefined) {
    const says = `account ${facts.id}: the charge planned for ${planned.dueOn} is not posted`;
    return [finding('periods', says, remedy)];
  }
  if (decision.due === 'switchSites') {
    return [finding('sites', `account ${facts.id}: ${decision.due} is due and was not done`, remedy)];
  }
  return [];
}
