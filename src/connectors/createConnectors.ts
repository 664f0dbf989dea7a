import { createCommand, type CommandSettings } from './local/command.js';
import type { Connector, ConnectorKind } from './connector.js';
import { createForwardAuth } from './forwardAuth.js';
import { createMapFile, type MapFileSettings } from './local/mapFile.js';
import { createWebhook, type WebhookSettings } from './webhook/webhook.js';

export interface ConnectorsSettings {
  readonly webhook: WebhookSettings;
  /** Left out if the operator uses no nginx map. */
  readonly mapFile?: MapFileSettings | undefined;
  /** Left out if the operator has no program. */
  readonly command?: CommandSettings | undefined;
}

export interface Connectors {
  /** The connector of a site's settings; undefined if this server has none of that kind. */
  forKind(kind: string): Connector | undefined;
}

/** The kinds that a server with these settings has. */
export function connectorKinds({
  mapFile,
  command,
}: Omit<ConnectorsSettings, 'webhook'>): ReadonlySet<ConnectorKind> {
  return new Set<ConnectorKind>([
    'forward-auth',
    'webhook',
    ...(mapFile === undefined ? [] : (['map-file'] as const)),
    ...(command === undefined ? [] : (['command'] as const)),
  ]);
}

/** All the connectors of this server. */
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
