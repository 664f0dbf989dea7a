import { languageOf } from '../../../src/core/values/language.js';
import { Page } from '../../web/parts/Page.js';
import { publicTexts } from '../texts/index.js';

export interface SuspendedPageProps {
  /** The requested host, or the site's name. */
  readonly siteName: string;
  readonly language?: string;
  /** The host of the site, whom its Owner should contact. */
  readonly contact: { readonly name: string; readonly email?: string; readonly phone?: string };
  /** The Owner's own text instead of ours; blank lines separate paragraphs. Shown as plain text. */
  readonly customText?: string;
  /** The page where the site's users can pay to reactivate it, without a login. */
  readonly payLink?: string | undefined;
}

/**
 * The page for visitors of a suspended site, with status 503. It reveals nothing about the account: neither that money
 * is owed nor how much. Its link for the site's users leads to the payment page, which needs no login.
 */
export function SuspendedPage({
  siteName,
  language = 'en',
  contact,
  customText = '',
  payLink,
}: SuspendedPageProps) {
  const { suspended: texts } = publicTexts(language);
  const paragraphs = customText.split(/\r?\n\s*\r?\n/).filter((words) => words.trim() !== '');
  const { name, email, phone } = contact;
  const reachable = email !== undefined || phone !== undefined;
  return (
    <Page title={texts.title(siteName)} language={languageOf(language)}>
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
