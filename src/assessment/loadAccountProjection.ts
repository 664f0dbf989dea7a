import { type PastEntry, worthBehind, type WorthPoint } from '../billing/hindsight.js';
import type { ForeseenRange } from '../billing/projection/foresee.js';
import { attempt, rangeOn } from '../billing/projection/outlook.js';
import type { SiteContext } from '../core/context.js';
import { formatPercent } from '../core/values/money.js';
import { isRefusal, type Refusal } from '../core/values/refusal.js';
import { addDays, addMonths, DAY_MS, type Instant, localDateOf } from '../core/values/zone.js';
import { basicsOf, NO_ACCOUNT } from '../ledger/postMoney.js';
import { inTurn } from '../platform/inTurn.js';
import { type LoadedAccount, loadFacts } from '../store/facts/facts.js';
import { type Entry, listEntries } from '../store/ledger/entries.js';
import { limitDateOf, assessFacts } from './assess.js';

/** Where an account comes from and where it goes; amounts in minor units. */
export interface AccountProjection {
  readonly currency: string;
  readonly timeZone: string;
  readonly asOf: Instant;
  readonly creditLimit: bigint;
  readonly limitDate: Instant | null;
  /** Balance less what had been used, oldest first; the last is now, entries in dispute left out. */
  readonly past: readonly WorthPoint[];
  /** Expected, and if it is used up sooner or later than that; each begins now. */
  readonly ahead: readonly WorthPoint[];
  readonly early: readonly WorthPoint[];
  readonly late: readonly WorthPoint[];
  /** When the limit is reached at the earliest and at the latest; null: not within 400 days. */
  readonly earliest: Instant | null;
  readonly latest: Instant | null;
}

const ENTRIES_MAX = 500;
const AHEAD_DAYS_LEAST = 30;
const AHEAD_DAYS_MOST = 120;

/** Reads what an account was worth over some days behind, and what is expected of it until a while after its limit. */
export async function loadAccountProjection(
  context: SiteContext,
  accountId: string,
  { daysBehind }: { readonly daysBehind: number },
): Promise<AccountProjection | Refusal> {
  const basics = await basicsOf(context, accountId);
  if (isRefusal(basics)) return basics;
  const { sql, now } = context;
  const [facts, newest] = await Promise.all([
    loadFacts(sql, [accountId], now, earliestDay(now - daysBehind * DAY_MS)).then((all) =>
      all.get(accountId),
    ),
    listEntries(sql, { accountId, limit: ENTRIES_MAX }),
  ]);
  return facts === undefined ? NO_ACCOUNT : projectionOf(facts, newest.reverse(), now, daysBehind);
}

/** The period that the first day lies in may have begun a year before. */
function earliestDay(from: Instant): string {
  return addDays(addMonths(localDateOf(from, 'UTC'), -12), -2);
}

async function projectionOf(
  facts: LoadedAccount,
  entries: readonly Entry[],
  now: Instant,
  daysBehind: number,
): Promise<AccountProjection> {
  const { currency, timeZone, creditLimit } = facts;
  const [first] = entries;
  const isWhole = entries.length < ENTRIES_MAX;
  const from = Math.max(now - daysBehind * DAY_MS, isWhole ? 0 : (first?.effectiveAt ?? 0));
  const opening = first === undefined ? 0n : first.balanceAfter - first.amount;
  const behind = await inTurn(() =>
    attempt(() =>
      worthBehind(facts, {
        entries: entries.map((entry) => pastEntryOf(entry, facts)),
        opening,
        from,
        to: now,
      }),
    ),
  );
  const past = 'value' in behind ? behind.value : [];
  const assessment = await inTurn(() => assessFacts(facts, now));
  const present = { at: now, minor: assessment.standing.headroom - creditLimit };
  const range =
    assessment.forecast === 'none' ? undefined : await inTurn(() => rangeOn(facts, assessment.standing));
  const until = now + daysShown(range, now) * DAY_MS;
  const along = (which: keyof ForeseenRange): WorthPoint[] => [
    present,
    ...(range?.[which].daily ?? [])
      .filter(({ at }) => at <= until)
      .map(({ at, headroom }) => ({ at, minor: headroom - creditLimit })),
  ];
  return {
    currency,
    timeZone,
    asOf: now,
    creditLimit,
    limitDate: limitDateOf(assessment),
    past: [...past, present],
    ...(facts.closeRequestedAt === null && range !== undefined
      ? { ahead: along('expected'), early: along('early'), late: along('late') }
      : { ahead: [], early: [], late: [] }),
    earliest: range?.early.limitDate ?? null,
    latest: range?.late.limitDate ?? null,
  };
}

/** A little further than the limit, so that one sees the line go on. */
function daysShown(range: ForeseenRange | undefined, now: Instant): number {
  const limitDate = range?.expected.limitDate ?? null;
  const days = limitDate === null ? AHEAD_DAYS_LEAST : (limitDate - now) / DAY_MS;
  return Math.min(AHEAD_DAYS_MOST, Math.max(AHEAD_DAYS_LEAST, Math.ceil(days * 1.25)));
}

function pastEntryOf(entry: Entry, { tax }: LoadedAccount): PastEntry {
  const { amount, effectiveAt, kind, assignmentId, line, periodDate, contraAccount, taxName, taxPercent } =
    entry;
  const isTaxed = tax !== null && taxName === tax.name && taxPercent === formatPercent(tax.percent);
  return {
    amount,
    effectiveAt,
    isCharge: kind === 'charge',
    taxPart: !isTaxed ? 'none' : contraAccount.startsWith('tax:') ? 'tax' : 'net',
    ...(assignmentId === undefined ? {} : { assignmentId }),
    ...(line === undefined ? {} : { line }),
    ...(periodDate === undefined ? {} : { periodDate }),
  };
}
