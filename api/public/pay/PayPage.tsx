import { debitPageTexts } from '../texts/debitTexts.js';
import { raw } from 'hono/html';
import { plainWordingFor } from '../../../emails/wording.js';
import type { ProviderKind } from '../../../src/billing/payment.js';
import type { PromiseAnswer } from '../../../src/billing/promise.js';
import { proposedOffer } from '../../../src/billing/projection/outlook.js';
import type { Offers } from '../../../src/billing/projection/project.js';
import type { Situation } from '../../../src/billing/situation.js';
import type { BankAccount } from '../../../src/core/values/bankAccount.js';
import { transferOf } from '../../../src/core/values/transfer.js';
import { numberFormat } from '../../../src/core/values/formatters.js';
import { languageOf, localeOf } from '../../../src/core/values/language.js';
import { formatAmount } from '../../../src/core/values/money.js';
import { offered, preselected } from '../../../src/payments/payLink.js';
import { Page } from '../../web/parts/Page.js';
import { BankAccountFacts, TransferQr } from '../../web/parts/TransferQr.js';
import { type PublicTexts, publicTexts } from '../texts/index.js';
import { PromisePart } from './PromisePart.js';
import { PROVIDER_NAMES } from './providerNames.js';

export interface PayPageProps {
  readonly siteNames: readonly string[];
  readonly owner: string;
  readonly language: string;
  readonly currency: string;
  readonly reference: string;
  readonly instructions: string;
  readonly bankAccount: BankAccount | null;
  /** Whether the client can give a mandate for direct debit. */
  readonly mandates: boolean;
  readonly timeZone: string;
  readonly situation: Situation;
  readonly offers: Offers;
  readonly providers: readonly ProviderKind[];
  /** The amount is then the debt, and paying it reactivates nothing. */
  readonly isClosed: boolean;
  /** Whether the client may ask for more time. */
  readonly promise: PromiseAnswer;
  /** The address the form posts to. */
  readonly action: string;
  /** A message about the last action, if there was one. */
  readonly notice?: 'paid' | 'posted' | 'trouble' | 'granted' | 'refused';
}

const CSS = `
.choices{border:0;padding:0;margin:20px 0}.choices legend{padding:0 0 8px;color:var(--quiet)}
.choices label{display:flex;gap:12px;align-items:baseline;padding:11px 2px;border-bottom:1px solid var(--rule);cursor:pointer}
.choices b{font-weight:600;min-width:7rem;text-align:right}
.ways{display:flex;flex-wrap:wrap;gap:12px;margin:22px 0}
button{font:inherit;font-weight:600;padding:11px 20px;border:1px solid var(--accent);border-radius:4px;background:var(--accent);color:var(--paper);cursor:pointer}
button:focus-visible,input:focus-visible{outline:2px solid var(--accent);outline-offset:3px}
.note{border-left:3px solid var(--accent);padding:8px 16px;background:var(--held)}
.lines{white-space:pre-line}
.paycode{margin:18px 0;max-width:38rem}
.promise label{display:block;color:var(--quiet);padding:0 0 6px}.promise select{font:inherit;padding:10px;margin:0 0 16px;max-width:100%}`;

/** The page of a payment link: what to pay and how, and nothing else about the account. */
export function PayPage(props: PayPageProps) {
  const { siteNames, owner, reference, instructions, bankAccount, notice } = props;
  const { pay: texts, promise } = publicTexts(props.language);
  const sites = siteNames.length === 0 ? reference : siteNames.join(', ');
  return (
    <Page title={texts.title(sites)} language={languageOf(props.language)}>
      <style>{raw(CSS)}</style>
      <h1>{texts.title(sites)}</h1>
      {notice === 'paid' && (
        <p class="note" role="status">
          <b>{texts.thanks}</b> {props.isClosed ? texts.thanksClosed : texts.thanksMore}
        </p>
      )}
      {notice === 'posted' && (
        <p class="note" role="status">
          <b>{texts.thanks}</b> {texts.posted} {isOnline(props.situation) && texts.open(sites)}
        </p>
      )}
      {notice === 'trouble' && (
        <p class="note" role="alert">
          {texts.trouble}
        </p>
      )}
      {(notice === 'granted' || notice === 'refused') && (
        <p class="note" role={notice === 'granted' ? 'status' : 'alert'}>
          {promise[notice](owner)}
        </p>
      )}
      {props.isClosed && <p>{texts.closed}</p>}
      <p>{texts.to(owner)}</p>
      {props.situation.kind === 'held' && <p>{texts.held(owner)}</p>}
      {isUpstreamSuspended(props.situation) && <p>{texts.upstream}</p>}
      <Amounts {...props} texts={texts} />
      <h2>{texts.transfer}</h2>
      {(instructions !== '' || bankAccount === null) && (
        <p class="lines">{instructions === '' ? texts.ask(owner) : instructions}</p>
      )}
      <dl>
        {bankAccount !== null && <BankAccountFacts bankAccount={bankAccount} labels={texts.account} />}
        <div>
          <dt>{texts.reference}</dt>
          <dd>
            <b>{reference}</b>
          </dd>
        </div>
      </dl>
      <p class="quiet small">{texts.quote}</p>
      <Code {...props} texts={texts} />
      {props.mandates && (
        <p>
          <a href={`${props.action}/mandate`}>{debitPageTexts(props.language).title}</a>
        </p>
      )}
      <PromisePart
        {...props}
        isSuspended={props.situation.kind === 'suspended'}
        mayAsk
        money={moneyIn(props)}
        action={`${props.action}/promise`}
      />
    </Page>
  );
}

/** The proposed amount as a code for banking apps; nothing is shown where nothing needs to be paid. */
function Code({ texts, ...props }: PayPageProps & { readonly texts: PublicTexts['pay'] }) {
  const { bankAccount, currency, reference, offers } = props;
  const minor = proposedOffer(offers)?.minor ?? 0n;
  const transfer = transferOf(bankAccount, { minor, currency, reference });
  return (
    transfer !== undefined && <TransferQr transfer={transfer} says={texts.scan(moneyIn(props)(minor))} />
  );
}

function isOnline({ kind }: Situation): boolean {
  return kind === 'fine' || kind === 'soon' || kind === 'unforeseen';
}

/** A parent site is suspended, and no payment to this account changes that. */
function isUpstreamSuspended(situation: Situation): boolean {
  return situation.kind === 'upstream' || (situation.kind === 'suspended' && situation.upstream);
}

function Amounts({ texts, ...props }: PayPageProps & { readonly texts: PublicTexts['pay'] }) {
  const { situation, offers, providers, action, language, timeZone } = props;
  const money = moneyIn(props);
  const { shortMoment } = plainWordingFor({ language, timeZone });
  const isBack = situation.kind === 'suspended' && !situation.upstream;
  const choices = offered(offers).map(({ value, minor, lastsUntil }) => {
    const until = lastsUntil === null ? null : shortMoment(lastsUntil);
    const least = props.isClosed ? texts.settle : isBack ? texts.restore(until) : texts.covers(until);
    return { value, minor, says: value === 'restore' ? least : texts.span(Number(value)) };
  });
  if (choices.length === 0) return <p>{texts.nothing}</p>;
  const first = preselected(offers);
  const { shortfall, least } = offers;
  const isExact = shortfall !== null && shortfall.minor !== least?.minor && shortfall.lastsUntil !== null;
  const canPay = providers.length > 0;
  return (
    <form method="post" action={action}>
      <fieldset class="choices">
        <legend>{texts.choose}</legend>
        {choices.map(({ value, minor, says }) => (
          <label>
            {canPay && <input type="radio" name="choice" value={value} checked={value === first} />}
            <b>{money(minor)}</b>
            <span>{says}</span>
          </label>
        ))}
      </fieldset>
      {isExact && (
        <p class="quiet small">{texts.exact(money(shortfall.minor), shortMoment(shortfall.lastsUntil))}</p>
      )}
      {offers.keepsFor.length > 0 && <p class="quiet small">{texts.forecast}</p>}
      {canPay && (
        <div class="ways">
          {providers.map((provider) => (
            <button name="provider" value={provider}>
              {texts.online(PROVIDER_NAMES[provider])}
            </button>
          ))}
        </div>
      )}
    </form>
  );
}

/** Amounts in the reader's format, exact at any size. */
function moneyIn({
  language,
  currency,
}: Pick<PayPageProps, 'language' | 'currency'>): (minor: bigint) => string {
  const decimals = formatAmount(0n, currency).split('.')[1]?.length ?? 0;
  const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  const format = numberFormat(localeOf(language), { style: 'currency', currency, ...digits });
  return (minor) => format.format(formatAmount(minor, currency) as Intl.StringNumericLiteral);
}

/** The page of a link that has expired or was never valid. */
export function PayGonePage({ language }: { readonly language: string }) {
  const { pay: texts } = publicTexts(language);
  return (
    <Page title={texts.gone} language={languageOf(language)}>
      <h1>{texts.gone}</h1>
      <p>{texts.goneMore}</p>
    </Page>
  );
}
