import { normaliseHostname } from '../../platform/hostname.js';
import {
  confirmed,
  failed,
  type Connector,
  type ConnectorAnswer,
  type ConnectorCommand,
  type SiteState,
} from '../connector.js';
import { changeFile, readOptional } from './lockedFile.js';
import { formatMap, parseMap, type MapRecord } from './mapText.js';
import { runArgv, type Argv } from './runArgv.js';

const RELOAD_TIMEOUT_MS = 10_000;

export interface MapFileSettings {
  /** The file that nginx includes in its `map`; its folder must exist and be writable. */
  readonly path: string;
  /** Run after every command, to make nginx reload the file; left out if something else does that. */
  readonly reload?: Argv;
}

/**
 * Maintains nginx's map of suspended hosts, so that sites stay suspended while Sitetab is down. The file itself stores
 * each site's generation.
 */
export function createMapFile({ path, reload }: MapFileSettings): Connector {
  const carryOut = (state: SiteState) => (command: ConnectorCommand) =>
    orFailed(async () => {
      // A name in its normal form has no special meaning in nginx's configuration.
      const unfit = command.hostnames.find((hostname) => normaliseHostname(hostname) !== hostname);
      if (unfit !== undefined) return failed(`${unfit} cannot stand in an nginx map.`, { retryable: false });
      const newer = await writeCommand(path, command, state);
      if (newer !== undefined) return { outcome: 'superseded', generation: newer };
      // Also if the file was right already: its writer may have died before the reload.
      const reloaded = reload === undefined ? { output: '' } : await runArgv(reload, '', RELOAD_TIMEOUT_MS);
      return 'fault' in reloaded ? failed(reloaded.fault, { retryable: true }) : confirmed(command);
    });
  return {
    kind: 'map-file',
    suspend: carryOut('suspended'),
    reactivate: carryOut('active'),
    status: (command, wanted) =>
      orFailed(async () => compare(parseMap(await readOptional(path)).get(command.siteId), command, wanted)),
  };
}

/** Writes a command into the file, unless the file has a newer generation, which is then returned. */
async function writeCommand(
  path: string,
  command: ConnectorCommand,
  state: SiteState,
): Promise<number | undefined> {
  const { siteId, generation, hostnames } = command;
  let newer: number | undefined;
  await changeFile(path, (text) => {
    const records = parseMap(text);
    const known = records.get(siteId);
    if (known !== undefined && known.generation > generation) {
      newer = known.generation;
      return undefined;
    }
    const changed = formatMap(records.set(siteId, { generation, state, hostnames }));
    return changed === text ? undefined : changed;
  });
  return newer;
}

function compare(
  record: MapRecord | undefined,
  command: ConnectorCommand,
  wanted: SiteState,
): ConnectorAnswer {
  if (record === undefined) return failed('The map file does not know the site.', { retryable: true });
  if (record.generation > command.generation) return { outcome: 'superseded', generation: record.generation };
  if (record.generation === command.generation && record.state === wanted) return confirmed(command);
  return failed(`The map file says ${record.state} at generation ${record.generation}.`, { retryable: true });
}

/** A full disk or a missing folder becomes a `failed` confirmation; anything else is a bug. */
async function orFailed(work: () => Promise<ConnectorAnswer>): Promise<ConnectorAnswer> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    return failed(`The map file could not be written: ${error.message}`, { retryable: true });
  }
}
