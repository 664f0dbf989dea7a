import type { ExemptionKind } from '../../../../src/billing/facts.js';
import { isPromise } from '../../../../src/billing/policy/exemption.js';
import type { SuspensionView } from '../../../../src/billing/policy/suspensionAt.js';
import type { ForecastKind } from '../../../../src/billing/projection/outlook.js';
import { DAY_MS, type Instant } from '../../../../src/core/values/zone.js';
import { Pill } from '../../../web/parts/parts.js';
import { formatDay, formatDays } from './format.js';

interface Standing {
  readonly state: 'active' | 'suspended' | 'closed';
  readonly held: boolean;
  /** Whether the suspension breaker holds back its suspension. */
  readonly isHeldBack: boolean;
  readonly exemptUntil: Instant | null;
  readonly exemptFor?: ExemptionKind | null;
  readonly suspends: SuspensionView | null;
  readonly forecast: ForecastKind;
  readonly timeZone: string;
}

type Runway =
  | {
      readonly kind: 'closed' | 'on-hold' | 'suspended' | 'held-back' | 'no-forecast' | 'unlimited';
    }
  | { readonly kind: 'promise' | 'exempt'; readonly until: Instant }
  | { readonly kind: 'days'; readonly days: number };

/** An account's runway, up to its suspension. */
export function runwayOf(account: Standing, now: Instant): Runway {
  const { state, held, isHeldBack, exemptUntil, suspends, forecast } = account;
  if (state === 'closed') return { kind: 'closed' };
  if (held) return { kind: 'on-hold' };
  if (state === 'suspended') return { kind: 'suspended' };
  if (isHeldBack) return { kind: 'held-back' };
  if (exemptUntil !== null && exemptUntil > now && suspends?.reason === 'exemption') {
    return { kind: isPromise(account.exemptFor) ? 'promise' : 'exempt', until: exemptUntil };
  }
  if (forecast === 'none') return { kind: 'no-forecast' };
  if (suspends === null) return { kind: 'unlimited' };
  return { kind: 'days', days: Math.floor((suspends.at - now) / DAY_MS) };
}

export function formatDaysLeft(days: number): string {
  return days < 1 ? 'less than a day' : formatDays(days);
}

/** What an exemption is called. */
export const EXEMPTIONS: Readonly<Record<ExemptionKind, string>> = {
  owner: 'Payment promise',
  client: 'Payment promise',
  breaker: 'Exempt from a mass suspension',
  opening: 'Exempt as a new client',
};

type Tone = 'good' | 'bad' | 'warning' | 'held';

const PILLS = {
  closed: ['held', 'Closed'],
  'on-hold': ['held', 'On hold'],
  suspended: ['bad', 'Suspended'],
  'held-back': ['bad', 'Suspension paused'],
  'no-forecast': ['warning', 'no forecast available'],
  unlimited: ['good', 'more than a year'],
} as const;

function pillOf(runway: Runway, timeZone: string, now: Instant): readonly [Tone, string] {
  if (runway.kind === 'promise' || runway.kind === 'exempt') {
    const words = runway.kind === 'promise' ? 'Promise' : 'Exempt';
    return ['held', `${words} until ${formatDay(runway.until - 1, timeZone, now)}`];
  }
  if (runway.kind !== 'days') return PILLS[runway.kind];
  const { days } = runway;
  const words = formatDaysLeft(days);
  if (days < 1) return ['bad', words];
  return days <= 7 ? [days === 1 ? 'bad' : 'warning', `${words} left`] : ['good', words];
}

export function RunwayPill({ account, now }: { readonly account: Standing; readonly now: Instant }) {
  const [tone, words] = pillOf(runwayOf(account, now), account.timeZone, now);
  return <Pill tone={tone}>{words}</Pill>;
}
