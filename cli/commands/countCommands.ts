import type { Connector } from '../../src/connectors/connector.js';
import type { Connectors } from '../../src/connectors/createConnectors.js';
import type { Instruments } from '../../src/platform/telemetry/instruments.js';

/** The connectors, with the outcome of each command counted. */
export function countCommands(connectors: Connectors, instruments: Instruments): Connectors {
  return {
    forKind: (kind) => {
      const connector = connectors.forKind(kind);
      return connector === undefined ? undefined : counted(connector, instruments);
    },
  };
}

function counted(connector: Connector, instruments: Instruments): Connector {
  const { kind } = connector;
  const note = async (answering: ReturnType<Connector['suspend']>): ReturnType<Connector['suspend']> => {
    const answer = await answering;
    const isForGood = answer.outcome === 'failed' && !answer.retryable;
    instruments.connector(kind, isForGood ? 'failed_for_good' : answer.outcome);
    return answer;
  };
  return {
    kind,
    suspend: (command) => note(connector.suspend(command)),
    reactivate: (command) => note(connector.reactivate(command)),
    status: (command, wanted) => note(connector.status(command, wanted)),
  };
}
