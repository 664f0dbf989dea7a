import type { Connector, ConnectorAnswer, ConnectorCommand } from '../src/connectors/connector.js';
import type { Context } from '../src/core/context.js';
import type { QueueEmails } from '../src/core/withAccount.js';
import { sealedAt } from '../src/store/operations/sealed.js';
import type { SiteCommand } from '../src/store/sites/sites.js';
import { decideState } from '../src/suspension/decideState.js';
import { updateCommand, type CommandOutcome, loadCommands } from '../src/suspension/siteCommands.js';
import { activityLog } from './activityLog.js';
import type { ActivityDeps } from './context.js';

/**
 * Decides the account's state from its ledger and switches all its sites at once. The ledger at this moment decides
 * whether they are suspended or reactivated, not the caller.
 */
export async function switchSites(
  deps: ActivityDeps,
  context: Context,
  accountId: string,
  queueEmails?: QueueEmails,
): Promise<void> {
  await decideState(context, accountId, queueEmails);
  const commands = await loadCommands(context, accountId);
  await Promise.all(commands.map((command) => switchSite(deps, { ...context, accountId }, command)));
}

async function switchSite(
  deps: ActivityDeps,
  { accountId, ...context }: Context & { readonly accountId: string },
  command: SiteCommand,
): Promise<void> {
  const began = performance.now();
  const outcome = await ask(deps, context, command);
  // The retry pause starts at the connector's response: counted from the request, it could already be over.
  const now = context.now + Math.round(performance.now() - began);
  if (outcome.outcome === 'failed') {
    const { siteId } = command;
    activityLog(deps, accountId).warn({ siteId, detail: outcome.detail }, 'a connector did not confirm');
  }
  await updateCommand({ ...context, now }, command, outcome);
}

async function ask(deps: ActivityDeps, context: Context, command: SiteCommand): Promise<CommandOutcome> {
  const connector = deps.connectors.forKind(command.connectorKind);
  if (connector === undefined) {
    return {
      outcome: 'failed',
      retryable: false,
      detail: `this server has no connector "${command.connectorKind}"`,
    };
  }
  return answerOf(connector, command.state, {
    siteId: command.siteId,
    slug: command.slug,
    hostnames: command.hostnames,
    generation: command.generation,
    at: context.now,
    reason: command.state === 'active' ? 'restored' : command.reason,
    config: deps.secrets.openFields(command.connectorConfig, sealedAt('connector secret', command.siteId)),
  });
}

async function answerOf(
  connector: Connector,
  state: SiteCommand['state'],
  command: ConnectorCommand,
): Promise<ConnectorAnswer> {
  return state === 'suspended' ? connector.suspend(command) : connector.reactivate(command);
}
