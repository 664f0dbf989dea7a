import type { PolicyTerms } from '../../../src/billing/policy/policy.js';
import type { FormState } from '../../web/page.js';
import { field } from '../../web/parts/forms.js';
import { formatPolicyTexts } from './policyText.js';

interface PolicyFieldsProps {
  readonly state: FormState;
  readonly terms: PolicyTerms;
  /** The currency of the account, if it is one account's policy. */
  readonly currency?: string;
}

/** The fields of a suspension policy. An empty field does not delay a suspension. */
export function PolicyFields({ state, terms, currency }: PolicyFieldsProps) {
  const texts = formatPolicyTexts(terms, currency);
  return (
    <div class="columns">
      <div>
        {field(state, 'graceDays', 'Grace (days)', {
          value: texts.graceDays,
          inputmode: 'numeric',
          maxlength: 4,
          hint: 'Days from the limit to the suspension.',
        })}
        {field(state, 'noticeHours', 'Notice guarantee (hours)', {
          value: texts.noticeHours,
          inputmode: 'numeric',
          maxlength: 4,
          hint: 'A mail server must have accepted a notice at least this long before. Otherwise one is sent and the suspension waits. Up to 168.',
        })}
        {field(
          state,
          'overrunCap',
          currency === undefined ? 'Cap beyond the limit' : `Cap beyond the limit in ${currency}`,
          {
            value: texts.overrunCap,
            maxlength: 500,
            hint: `Who owes this much beyond the limit is suspended at once, whatever else you choose here. ${currency === undefined ? 'Such as EUR 50.00, USD 60.00.' : 'Such as 50.00.'}`,
          },
        )}
      </div>
      <div>
        {field(state, 'windows', 'Times of suspensions', {
          value: texts.windows,
          rows: 3,
          hint: 'In the client’s time zone, one window a line: Mon-Fri 09:00-17:00. A window such as Fri 22:00-06:00 ends the next morning. Empty: at any time.',
        })}
        {field(state, 'region', 'No suspensions on public holidays of', {
          value: texts.region,
          maxlength: 12,
          hint: 'Code of a country or a part of it, such as AT, DE-BY or GB-SCT. Empty: none.',
        })}
        {field(state, 'dates', 'Other days without suspensions', {
          value: texts.dates,
          rows: 3,
          hint: 'One date a line, such as 2026-12-24.',
        })}
      </div>
    </div>
  );
}
