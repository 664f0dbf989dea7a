import type { AccountFacts } from '../facts.js';
import {
  addDays,
  endOfDay,
  type Instant,
  type LocalDate,
  localDateOf,
  startOfDay,
} from '../../core/values/zone.js';
import { COLLECTOR_TERMS, type CollectorTerms, isLapsed, sumPending } from './debit.js';
import { addTargetDays, targetDayFrom } from './targetCalendar.js';

/** The terms of a collection: those of its collector, and how many days before it a client is told. */
export type CollectionTerms = CollectorTerms & { readonly noticeDays: number };

/** The first day that money can be collected on if the client is told today. */
export function firstCollection(today: LocalDate, { noticeDays, bankDays }: CollectionTerms): LocalDate {
  const told = addDays(today, noticeDays);
  const handedIn = addTargetDays(targetDayFrom(today), bankDays);
  return targetDayFrom(told > handedIn ? told : handedIn);
}

/** The last day to hand in a debit. */
export function submitBy(collectOn: LocalDate, { bankDays }: CollectorTerms): LocalDate {
  return addTargetDays(collectOn, -bankDays);
}

/** The last day of collection from which a return is known before this day. */
export function collectionBefore(day: LocalDate, { returnDays }: CollectorTerms): LocalDate {
  return addTargetDays(addTargetDays(day, 0), -Math.max(1, returnDays));
}

/** The day to tell a client whose credit lasts until this day. */
export function announceOn(limitDay: LocalDate, terms: CollectionTerms): LocalDate {
  const collectOn = collectionBefore(limitDay, terms);
  const told = addDays(collectOn, -terms.noticeDays);
  const handedIn = submitBy(collectOn, terms);
  return told < handedIn ? told : handedIn;
}

/** The day to collect on if the client is told today and the credit lasts until that day. */
export function collectionFor(today: LocalDate, limitDay: LocalDate, terms: CollectionTerms): LocalDate {
  const first = firstCollection(today, terms);
  const wanted = collectionBefore(limitDay, terms);
  return first > wanted ? first : wanted;
}

type Known = Pick<
  AccountFacts,
  | 'currency'
  | 'timeZone'
  | 'state'
  | 'suspension'
  | 'held'
  | 'closeRequestedAt'
  | 'closedAt'
  | 'undeliverable'
  | 'debits'
  | 'emails'
>;

/** Whether something is to be done about an account's debits now, and otherwise when. */
export interface DebitsDue {
  readonly due: boolean;
  /** Null: not in sight. */
  readonly at: Instant | null;
}

const NOTHING: DebitsDue = { due: false, at: null };

/** Whether a debit may start by itself to keep the account online. */
export function mayTopUpByDebit(facts: Known, asOf: Instant): boolean {
  const { debits, currency, undeliverable, held, closeRequestedAt, closedAt } = facts;
  const { mandate = null, mode, pending = [], isBlocked } = debits ?? {};
  if (mandate === null || mode !== 'top-up' || currency !== 'EUR' || isLapsed(mandate, asOf)) return false;
  // A client whom no email reaches cannot be told ahead.
  if (undeliverable === true || held || closeRequestedAt !== null || closedAt !== null) return false;
  // What is pending may be enough.
  return isBlocked !== true && pending.length === 0;
}

/** Whether direct debit takes the place of a saved card for what keeps the account online. */
export function collectsByDebit(
  { debits, currency }: Pick<AccountFacts, 'debits' | 'currency'>,
  asOf: Instant,
): boolean {
  const { mandate = null, mode } = debits ?? {};
  return mandate !== null && mode === 'top-up' && currency === 'EUR' && !isLapsed(mandate, asOf);
}

/**
 * When to announce what keeps the account online: early enough for the notice, the bank and a return before the
 * suspension date, with the week notice if that goes out now, and at once while suspended for the limit.
 */
function announcement(
  facts: Known,
  asOf: Instant,
  { suspensionAt, isNoticeDue }: { readonly suspensionAt: Instant | null; readonly isNoticeDue: boolean },
): DebitsDue {
  const { debits, timeZone, state } = facts;
  const mandate = debits?.mandate ?? null;
  if (debits === undefined || mandate === null || !mayTopUpByDebit(facts, asOf)) return NOTHING;
  if (state === 'suspended') return facts.suspension?.reason === 'limit' ? { due: true, at: asOf } : NOTHING;
  if (suspensionAt === null) return NOTHING;
  const terms = { ...COLLECTOR_TERMS[mandate.collector], noticeDays: debits.noticeDays };
  const at = startOfDay(announceOn(localDateOf(suspensionAt, timeZone), terms), timeZone);
  return isNoticeDue || at <= asOf ? { due: true, at: asOf } : { due: false, at };
}

/** When the next announced debit is to be handed to its provider. A file for a bank is made by the owner. */
function submission({ debits, timeZone }: Known, asOf: Instant): DebitsDue {
  const days = (debits?.pending ?? [])
    .filter(({ state, collector, told }) => state === 'announced' && collector !== 'bank' && told)
    .map(({ submitOn, retryAt }) => retryAt ?? startOfDay(submitOn, timeZone));
  const at = Math.min(...days);
  return days.length === 0 ? NOTHING : { due: at <= asOf, at: Math.max(at, asOf) };
}

/** Announced debits of an account that closes are called off: nothing more is needed from it by itself. */
function ending({ debits, closeRequestedAt, closedAt }: Known, asOf: Instant): DebitsDue {
  const isClosing = closeRequestedAt !== null && closedAt === null;
  const open = (debits?.pending ?? []).some(
    ({ state, purpose }) => state === 'announced' && purpose === 'top-up',
  );
  return isClosing && open ? { due: true, at: asOf } : NOTHING;
}

/** Whether a client is told by an email of its own: neither a notice nor a statement that goes out now names the debit. */
export function tellsAlone({ debits, emails }: Known, isNoticeDue: boolean): boolean {
  return !isNoticeDue && !emails.statement && (debits?.pending ?? []).some(({ told }) => !told);
}

/** What is due about an account's debits, or the next instant at which something is. */
export function planDebits(
  facts: Known,
  asOf: Instant,
  ahead: { readonly suspensionAt: Instant | null; readonly isNoticeDue: boolean },
): DebitsDue {
  if (facts.debits === undefined) return NOTHING;
  const all = [announcement(facts, asOf, ahead), submission(facts, asOf), ending(facts, asOf)];
  const instants = all.flatMap(({ at }) => at ?? []);
  const isTold = !tellsAlone(facts, ahead.isNoticeDue);
  return {
    due: !isTold || all.some(({ due }) => due),
    at: instants.length === 0 ? null : Math.min(...instants),
  };
}

/**
 * Until when pending debits hold a suspension off: until most returns are known, if the policy says so and they would
 * bring the account back above its limit. Null: they do not.
 */
export function debitsHoldUntil(
  { debits, timeZone }: Pick<AccountFacts, 'debits' | 'timeZone'>,
  headroom: bigint,
): Instant | null {
  if (debits?.holdsSuspension !== true || debits.pending.length === 0) return null;
  if (headroom + sumPending(debits) < 0n) return null;
  const ends = debits.pending.map(({ collectOn, collector }) =>
    endOfDay(addTargetDays(collectOn, COLLECTOR_TERMS[collector].returnDays), timeZone),
  );
  return Math.max(...ends);
}
