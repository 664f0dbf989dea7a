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
   * Counts the changes of this site's state. The receiver keeps the highest one seen and ignores lower ones, so that a
   * delayed suspend cannot override a newer reactivate.
   */
  readonly generation: number;
  readonly at: Instant;
  readonly reason: CommandReason;
  /** The site's own settings for its connector, as stored; each connector reads and checks its part. */
  readonly config: unknown;
}

/**
 * - `confirmed`: the site is in the wanted state, under this very generation.
 * - `failed`: it is not, or that is unknown; `detail` is one sentence for the owner. When `retryable` is false the same
 *   command fails until the site's settings change.
 * - `superseded`: the other side has already obeyed a newer command; there is nothing left to do for this one.
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
