import type { NoticeKind } from './facts.js';
import type { Instant } from './zone.js';
import { DAY_MS } from './zone.js';

/** Which warnings the client has had and need not get again. */
export interface Told {
  readonly week: boolean;
  readonly day: boolean;
}

const WEEK_MS = 7 * DAY_MS;
const WEEK_REARM_MS = 8 * DAY_MS;
const DAY_REARM_MS = 2 * DAY_MS;

export interface NoticeQuestion {
  /** Limit date − now; null when there is no limit date. */
  readonly runwayMs: number | null;
  readonly told: Told;
  /** Whether the account is in service: a suspended or closed one gets neither notice. */
  readonly active: boolean;
}

export interface NoticeDecision {
  readonly send: NoticeKind | null;
  /** What the client counts as told from now on. */
  readonly told: Told;
}

/** The table of design section 5: which warning goes out now, and which are armed again. */
export function decideNotices({ runwayMs, told, active }: NoticeQuestion): NoticeDecision {
  if (!active) return { send: null, told };
  const runway = runwayMs ?? Infinity;
  const week = told.week && runway <= WEEK_REARM_MS;
  const day = told.day && runway <= DAY_REARM_MS;
  if (runway <= DAY_MS) return { send: day ? null : 'day', told: { week: true, day: true } };
  if (runway <= WEEK_MS && !week) return { send: 'week', told: { week: true, day } };
  return { send: null, told: { week, day } };
}

/** The letter of a reactivation states the new limit date, so the warnings that date would bring count as told. */
export function toldByReactivation(runwayMs: number | null): Told {
  const runway = runwayMs ?? Infinity;
  return { week: runway <= WEEK_MS, day: runway <= DAY_MS };
}

export interface NextNotice {
  readonly at: Instant;
  readonly kind: NoticeKind;
}

/**
 * The next warning that falls due after `asOf` if the projection holds, for an account in service; null when none
 * will. One that counts as told but is armed again by this very limit date counts as untold.
 */
export function nextNoticeAt(question: {
  readonly asOf: Instant;
  readonly limitDate: Instant | null;
  readonly told: Told;
}): NextNotice | null {
  const { asOf, limitDate, told } = question;
  if (limitDate === null) return null;
  const after = decideNotices({ runwayMs: limitDate - asOf, told, active: true }).told;
  if (!after.week && limitDate - WEEK_MS > asOf) return { at: limitDate - WEEK_MS, kind: 'week' };
  if (!after.day && limitDate - DAY_MS > asOf) return { at: limitDate - DAY_MS, kind: 'day' };
  return null;
}
