import type { AccountView } from '../../../../src/accounts/readAccount.js';
import type { Instant } from '../../../../src/core/values/zone.js';
import type { Letter } from '../../../../src/store/emails/letters.js';
import type { PageCall, Shown } from '../../../web/page.js';
import { Empty, Head, Pill } from '../../../web/parts/parts.js';
import { Day, exactWords } from '../../accounts/list/words.js';
import { accountPath } from '../../accounts/pages/accountPath.js';

interface LetterProps {
  readonly call: PageCall;
  readonly account: AccountView;
  readonly letter: Letter;
}

/** One letter as it was sent, and what became of it. */
export function letterPage({ call, account, letter }: LetterProps): Shown {
  const path = accountPath(call, account);
  const { timeZone } = account;
  const body = (
    <>
      <Head
        title={letter.subject}
        lead={`To ${letter.recipientName}, ${recipientsOf(letter)}.`}
        up={{ href: path, label: account.name }}
      />
      <dl class="facts">
        <div>
          <dt>Delivery</dt>
          <dd>
            <Delivery letter={letter} />
          </dd>
        </div>
        <div>
          <dt>Written</dt>
          <dd>{exactWords(letter.createdAt, timeZone)}</dd>
        </div>
        {letter.sentAt !== null && (
          <div>
            <dt>Handed to the mail server</dt>
            <dd>{exactWords(letter.sentAt, timeZone)}</dd>
          </div>
        )}
        {letter.lastError !== null && (
          <div>
            <dt>What the mail server said</dt>
            <dd>{letter.lastError}</dd>
          </div>
        )}
        <div>
          <dt>Message-ID</dt>
          <dd class="code">{letter.messageId}</dd>
        </div>
      </dl>
      <iframe
        class="letter"
        title={`The letter: ${letter.subject}`}
        src={`${path}/letters/${letter.id}/html`}
        sandbox=""
        loading="lazy"
      />
      <details class="fold">
        <summary>As plain text</summary>
        <pre class="plain">{letter.plain}</pre>
      </details>
    </>
  );
  return { title: letter.subject, body, frames: true };
}

interface TableProps {
  readonly letters: readonly Letter[];
  readonly account: AccountView;
  readonly path: string;
  readonly now: Instant;
}

export function LetterTable({ letters, account, path, now }: TableProps) {
  if (letters.length === 0) {
    return (
      <Empty>
        <p>No letter yet. Warnings, receipts and statements will stand here as they were sent.</p>
      </Empty>
    );
  }
  return (
    <table class="cards">
      <thead>
        <tr>
          <th scope="col">Date</th>
          <th scope="col">Letter</th>
          <th scope="col">Delivery</th>
        </tr>
      </thead>
      <tbody>
        {letters.map((letter) => (
          <tr>
            <td>
              <Day at={letter.createdAt} timeZone={account.timeZone} now={now} />
            </td>
            <td>
              <a href={`${path}/letters/${letter.id}`}>{letter.subject}</a>
              <span class="sub">
                {letter.kind}, to {recipientsOf(letter)}
              </span>
            </td>
            <td data-label="Delivery">
              <Delivery letter={letter} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function recipientsOf({ recipientAddress, moreAddresses }: Letter): string {
  return [recipientAddress, ...moreAddresses].join(', ');
}

function Delivery({ letter }: { readonly letter: Letter }) {
  if (letter.sentAt !== null) return <Sent letter={letter} />;
  if (letter.failedAt !== null) return <Pill tone="bad">refused</Pill>;
  return letter.lastError === null ? (
    <Pill tone="held">waiting</Pill>
  ) : (
    <Pill tone="warning">trying again</Pill>
  );
}

/** The mail server took it; some of its addresses, or all, may have sent it back. */
function Sent({ letter: { acceptedAddresses, refusedAddresses } }: { readonly letter: Letter }) {
  if (refusedAddresses.length === 0) return <Pill tone="good">sent</Pill>;
  const pill =
    acceptedAddresses.length === 0 ? (
      <Pill tone="bad">came back</Pill>
    ) : (
      <Pill tone="warning">sent in part</Pill>
    );
  return (
    <>
      {pill} <span class="sub">refused by {refusedAddresses.join(', ')}</span>
    </>
  );
}
