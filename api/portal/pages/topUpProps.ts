import type { Instant } from '../../../src/billing/index.js';
import type { Tab, TopUpView } from '../../../src/operations/index.js';
import type { FormState } from '../../web/page.js';

/** What the pages of automatic top-ups are made from. */
export interface TopUpProps {
  readonly slug: string;
  readonly tab: Tab;
  readonly topUp: TopUpView;
  readonly mayPay: boolean;
  readonly state: FormState;
  readonly now: Instant;
}
