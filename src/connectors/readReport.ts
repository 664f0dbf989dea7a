import { z } from 'zod';
import { confirmed, failed, type ConnectorAnswer, type ConnectorOrder, type SiteState } from './connector.js';

/** The other side took the order and said nothing of the site's state. */
export interface Unconfirmed {
  readonly outcome: 'unconfirmed';
}

const reportShape = z.object({
  state: z.enum(['suspended', 'active']),
  generation: z.int().nonnegative(),
});

/** What the other side's own words about state and generation mean for an order; nothing else confirms it. */
export function readReport(
  text: string,
  order: ConnectorOrder,
  wanted: SiteState,
): ConnectorAnswer | Unconfirmed {
  const report = reportShape.safeParse(parseJson(text));
  if (!report.success) return { outcome: 'unconfirmed' };
  const { state, generation } = report.data;
  if (generation > order.generation) return { outcome: 'superseded', generation };
  if (generation === order.generation && state === wanted) return confirmed(order);
  return failed(
    `The answer says ${state} at generation ${generation}, not ${wanted} at generation ${order.generation}.`,
    { retryable: true },
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
