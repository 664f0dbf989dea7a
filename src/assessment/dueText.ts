import { type WorkflowAction, wantedState } from '../billing/decide.js';
import type { AccountFacts } from '../billing/facts.js';
import type { Outlook } from '../billing/projection/outlook.js';
import type { Standing } from '../billing/standing.js';
import { addDays, localDateOf } from '../core/values/zone.js';

type Assessed = Pick<Outlook, 'standing' | 'decision'> & { readonly facts: AccountFacts };

/**
 * What the workflow does next, for readers of its history: "Charge 2026-11-01 to 2026-11-30", "Week notice: top-up or
 * email". Dates are the account's; nothing personal is in it.
 */
export function dueText(due: WorkflowAction, { facts, standing, decision }: Assessed): string {
  switch (due) {
    case 'chargeScheduled':
      return scheduledText(facts, standing);
    case 'chargeUsage':
      return chargeText(facts, standing);
    case 'switchSites':
      return switchText(facts, standing);
    case 'emailOwners':
      return 'Email the Owners of sites that were suspended with this account';
    case 'collectDebits':
      return debitsText(facts);
    case 'topUpOrSendNotice':
      return `${decision.warning === 'day' ? 'Day' : 'Week'} notice: top-up or email`;
  }
}

function debitsText({ debits }: AccountFacts): string {
  const [first] = debits?.pending ?? [];
  if (first === undefined) return 'Announce a direct debit';
  return first.told
    ? `Hand in the direct debit of ${first.collectOn}`
    : `Announce the direct debit of ${first.collectOn}`;
}

function scheduledText({ scheduled, timeZone }: AccountFacts, { asOf }: Standing): string {
  const today = localDateOf(asOf, timeZone);
  const days = [...new Set(scheduled.map(({ dueOn }) => dueOn).filter((dueOn) => dueOn <= today))];
  return `Charge what was scheduled for ${days.join(', ')}`;
}

function chargeText({ closeRequestedAt, latePeriods }: AccountFacts, { asOf, unsettled }: Standing): string {
  if (closeRequestedAt !== null) return 'Charge what is left and close the account';
  const ended = unsettled.filter(({ endsAt }) => endsAt <= asOf);
  const [oldest] = ended;
  const newest = ended[ended.length - 1];
  if (oldest !== undefined && newest !== undefined)
    return `Charge ${oldest.startDate} to ${addDays(newest.endDate, -1)}`;
  const [late] = latePeriods;
  return late === undefined
    ? 'Charge what is due in advance'
    : `Charge late usage of the period from ${late}`;
}

function switchText(facts: AccountFacts, standing: Standing): string {
  const sites = facts.sites.length === 1 ? '1 site' : `${String(facts.sites.length)} sites`;
  const wanted = wantedState(facts, standing);
  if (facts.state === wanted) return `Tell the connectors of ${sites} again: ${wanted}`;
  if (wanted === 'active') return `Reactivate ${sites}`;
  return `Suspend ${sites}: ${facts.held ? 'on hold by the Owner' : 'the limit is passed'}`;
}
