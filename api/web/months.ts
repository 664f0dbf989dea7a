import type { Instant } from '../../src/core/values/zone.js';

const OFFERED = 12;

/** The last months for a choice, newest first: `2026-11`. */
export function monthsBefore(now: Instant, count = OFFERED): string[] {
  const today = new Date(now);
  return Array.from({ length: count }, (_, back) =>
    new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() - back, 1)).toISOString().slice(0, 7),
  );
}
