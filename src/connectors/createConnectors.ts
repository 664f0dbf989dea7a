import { createCommand, type CommandSettings } from './command.js';
import type { Connector } from './connector.js';
import { createForwardAuth } from './forwardAuth.js';
import { createMapFile, type MapFileSettings } from './mapFile.js';
import { createWebhook, type WebhookSettings } from './webhook.js';

export interface ConnectorsSettings {
  readonly webhook: WebhookSettings;
  /** Left out where the operator keeps no nginx map. */
  readonly mapFile?: MapFileSettings;
  /** Left out where the operator has no command. */
  readonly command?: CommandSettings;
}

export interface Connectors {
  /** The connector a site's settings name, or undefined when this server has none of that kind. */
  forKind(kind: string): Connector | undefined;
}

/** All the ways this server can switch a site. */
export function createConnectors({ webhook, mapFile, command }: ConnectorsSettings): Connectors {
  const connectors = [
    createForwardAuth(),
    createWebhook(webhook),
    ...(mapFile === undefined ? [] : [createMapFile(mapFile)]),
    ...(command === undefined ? [] : [createCommand(command)]),
  ];
  const byKind = new Map<string, Connector>(connectors.map((connector) => [connector.kind, connector]));
  return { forKind: (kind) => byKind.get(kind) };
}
