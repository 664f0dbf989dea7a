import type { PortalAccount } from '../../../src/accounts/loadPortalAccount.js';
import type { Instant } from '../../../src/core/values/zone.js';
import type { TopUpView } from '../../../src/payments/topUp/topUpSettings.js';
import type { FormState } from '../../web/page.js';
import type { Reader } from '../reader.js';

/** The props of the pages of automatic top-ups. */
export interface TopUpProps {
  readonly slug: string;
  readonly portalAccount: PortalAccount;
  readonly topUp: TopUpView;
  readonly mayPay: boolean;
  readonly state: FormState;
  readonly now: Instant;
  readonly reader: Reader;
}
