import type { AccountDetails } from '../../../../src/accounts/loadAccount.js';
import type { Instant } from '../../../../src/core/values/zone.js';
import type { ShownEmail } from '../../../../src/emails/showEmail.js';
import type { PageCall, PageContent } from '../../../web/page.js';
import { Empty, Head, Pill } from '../../../web/parts/parts.js';
import { Day, formatDateTime } from '../../accounts/list/format.js';
import { accountPath } from '../../accounts/pages/accountPath.js';

interface EmailProps {
  readonly call: PageCall;
  readonly account: AccountDetails;
  readonly email: ShownEmail;
}

/** One email as sent, and its delivery state. */
export function emailPage({ call, account, email }: EmailProps): PageContent {
  const path = accountPath(call, account);
  const { timeZone } = account;
  const body = (
    <>
      <Head
        title={email.subject}
        lead={`To ${email.recipientName}, ${recipientsOf(email)}.`}
        up={{ href: path, label: account.name }}
      />
      <dl class="facts">
        <div>
          <dt>Delivery</dt>
          <dd>
            <Delivery email={email} />
          </dd>
        </div>
        <div>
          <dt>Written</dt>
          <dd>{formatDateTime(email.createdAt, timeZone)}</dd>
        </div>
        {email.sentAt !== null && (
          <div>
            <dt>Sent to the mail server</dt>
            <dd>{formatDateTime(email.sentAt, timeZone)}</dd>
          </div>
        )}
        {email.lastError !== null && (
          <div>
            <dt>Answer of the mail server</dt>
            <dd>{email.lastError}</dd>
          </div>
        )}
        <div>
          <dt>Message-ID</dt>
          <dd class="code">{email.messageId}</dd>
        </div>
      </dl>
      <iframe
        class="email"
        title={`The email: ${email.subject}`}
        src={`${path}/emails/${email.id}/html`}
        sandbox=""
        loading="lazy"
      />
      <details class="fold">
        <summary>Plain text</summary>
        <pre class="plain">{email.plain}</pre>
      </details>
    </>
  );
  return { title: email.subject, body, frames: true };
}

interface TableProps {
  readonly emails: readonly ShownEmail[];
  readonly account: AccountDetails;
  readonly path: string;
  readonly now: Instant;
}

export function EmailTable({ emails, account, path, now }: TableProps) {
  if (emails.length === 0) {
    return (
      <Empty>
        <p>No emails yet. Warnings, receipts and statements appear here after they are sent.</p>
      </Empty>
    );
  }
  return (
    <table class="cards">
      <thead>
        <tr>
          <th scope="col">Date</th>
          <th scope="col">Email</th>
          <th scope="col">Delivery</th>
        </tr>
      </thead>
      <tbody>
        {emails.map((email) => (
          <tr>
            <td>
              <Day at={email.createdAt} timeZone={account.timeZone} now={now} />
            </td>
            <td>
              <a href={`${path}/emails/${email.id}`}>{email.subject}</a>
              <span class="sub">
                {email.kind}, to {recipientsOf(email)}
              </span>
            </td>
            <td data-label="Delivery">
              <Delivery email={email} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function recipientsOf({ recipientAddress, moreAddresses }: ShownEmail): string {
  return [recipientAddress, ...moreAddresses].join(', ');
}

function Delivery({ email }: { readonly email: ShownEmail }) {
  if (email.sentAt !== null) return <SentLine email={email} />;
  if (email.failedAt !== null) return <Pill tone="bad">refused</Pill>;
  return email.lastError === null ? <Pill tone="held">waiting</Pill> : <Pill tone="warning">retrying</Pill>;
}

/** The mail server accepted the email; it may still have bounced for some or all addresses. */
function SentLine({ email: { acceptedAddresses, refusedAddresses } }: { readonly email: ShownEmail }) {
  if (refusedAddresses.length === 0) return <Pill tone="good">sent</Pill>;
  const pill =
    acceptedAddresses.length === 0 ? (
      <Pill tone="bad">bounced</Pill>
    ) : (
      <Pill tone="warning">partly sent</Pill>
    );
  return (
    <>
      {pill} <span class="sub">refused by {refusedAddresses.join(', ')}</span>
    </>
  );
}
