const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** How long each kind of session lasts, unused and at most, and how often its use is stored. */
export const LIFETIMES = {
  own: { idleMs: 14 * DAY_MS, endMs: 60 * DAY_MS, notedMs: MINUTE_MS },
  impersonation: { idleMs: 15 * MINUTE_MS, endMs: 60 * MINUTE_MS, notedMs: 10 * SECOND_MS },
} as const;

export type SessionKind = keyof typeof LIFETIMES;
