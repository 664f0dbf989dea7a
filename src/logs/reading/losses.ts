import type { UnreadableLine } from './line.js';
import type { LeftOut } from './routeHost.js';

export type LossReason = UnreadableLine | LeftOut;

/** Requests of one host that do not count, for one reason. */
export interface Loss {
  readonly reason: LossReason;
  /** Undefined where the line names none. */
  readonly host: string | undefined;
  requests: number;
  /** Lines are numbered from 1. */
  readonly firstLine: number;
  /** The offset of the first one. */
  readonly beginning: string;
}

/** The number of hosts listed separately; a forged log can name a million. */
const HOSTS_MAX = 1_000;
const BEGINNING_CHARS = 80;
/** Stands for all further hosts. */
export const OTHER_HOSTS = '(further hosts)';

/** The requests of a log that do not count. */
export class Losses {
  readonly #found = new Map<string, Loss>();

  note(
    reason: LossReason,
    host: string | undefined,
    { text, number }: { text: string; number: number },
  ): void {
    const known = this.#found.get(keyOf(reason, host));
    if (known !== undefined) {
      known.requests += 1;
      return;
    }
    if (host !== undefined && host !== OTHER_HOSTS && this.#found.size >= HOSTS_MAX) {
      this.note(reason, OTHER_HOSTS, { text, number });
      return;
    }
    this.#found.set(keyOf(reason, host), {
      reason,
      host,
      requests: 1,
      firstLine: number,
      beginning: text.slice(0, BEGINNING_CHARS),
    });
  }

  /** The most first. */
  list(): Loss[] {
    return [...this.#found.values()].sort((one, other) => other.requests - one.requests);
  }
}

function keyOf(reason: LossReason, host: string | undefined): string {
  return `${reason}\n${host ?? ''}`;
}
