import type { Child } from 'hono/jsx';
import {
  formatAmount,
  type Instant,
  isRefusal,
  minorPerMajor,
  parseAmount,
} from '../../../src/billing/index.js';
import type { Tab, TopUpView } from '../../../src/operations/index.js';
import { amountWords } from '../../charts/index.js';
import { Day } from '../../console/pages/words.js';
import { PROVIDER_NAMES } from '../../pages/providerNames.js';
import type { FormState, Shown } from '../../site/page.js';
import { ActButton, Confirm, Field, isFor } from '../../site/pages/forms.js';
import { Empty, Head, Pill } from '../../site/pages/parts.js';
import { Complaint, PayChoices, ProviderButtons } from './PayChoices.js';

export interface TopUpProps {
  readonly slug: string;
  readonly tab: Tab;
  readonly topUp: TopUpView;
  readonly mayPay: boolean;
  readonly state: FormState;
  readonly now: Instant;
}

/** The card that pays by itself: what is agreed, the rule, what came of it, and how it ends. */
export function topUpPage(props: TopUpProps & { readonly isBack: boolean }): Shown {
  const { tab, topUp, slug, isBack } = props;
  const { title, lead } = headOf(props);
  const body = (
    <>
      {isBack && topUp.card === null && (
        <p class="flash" role="status">
          Thank you. As soon as your payment is confirmed, the card stands here.
        </p>
      )}
      <Head title={title} lead={lead} up={{ href: `/sites/${slug}/pay`, label: 'Pay' }} />
      {topUp.card !== null && <Card {...props} card={topUp.card} />}
      {canSave(tab, topUp) && <Agreed {...props} />}
      {topUp.card !== null && props.mayPay && <Rule {...props} />}
      {props.mayPay && canOffer(tab) && <SaveCard {...props} />}
      <Attempts {...props} />
    </>
  );
  return { title: 'Automatic top-up', body, leadsOut: true };
}

function canOffer({ account, providers }: Tab): boolean {
  return account.state !== 'closed' && providers.length > 0;
}

function canSave(tab: Tab, { card }: TopUpView): boolean {
  return card !== null || canOffer(tab);
}

function headOf({ tab, topUp }: TopUpProps): { readonly title: string; readonly lead: string } {
  const { name } = tab.keeper;
  const { card, enabled } = topUp;
  if (card !== null && enabled) {
    return {
      title: 'Your card pays by itself before the credit runs out',
      lead: `It goes to ${name}, within what you have agreed to below.`,
    };
  }
  if (card !== null) {
    return {
      title: 'Your card is kept, and nothing is charged to it',
      lead: 'Switch it on below, or remove the card.',
    };
  }
  if (!canOffer(tab)) {
    return {
      title: 'Nothing can be paid by itself here',
      lead:
        tab.account.state === 'closed'
          ? 'The account is closed.'
          : `${name} takes no cards yet; the other ways to pay stand on the page before.`,
    };
  }
  return enabled
    ? {
        title: 'It is agreed, and no card is saved yet',
        lead: 'Nothing is charged before a payment has left its card here.',
      }
    : {
        title: 'Let your card pay by itself before the credit runs out',
        lead: 'Then no warning can be missed. This is what you agree to with it:',
      };
}

function Card({
  tab,
  slug,
  topUp,
  card,
  mayPay,
}: TopUpProps & { readonly card: NonNullable<TopUpView['card']> }) {
  const [year = '', month = ''] = card.expires.split('-');
  return (
    <section>
      <h2>The card</h2>
      <p>
        <strong>
          {brandWords(card.brand)} ending in {card.lastFour === '' ? '????' : card.lastFour}
        </strong>
        {month !== '' && <>, good until {`${month}/${year}`}</>}, kept by {providerName(card.provider)}.{' '}
        {topUp.enabled ? <Pill tone="good">on</Pill> : <Pill tone="held">off</Pill>}
        <span class="sub quiet small">
          {' '}
          Saved <Day at={card.savedAt} timeZone={tab.account.timeZone} />. Its number never comes here.
        </span>
      </p>
      {mayPay && (
        <p class="actions">
          <a class="button danger" href={`/sites/${slug}/pay/top-up/remove-card`}>
            Remove the card
          </a>
        </p>
      )}
    </section>
  );
}

/** In plain words and before anything is saved: what is charged, when, how much at most, and how it ends. */
function Agreed({ tab, topUp }: TopUpProps) {
  const { account, keeper, providers } = tab;
  const { currency } = account;
  const provider =
    topUp.card === null
      ? providers.map((each) => PROVIDER_NAMES[each]).join(' or ')
      : providerName(topUp.card.provider);
  const cap =
    topUp.dailyCap === null
      ? 'No more than the amount you set below'
      : `${amountWords(topUp.dailyCap, currency)} ${currency}`;
  const least =
    topUp.minimum > 0n ? ` Never less than ${amountWords(topUp.minimum, currency)} ${currency}.` : '';
  const month = monthMinor(tab);
  const today =
    month > 0n ? ` At today’s pace 30 days take about ${amountWords(month, currency)} ${currency}.` : '';
  return (
    <section>
      <h2>What is agreed</h2>
      <dl class="facts agreed">
        <Term term="When">
          A week before your credit is expected to run out, instead of the letter that warns you. If that
          fails, once more a day before. Never while everything is paid for longer.
        </Term>
        <Term term="How much">
          What makes the credit last at least 30 days more, rounded up to a whole {currency}.{today}
          {least}
        </Term>
        <Term term="At most">
          {cap} on one day. If more were needed, nothing is charged, and you get the letter with a link to pay
          instead.
        </Term>
        <Term term="What you hear">
          A receipt for each payment. If your bank refuses it or wants you to confirm it, the letter with the
          link to pay comes as usual, and your site stays up until the credit is really used up.
        </Term>
        <Term term="Who has the card">
          {provider} keeps it for {keeper.name}. Here only its kind, its last four digits and when it ends are
          known.
        </Term>
        <Term term="How it ends">
          Switch it off or remove the card on this page whenever you like; that counts at once.
          {keeper.email !== undefined && <> Or write to {keeper.email}.</>} It ends by itself when the account
          is closed.
        </Term>
      </dl>
    </section>
  );
}

/** What 30 days take at today's pace, in minor units. */
function monthMinor({ account: { pacePerDay, currency } }: Tab): bigint {
  const pace = parseAmount(pacePerDay, currency);
  return isRefusal(pace) || pace < 0n ? 0n : pace * 30n;
}

function Term({ term, children }: { readonly term: string; readonly children: Child }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** The rule of a card that is kept: how far it may go, and whether at all. */
function Rule({ slug, tab, topUp, state }: TopUpProps) {
  const action = `/sites/${slug}/pay/top-up`;
  const { enabled, currency } = topUp;
  const isShort = topUp.dailyCap !== null && monthMinor(tab) > topUp.dailyCap;
  return (
    <section>
      <h2>The rule</h2>
      {enabled && isShort && (
        <p class="flash bad" role="status">
          At today’s pace 30 days take more than you allow on one day: nothing might be charged then, and you
          would be warned instead.
        </p>
      )}
      <form method="post" action={action} class="fields">
        <Complaint state={state} action={action} />
        <RuleFields topUp={topUp} tab={tab} state={state} />
        <input type="hidden" name="enabled" value="yes" />
        {!enabled && <Consent state={state} action={action} keeper={tab.keeper.name} />}
        <button type="submit" class="first">
          {enabled ? 'Keep this rule' : 'Switch it on'}
        </button>
      </form>
      {enabled && (
        <p class="actions">
          <ActButton
            action={action}
            label="Switch it off"
            hidden={{
              enabled: 'no',
              dailyCap: formatAmount(topUp.dailyCap ?? 1n, currency),
              minimum: formatAmount(topUp.minimum, currency),
            }}
          />
        </p>
      )}
    </section>
  );
}

function RuleFields({ topUp, tab, state }: Pick<TopUpProps, 'topUp' | 'tab' | 'state'>) {
  const { currency, dailyCap, minimum } = topUp;
  const unit = minorPerMajor(currency);
  const threeMonths = ((3n * monthMinor(tab) + unit - 1n) / unit) * unit;
  const proposed = dailyCap ?? (threeMonths > 0n ? threeMonths : undefined);
  return (
    <>
      <Field
        name="dailyCap"
        label={`At most on one day, in ${currency}`}
        state={state}
        value={proposed === undefined ? undefined : formatAmount(proposed, currency)}
        hint={
          dailyCap === null && threeMonths > 0n
            ? 'Proposed: what three months take at today’s pace.'
            : undefined
        }
        inputmode="decimal"
        autocomplete="off"
        required
        maxlength={40}
      />
      <Field
        name="minimum"
        label={`At least each time, in ${currency} (optional)`}
        state={state}
        value={minimum === 0n ? undefined : formatAmount(minimum, currency)}
        hint="Fewer, larger payments. Empty: just what is needed."
        inputmode="decimal"
        autocomplete="off"
        maxlength={40}
      />
    </>
  );
}

function Consent({ state, action, keeper }: { state: FormState; action: string; keeper: string }) {
  const problem = isFor(state, action) ? state.problems.find(({ field }) => field === 'consent') : undefined;
  return (
    <div class="field">
      <label class="choice">
        <input
          type="checkbox"
          name="consent"
          value="yes"
          required
          aria-invalid={problem === undefined ? undefined : 'true'}
          aria-describedby={problem === undefined ? undefined : 'consent-error'}
        />
        <span>I agree that {keeper} charges my card so, until I end it.</span>
      </label>
      {problem !== undefined && (
        <span class="error" id="consent-error">
          {problem.reason}
        </span>
      )}
    </div>
  );
}

/** A card is saved with a payment: it shows that the card is good, and that whoever has it wants this. */
function SaveCard({ slug, tab, topUp, state }: TopUpProps) {
  const action = `/sites/${slug}/pay/top-up/card`;
  const { card } = topUp;
  const form = (
    <form method="post" action={action} class="fields">
      <Complaint state={state} action={action} />
      <p class="quiet small">
        The card is saved with a payment that you make now; {card === null ? 'it' : 'the new one'} counts as
        soon as that is confirmed.
      </p>
      <PayChoices tab={tab} canPay state={state} />
      {card === null && <RuleFields topUp={topUp} tab={tab} state={state} />}
      <Consent state={state} action={action} keeper={tab.keeper.name} />
      <ProviderButtons tab={tab} words="Pay and save the card with" />
    </form>
  );
  if (card === null) {
    return (
      <section>
        <h2>Pay once, and save the card</h2>
        {form}
      </section>
    );
  }
  return (
    <details class="fold" open={state.action === action}>
      <summary>Use another card</summary>
      {form}
    </details>
  );
}

const OUTCOMES: Readonly<Record<string, readonly [string, 'good' | 'bad' | 'warning' | 'held']>> = {
  paid: ['paid', 'good'],
  pending: ['the bank has yet to say', 'held'],
  'needs-client': ['bank asked for you', 'warning'],
  refused: ['refused', 'bad'],
  unavailable: ['could not be asked', 'warning'],
};

/** What was charged by itself lately, and what came of it. */
function Attempts({ tab, topUp, now }: TopUpProps) {
  const { timeZone } = tab.account;
  const { attempts, currency } = topUp;
  if (attempts.length === 0) {
    if (topUp.card === null) return null;
    return (
      <section>
        <h2>What was charged by itself</h2>
        <Empty>
          <p>Nothing so far.</p>
        </Empty>
      </section>
    );
  }
  return (
    <section>
      <h2>What was charged by itself</h2>
      <table class="cards">
        <thead>
          <tr>
            <th scope="col">Date</th>
            <th scope="col" class="amount">
              Amount {currency}
            </th>
            <th scope="col">What came of it</th>
          </tr>
        </thead>
        <tbody>
          {attempts.map(({ startedAt, amount, outcome }) => {
            const [words, tone] = OUTCOMES[outcome ?? ''] ?? (['under way', 'held'] as const);
            return (
              <tr>
                <td>
                  <Day at={startedAt} timeZone={timeZone} now={now} />
                </td>
                <td class="amount" data-label="Amount">
                  {amountWords(amount, currency)}
                </td>
                <td data-label="What came of it">
                  <Pill tone={tone}>{words}</Pill>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <p class="quiet small">Where nothing was paid, you got the letter with the link to pay instead.</p>
    </section>
  );
}

/** The step before the card goes. */
export function removeCardPage({ slug, tab, topUp, state }: TopUpProps): Shown {
  const back = `/sites/${slug}/pay/top-up`;
  const { card } = topUp;
  if (card === null) {
    return {
      title: 'Remove the card',
      body: <Head title="There is no saved card" up={{ href: back, label: 'Automatic top-up' }} />,
    };
  }
  const body = (
    <Confirm
      question={`Remove the ${brandWords(card.brand)} card ending in ${card.lastFour}?`}
      effects={[
        `Nothing is charged to it any more, from now on. ${providerName(card.provider)} is told to forget it as well.`,
        'You are warned by letter again, a week and a day before the credit runs out.',
        `What was paid with it stays on your account with ${tab.keeper.name}.`,
      ]}
      action={`${back}/remove-card`}
      button="Remove the card"
      back={back}
      state={state}
    />
  );
  return { title: 'Remove the card', body };
}

/** In one line, for the page beside it. */
export function topUpLine({ card, enabled, dailyCap, currency }: TopUpView): string {
  if (card === null || !enabled || dailyCap === null)
    return 'Your card can pay by itself before the credit runs out.';
  const name = `${brandWords(card.brand)} ending in ${card.lastFour}`;
  return `${name} pays by itself before the credit runs out, at most ${amountWords(dailyCap, currency)} ${currency} on one day.`;
}

function brandWords(brand: string): string {
  return brand.charAt(0).toUpperCase() + brand.slice(1).replaceAll('_', ' ');
}

function providerName(provider: string): string {
  return provider in PROVIDER_NAMES ? PROVIDER_NAMES[provider as keyof typeof PROVIDER_NAMES] : provider;
}
