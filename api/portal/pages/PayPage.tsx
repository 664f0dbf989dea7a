import type { PortalAccount } from '../../../src/accounts/loadPortalAccount.js';
import { proposedOffer } from '../../../src/billing/projection/outlook.js';
import { transferOf } from '../../../src/core/values/transfer.js';
import type { PaymentProgress } from '../../../src/payments/paymentProgress.js';
import type { TopUpView } from '../../../src/payments/topUp/topUpSettings.js';
import { formatMoney } from '../../web/charts/format.js';
import { PromisePart } from '../../public/pay/PromisePart.js';
import type { FormState, PageContent } from '../../web/page.js';
import { Head } from '../../web/parts/parts.js';
import { BankAccountFacts, TransferQr } from '../../web/parts/TransferQr.js';
import { comesBack, payChoices } from '../checkOut.js';
import { formatMoment } from '../formatMoment.js';
import { Complaint, PayChoices, ProviderButtons } from './PayChoices.js';
import { topUpLine } from './topUpTexts.js';

interface PayProps {
  readonly slug: string;
  readonly portalAccount: PortalAccount;
  readonly mayPay: boolean;
  /** Whether the user may ask for more time. */
  readonly mayAsk: boolean;
  readonly state: FormState;
  /** Undefined if the reader may not see it. */
  readonly topUp: TopUpView | undefined;
  /** Of the payment from which the client comes back; undefined: from none. */
  readonly progress: PaymentProgress | undefined;
}

/** How much to pay, and how. */
export function payPage({
  slug,
  portalAccount,
  topUp,
  mayPay,
  mayAsk,
  state,
  progress,
}: PayProps): PageContent {
  const { account, tenant } = portalAccount;
  const action = `/sites/${slug}/pay`;
  const choices = payChoices(portalAccount);
  const canPay = mayPay && portalAccount.providers.length > 0 && account.state !== 'closed';
  const body = (
    <>
      {progress !== undefined && (
        <p class="flash" role="status">
          {progress === 'posted'
            ? `Thank you. Your payment has arrived.${account.state === 'active' ? ' Your account is in service.' : ''}`
            : 'Thank you. When your payment is confirmed, you get a receipt and your balance is updated. This page updates automatically.'}
        </p>
      )}
      <Head
        title={titleOf(portalAccount)}
        lead={`Your payment goes to ${tenant.name}. ${formatExactAmount(portalAccount)}`}
      />
      {(choices.length > 0 || canPay) && (
        <form method="post" action={action}>
          <Complaint state={state} action={action} />
          <PayChoices portalAccount={portalAccount} canPay={canPay} state={state} />
          {canPay && <ProviderButtons portalAccount={portalAccount} words="Pay with" />}
        </form>
      )}
      {topUp !== undefined && (canPay || topUp.card !== null) && (
        <section>
          <h2>Automatic top-up</h2>
          <p>
            {topUpLine(topUp)} <a href={`${action}/top-up`}>Change automatic top-up</a>
          </p>
        </section>
      )}
      <Transfer portalAccount={portalAccount} />
      <Complaint state={state} action={`${action}/promise`} />
      <PromisePart
        promise={portalAccount.promise}
        isSuspended={account.state === 'suspended'}
        mayAsk={mayAsk}
        owner={tenant.name}
        language="en"
        timeZone={account.timeZone}
        money={(minor) => `${formatMoney(minor, account.currency)} ${account.currency}`}
        action={`${action}/promise`}
      />
    </>
  );
  return { title: 'Pay', body, leadsOut: true };
}

function titleOf({ account, offers }: PortalAccount): string {
  const { least, keepsFor } = offers;
  if (least === null) {
    return keepsFor.length === 0
      ? 'Nothing needs to be paid for the next 12 months'
      : 'Nothing is due. You can pay ahead';
  }
  const amount = `${formatMoney(least.minor, account.currency)} ${account.currency}`;
  if (comesBack(account)) return `${amount} reactivates all sites`;
  return `${amount} covers what is owed`;
}

/** Names the exact shortfall; nothing if it equals the smallest choice. */
function formatExactAmount({ account, offers: { shortfall, least } }: PortalAccount): string {
  if (shortfall === null || shortfall.minor === least?.minor || shortfall.lastsUntil === null) return '';
  const amount = `${formatMoney(shortfall.minor, account.currency)} ${account.currency}`;
  const until = formatMoment(shortfall.lastsUntil, account.timeZone);
  return `${amount} is owed. That amount lasts until about ${until}.`;
}

function Transfer({ portalAccount }: { readonly portalAccount: PortalAccount }) {
  const { tenant, account, offers } = portalAccount;
  const { bankAccount, instructions } = tenant;
  const minor = proposedOffer(offers)?.minor ?? 0n;
  const transfer = transferOf(bankAccount, { ...account, minor });
  return (
    <section>
      <h2>By bank transfer</h2>
      {(instructions !== '' || bankAccount === null) && (
        <p class="said">{instructions === '' ? `Ask ${tenant.name} for the bank details.` : instructions}</p>
      )}
      <dl class="facts">
        {bankAccount !== null && <BankAccountFacts bankAccount={bankAccount} labels={ACCOUNT_LABELS} />}
        <div>
          <dt>Reference</dt>
          <dd>
            <strong class="code">{account.reference}</strong>
            <span class="sub quiet small">
              {' '}
              With the reference, the payment is matched to your account automatically.
            </span>
          </dd>
        </div>
        {tenant.email !== undefined && (
          <div>
            <dt>Contact</dt>
            <dd>
              <a href={`mailto:${tenant.email}`}>{tenant.email}</a>
            </dd>
          </div>
        )}
      </dl>
      {transfer !== undefined && (
        <TransferQr
          transfer={transfer}
          says={`Scan this code with your banking app. It fills in ${formatMoney(minor, account.currency)} ${account.currency}, the account and the reference.`}
        />
      )}
    </section>
  );
}

const ACCOUNT_LABELS = { holder: 'Account holder', iban: 'IBAN', bic: 'BIC' } as const;
