import { Page } from '../../web/parts/Page.js';
import { suspendedLanguage, suspendedTexts } from './suspendedTexts.js';

export interface SuspendedPageProps {
  /** The host the visitor asked for, or the site's name. */
  readonly siteName: string;
  readonly language?: string;
  /** Who hosts it: the one the site's owner should write to. */
  readonly contact: { readonly name: string; readonly email?: string; readonly phone?: string };
  /** The owner's own words, instead of ours to the visitor; blank lines part paragraphs. Shown as text. */
  readonly ownWords?: string;
  /** Where the site's users can bring it back by a payment, without a login. */
  readonly payLink?: string | undefined;
}

/**
 * What a visitor of a suspended site sees, with status 503. It says nothing about the account: neither that money is
 * owed nor how much. The link for the site's users leads to what it takes to reactivate the site; paying needs no
 * login.
 */
export function SuspendedPage({
  siteName,
  language = 'en',
  contact,
  ownWords = '',
  payLink,
}: SuspendedPageProps) {
  const texts = suspendedTexts(language);
  const paragraphs = ownWords.split(/\r?\n\s*\r?\n/).filter((words) => words.trim() !== '');
  const { name, email, phone } = contact;
  const reachable = email !== undefined || phone !== undefined;
  return (
    <Page title={texts.title(siteName)} language={suspendedLanguage(language)}>
      <h1>{texts.title(siteName)}</h1>
      {paragraphs.length > 0 ? (
        paragraphs.map((words) => <p>{words}</p>)
      ) : (
        <p>
          {texts.lead} {texts.visitor}
        </p>
      )}
      <h2>{texts.owner}</h2>
      {payLink !== undefined && (
        <p>
          <a class="act" href={payLink} rel="nofollow">
            {texts.bringBack}
          </a>
        </p>
      )}
      <p>{reachable ? texts.contact(name) : texts.contactless(name)}</p>
      {email !== undefined && (
        <p>
          <a href={`mailto:${encodeURIComponent(email).replace('%40', '@')}`}>{email}</a>
        </p>
      )}
      {phone !== undefined && (
        <p>
          <a href={`tel:${phone.replace(/[^+\d]/g, '')}`}>{phone}</a>
        </p>
      )}
    </Page>
  );
}
