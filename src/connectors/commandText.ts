import type { ConnectorCommand } from './connector.js';

export type CommandType = 'site.suspend' | 'site.reactivate' | 'site.status';

/** A command as the JSON that receivers and programs parse. */
export function commandText(command: ConnectorCommand, type: CommandType): string {
  return JSON.stringify({
    type,
    siteId: command.siteId,
    slug: command.slug,
    hostnames: command.hostnames,
    generation: command.generation,
    at: new Date(command.at).toISOString(),
    reason: command.reason,
  });
}
