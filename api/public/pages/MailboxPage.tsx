import type { Instant } from '../../../src/core/values/zone.js';
import { Page } from '../../web/parts/Page.js';

/** An email that the built-in mail server received. */
export interface MailboxEntry {
  /** The path of its page. */
  readonly url: string;
  readonly receivedAt: Instant;
  readonly to: string;
  readonly subject: string;
}

/** The sent emails, newest first. */
export function MailboxPage({ entries }: { readonly entries: readonly MailboxEntry[] }) {
  return (
    <Page title={`Mailbox (${entries.length})`} wide>
      <h1>{headline(entries.length)}</h1>
      <p class="quiet">
        Emails end here until an SMTP server is set with <code>SMTP_URL</code>.
      </p>
      {entries.length > 0 && <MailboxTable entries={entries} />}
      <p>
        <a href="/">Start page</a>
      </p>
    </Page>
  );
}

function MailboxTable({ entries }: { readonly entries: readonly MailboxEntry[] }) {
  return (
    <table class="cards">
      <thead>
        <tr>
          <th scope="col">Subject</th>
          <th scope="col" class="to">
            To
          </th>
          <th scope="col">Received</th>
        </tr>
      </thead>
      <tbody>
        {entries.map((entry) => (
          <tr>
            <td>
              <a href={entry.url}>{entry.subject === '' ? '(no subject)' : entry.subject}</a>
            </td>
            <td class="quiet">{entry.to}</td>
            <td class="when">
              <SentAt at={entry.receivedAt} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function headline(count: number): string {
  if (count === 0) return 'No emails yet. The first payment sends one.';
  return count === 1 ? 'One email' : `${count} emails`;
}

/** An instant in UTC, because the mailbox has no time zone. */
export function SentAt({ at }: { readonly at: Instant }) {
  const iso = new Date(at).toISOString();
  return <time datetime={iso}>{`${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`}</time>;
}
