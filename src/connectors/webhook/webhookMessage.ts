import type { Instant } from '../../core/values/zone.js';
import { signWebhook } from '../../platform/http/signWebhook.js';
import type { ConnectorCommand } from '../connector.js';
import { commandText, type CommandType } from '../commandText.js';

export interface SignedMessage {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The message for a command, signed as Standard Webhooks defines, as sent at `sentAt`. */
export function signMessage(
  command: ConnectorCommand,
  type: CommandType,
  secret: string,
  sentAt: Instant,
): SignedMessage {
  const body = commandText(command, type);
  const id = messageId(command, type, sentAt);
  return {
    body,
    headers: signWebhook({ id, body, sentAt }, secret),
  };
}

/**
 * A command keeps its id when it is sent again, so that a receiver may drop the repeats. A question gets a new id each
 * time: a receiver that dropped it as a repeat would never report that it has finished.
 */
function messageId({ siteId, generation }: ConnectorCommand, type: CommandType, sentAt: Instant): string {
  const verb = type.slice('site.'.length);
  return type === 'site.status'
    ? `${siteId}_${generation}_${verb}_${sentAt}`
    : `${siteId}_${generation}_${verb}`;
}
