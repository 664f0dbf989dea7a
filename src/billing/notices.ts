import type { NoticeKind, Notified } from './facts.js';
import type { Instant } from '../core/values/zone.js';
import { DAY_MS } from '../core/values/zone.js';

const NOTICE_MS = { week: 7 * DAY_MS, day: DAY_MS } as const;
const REARM_MS = { week: 8 * DAY_MS, day: 2 * DAY_MS } as const;
/** A runway longer than this, for as long as this, is an all-clear. */
const CLEAR_MS = 14 * DAY_MS;
const CLEAR_FOR_MS = DAY_MS;

export interface NoticeQuestion {
  readonly asOf: Instant;
  /** Null if there is none. */
  readonly limitDate: Instant | null;
  /** The date a notice is measured to; left out: the limit date. */
  readonly warnBy?: Instant | null;
  /** The date the day notice is measured to; left out: the same. It may include the wait for a notice. */
  readonly dayBy?: Instant | null;
  readonly notified: Notified;
  /** Whether the account is in service: a suspended or closed one gets no notice. */
  readonly active: boolean;
  /** The length of one reporting round: a day, or the gap between reports if that is longer. */
  readonly cycleMs?: number;
}

export interface NoticeDecision {
  readonly send: NoticeKind | 'all-clear' | null;
  /** Notices that count as sent from now on. */
  readonly notified: Notified;
}

/**
 * Which notice is sent now, and which are re-armed (docs/concepts.md, Notices). A runway that is long again counts at
 * once if money, plan or limit changed. If only an estimate changed, it counts after a whole round of reports, since
 * the next report may reverse it.
 */
export function decideNotices({
  asOf,
  limitDate,
  warnBy = limitDate,
  dayBy = warnBy,
  notified,
  active,
  cycleMs = DAY_MS,
}: NoticeQuestion): NoticeDecision {
  if (!active) return { send: null, notified };
  const runway = limitDate === null ? Infinity : limitDate - asOf;
  const week = rearm('week', { asOf, runway, notified, cycleMs });
  const day = rearm('day', { asOf, runway, notified, cycleMs });
  const clearSince = clearSinceOf({ asOf, runway, notified });
  const after: Notified = {
    week: week.notified,
    day: day.notified,
    ...(week.since === null ? {} : { weekBeyondSince: week.since }),
    ...(day.since === null ? {} : { dayBeyondSince: day.since }),
    ...(notified.changed === true ? { changed: true } : {}),
    ...(notified.warned === true ? { warned: true } : {}),
    ...(clearSince === null ? {} : { clearSince }),
  };
  const ahead = warnBy === null ? Infinity : warnBy - asOf;
  const dayAhead = dayBy === null ? Infinity : dayBy - asOf;
  if (dayAhead <= NOTICE_MS.day)
    return { send: day.notified ? null : 'day', notified: { ...after, week: true, day: true } };
  if (ahead <= NOTICE_MS.week && !week.notified) return { send: 'week', notified: { ...after, week: true } };
  const clearAt = allClearAt(after);
  return { send: clearAt !== null && clearAt <= asOf ? 'all-clear' : null, notified: after };
}

/** Since when a client who was warned has had a long runway again; null: not now. */
function clearSinceOf({
  asOf,
  runway,
  notified,
}: {
  readonly asOf: Instant;
  readonly runway: number;
  readonly notified: Notified;
}): Instant | null {
  if (notified.warned !== true || runway <= CLEAR_MS) return null;
  return notified.clearSince ?? asOf;
}

/** When an all-clear is due if the runway stays long; null: none is on its way. */
export function allClearAt({ clearSince = null }: Notified): Instant | null {
  return clearSince === null ? null : clearSince + CLEAR_FOR_MS;
}

interface Beyond {
  readonly notified: boolean;
  readonly since: Instant | null;
}

function rearm(
  kind: NoticeKind,
  {
    asOf,
    runway,
    notified,
    cycleMs,
  }: {
    readonly asOf: Instant;
    readonly runway: number;
    readonly notified: Notified;
    readonly cycleMs: number;
  },
): Beyond {
  if (!notified[kind]) return { notified: false, since: null };
  const isBeyond = runway > REARM_MS[kind];
  if (isBeyond && notified.changed === true) return { notified: false, since: null };
  const seenSince = (kind === 'week' ? notified.weekBeyondSince : notified.dayBeyondSince) ?? null;
  const since = seenSince ?? (isBeyond ? asOf : null);
  if (since === null) return { notified: true, since: null };
  // Without an assessment in between, it lasted until the present limit date came near.
  const lasted = Math.min(asOf, asOf + runway - REARM_MS[kind]) - since;
  if (lasted >= cycleMs) return { notified: false, since: null };
  return { notified: true, since: isBeyond ? since : null };
}

/** The email of a reactivation states the new limit date, so notices due at once count as sent. */
export function notifiedByReactivation(runwayMs: number | null): Notified {
  const runway = runwayMs ?? Infinity;
  return { week: runway <= NOTICE_MS.week, day: runway <= NOTICE_MS.day };
}

export interface NextNotice {
  readonly at: Instant;
  readonly kind: NoticeKind;
}

/**
 * The next notice that becomes due after `asOf` if the projection holds, for an account in service; null if none will.
 * A notice that counts as sent but is re-armed by then counts as not sent.
 */
export function nextNoticeAt(question: Omit<NoticeQuestion, 'active'>): NextNotice | null {
  const { asOf, limitDate, warnBy = limitDate, dayBy = warnBy } = question;
  if (limitDate === null || warnBy === null || dayBy === null) return null;
  const { notified } = decideNotices({ ...question, active: true });
  for (const kind of ['week', 'day'] as const) {
    const at = (kind === 'week' ? warnBy : dayBy) - NOTICE_MS[kind];
    if (at <= asOf) continue;
    if (decideNotices({ ...question, asOf: at, notified, active: true }).send === kind) return { at, kind };
  }
  return null;
}
