import type { AccountDetails } from '../../../../src/accounts/loadAccount.js';
import type { AccountProjection } from '../../../../src/assessment/loadAccountProjection.js';
import type { Aggregation } from '../../../../src/billing/facts.js';
import type { Upcoming } from '../../../../src/ledger/loadHistory.js';
import type { PromotionView } from '../../../../src/promotions/loadPromotions.js';
import type { TimelineRow } from '../../../../src/store/core/audit.js';
import type { ShownEmail } from '../../../../src/emails/showEmail.js';
import type { Entry } from '../../../../src/store/ledger/entries.js';
import type { Scheduled } from '../../../../src/store/ledger/scheduled.js';
import type { UsageTotal } from '../../../../src/store/usage/usage.js';
import type { PageCall } from '../../../web/page.js';

/** The props of an account's page. */
export interface AccountProps {
  readonly call: PageCall;
  readonly account: AccountDetails;
  readonly projection: AccountProjection;
  readonly entries: readonly Entry[];
  readonly hasMoreEntries: boolean;
  readonly emails: readonly ShownEmail[];
  readonly past: readonly TimelineRow[];
  readonly upcoming: readonly Upcoming[];
  readonly planned: readonly Scheduled[];
  readonly promotions: readonly PromotionView[];
  readonly usage: readonly UsageTotal[];
  readonly meters: readonly ShownMeter[];
  readonly from: string;
  readonly to: string;
}

export interface ShownMeter {
  readonly name: string;
  readonly title: string;
  readonly unit: string;
  readonly aggregation: Aggregation;
}
