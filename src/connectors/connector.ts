import type { Instant } from '../core/values/zone.js';

/** The states of a site for its visitors. */
export type SiteState = 'suspended' | 'active';

/**
 * Why the ledger requires the state; `upstream`: a parent site is suspended. `restored` is the reason of every
 * reactivation.
 */
export type CommandReason = 'limit' | 'hold' | 'upstream' | 'restored';

/** A command to switch one site, from the ledger as of `at`. */
export interface ConnectorCommand {
  readonly siteId: string;
  readonly slug: string;
  readonly hostnames: readonly string[];
  /**
   * Counts the state changes of this site. The receiver keeps the highest one seen and ignores lower ones, so that a
   * delayed suspend cannot override a newer reactivate.
   */
  readonly generation: number;
  readonly at: Instant;
  readonly reason: CommandReason;
  /** The site's connector settings, as stored; each connector parses and checks its part. */
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
 * Switches real sites. Every method is idempotent: the same command may come repeatedly, also after its confirmation
 * was lost. Methods do not throw for what the other side does; they return `failed`.
 */
export interface Connector {
  readonly kind: ConnectorKind;
  suspend(command: ConnectorCommand): Promise<ConnectorAnswer>;
  reactivate(command: ConnectorCommand): Promise<ConnectorAnswer>;
  /** Changes nothing; `confirmed` if the site is as `wanted` under the command's generation. */
  status(command: ConnectorCommand, wanted: SiteState): Promise<ConnectorAnswer>;
}

export type ConnectorKind = 'forward-auth' | 'webhook' | 'map-file' | 'command';

export function confirmed(command: ConnectorCommand): ConnectorAnswer {
  return { outcome: 'confirmed', generation: command.generation };
}

export function failed(detail: string, { retryable }: { retryable: boolean }): ConnectorAnswer {
  return { outcome: 'failed', retryable, detail };
}
