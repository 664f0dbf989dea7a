import { randomUUID } from 'node:crypto';
import type { ErrorHandler } from 'hono';
import { isId } from '../../src/platform/ids.js';
import { systemErrorCode } from '../../src/platform/processes/startupFailure.js';
import { isDatabaseAway } from '../../src/platform/sql/sql.js';
import type { Log } from '../../src/platform/telemetry/log.js';
import { problem } from './problem.js';
import { instanceOf } from './requestId.js';

/** No word of a route is as long. */
const SECRET_LENGTH_MIN = 32;

/**
 * Answers what was thrown. A refusal is a value and never comes here: this is a database that is away, or a bug, which
 * is logged under a name that the answer carries.
 */
export function answerErrors(log: Log): ErrorHandler {
  return (error, c) => {
    // The gate's requests have no name before something goes wrong.
    const requestId = (c.get('requestId') as string | undefined) ?? randomUUID();
    const instance = instanceOf(requestId);
    const about = {
      err: error,
      request: instance,
      requestId,
      method: c.req.method,
      path: withoutSecrets(c.req.path),
    };
    if (isPassing(error)) {
      log.warn(about, 'request put off');
      const detail = 'Nothing was changed. Try again in a moment.';
      return problem('unavailable', detail, { instance, headers: { 'retry-after': '1' } });
    }
    log.error(about, 'request failed');
    return problem('internal', 'The request failed. `instance` identifies it in the log.', {
      instance,
    });
  };
}

/** A link from an email grants access, so a logged path leaves out everything that may be one. */
function withoutSecrets(path: string): string {
  const parts = path.split('/');
  return parts.map((part) => (part.length < SECRET_LENGTH_MIN || isId(part) ? part : '[left out]')).join('/');
}

/** Transactions that got in each other's way. */
const IN_THE_WAY = new Set(['40001', '40P01', '55P03']);

function isPassing(error: unknown): boolean {
  return isDatabaseAway(error) || IN_THE_WAY.has(systemErrorCode(error) ?? '');
}
