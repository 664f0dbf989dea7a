import type { NoticeKind, Notified } from './facts.js';
import type { Instant } from '../core/values/zone.js';
import { DAY_MS } from '../core/values/zone.js';

const NOTICE_MS = { week: 7 * DAY_MS, day: DAY_MS } as const;
const REARM_MS = { week: 8 * DAY_MS, day: 2 * DAY_MS } as const;

export interface NoticeQuestion {
  readonly asOf: Instant;
  /** Null when there is none. */
  readonly limitDate: Instant | null;
  /** By when a notice has to count on it; left out: the limit date. */
  readonly warnBy?: Instant | null;
  readonly notified: Notified;
  /** Whether the account is in service: a suspended or closed one gets neither notice. */
  readonly active: boolean;
  /** How long a round of reports takes: a day, or the gap between reports where that is longer. */
  readonly cycleMs?: number;
}

export interface NoticeDecision {
  readonly send: NoticeKind | null;
  /** What the client counts as told from now on. */
  readonly notified: Notified;
}

/**
 * Which notice is sent now, and which are re-armed (docs/concepts.md, Notices). A runway that is long again is
 * believed at once when money, plan or limit made it so; when only an estimate did, after a whole round of reports,
 * since the next report may take it back.
 */
export function decideNotices({
  asOf,
  limitDate,
  warnBy = limitDate,
  notified,
  active,
  cycleMs = DAY_MS,
}: NoticeQuestion): NoticeDecision {
  if (!active) return { send: null, notified };
  const runway = limitDate === null ? Infinity : limitDate - asOf;
  const week = rearm('week', { asOf, runway, notified, cycleMs });
  const day = rearm('day', { asOf, runway, notified, cycleMs });
  const after: Notified = {
    week: week.notified,
    day: day.notified,
    ...(week.since === null ? {} : { weekBeyondSince: week.since }),
    ...(day.since === null ? {} : { dayBeyondSince: day.since }),
    ...(notified.changed === true ? { changed: true } : {}),
  };
  const ahead = warnBy === null ? Infinity : warnBy - asOf;
  if (ahead <= NOTICE_MS.day)
    return { send: day.notified ? null : 'day', notified: { ...after, week: true, day: true } };
  if (ahead <= NOTICE_MS.week && !week.notified) return { send: 'week', notified: { ...after, week: true } };
  return { send: null, notified: after };
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
  // Without an assessment meanwhile, it went on until the present limit date came near.
  const lasted = Math.min(asOf, asOf + runway - REARM_MS[kind]) - since;
  if (lasted >= cycleMs) return { notified: false, since: null };
  return { notified: true, since: isBeyond ? since : null };
}

/** The email of a reactivation states the new limit date, so the notices it would bring at once count as told. */
export function notifiedByReactivation(runwayMs: number | null): Notified {
  const runway = runwayMs ?? Infinity;
  return { week: runway <= NOTICE_MS.week, day: runway <= NOTICE_MS.day };
}

export interface NextNotice {
  readonly at: Instant;
  readonly kind: NoticeKind;
}

/**
 * The next notice that falls due after `asOf` if the projection holds, for an account in service; null when none will.
 * One that counts as told but is armed again by then counts as not sent.
 */
export function nextNoticeAt(question: Omit<NoticeQuestion, 'active'>): NextNotice | null {
  const { asOf, limitDate, warnBy = limitDate } = question;
  if (limitDate === null || warnBy === null) return null;
  const { notified } = decideNotices({ ...question, active: true });
  for (const kind of ['week', 'day'] as const) {
    const at = warnBy - NOTICE_MS[kind];
    if (at <= asOf) continue;
    if (decideNotices({ ...question, asOf: at, notified, active: true }).send === kind) return { at, kind };
  }
  return null;
}
