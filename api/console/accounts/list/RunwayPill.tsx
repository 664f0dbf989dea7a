import type { ForecastKind } from '../../../../src/billing/projection/outlook.js';
import { DAY_MS, type Instant } from '../../../../src/core/values/zone.js';
import { Pill } from '../../../web/parts/parts.js';
import { formatDay, plural } from './format.js';

interface Standing {
  readonly state: 'active' | 'suspended' | 'closed';
  readonly held: boolean;
  /** Whether the breaker keeps it from being suspended. */
  readonly isHeldBack: boolean;
  readonly exemptUntil: Instant | null;
  readonly limitDate: Instant | null;
  readonly forecast: ForecastKind;
  readonly timeZone: string;
}

export type Tone = 'good' | 'bad' | 'warning' | 'held';

/** How long an account has, in a word or two, and how bad that is. */
export function runwayOf(account: Standing, now: Instant): { readonly tone: Tone; readonly words: string } {
  const { state, held, isHeldBack, exemptUntil, limitDate, timeZone, forecast } = account;
  if (state === 'closed') return { tone: 'held', words: 'Closed' };
  if (held) return { tone: 'held', words: 'On hold' };
  if (state === 'suspended') return { tone: 'bad', words: 'Suspended' };
  if (isHeldBack) return { tone: 'bad', words: 'Suspension paused' };
  if (exemptUntil !== null && exemptUntil > now && limitDate !== null && limitDate < exemptUntil) {
    return { tone: 'held', words: `Promise until ${formatDay(exemptUntil, timeZone, now)}` };
  }
  if (forecast === 'none') return { tone: 'warning', words: 'no forecast available' };
  if (limitDate === null) return { tone: 'good', words: 'more than a year' };
  const days = Math.floor((limitDate - now) / DAY_MS);
  if (days < 1) return { tone: 'bad', words: 'less than a day' };
  if (days <= 1) return { tone: 'bad', words: '1 day left' };
  if (days <= 7) return { tone: 'warning', words: `${days} days left` };
  if (days < 60) return { tone: 'good', words: plural(days, 'day') };
  return { tone: 'good', words: plural(Math.floor(days / 30.4), 'month') };
}

export function RunwayPill({ account, now }: { readonly account: Standing; readonly now: Instant }) {
  const { tone, words } = runwayOf(account, now);
  return <Pill tone={tone}>{words}</Pill>;
}
