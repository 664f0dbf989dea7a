import type { Connector } from './connector.js';
import { createForwardAuth } from './forwardAuth.js';
import { createWebhook, type WebhookSettings } from './webhook.js';

export interface ConnectorsSettings {
  readonly webhook: WebhookSettings;
}

export interface Connectors {
  /** The connector a site's settings name, or undefined when this server has none of that kind. */
  forKind(kind: string): Connector | undefined;
}

/** All the ways this server can switch a site. */
export function createConnectors(settings: ConnectorsSettings): Connectors {
  const connectors = [createForwardAuth(), createWebhook(settings.webhook)];
  const byKind = new Map<string, Connector>(connectors.map((connector) => [connector.kind, connector]));
  return { forKind: (kind) => byKind.get(kind) };
}
