import type { Notified } from '../../../src/billing/facts.js';
import { decideNotices, notifiedByReactivation } from '../../../src/billing/notices.js';
import type { Limits } from './client.js';

const HOUR_MS = 3_600_000;

/** What one suspension was announced by. */
export interface Warning {
  /** How long before it the latest notice of a kind went out, in hours; null: none did. */
  readonly weekHours: number | null;
  readonly dayHours: number | null;
  /** How far the instant that notice named lay from the suspension, in hours. */
  readonly weekError: number | null;
  readonly dayError: number | null;
  /** How many notices went out before it. */
  readonly notices: number;
}

interface Notice {
  readonly at: number;
  readonly named: number;
}

/** Looks at a limit date every hour and applies the notice rules to it. */
export class Watch {
  readonly #client: { reportingCycleMs(asOf: number): number };
  readonly #limits: (asOf: number) => Limits;
  #notified: Notified = { week: false, day: false };
  #sent: { week: Notice | null; day: Notice | null } = { week: null, day: null };
  #count = 0;

  constructor(client: { reportingCycleMs(asOf: number): number }, limits: (asOf: number) => Limits) {
    this.#client = client;
    this.#limits = limits;
  }

  look(asOf: number): void {
    const { limitDate, warnBy } = this.#limits(asOf);
    const { send, notified } = decideNotices({
      asOf,
      limitDate,
      warnBy,
      notified: this.#notified,
      active: true,
      cycleMs: this.#client.reportingCycleMs(asOf),
    });
    this.#notified = notified;
    if (send === null) return;
    this.#sent = { ...this.#sent, [send]: { at: asOf, named: limitDate ?? asOf } };
    this.#count += 1;
  }

  suspended(asOf: number): Warning {
    const { week, day } = this.#sent;
    const warning = {
      weekHours: week && (asOf - week.at) / HOUR_MS,
      dayHours: day && (asOf - day.at) / HOUR_MS,
      weekError: week && Math.abs(asOf - week.named) / HOUR_MS,
      dayError: day && Math.abs(asOf - day.named) / HOUR_MS,
      notices: this.#count,
    };
    this.#sent = { week: null, day: null };
    this.#count = 0;
    return warning;
  }

  /** The reactivation email states the new limit date. */
  reactivated(asOf: number): void {
    const { warnBy } = this.#limits(asOf);
    this.#notified = notifiedByReactivation(warnBy === null ? null : warnBy - asOf);
  }
}
