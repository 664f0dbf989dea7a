import {
  defineSearchAttributeKey,
  type SearchAttributePair,
  type SearchAttributeUpdatePair,
} from '@temporalio/common';
import type { WorkflowView } from '../src/assessment/assess.js';

const STATE = defineSearchAttributeKey('SitetabState', 'KEYWORD');
const BALANCE = defineSearchAttributeKey('SitetabBalance', 'DOUBLE');
const CURRENCY = defineSearchAttributeKey('SitetabCurrency', 'KEYWORD');
const LIMIT_DATE = defineSearchAttributeKey('SitetabLimitDate', 'DATETIME');
const NEXT_WAKE = defineSearchAttributeKey('SitetabNextWake', 'DATETIME');

/** What an assessment is found by in the Web UI. A date that is not known is left out. */
export function searchAttributesOf(view: WorkflowView): SearchAttributePair[] {
  const pairs: SearchAttributePair[] = [
    { key: STATE, value: view.state },
    { key: BALANCE, value: Number(view.balance) },
    { key: CURRENCY, value: view.currency },
  ];
  if (view.limitDate !== null) pairs.push({ key: LIMIT_DATE, value: new Date(view.limitDate) });
  if (view.wakeAt !== null) pairs.push({ key: NEXT_WAKE, value: new Date(view.wakeAt) });
  return pairs;
}

/** The same for a run that goes on: a date that is no longer known is taken away. */
export function searchAttributeUpdatesOf(view: WorkflowView): SearchAttributeUpdatePair[] {
  const updates: SearchAttributeUpdatePair[] = [...searchAttributesOf(view)];
  if (view.limitDate === null) updates.push({ key: LIMIT_DATE, value: null });
  if (view.wakeAt === null) updates.push({ key: NEXT_WAKE, value: null });
  return updates;
}

/** What would be wrong in the Web UI's lists if it were not written down again; the next wake moves too often. */
export function listedOf(view: WorkflowView): string {
  return [view.state, view.balance, view.limitDate?.slice(0, 10) ?? 'none'].join(' ');
}

/** The account's standing in words, for the first page of its workflow in the Web UI. */
export function detailsOf(view: WorkflowView, asOf: string): string {
  const rows = [
    ['State', view.heldBack === true ? `${view.state}; its suspension is paused` : view.state],
    ['Balance', `${view.balance} ${view.currency}`],
    ['Headroom', `${view.headroom} ${view.currency}`],
    ['Limit date', view.limitDate ?? 'none in sight'],
    ['Next wake', view.wakeAt === null ? 'none' : `${view.wakeAt} (${view.wakeFor ?? 'to look'})`],
    ['Open period', `from ${view.period}`],
    ['As of', asOf],
  ];
  return ['| | |', '| --- | --- |', ...rows.map(([name, value]) => `| ${name} | ${value} |`)].join('\n');
}
