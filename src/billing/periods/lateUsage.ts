import type { Refusal } from '../../core/values/refusal.js';
import { refuse } from '../../core/values/refusal.js';
import { DAY_MS, type Instant } from '../../core/values/zone.js';

/** How long a closed account accepts usage of the time before its closing, if its tenant has no setting. */
const LATE_USAGE_DAYS = 7;

/** Parses a tenant's setting, in days; empty: the default. */
export function parseLateUsageDays(settings: {
  readonly lateUsageDays?: string | undefined;
}): number | Refusal {
  const { lateUsageDays = '' } = settings;
  if (lateUsageDays === '') return LATE_USAGE_DAYS;
  if (/^(\d|[1-5]\d|60)$/.test(lateUsageDays)) return Number(lateUsageDays);
  return refuse('invalid', 'must be a whole number of days from 0 to 60', 'lateUsageDays');
}

/** Whether a closed account still accepts usage of the time before its closing. */
export function takesLateUsage(closedAt: Instant, days: number, now: Instant): boolean {
  return now <= closedAt + days * DAY_MS;
}
