import { randomUUID } from 'node:crypto';
import type { ErrorHandler } from 'hono';
import { isId } from '../../src/platform/ids.js';
import { systemErrorCode } from '../../src/platform/processes/startupFailure.js';
import { isDatabaseAway } from '../../src/platform/sql/sql.js';
import type { Log } from '../../src/platform/telemetry/log.js';
import { problem } from './problem.js';
import { instanceOf } from './requestId.js';

/** Longer than any fixed part of a route. */
const SECRET_LENGTH_MIN = 32;

/**
 * Responds to an exception. Refusals are values, so this is an unreachable database or a bug, which is logged under
 * the request id in the response.
 */
export function createErrorHandler(log: Log): ErrorHandler {
  return (error, c) => {
    // The gate's requests get an id only when something fails.
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

/** Links from emails grant access, so logged paths omit every part that may be a token. */
function withoutSecrets(path: string): string {
  const parts = path.split('/');
  return parts.map((part) => (part.length < SECRET_LENGTH_MIN || isId(part) ? part : '[left out]')).join('/');
}

/** Transactions that conflicted. */
const IN_THE_WAY = new Set(['40001', '40P01', '55P03']);

function isPassing(error: unknown): boolean {
  return isDatabaseAway(error) || IN_THE_WAY.has(systemErrorCode(error) ?? '');
}
