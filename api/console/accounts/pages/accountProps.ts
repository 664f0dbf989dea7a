import type { Aggregation, Instant } from '../../../../src/billing/index.js';
import type {
  AccountCourse,
  AccountView,
  Entry,
  Letter,
  Scheduled,
  TimelineRow,
  UsageTotal,
} from '../../../../src/operations/index.js';
import type { PageCall } from '../../../web/page.js';

/** What an account's page shows. */
export interface AccountProps {
  readonly call: PageCall;
  readonly account: AccountView;
  readonly course: AccountCourse;
  readonly entries: readonly Entry[];
  readonly hasMoreEntries: boolean;
  readonly letters: readonly Letter[];
  readonly timeline: {
    readonly currency: string;
    readonly past: readonly TimelineRow[];
    readonly upcoming: readonly { readonly at: Instant; readonly what: string; readonly why: string }[];
  };
  readonly planned: readonly Scheduled[];
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
