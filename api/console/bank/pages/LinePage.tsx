import { isTakenBack } from '../../../../src/bank/takeBack.js';
import { formatLineReason } from '../../../../src/core/values/lineReason.js';
import type { Session } from '../../../../src/auth/sessions/session.js';
import type { Suggestion } from '../../../../src/bank/suggestAccounts.js';
import type { ListedAccount } from '../../../../src/store/accounts/accountList.js';
import type { BankLine } from '../../../../src/store/bank/bank.js';
import type { FormState, PageContent } from '../../../web/page.js';
import { field, Field, Form, valueOf } from '../../../web/parts/forms.js';
import { Head } from '../../../web/parts/parts.js';
import { formatDate, formatMajor } from '../../accounts/list/format.js';
import { formatStanding } from './WaitingLines.js';

interface LineProps {
  readonly session: Session;
  readonly state: FormState;
  readonly line: BankLine;
  readonly search: string;
  /** The name of the account it was posted to. */
  readonly accountName: string | undefined;
  readonly suggestions: readonly Suggestion[];
  /** The results of a search, if there was one. */
  readonly found: readonly ListedAccount[] | undefined;
}

/** One line of a statement: the bank's data, and its account or the possible accounts. */
export function linePage(props: LineProps): PageContent {
  const { session, line } = props;
  const base = `/sites/${session.site.slug}/console/bank`;
  const mayDecide = line.state !== 'posted' && session.permissions.has('payments.write');
  const money = formatLineAmount(line);
  const from = line.payer === '' ? '' : ` from ${line.payer}`;
  const title = `${money}${from} ${standing(props)}`;
  const body = (
    <>
      <Head title={title} up={{ href: base, label: 'Bank transfers' }} />
      {!mayDecide && props.state.complaint !== undefined && (
        <p class="flash bad" role="alert">
          {props.state.complaint}
        </p>
      )}
      <Facts {...props} base={base} />
      {mayDecide && <Whose {...props} path={`${base}/lines/${line.id}`} />}
      {mayDecide && line.state !== 'dismissed' && (
        <Dismiss state={props.state} action={`${base}/lines/${line.id}/dismiss`} />
      )}
    </>
  );
  return { title, body };
}

function formatLineAmount({ amount, currency, line }: BankLine): string {
  if (amount === null) return `Line ${line}`;
  return `${formatMajor(amount)}${currency === null ? '' : ` ${currency}`}`;
}

function standing({ line, accountName }: LineProps): string {
  const { state } = line;
  if (state === 'unmatched') return 'is not matched yet';
  if (state === 'held-back') return 'is held back';
  return state === 'dismissed'
    ? 'is ignored'
    : `was ${isTakenBack(line) ? 'taken back from' : 'posted to'} ${accountName ?? 'an account'}`;
}

function Facts({ line, accountName, session, base }: LineProps & { readonly base: string }) {
  const { bookedOn, remittance, reason, importId, accountId, entryId } = line;
  const account = `/sites/${session.site.slug}/console/accounts/${accountId ?? ''}`;
  return (
    <dl class="facts">
      <div>
        <dt>Booked on</dt>
        <dd>{bookedOn === null ? <span class="quiet">not known</span> : formatDate(bookedOn)}</dd>
      </div>
      <div>
        <dt>Text</dt>
        <dd>{remittance === '' ? <span class="quiet">none</span> : remittance}</dd>
      </div>
      {reason !== null && (
        <div>
          <dt>{line.state === 'dismissed' ? 'Reason to ignore' : 'Reason'}</dt>
          <dd>{formatLineReason(reason)}</dd>
        </div>
      )}
      {accountId !== null && (
        <div>
          <dt>Posted to</dt>
          <dd>
            <a href={account}>{accountName}</a>
            {entryId !== null && (
              <>
                , <a href={`${account}/entries/${entryId}`}>as this entry</a>
              </>
            )}
          </dd>
        </div>
      )}
      <div>
        <dt>Statement</dt>
        <dd>
          <a href={`${base}/imports/${importId}`}>line {line.line} of the statement</a>
        </dd>
      </div>
    </dl>
  );
}

interface Choice {
  readonly id: string;
  readonly name: string;
  readonly note: string;
}

function Whose(props: LineProps & { readonly path: string }) {
  const { path, state, search, suggestions, found, line } = props;
  const action = `${path}/assign`;
  const likely = suggestions.map(({ account, because }) => ({
    id: account.id,
    name: account.name,
    note: `${account.reference}, ${formatStanding(account.balance, account.currency)}: ${because}`,
  }));
  const others = (found ?? []).map(({ id, name, reference, balance, currency }) => ({
    id,
    name,
    note: `${reference}, ${formatStanding(balance, currency)}`,
  }));
  const choices = found === undefined ? likely : others;
  return (
    <section id="whose">
      <h2>Match to an account</h2>
      <form method="get" action={path} class="inline">
        <Field name="q" label="Name, reference or site" value={search} maxlength={100} />
        <button type="submit">Search</button>
      </form>
      {found?.length === 0 && <p class="lead">No open account with “{search}” in its name or reference.</p>}
      {(choices.length > 0 || state.action === action) && (
        <Form action={action} state={state}>
          {choices.length > 0 && (
            <>
              <Choices
                legend={found === undefined ? 'Possible accounts' : 'Found'}
                choices={choices}
                chosen={valueOf(state, 'accountId')}
              />
              {line.amount === null &&
                field(state, 'amount', 'Amount', { inputmode: 'decimal', maxlength: 60, required: true })}
              {line.bookedOn === null &&
                field(state, 'bookedOn', 'Date received', { type: 'date', required: true })}
              <div class="actions">
                <button type="submit" class="first">
                  {isTakenBack(line) ? 'Take back from this account' : 'Post to this account'}
                </button>
              </div>
            </>
          )}
        </Form>
      )}
    </section>
  );
}

interface ChoicesProps {
  readonly legend: string;
  readonly choices: readonly Choice[];
  readonly chosen: string | undefined;
}

function Choices({ legend, choices, chosen }: ChoicesProps) {
  return (
    <fieldset>
      <legend>{legend}</legend>
      {choices.map(({ id, name, note }) => (
        <label class="choice">
          <input type="radio" name="accountId" value={id} checked={id === chosen} required />
          <span>
            {name} <span class="quiet small-inline">{note}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

function Dismiss({ state, action }: { readonly state: FormState; readonly action: string }) {
  return (
    <section id="dismiss">
      <h2>Not a client’s payment?</h2>
      <p>The transfer is removed from the list and nothing is posted. You can still post it later.</p>
      <Form action={action} state={state}>
        {field(state.action === action ? state : undefined, 'reason', 'Reason', {
          maxlength: 500,
          required: true,
          hint: 'Such as: refund from our supplier.',
        })}
        <div class="actions">
          <button type="submit">Ignore transfer</button>
        </div>
      </Form>
    </section>
  );
}
