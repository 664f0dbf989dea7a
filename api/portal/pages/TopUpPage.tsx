import type { PortalAccount } from '../../../src/accounts/loadPortalAccount.js';
import type { TopUpView } from '../../../src/payments/topUp/topUpSettings.js';
import { Day } from '../../console/accounts/list/format.js';
import type { PageContent } from '../../web/page.js';
import { Confirm } from '../../web/parts/forms.js';
import { Head, Pill } from '../../web/parts/parts.js';
import { Agreed } from './TopUpAgreed.js';
import { Attempts } from './TopUpAttempts.js';
import { Rule, SaveCard } from './TopUpForms.js';
import type { TopUpProps } from './topUpProps.js';
import { formatBrand, providerName } from './topUpTexts.js';

/** Automatic payments by card: the agreement, the rule, the results, and how to end it. */
export function topUpPage(props: TopUpProps & { readonly isBack: boolean }): PageContent {
  const { portalAccount, topUp, slug, isBack } = props;
  const { title, lead } = headOf(props);
  const body = (
    <>
      {isBack && topUp.card === null && (
        <p class="flash" role="status">
          Thank you. When your payment is confirmed, the card appears here.
        </p>
      )}
      <Head title={title} lead={lead} up={{ href: `/sites/${slug}/pay`, label: 'Pay' }} />
      {topUp.card !== null && <Card {...props} card={topUp.card} />}
      {canSave(portalAccount, topUp) && <Agreed {...props} />}
      {topUp.card !== null && props.mayPay && <Rule {...props} />}
      {props.mayPay && canOffer(portalAccount) && <SaveCard {...props} />}
      <Attempts {...props} />
    </>
  );
  return { title: 'Automatic top-up', body, leadsOut: true };
}

function canOffer({ account, providers }: PortalAccount): boolean {
  return account.state !== 'closed' && providers.length > 0;
}

function canSave(portalAccount: PortalAccount, { card }: TopUpView): boolean {
  return card !== null || canOffer(portalAccount);
}

function headOf({ portalAccount, topUp }: TopUpProps): { readonly title: string; readonly lead: string } {
  const { name } = portalAccount.tenant;
  const { card, enabled } = topUp;
  if (card !== null && enabled) {
    return {
      title: 'Automatic top-up is on',
      lead: `Your card is charged before the credit runs out. Payments go to ${name} under the terms below.`,
    };
  }
  if (card !== null) {
    return {
      title: 'Automatic top-up is off',
      lead: 'Your card is saved. Turn automatic top-up on below, or remove the card.',
    };
  }
  if (!canOffer(portalAccount)) {
    return {
      title: 'Automatic top-up is not available',
      lead:
        portalAccount.account.state === 'closed'
          ? 'The account is closed.'
          : `${name} does not accept cards. See the page “Pay” for other payment methods.`,
    };
  }
  return enabled
    ? {
        title: 'Automatic top-up needs a card',
        lead: 'Nothing is charged until you pay once with a card.',
      }
    : {
        title: 'Turn on automatic top-up',
        lead: 'Your card is charged before the credit runs out. Please read the terms:',
      };
}

function Card({
  portalAccount,
  slug,
  topUp,
  card,
  mayPay,
}: TopUpProps & { readonly card: NonNullable<TopUpView['card']> }) {
  const [year = '', month = ''] = card.expires.split('-');
  return (
    <section>
      <h2>Card</h2>
      <p>
        <strong>
          {formatBrand(card.brand)} ending in {card.lastFour === '' ? '????' : card.lastFour}
        </strong>
        {month !== '' && <>, expires {`${month}/${year}`}</>}, stored by {providerName(card.provider)}.{' '}
        {topUp.enabled ? <Pill tone="good">on</Pill> : <Pill tone="held">off</Pill>}
        <span class="sub quiet small">
          {' '}
          Saved <Day at={card.savedAt} timeZone={portalAccount.account.timeZone} />. We never see the card
          number.
        </span>
      </p>
      {mayPay && (
        <p class="actions">
          <a class="button danger" href={`/sites/${slug}/pay/top-up/remove-card`}>
            Remove card
          </a>
        </p>
      )}
    </section>
  );
}

/** The confirmation before the card is removed. */
export function removeCardPage({ slug, portalAccount, topUp, state }: TopUpProps): PageContent {
  const back = `/sites/${slug}/pay/top-up`;
  const { card } = topUp;
  if (card === null) {
    return {
      title: 'Remove card',
      body: <Head title="No saved card" up={{ href: back, label: 'Automatic top-up' }} />,
    };
  }
  const body = (
    <Confirm
      question={`Remove the ${formatBrand(card.brand)} card ending in ${card.lastFour}?`}
      effects={[
        `The card is no longer charged. ${providerName(card.provider)} also deletes it.`,
        'You get warning emails again, a week and a day before the credit runs out.',
        `Payments with this card stay on your account with ${portalAccount.tenant.name}.`,
      ]}
      action={`${back}/remove-card`}
      button="Remove card"
      back={back}
      state={state}
    />
  );
  return { title: 'Remove card', body };
}
