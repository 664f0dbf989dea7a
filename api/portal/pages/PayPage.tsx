import type { PortalAccount } from '../../../src/accounts/loadPortalAccount.js';
import { proposedOffer } from '../../../src/billing/projection/outlook.js';
import { transferOf } from '../../../src/core/values/transfer.js';
import type { PaymentProgress } from '../../../src/payments/paymentProgress.js';
import type { TopUpView } from '../../../src/payments/topUp/topUpSettings.js';
import { publicTexts } from '../../public/texts/index.js';
import { PromisePart } from '../../public/pay/PromisePart.js';
import type { FormState, PageContent } from '../../web/page.js';
import { Head } from '../../web/parts/parts.js';
import { BankAccountFacts, TransferQr } from '../../web/parts/TransferQr.js';
import { comesBack, payChoices } from '../checkOut.js';
import { pageFor, type Reader } from '../reader.js';
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
  readonly reader: Reader;
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
  reader,
}: PayProps): PageContent {
  const { pay: texts } = reader.texts;
  const { account, tenant } = portalAccount;
  const action = `/sites/${slug}/pay`;
  const choices = payChoices(portalAccount, reader);
  const canPay = mayPay && portalAccount.providers.length > 0 && account.state !== 'closed';
  const body = (
    <>
      {progress !== undefined && (
        <p class="flash" role="status">
          {progress === 'awaited'
            ? texts.awaited
            : [texts.posted, ...(account.state === 'active' ? [texts.inService] : [])].join(' ')}
        </p>
      )}
      <Head
        title={titleOf(portalAccount, reader)}
        lead={`${texts.to(tenant.name)} ${formatExactAmount(portalAccount, reader)}`}
      />
      {(choices.length > 0 || canPay) && (
        <form method="post" action={action}>
          <Complaint state={state} action={action} />
          <PayChoices portalAccount={portalAccount} canPay={canPay} state={state} reader={reader} />
          {canPay && <ProviderButtons portalAccount={portalAccount} words={texts.with} />}
        </form>
      )}
      {topUp !== undefined && (canPay || topUp.card !== null) && (
        <section>
          <h2>{texts.topUp}</h2>
          <p>
            {topUpLine(topUp, reader)} <a href={`${action}/top-up`}>{texts.changeTopUp}</a>
          </p>
        </section>
      )}
      <Transfer portalAccount={portalAccount} reader={reader} />
      <Complaint state={state} action={`${action}/promise`} />
      <PromisePart
        promise={portalAccount.promise}
        isSuspended={account.state === 'suspended'}
        mayAsk={mayAsk}
        owner={tenant.name}
        language={reader.language}
        timeZone={account.timeZone}
        money={reader.sum}
        action={`${action}/promise`}
      />
    </>
  );
  return pageFor(reader, { title: texts.title, body, leadsOut: true });
}

function titleOf({ account, offers }: PortalAccount, { texts: { pay }, sum }: Reader): string {
  const { least, keepsFor } = offers;
  if (least === null) return keepsFor.length === 0 ? pay.nothing : pay.ahead;
  return (comesBack(account) ? pay.reactivates : pay.covers)(sum(least.minor));
}

/** Names the exact shortfall; nothing if it equals the smallest choice. */
function formatExactAmount({ offers: { shortfall, least } }: PortalAccount, reader: Reader): string {
  if (shortfall === null || shortfall.minor === least?.minor || shortfall.lastsUntil === null) return '';
  return reader.texts.pay.exact(reader.sum(shortfall.minor), reader.moment(shortfall.lastsUntil));
}

function Transfer({
  portalAccount,
  reader,
}: {
  readonly portalAccount: PortalAccount;
  readonly reader: Reader;
}) {
  const { tenant, account, offers } = portalAccount;
  const { bankAccount, instructions } = tenant;
  const { pay: texts } = reader.texts;
  const { pay: shared } = publicTexts(reader.language);
  const minor = proposedOffer(offers)?.minor ?? 0n;
  const transfer = transferOf(bankAccount, { ...account, minor });
  return (
    <section>
      <h2>{texts.transfer}</h2>
      {(instructions !== '' || bankAccount === null) && (
        <p class="said">{instructions === '' ? texts.ask(tenant.name) : instructions}</p>
      )}
      <dl class="facts">
        {bankAccount !== null && <BankAccountFacts bankAccount={bankAccount} labels={shared.account} />}
        <div>
          <dt>{texts.reference}</dt>
          <dd>
            <strong class="code">{account.reference}</strong>
            <span class="sub quiet small"> {texts.quote}</span>
          </dd>
        </div>
        {tenant.email !== undefined && (
          <div>
            <dt>{texts.contact}</dt>
            <dd>
              <a href={`mailto:${tenant.email}`}>{tenant.email}</a>
            </dd>
          </div>
        )}
      </dl>
      {transfer !== undefined && <TransferQr transfer={transfer} says={shared.scan(reader.sum(minor))} />}
    </section>
  );
}
