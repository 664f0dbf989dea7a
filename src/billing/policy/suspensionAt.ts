import { DAY_MS, type Instant } from '../../core/values/zone.js';
import { isOnHoliday, nextOpenAt } from './openTimes.js';
import type { SuspensionPolicy } from './policy.js';

/**
 * What decides the instant of a suspension, last: the limit, the policy's grace, its windows, a holiday, the notice that
 * must come first, the cap beyond the limit, a pending debit, or the payment promise of the Owner.
 */
export type SuspensionReason =
  'limit' | 'grace' | 'window' | 'holiday' | 'notice' | 'cap' | 'debit' | 'exemption';

/** Every reason that is shown: also a hold, or that the breaker waits for its owner and so gives no date. */
export const SUSPENSION_REASONS = [
  'limit',
  'grace',
  'window',
  'holiday',
  'notice',
  'cap',
  'debit',
  'exemption',
  'hold',
  'breaker',
] as const satisfies readonly (SuspensionReason | 'hold' | 'breaker')[];

/** When the sites of an account are suspended, or were, and what decides it. */
export interface SuspensionView {
  readonly at: Instant;
  readonly reason: (typeof SUSPENSION_REASONS)[number];
}

export interface SuspensionFacts {
  readonly asOf: Instant;
  readonly timeZone: string;
  /** When the limit was hit, or will be; null: not in sight. */
  readonly limitAt: Instant | null;
  /** When what is owed beyond the limit reaches the policy's cap, or has reached it; null: not in sight, or no cap. */
  readonly capAt: Instant | null;
  readonly exemptUntil: Instant | null;
  /** Until when pending debits hold it off; null or left out: they do not. */
  readonly debitsUntil?: Instant | null;
  /** When the mail server first accepted a notice that still counts; null: none yet. */
  readonly noticeAcceptedAt: Instant | null;
  /** Since when no address is left that can receive an email; null: there is one. */
  readonly undeliverableSince: Instant | null;
}

export interface Suspension {
  readonly at: Instant;
  readonly reason: SuspensionReason;
  /** The same with a notice given in time: what notices are measured to, since waiting for one must not delay it. */
  readonly withNotice: Instant;
}

const HOUR_MS = 3_600_000;

/**
 * A client whom no email can reach gets no notice. The Owner has at least this long to reach the client in another way:
 * a dead address must not keep a site online for ever.
 */
export const UNDELIVERABLE_WAIT_MS = 7 * DAY_MS;

/**
 * When the sites of an account are suspended under a policy, never before `asOf`; null where its limit is not in sight.
 * An exemption is the floor of all; a cap overrides the rest of the policy (docs/concepts.md, Suspension).
 */
export function suspensionAt(facts: SuspensionFacts, policy: SuspensionPolicy): Suspension | null {
  const { asOf, limitAt, capAt, exemptUntil, debitsUntil = null } = facts;
  if (limitAt === null) return null;
  const exemption = exemptUntil ?? -Infinity;
  const debits = debitsUntil ?? -Infinity;
  const graceEnds = limitAt + policy.graceDays * DAY_MS;
  const due = latest([
    { at: Math.max(asOf, graceEnds), reason: policy.graceDays > 0 ? 'grace' : 'limit' },
    { at: debits, reason: 'debit' },
    { at: exemption, reason: 'exemption' },
  ]);
  const planned = opened(due, facts, policy);
  const noticed = noticedAt(facts, policy);
  const waited = noticed <= due.at ? planned : opened({ at: noticed, reason: 'notice' }, facts, policy);
  const capped = capAt === null ? Infinity : Math.max(asOf, capAt, exemption);
  if (capped >= waited.at) return { ...waited, withNotice: planned.at };
  return { at: capped, reason: 'cap', withNotice: Math.min(planned.at, capped) };
}

type Due = Pick<Suspension, 'at' | 'reason'>;

/** Of equal instants, the first. */
function latest([first, ...others]: readonly [Due, ...Due[]]): Due {
  return others.reduce((last, due) => (due.at > last.at ? due : last), first);
}

/** Moves an instant to the next time at which the policy lets sites be suspended. */
function opened(due: Due, { timeZone }: SuspensionFacts, policy: SuspensionPolicy): Due {
  const at = nextOpenAt(policy, due.at, timeZone);
  if (at === due.at) return due;
  return { at, reason: isOnHoliday(policy, due.at, timeZone) ? 'holiday' : 'window' };
}

/** From when on a notice is old enough; if none was accepted yet, the earliest time at which one can be. */
function noticedAt(
  { asOf, noticeAcceptedAt, undeliverableSince }: SuspensionFacts,
  { noticeHours }: SuspensionPolicy,
): Instant {
  if (noticeHours === null) return -Infinity;
  const wait = noticeHours * HOUR_MS;
  if (noticeAcceptedAt !== null) return noticeAcceptedAt + wait;
  if (undeliverableSince !== null) return undeliverableSince + Math.max(wait, UNDELIVERABLE_WAIT_MS);
  return asOf + wait;
}
