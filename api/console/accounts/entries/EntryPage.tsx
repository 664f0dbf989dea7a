import type { AccountDetails } from '../../../../src/accounts/loadAccount.js';
import type { ExplainedEntry } from '../../../../src/ledger/explainEntry.js';
import type { Refundable } from '../../../../src/payments/refundPayment.js';
import type { Entry } from '../../../../src/store/ledger/entries.js';
import { PROVIDER_NAMES } from '../../../public/pay/providerNames.js';
import { formatMoney } from '../../../web/charts/format.js';
import type { PageCall, PageContent } from '../../../web/page.js';
import { Head, Pill } from '../../../web/parts/parts.js';
import { formatDateTime } from '../list/format.js';
import { accountPath } from '../pages/accountPath.js';
import { ExplainedLineSection } from './ExplainedLine.js';
import { ExplainedTaxSection } from './ExplainedTax.js';

interface EntryProps {
  readonly call: PageCall;
  readonly account: AccountDetails;
  readonly explained: ExplainedEntry;
  /** The amount its provider can refund, if any. */
  readonly refundable: Refundable | undefined;
  /** Names of the actors who voided usage events. */
  readonly names: ReadonlyMap<string, string>;
}

/** One entry: its figures, its origin and the possible actions. */
export function entryPage(props: EntryProps): PageContent {
  const { call, account, explained, names } = props;
  const { entry, line, onTheSum } = explained;
  const path = accountPath(call, account);
  const body = (
    <>
      <Head
        title={`${entry.description}: ${formatMoney(entry.amount, entry.currency)} ${entry.currency}`}
        lead={`No. ${entry.number} of ${account.name}.`}
        up={{ href: path, label: account.name }}
      />
      <EntryActions {...props} path={path} />
      {line !== undefined && (
        <ExplainedLineSection
          line={line}
          entry={entry}
          accountTimeZone={account.timeZone}
          slug={call.slug}
          names={names}
        />
      )}
      {onTheSum !== undefined && <ExplainedTaxSection entry={entry} onTheSum={onTheSum} />}
      <section>
        <h2>The entry</h2>
        <Facts {...props} path={path} />
      </section>
    </>
  );
  return { title: `No. ${entry.number}`, body };
}

type WithPath = EntryProps & { readonly path: string };

function EntryActions({ call, account, explained, refundable, path }: WithPath) {
  const { entry, reversedBy, disputed, onTheSum } = explained;
  const { permissions } = call.session;
  const isOwn = entry.kind !== 'reversal' && reversedBy === undefined && onTheSum === undefined;
  const base = `${path}/entries/${entry.id}`;
  const refund = isOwn && refundable !== undefined && permissions.has('payments.write') && (
    <a class="button" href={`${base}/refund`}>
      Refund by {PROVIDER_NAMES[refundable.provider]}
    </a>
  );
  if (!permissions.has('entries.write') || !isOwn) {
    return refund === false ? null : <div class="actions">{refund}</div>;
  }
  return (
    <div class="actions">
      {refund}
      {disputed && (
        <a class="button first" href={`${base}/resolve`}>
          Resolve dispute
        </a>
      )}
      {!disputed && entry.kind !== 'tax' && account.state !== 'closed' && (
        <a class="button" href={`${base}/dispute`}>
          Mark as disputed
        </a>
      )}
      <a class="button danger" href={`${base}/reverse`}>
        Reverse
      </a>
    </div>
  );
}

function Facts({ account, explained, path }: WithPath) {
  const { entry, taxes, belongsTo, reversedBy, disputed } = explained;
  const { currency, kind, category, method, reference, contraAccount } = entry;
  return (
    <dl class="facts">
      <div>
        <dt>Kind</dt>
        <dd>
          {kind}
          {category === undefined ? '' : `, ${category}`} {disputed && <Pill tone="warning">in dispute</Pill>}{' '}
          {reversedBy !== undefined && <Pill tone="held">reversed</Pill>}
        </dd>
      </div>
      <div>
        <dt>Takes effect</dt>
        <dd>{formatDateTime(entry.effectiveAt, account.timeZone)}</dd>
      </div>
      <div>
        <dt>Posted</dt>
        <dd>{formatDateTime(entry.postedAt, account.timeZone)}</dd>
      </div>
      <div>
        <dt>Balance after</dt>
        <dd>
          {formatMoney(entry.balanceAfter, currency)} {currency}
        </dd>
      </div>
      {method !== undefined && (
        <div>
          <dt>How</dt>
          <dd>{method}</dd>
        </div>
      )}
      {reference !== undefined && (
        <div>
          <dt>Reference</dt>
          <dd>{reference}</dd>
        </div>
      )}
      <div>
        <dt>Contra account</dt>
        <dd class="code">{contraAccount}</dd>
      </div>
      {belongsTo !== undefined && <Related label={relationOf(kind)} entry={belongsTo} path={path} />}
      {taxes.map((tax) => (
        <Related label="Tax" entry={tax} path={path} />
      ))}
      {reversedBy !== undefined && <Related label="Reversed by" entry={reversedBy} path={path} />}
    </dl>
  );
}

function relationOf(kind: Entry['kind']): string {
  if (kind === 'tax') return 'Tax on';
  return kind === 'refund' || kind === 'adjustment' ? 'Gives back a part of' : 'Takes back';
}

function Related({
  label,
  entry,
  path,
}: {
  readonly label: string;
  readonly entry: Entry;
  readonly path: string;
}) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        <a href={`${path}/entries/${entry.id}`}>
          no. {entry.number}, {entry.description}
        </a>{' '}
        {formatMoney(entry.amount, entry.currency)}
      </dd>
    </div>
  );
}
