import { confirmed, type Connector, type ConnectorAnswer, type ConnectorCommand } from './connector.js';

/**
 * The gate reads the ledger's own state, so a command applies as soon as it is issued. There is nothing to send that
 * could fail or arrive late.
 */
export function createForwardAuth(): Connector {
  const obey = (command: ConnectorCommand): Promise<ConnectorAnswer> => Promise.resolve(confirmed(command));
  return { kind: 'forward-auth', suspend: obey, reactivate: obey, status: obey };
}
