import { type PastEntry, worthBehind, type WorthPoint } from '../billing/hindsight.js';
import { attempt, bandOn } from '../billing/projection/outlook.js';
import type { Band, LimitRange } from '../billing/projection/project.js';
import { isSameTax, storedTax } from '../billing/tax/storedTax.js';
import type { SiteContext } from '../core/context.js';
import {
  addDays,
  addMonths,
  DAY_MS,
  type Instant,
  type LocalDate,
  localDateOf,
} from '../core/values/zone.js';
import { withoutReversed } from '../ledger/withoutReversed.js';
import { inTurn } from '../platform/inTurn.js';
import type { LoadedAccount } from '../store/facts/facts.js';
import { type Entry, listEntries } from '../store/ledger/entries.js';
import { type Assessment, limitDateOf, limitRangeOf } from './assess.js';

/** An account's past and its projection; amounts in minor units. */
export interface AccountProjection {
  readonly currency: string;
  readonly timeZone: string;
  readonly asOf: Instant;
  readonly creditLimit: bigint;
  readonly limitDate: Instant | null;
  /** Balance less usage so far, oldest first; the last is now. Entries in dispute are left out. */
  readonly past: readonly WorthPoint[];
  /** The expected value, and that at the edges of the range: with more usage and with less. Each begins now. */
  readonly ahead: readonly WorthPoint[];
  readonly early: readonly WorthPoint[];
  readonly late: readonly WorthPoint[];
  /** The 80 % range of the limit date; null if there is none. */
  readonly range: LimitRange | null;
}

const ENTRIES_MAX = 500;
const AHEAD_DAYS_LEAST = 30;
const AHEAD_DAYS_MOST = 120;

/** Loads an account's value over some past days, and its expected value until a while after its limit date. */
export async function loadAccountProjection(
  { sql, now }: Pick<SiteContext, 'sql' | 'now'>,
  assessment: Assessment,
  daysBehind: number,
): Promise<AccountProjection> {
  const newest = await listEntries(sql, { accountId: assessment.facts.id, limit: ENTRIES_MAX });
  return projectionOf(assessment, newest.reverse(), now, daysBehind);
}

/** The first day to load plans and usage for: the period of the first day may have begun a year before. */
export function factsSince(now: Instant, daysBehind: number): LocalDate {
  return addDays(addMonths(localDateOf(now - daysBehind * DAY_MS, 'UTC'), -12), -2);
}

async function projectionOf(
  assessment: Assessment,
  entries: readonly Entry[],
  now: Instant,
  daysBehind: number,
): Promise<AccountProjection> {
  const { facts, standing } = assessment;
  const { currency, timeZone, creditLimit } = facts;
  const [first] = entries;
  const isWhole = entries.length < ENTRIES_MAX;
  const from = Math.max(now - daysBehind * DAY_MS, isWhole ? 0 : (first?.effectiveAt ?? 0));
  const opening = first === undefined ? 0n : first.balanceAfter - first.amount;
  const behind = await inTurn(() =>
    attempt(() =>
      worthBehind(facts, {
        entries: withoutReversed(entries).map((entry) => pastEntryOf(entry, facts)),
        opening,
        from,
        to: now,
      }),
    ),
  );
  const past = 'value' in behind ? behind.value : [];
  const present = { at: now, minor: standing.headroom - creditLimit };
  const band = await inTurn(() => bandOn(facts, assessment));
  const range = await inTurn(() => limitRangeOf(assessment));
  const until = now + daysShown(assessment, now) * DAY_MS;
  const along = (which: keyof Band): WorthPoint[] => [
    present,
    ...(band?.[which] ?? [])
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
    ...(facts.closeRequestedAt === null && band !== undefined
      ? { ahead: along('expected'), early: along('early'), late: along('late') }
      : { ahead: [], early: [], late: [] }),
    range,
  };
}

/** Goes a little beyond the limit date, so that a chart shows how the line continues. */
function daysShown({ projection: { limitDate } }: Assessment, now: Instant): number {
  const days = limitDate === null ? AHEAD_DAYS_LEAST : (limitDate - now) / DAY_MS;
  return Math.min(AHEAD_DAYS_MOST, Math.max(AHEAD_DAYS_LEAST, Math.ceil(days * 1.25)));
}

function pastEntryOf(entry: Entry, { tax }: LoadedAccount): PastEntry {
  const { amount, effectiveAt, kind, assignmentId, line, promotionId, periodDate, contraAccount } = entry;
  const borne = storedTax(entry);
  const isTaxed = tax !== null && borne !== null && isSameTax(borne, tax);
  return {
    amount,
    effectiveAt,
    isCharge: kind === 'charge',
    taxPart: !isTaxed ? 'none' : contraAccount.startsWith('tax:') ? 'tax' : 'net',
    ...(assignmentId === undefined ? {} : { assignmentId }),
    ...(line === undefined ? {} : { line }),
    ...(promotionId === undefined ? {} : { promotionId }),
    ...(periodDate === undefined ? {} : { periodDate }),
  };
}
