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

/** The search attributes that find an account in the Web UI. An unknown date is left out. */
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

/** The same for a continued run: a date that is no longer known is removed. */
export function searchAttributeUpdatesOf(view: WorkflowView): SearchAttributeUpdatePair[] {
  const updates: SearchAttributeUpdatePair[] = [...searchAttributesOf(view)];
  if (view.limitDate === null) updates.push({ key: LIMIT_DATE, value: null });
  if (view.wakeAt === null) updates.push({ key: NEXT_WAKE, value: null });
  return updates;
}

/**
 * The attributes that would be wrong in the Web UI's lists if they were not updated; the next wake changes too often.
 */
export function listedOf(view: WorkflowView): string {
  return [view.state, view.balance, view.limitDate?.slice(0, 10) ?? 'none'].join(' ');
}

function stateOf({ state, suspendedFor, heldBack }: WorkflowView): string {
  if (heldBack === true) return `${state}; its suspension is paused`;
  if (suspendedFor === undefined) return state;
  return `${state}: ${suspendedFor === 'hold' ? 'on hold by the Owner' : 'the limit is passed'}`;
}

/** The account's standing as text, for the first page of its workflow in the Web UI. */
export function detailsOf(view: WorkflowView, asOf: string): string {
  const rows = [
    ...(view.reference === undefined ? [] : [['Reference', view.reference]]),
    ['State', stateOf(view)],
    ['Balance', `${view.balance} ${view.currency}`],
    ['Headroom', `${view.headroom} ${view.currency}`],
    ['Limit date', view.limitDate ?? 'none in sight'],
    ['Next wake', view.wakeAt === null ? 'none' : `${view.wakeAt} (${view.wakeFor ?? 'to assess again'})`],
    ['Open period', `from ${view.period}`],
    ['As of', asOf],
  ];
  return ['| | |', '| --- | --- |', ...rows.map(([name, value]) => `| ${name} | ${value} |`)].join('\n');
}
