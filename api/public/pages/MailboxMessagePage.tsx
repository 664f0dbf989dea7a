import type { Instant } from '../../../src/core/values/zone.js';
import { Page } from '../../web/parts/Page.js';
import { SentAt } from './MailboxPage.js';

export interface MailboxMessage {
  readonly receivedAt: Instant;
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  /** In the order received. */
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly html?: string;
  readonly text?: string;
}

/** The frame allows only the email's own styles and embedded pictures. */
const EMAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/** One email as its reader sees it, with the plain text and the headers. */
export function MailboxMessagePage({
  message,
  mailboxUrl,
}: {
  readonly message: MailboxMessage;
  readonly mailboxUrl: string;
}) {
  const { from, to, subject, html, text } = message;
  return (
    <Page title={subject} wide>
      <p>
        <a href={mailboxUrl}>Mailbox</a>
      </p>
      <h1>{subject === '' ? '(no subject)' : subject}</h1>
      <dl>
        <Fact name="From">{from}</Fact>
        <Fact name="To">{to}</Fact>
        <Fact name="Received">
          <SentAt at={message.receivedAt} />
        </Fact>
      </dl>
      {html !== undefined && <EmailFrame html={html} />}
      {text !== undefined && (
        <details open={html === undefined}>
          <summary>Plain text</summary>
          <pre tabindex={0}>{text}</pre>
        </details>
      )}
      <details>
        <summary>Headers</summary>
        <pre tabindex={0}>{message.headers.map(({ name, value }) => `${name}: ${value}`).join('\n')}</pre>
      </details>
    </Page>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: unknown }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/**
 * A sandboxed frame without scripts, forms or our origin. Links open in a new window, so payment links can be tried.
 */
function EmailFrame({ html }: { readonly html: string }) {
  const policy = `<meta http-equiv="Content-Security-Policy" content="${EMAIL_POLICY}"><base target="_blank">`;
  return (
    <iframe
      title="The email"
      sandbox="allow-popups allow-popups-to-escape-sandbox"
      referrerpolicy="no-referrer"
      srcdoc={withHead(html, policy)}
    />
  );
}

/** The policy must come before all content it restricts. */
function withHead(html: string, markup: string): string {
  const doctype = /^\s*<!doctype[^>]*>/i.exec(html)?.[0] ?? '';
  return `${doctype}${markup}${html.slice(doctype.length)}`;
}
