import type { AccountFacts } from './facts.js';
import { decideNotices, type NextNotice, nextNoticeAt } from './notices.js';
import type { Outlook } from './projection/outlook.js';
import { reportingCycleMs } from './traffic/rhythm.js';

/** The notices that the client gets until the suspension if the projection holds, one that is due now included. */
export function comingNotices(facts: AccountFacts, { standing: { asOf }, decision }: Outlook): NextNotice[] {
  if (facts.undeliverable === true || facts.closedAt !== null || facts.state !== 'active') return [];
  const coming: NextNotice[] = decision.warning === null ? [] : [{ at: asOf, kind: decision.warning }];
  let question = {
    asOf,
    ...decision.noticeDates,
    notified: decision.notified,
    cycleMs: reportingCycleMs(facts.history, asOf),
  };
  for (let next = nextNoticeAt(question); next !== null; next = nextNoticeAt(question)) {
    coming.push(next);
    const { notified } = decideNotices({ ...question, asOf: next.at, active: true });
    question = { ...question, asOf: next.at, notified };
  }
  return coming;
}
