import type { Context } from '../core/context.js';
import {
  confirmGeneration,
  updateConnectorFailure,
  overtakeGeneration,
  type SiteCommand,
  listUnconfirmedCommands,
} from '../store/sites/sites.js';
import { resumeConnector } from './probeConnectors.js';

/** The number of connectors called at once, within the time limit of an activity. An account with more is due again. */
const COMMANDS_AT_ONCE = 200;

/** The pending commands of the account's sites, and of child sites without an account that it sends commands for. */
export async function loadCommands(context: Context, accountId: string): Promise<SiteCommand[]> {
  return listUnconfirmedCommands(context.sql, accountId, { asOf: context.now, limit: COMMANDS_AT_ONCE });
}

/** The result of a command. */
export type CommandOutcome =
  | { readonly outcome: 'confirmed' }
  | { readonly outcome: 'failed'; readonly retryable: boolean; readonly detail: string }
  | { readonly outcome: 'superseded'; readonly generation: number };

/** Most faults end within seconds; visitors should not have to wait for a pause after that. */
const RETRY_SOON_MS = 3_000;
const ATTEMPTS_SOON = 8;
const RETRY_FIRST_MS = 5_000;
const RETRY_LONGEST_MS = 15 * 60_000;
const RETRY_HOPELESS_MS = 6 * 3_600_000;
/** After about six hours of failures a connector is tried every hour, after a day and a half four times a day. */
const ATTEMPTS_OFTEN = 38;
const ATTEMPTS_HOURLY = 68;

/** A new command starts with the first attempt again, so that a payment need not wait for an old command's pause. */
function retryPauseMs(attempts: number): number {
  if (attempts >= ATTEMPTS_HOURLY) return RETRY_HOPELESS_MS;
  if (attempts >= ATTEMPTS_OFTEN) return 3_600_000;
  if (attempts < ATTEMPTS_SOON) return RETRY_SOON_MS;
  return Math.min(RETRY_FIRST_MS * 2 ** (attempts - ATTEMPTS_SOON), RETRY_LONGEST_MS);
}

/**
 * Records a connector's response. A failure is retried with growing pauses, up to hours where only the owner can repair
 * it. When a connector confirms after failures, the other sites it switches need not wait any longer. A connector that
 * has seen a newer generation (after a restore) gets one above it.
 */
export async function updateCommand(
  context: Context,
  order: SiteCommand,
  outcome: CommandOutcome,
): Promise<void> {
  const { siteId, generation } = order;
  switch (outcome.outcome) {
    case 'confirmed':
      await confirmGeneration(context.sql, siteId, generation);
      if (order.attempts > 0) await resumeConnector(context, siteId);
      return;
    case 'superseded':
      return overtakeGeneration(context.sql, siteId, outcome.generation);
    case 'failed': {
      const pauseMs = outcome.retryable ? retryPauseMs(order.attempts) : RETRY_HOPELESS_MS;
      const retryAt = context.now + pauseMs;
      return updateConnectorFailure(context.sql, { siteId, generation, retryAt, detail: outcome.detail });
    }
  }
}
