import type { ConnectorOrder } from './connector.js';

export type OrderType = 'site.suspend' | 'site.reactivate' | 'site.status';

/** An order as the JSON that receivers and commands read. */
export function orderText(order: ConnectorOrder, type: OrderType): string {
  return JSON.stringify({
    type,
    siteId: order.siteId,
    slug: order.slug,
    hostnames: order.hostnames,
    generation: order.generation,
    at: new Date(order.at).toISOString(),
    reason: order.reason,
  });
}
