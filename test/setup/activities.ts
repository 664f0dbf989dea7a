import { type AccountChangeInput, changeAccount } from '../../src/accounts/changeAccount.js';
import { formatAccount } from '../../api/v1/accounts/formatAccount.js';
import { loadAccount } from '../../src/accounts/loadAccount.js';
import type { SiteContext } from '../../src/core/context.js';
import { transact } from '../../src/core/transact.js';
import { isRefusal } from '../../src/core/values/refusal.js';
import { type ClientEmailContext, queueDueEmails } from '../../src/emails/queueClientEmail.js';
import { chargeScheduled, chargeUsage } from '../../src/ledger/chargeDue.js';
import { loadEntries } from '../../src/ledger/loadHistory.js';
import { lockAccount } from '../../src/store/accounts/accounts.js';
import type { Entry } from '../../src/store/ledger/entries.js';
import type { UsageEvent } from '../../src/usage/readBatch.js';
import { recordUsage } from '../../src/usage/recordUsage.js';
import { granted, type Fixture } from './fixture.js';

/** What the workflow does about money when it wakes. */
export async function settle(fixture: Fixture, account: string, now: number | string): Promise<void> {
  await chargeScheduled(fixture.at(now), account);
  await chargeUsage(fixture.at(now), account);
}

/** Queues the emails that are due on an account, as the workflow's activities do; returns their kinds. */
export async function queueEmails(context: ClientEmailContext, account: string): Promise<string[]> {
  return transact(context.sql, async (transaction) => {
    await lockAccount(transaction, account);
    const kinds = async (): Promise<string[]> => {
      const rows = await transaction`select kind from emails where account_id = ${account} order by id`;
      return rows.map((row) => String(row['kind']));
    };
    const before = await kinds();
    await queueDueEmails(context, transaction, account, { most: Infinity });
    return (await kinds()).slice(before.length);
  });
}

export async function change(
  fixture: Fixture,
  account: string,
  input: AccountChangeInput,
  now: number | string,
): Promise<void> {
  granted(await changeAccount(fixture.at(now), account, input));
}

/** An account in the API's format. */
export type FormattedAccount = ReturnType<typeof formatAccount>;

export async function formattedAccount(context: SiteContext, account: string): Promise<FormattedAccount> {
  return formatAccount(granted(await loadAccount(context, account)));
}

export async function view(
  fixture: Fixture,
  account: string,
  now: number | string,
): Promise<FormattedAccount> {
  return formattedAccount(fixture.at(now), account);
}

export async function slugOf(fixture: Fixture, account: string): Promise<string> {
  const [site] = await fixture.database.sql<{ slug: string }[]>`
    select slug from sites where account_id = ${account} order by slug limit 1`;
  if (site === undefined) throw new Error('the account has no site');
  return site.slug;
}

let counted = 0;

/** A usage event of its own id. */
export function event(site: string, time: string, quantity: number | string, meter = 'requests'): UsageEvent {
  counted += 1;
  return { id: `event-${counted}`, source: 'test', site, meter, quantity, time };
}

/** Reports usage at the time it happens, or later where `now` is given; nothing may be rejected. */
export async function use(
  fixture: Fixture,
  account: string,
  time: string,
  quantity: number | string,
  now: string = time,
): Promise<void> {
  const verdicts = await recordUsage(fixture.at(now), [
    event(await slugOf(fixture, account), time, quantity),
  ]);
  if (verdicts.accepted !== 1) throw new Error(JSON.stringify(verdicts.rejected));
}

/** All entries, oldest first. */
export async function entriesOf(fixture: Fixture, account: string): Promise<Entry[]> {
  const entries = await loadEntries(fixture.at(0), account, { limit: 10_000 });
  return isRefusal(entries) ? [] : entries.reverse();
}

/** Entries in short: "charge/usage traffic -5.00 @2026-04-01T00:00Z". */
export function inShort(entry: Entry): string {
  const minor = entry.amount < 0n ? -entry.amount : entry.amount;
  const amount = `${entry.amount < 0n ? '-' : ''}${minor / 100n}.${String(minor % 100n).padStart(2, '0')}`;
  const kind = entry.category === undefined ? entry.kind : `${entry.kind}/${entry.category}`;
  const when = new Date(entry.effectiveAt).toISOString().slice(0, 16);
  return `${kind}${entry.line === undefined ? '' : ` ${entry.line}`} ${amount} @${when}Z`;
}

/** What was charged for each line of each period, in minor units, whatever it took to get there. */
export function chargedByLine(entries: readonly Entry[]): Record<string, bigint> {
  const sums: Record<string, bigint> = {};
  for (const { kind, amount, periodDate, line, assignmentId } of entries) {
    if (kind !== 'charge' || periodDate === undefined) continue;
    const key = `${periodDate} ${assignmentId ?? ''} ${line ?? ''}`;
    sums[key] = (sums[key] ?? 0n) - amount;
  }
  return Object.fromEntries(
    Object.entries(sums)
      .filter(([, sum]) => sum !== 0n)
      .sort(),
  );
}

/** Opens an account; its id, and the reference that its client writes on transfers. */
export async function openReferenced(
  fixture: Fixture,
  changes: object,
  now: number | string,
): Promise<{ id: string; reference: string }> {
  const id = await fixture.open(changes, now);
  const { reference } = await view(fixture, id, now);
  return { id, reference };
}
