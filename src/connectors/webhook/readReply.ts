import { failed, type ConnectorAnswer, type ConnectorCommand, type SiteState } from '../connector.js';
import type { HttpReply } from '../../platform/http/postJson.js';
import { readReport, type Unconfirmed } from '../readReport.js';

const GONE = 410;

/** What a receiver's HTTP response means for a command. */
export function readReply(
  reply: HttpReply,
  command: ConnectorCommand,
  wanted: SiteState,
): ConnectorAnswer | Unconfirmed {
  if (reply.status === GONE) {
    return failed('The receiver answered 410: it is gone for good.', { retryable: false });
  }
  if (reply.status < 200 || reply.status > 299) {
    return failed(`The receiver answered ${reply.status}.`, { retryable: true });
  }
  return readReport(reply.body, command, wanted);
}
