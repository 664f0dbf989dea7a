import { z } from 'zod';
import { confirmed, failed, type ConnectorAnswer, type ConnectorOrder, type SiteState } from './connector.js';
import type { HttpReply } from './postJson.js';

/** The receiver took the message and said nothing of the site's state. */
export interface Unconfirmed {
  readonly outcome: 'unconfirmed';
}

const GONE = 410;

const reportShape = z.object({
  state: z.enum(['suspended', 'active']),
  generation: z.int().nonnegative(),
});

/** What a receiver's reply means for an order: only its own words about state and generation confirm anything. */
export function readReply(
  reply: HttpReply,
  order: ConnectorOrder,
  wanted: SiteState,
): ConnectorAnswer | Unconfirmed {
  if (reply.status === GONE) {
    return failed('The receiver answered 410: it is gone for good.', { retryable: false });
  }
  if (reply.status < 200 || reply.status > 299) {
    return failed(`The receiver answered ${reply.status}.`, { retryable: true });
  }
  const report = reportShape.safeParse(parseJson(reply.body));
  if (!report.success) return { outcome: 'unconfirmed' };
  const { state, generation } = report.data;
  if (generation > order.generation) return { outcome: 'superseded', generation };
  if (generation === order.generation && state === wanted) return confirmed(order);
  return failed(
    `The receiver says ${state} at generation ${generation}, not ${wanted} at generation ${order.generation}.`,
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
