import { loadSchemaNumber, schemaNumber } from '../../src/operations/migrateDatabase.js';
import { findMissingProcesses } from '../../src/operations/heartbeats.js';
import { findWrongKey } from '../../src/operations/reseal.js';
import type { System } from './system.js';

/** The mail server and the keys are checked at most this often, however often readiness is requested. */
const MAIL_MS = 15_000;
const KEYS_MS = 600_000;

export interface Readiness {
  readonly ok: boolean;
  /** The services that this process cannot work without. */
  readonly missing: readonly string[];
  /** Faults elsewhere; taking this process out of service would not help. */
  readonly troubles: readonly string[];
}

/** Checks every service the system depends on, and returns the unavailable ones. */
export function createReadiness(
  system: Pick<System, 'sql' | 'secrets' | 'isMailReachable'> & {
    readonly temporal: Pick<System['temporal'], 'isReachable'>;
  },
): () => Promise<Readiness> {
  const { sql, secrets, temporal, isMailReachable } = system;
  const isMailThere = lasting(MAIL_MS, isMailReachable);
  const wrongKey = lasting(KEYS_MS, () => findWrongKey(sql, secrets));
  const checkDatabase = async (): Promise<Pick<Readiness, 'missing' | 'troubles'>> => {
    try {
      const [here, wanted] = [await loadSchemaNumber(sql), await schemaNumber()];
      if (here !== wanted) return { missing: [`migrations (at ${here}, not ${wanted})`], troubles: [] };
      const lost = await wrongKey();
      const missing = lost === undefined ? [] : [`secret key (it does not open a ${lost})`];
      return { missing, troubles: await findMissingProcesses(sql) };
    } catch {
      return { missing: ['database'], troubles: [] };
    }
  };
  return async () => {
    const [database, isTemporalThere, isMail] = await Promise.all([
      checkDatabase(),
      temporal.isReachable(),
      isMailThere(),
    ]);
    const missing = [...database.missing, ...(isTemporalThere ? [] : ['temporal'])];
    const troubles = [...database.troubles, ...(isMail ? [] : ['mail'])];
    return { ok: missing.length === 0, missing, troubles };
  };
}

/** Checked again only when the result is this old, or was a failure. */
function lasting<Response>(ms: number, ask: () => Promise<Response>): () => Promise<Response> {
  let known: { readonly at: number; readonly answer: Promise<Response> } | undefined;
  return () => {
    if (known !== undefined && performance.now() - known.at < ms) return known.answer;
    const asked = { at: performance.now(), answer: ask() };
    known = asked;
    asked.answer.catch(() => {
      if (known === asked) known = undefined;
    });
    return asked.answer;
  };
}
