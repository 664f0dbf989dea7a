import type { Instant } from '../core/values/zone.js';

/** What a site can be to its visitors. */
export type SiteState = 'suspended' | 'active';

/**
 * Why the ledger calls for the state; `upstream`: a parent site is suspended. `restored` is the reason of every
 * reactivation.
 */
export type CommandReason = 'limit' | 'hold' | 'upstream' | 'restored';

/** One order to switch one site, as the ledger stands at `at`. */
export interface ConnectorCommand {
  readonly siteId: string;
  readonly slug: string;
  readonly hostnames: readonly string[];
  /**
   * Counts the changes of this site's state. Whoever carries the order out keeps the highest one seen and
   * ignores the lower, so that a suspend that was held up on its way cannot beat a newer reactivate.
   */
  readonly generation: number;
  readonly at: Instant;
  readonly reason: CommandReason;
  /** The site's own settings for its connector, as stored; each connector reads and checks its part. */
  readonly config: unknown;
}

/**
 * - `confirmed`: the site is in the wanted state, under this very generation.
 * - `failed`: it is not, or nobody knows; `detail` is one sentence for the owner. When `retryable` is false
 *   the same order cannot succeed until somebody changes the site's settings.
 * - `superseded`: the other side has already obeyed a newer order; there is nothing left to do for this one.
 */
export type ConnectorAnswer =
  | { readonly outcome: 'confirmed'; readonly generation: number }
  | { readonly outcome: 'failed'; readonly retryable: boolean; readonly detail: string }
  | { readonly outcome: 'superseded'; readonly generation: number };

/**
 * Switches real sites. Every verb is idempotent: the same order may come any number of times, also after its
 * answer was lost. Nothing here throws for what the other side does; that is what `failed` is for.
 */
export interface Connector {
  readonly kind: ConnectorKind;
  suspend(command: ConnectorCommand): Promise<ConnectorAnswer>;
  reactivate(command: ConnectorCommand): Promise<ConnectorAnswer>;
  /** Changes nothing; `confirmed` when the site already is as `wanted` under the order's generation. */
  status(command: ConnectorCommand, wanted: SiteState): Promise<ConnectorAnswer>;
}

export type ConnectorKind = 'forward-auth' | 'webhook' | 'map-file' | 'command';

export function confirmed(command: ConnectorCommand): ConnectorAnswer {
  return { outcome: 'confirmed', generation: command.generation };
}

export function failed(detail: string, { retryable }: { retryable: boolean }): ConnectorAnswer {
  return { outcome: 'failed', retryable, detail };
}
