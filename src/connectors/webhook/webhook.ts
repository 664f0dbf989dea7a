import {
  confirmed,
  failed,
  type Connector,
  type ConnectorAnswer,
  type ConnectorCommand,
  type SiteState,
} from '../connector.js';
import {
  ReceiverAddressError,
  checkLiteralAddress,
  guardedLookup,
  resolveHostname,
  type Resolve,
} from '../../platform/http/guardedLookup.js';
import { postJson, ReplyTooLargeError } from '../../platform/http/postJson.js';
import type { Unconfirmed } from '../readReport.js';
import { readReply } from './readReply.js';
import { parseWebhookConfig, type WebhookConfig } from './webhookConfig.js';
import type { CommandType } from '../commandText.js';
import { signMessage } from './webhookMessage.js';

const TIMEOUT_MS = 10_000;

export interface WebhookSettings {
  /** Permits receivers on this machine or in its network; for tests and for operators who host both. */
  readonly allowPrivate: boolean;
  /** Resolves names to addresses; the system's resolver if left out. */
  readonly resolve?: Resolve;
  /** The time limit of one method, including the question after an unconfirmed command; 10 s if left out. */
  readonly timeoutMs?: number;
}

type Send = (type: CommandType) => Promise<ConnectorAnswer | Unconfirmed>;

/**
 * Sends commands to the owner's own system by HTTP, signed as Standard Webhooks defines; docs/webhook-connector.md has
 * the protocol.
 */
export function createWebhook(settings: WebhookSettings): Connector {
  const command = (type: CommandType, wanted: SiteState) => (command: ConnectorCommand) =>
    converse(settings, command, wanted, async (send) => {
      const answer = await send(type);
      if (answer.outcome !== 'unconfirmed') return answer;
      // A receiver that accepts both commands and never reports its state counts as confirmed: repeating adds nothing.
      const report = await send('site.status');
      return report.outcome === 'unconfirmed' ? confirmed(command) : report;
    });
  return {
    kind: 'webhook',
    suspend: command('site.suspend', 'suspended'),
    reactivate: command('site.reactivate', 'active'),
    status: (command, wanted) => converse(settings, command, wanted, (send) => send('site.status')),
  };
}

/** Runs one exchange of messages with one deadline and turns every failure into a result. */
async function converse(
  settings: WebhookSettings,
  command: ConnectorCommand,
  wanted: SiteState,
  exchange: (send: Send) => Promise<ConnectorAnswer | Unconfirmed>,
): Promise<ConnectorAnswer> {
  const config = parseWebhookConfig(command.config);
  if ('fault' in config) return failed(config.fault, { retryable: false });
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), settings.timeoutMs ?? TIMEOUT_MS);
  try {
    checkLiteralAddress(config.url, settings.allowPrivate);
    const answer = await exchange((type) =>
      deliver(settings, config, command, wanted, type, deadline.signal),
    );
    if (answer.outcome !== 'unconfirmed') return answer;
    return failed('The receiver does not say what state the site is in.', {
      retryable: true,
    });
  } catch (error) {
    return explain(error, config.url, deadline.signal);
  } finally {
    clearTimeout(timer);
  }
}

async function deliver(
  { resolve = resolveHostname, allowPrivate }: WebhookSettings,
  { url, secret }: WebhookConfig,
  command: ConnectorCommand,
  wanted: SiteState,
  type: CommandType,
  signal: AbortSignal,
): Promise<ConnectorAnswer | Unconfirmed> {
  // The wall clock, also under the test clock: receivers refuse signatures far from their own time.
  const message = signMessage(command, type, secret, Date.now());
  const reply = await postJson({ ...message, url, signal, lookup: guardedLookup(resolve, allowPrivate) });
  return readReply(reply, command, wanted);
}

/** A network failure as a result; anything else is a bug and stays an exception. */
function explain(error: unknown, url: URL, signal: AbortSignal): ConnectorAnswer {
  if (signal.aborted) return failed(`${url.host} did not answer in time.`, { retryable: true });
  if (error instanceof ReceiverAddressError) return failed(error.message, { retryable: error.retryable });
  if (error instanceof ReplyTooLargeError) return failed(error.message, { retryable: true });
  if (!(error instanceof Error && 'code' in error)) throw error;
  return failed(`${url.host} could not be reached: ${String(error.code)}.`, { retryable: true });
}
