import {
  failed,
  type Connector,
  type ConnectorAnswer,
  type ConnectorCommand,
  type SiteState,
} from '../connector.js';
import { commandText, type CommandType } from '../commandText.js';
import { readReport, type Unconfirmed } from '../readReport.js';
import { runArgv, type Argv } from './runArgv.js';

const TIMEOUT_MS = 10_000;

export interface CommandSettings {
  /** `suspend`, `reactivate` or `status` is added as the last argument. */
  readonly argv: Argv;
  /** How long one run may take; 10 s when left out. */
  readonly timeoutMs?: number;
}

/**
 * Runs a program of the operator's. It gets the command on its standard input and confirms by printing
 * `{"state","generation"}`; docs/local-connectors.md has the details. Only the server's settings name the program: a
 * user who may write a site's settings may not run programs here.
 */
export function createCommand({ argv, timeoutMs = TIMEOUT_MS }: CommandSettings): Connector {
  const run = async (
    command: ConnectorCommand,
    verb: Verb,
    wanted: SiteState,
  ): Promise<ConnectorAnswer | Unconfirmed> => {
    const result = await runArgv([...argv, verb], commandText(command, TYPES[verb]), timeoutMs);
    return 'fault' in result
      ? failed(result.fault, { retryable: true })
      : readReport(result.output, command, wanted);
  };
  const carryOut = (verb: Verb, wanted: SiteState) => async (command: ConnectorCommand) => {
    const answer = await run(command, verb, wanted);
    return settled(answer.outcome === 'unconfirmed' ? await run(command, 'status', wanted) : answer);
  };
  return {
    kind: 'command',
    suspend: carryOut('suspend', 'suspended'),
    reactivate: carryOut('reactivate', 'active'),
    status: async (command, wanted) => settled(await run(command, 'status', wanted)),
  };
}

type Verb = 'suspend' | 'reactivate' | 'status';

const TYPES: Record<Verb, CommandType> = {
  suspend: 'site.suspend',
  reactivate: 'site.reactivate',
  status: 'site.status',
};

function settled(answer: ConnectorAnswer | Unconfirmed): ConnectorAnswer {
  if (answer.outcome !== 'unconfirmed') return answer;
  return failed('The command ended well but does not say what state the site is in.', { retryable: true });
}
