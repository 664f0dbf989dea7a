import type { Connector, ConnectorAnswer, ConnectorOrder } from '../src/connectors/connector.js';
import type { Context } from '../src/core/context.js';
import { sealedAt } from '../src/store/operations/sealed.js';
import type { SiteOrder } from '../src/store/sites/sites.js';
import { decideState } from '../src/suspension/decideState.js';
import { noteOrder, type OrderOutcome, readOrders } from '../src/suspension/siteOrders.js';
import type { ActivityDeps } from './context.js';

/**
 * Decides the account's state from its ledger and carries it to its sites, all at once. Serves suspendSites and
 * reactivateSites alike: which of the two it comes to is the ledger's to say at this moment, not the caller's.
 */
export async function switchSites(deps: ActivityDeps, context: Context, accountId: string): Promise<void> {
  await decideState(context, accountId);
  const orders = await readOrders(context, accountId);
  await Promise.all(orders.map((order) => switchSite(deps, { ...context, accountId }, order)));
}

async function switchSite(
  deps: ActivityDeps,
  { accountId, ...context }: Context & { readonly accountId: string },
  order: SiteOrder,
): Promise<void> {
  const began = performance.now();
  const outcome = await ask(deps, context, order);
  // A pause begins when the answer is there: counted from the question, it could be over before.
  const now = context.now + Math.round(performance.now() - began);
  if (outcome.outcome === 'failed') {
    const { siteId } = order;
    deps.log.warn({ accountId, siteId, detail: outcome.detail }, 'a connector did not confirm');
  }
  await noteOrder({ ...context, now }, order, outcome);
}

async function ask(deps: ActivityDeps, context: Context, order: SiteOrder): Promise<OrderOutcome> {
  const connector = deps.connectors.forKind(order.connectorKind);
  if (connector === undefined) {
    return {
      outcome: 'failed',
      retryable: false,
      detail: `this server has no connector "${order.connectorKind}"`,
    };
  }
  return answerOf(connector, order.state, {
    siteId: order.siteId,
    slug: order.slug,
    hostnames: order.hostnames,
    generation: order.generation,
    at: context.now,
    reason: order.state === 'active' ? 'restored' : order.reason,
    config: deps.secrets.openFields(order.connectorConfig, sealedAt('connector secret', order.siteId)),
  });
}

async function answerOf(
  connector: Connector,
  state: SiteOrder['state'],
  order: ConnectorOrder,
): Promise<ConnectorAnswer> {
  return state === 'suspended' ? connector.suspend(order) : connector.reactivate(order);
}
