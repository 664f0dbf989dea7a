import { z } from 'zod';
import {
  confirmed,
  failed,
  type ConnectorAnswer,
  type ConnectorCommand,
  type SiteState,
} from './connector.js';

/** The other side accepted the command and did not report the site's state. */
export interface Unconfirmed {
  readonly outcome: 'unconfirmed';
}

const reportShape = z.object({
  state: z.enum(['suspended', 'active']),
  generation: z.int().nonnegative(),
});

/** What a report of state and generation means for a command; nothing else confirms it. */
export function readReport(
  text: string,
  command: ConnectorCommand,
  wanted: SiteState,
): ConnectorAnswer | Unconfirmed {
  const report = reportShape.safeParse(parseJson(text));
  if (!report.success) return { outcome: 'unconfirmed' };
  const { state, generation } = report.data;
  if (generation > command.generation) return { outcome: 'superseded', generation };
  if (generation === command.generation && state === wanted) return confirmed(command);
  return failed(
    `The answer says ${state} at generation ${generation}, not ${wanted} at generation ${command.generation}.`,
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
