import type { Refusal } from '../../core/values/refusal.js';
import { refuse } from '../../core/values/refusal.js';
import { DAY_MS, type Instant } from '../../core/values/zone.js';

/** How long a closed account takes usage of the time before, where its tenant has no setting. */
const LATE_USAGE_DAYS = 7;

/** Reads a tenant's setting, in days; an empty one is the default. */
export function readLateUsageDays(settings: {
  readonly lateUsageDays?: string | undefined;
}): number | Refusal {
  const { lateUsageDays = '' } = settings;
  if (lateUsageDays === '') return LATE_USAGE_DAYS;
  if (/^(\d|[1-5]\d|60)$/.test(lateUsageDays)) return Number(lateUsageDays);
  return refuse('invalid', 'must be a whole number of days from 0 to 60', 'lateUsageDays');
}

/** Whether an account that was closed still takes usage of the time before. */
export function takesLateUsage(closedAt: Instant, days: number, now: Instant): boolean {
  return now <= closedAt + days * DAY_MS;
}
