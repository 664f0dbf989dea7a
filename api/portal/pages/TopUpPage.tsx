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

/** The card that pays by itself: what is agreed, the rule, what came of it, and how it ends. */
export function topUpPage(props: TopUpProps & { readonly isBack: boolean }): PageContent {
  const { portalAccount, topUp, slug, isBack } = props;
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
  if (!canOffer(portalAccount)) {
    return {
      title: 'Nothing can be paid by itself here',
      lead:
        portalAccount.account.state === 'closed'
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
  portalAccount,
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
          {formatBrand(card.brand)} ending in {card.lastFour === '' ? '????' : card.lastFour}
        </strong>
        {month !== '' && <>, good until {`${month}/${year}`}</>}, kept by {providerName(card.provider)}.{' '}
        {topUp.enabled ? <Pill tone="good">on</Pill> : <Pill tone="held">off</Pill>}
        <span class="sub quiet small">
          {' '}
          Saved <Day at={card.savedAt} timeZone={portalAccount.account.timeZone} />. Its number never comes
          here.
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

/** The step before the card goes. */
export function removeCardPage({ slug, portalAccount, topUp, state }: TopUpProps): PageContent {
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
      question={`Remove the ${formatBrand(card.brand)} card ending in ${card.lastFour}?`}
      effects={[
        `Nothing is charged to it any more, from now on. ${providerName(card.provider)} is told to forget it as well.`,
        'You are warned by email again, a week and a day before the credit runs out.',
        `What was paid with it stays on your account with ${portalAccount.tenant.name}.`,
      ]}
      action={`${back}/remove-card`}
      button="Remove the card"
      back={back}
      state={state}
    />
  );
  return { title: 'Remove the card', body };
}
