import type { PortalAccount } from '../../../src/accounts/loadPortalAccount.js';
import type { TopUpView } from '../../../src/payments/topUp/topUpSettings.js';
import type { PageContent } from '../../web/page.js';
import { Confirm } from '../../web/parts/forms.js';
import { Head, Pill } from '../../web/parts/parts.js';
import { pageFor } from '../reader.js';
import { Agreed } from './TopUpAgreed.js';
import { Attempts } from './TopUpAttempts.js';
import { Rule, SaveCard } from './TopUpForms.js';
import type { TopUpProps } from './topUpProps.js';
import { formatBrand, providerName } from './topUpTexts.js';

/** Automatic payments by card: the agreement, the rule, the results, and how to end it. */
export function topUpPage(props: TopUpProps & { readonly isBack: boolean }): PageContent {
  const { portalAccount, topUp, slug, isBack, reader } = props;
  const { topUp: texts, pay } = reader.texts;
  const { title, lead } = headOf(props);
  const body = (
    <>
      {isBack && topUp.card === null && (
        <p class="flash" role="status">
          {texts.thanks}
        </p>
      )}
      <Head title={title} lead={lead} up={{ href: `/sites/${slug}/pay`, label: pay.title }} />
      {topUp.card !== null && <Card {...props} card={topUp.card} />}
      {canSave(portalAccount, topUp) && <Agreed {...props} />}
      {topUp.card !== null && props.mayPay && <Rule {...props} />}
      {props.mayPay && canOffer(portalAccount) && <SaveCard {...props} />}
      <Attempts {...props} />
    </>
  );
  return pageFor(reader, { title: texts.title, body, leadsOut: true });
}

function canOffer({ account, providers }: PortalAccount): boolean {
  return account.state !== 'closed' && providers.length > 0;
}

function canSave(portalAccount: PortalAccount, { card }: TopUpView): boolean {
  return card !== null || canOffer(portalAccount);
}

function headOf({ portalAccount, topUp, reader }: TopUpProps): {
  readonly title: string;
  readonly lead: string;
} {
  const { name } = portalAccount.tenant;
  const { card, enabled } = topUp;
  const { topUp: texts } = reader.texts;
  if (card !== null && enabled) return { title: texts.on, lead: texts.onLead(name) };
  if (card !== null) return { title: texts.off, lead: texts.offLead };
  if (!canOffer(portalAccount)) {
    const lead = portalAccount.account.state === 'closed' ? texts.closed : texts.noCards(name);
    return { title: texts.unavailable, lead };
  }
  return enabled
    ? { title: texts.needsCard, lead: texts.needsCardLead }
    : { title: texts.offer, lead: texts.offerLead };
}

function Card({
  slug,
  topUp,
  card,
  mayPay,
  reader,
}: TopUpProps & { readonly card: NonNullable<TopUpView['card']> }) {
  const [year = '', month = ''] = card.expires.split('-');
  const { topUp: texts } = reader.texts;
  const digits = card.lastFour === '' ? '????' : card.lastFour;
  const facts = [
    ...(month === '' ? [] : [texts.expires(`${month}/${year}`)]),
    texts.storedBy(providerName(card.provider)),
  ];
  return (
    <section>
      <h2>{texts.cardTitle}</h2>
      <p>
        <strong>{texts.card(formatBrand(card.brand), digits)}</strong>, {facts.join(', ')}.{' '}
        {topUp.enabled ? <Pill tone="good">{texts.isOn}</Pill> : <Pill tone="held">{texts.isOff}</Pill>}
        <span class="sub quiet small"> {texts.savedOn(reader.day(card.savedAt))}</span>
      </p>
      {mayPay && (
        <p class="actions">
          <a class="button danger" href={`/sites/${slug}/pay/top-up/remove-card`}>
            {texts.remove}
          </a>
        </p>
      )}
    </section>
  );
}

/** The confirmation before the card is removed. */
export function removeCardPage({ slug, portalAccount, topUp, state, reader }: TopUpProps): PageContent {
  const back = `/sites/${slug}/pay/top-up`;
  const { card } = topUp;
  const { topUp: texts } = reader.texts;
  if (card === null) {
    const body = <Head title={texts.noSaved} up={{ href: back, label: texts.title }} />;
    return pageFor(reader, { title: texts.remove, body });
  }
  const body = (
    <Confirm
      question={texts.removeQuestion(formatBrand(card.brand), card.lastFour)}
      effects={texts.removeEffects(providerName(card.provider), portalAccount.tenant.name)}
      action={`${back}/remove-card`}
      button={texts.remove}
      back={back}
      state={state}
    />
  );
  return pageFor(reader, { title: texts.remove, body });
}
