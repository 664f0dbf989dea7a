import type { AccountDetails } from '../../../../src/accounts/loadAccount.js';
import { queryText } from '../../../web/queryText.js';
import { type FormState, UNTOUCHED } from '../../../web/page.js';
import { field, Form, FormActions } from '../../../web/parts/forms.js';

interface SectionProps {
  readonly account: AccountDetails;
  /** The account's own page. */
  readonly path: string;
  /** The list of clients. */
  readonly list: string;
  readonly mayWrite: boolean;
}

/** What the owner keeps about a client, on the account's page. */
export function RecordSection({ account, path, list, mayWrite }: SectionProps) {
  const { tags, notes, externalId, metadata } = account;
  const own = Object.entries(metadata);
  const isEmpty = tags.length === 0 && notes === '' && externalId === null && own.length === 0;
  if (isEmpty && !mayWrite) return null;
  return (
    <section>
      <h2>Notes and tags</h2>
      {tags.length > 0 && (
        <p class="tags">
          {tags.map((tag) => (
            <>
              <a class="pill held" href={`${list}?${queryText({ tag, state: 'any' })}`}>
                {tag}
              </a>{' '}
            </>
          ))}
        </p>
      )}
      {own.length > 0 && (
        <dl class="facts">
          {own.map(([key, value]) => (
            <div>
              <dt>{key}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
      {mayWrite ? (
        <RecordForm account={account} action={`${path}/record`} state={UNTOUCHED} />
      ) : (
        <>
          {notes !== '' && <p class="as-written">{notes}</p>}
          {externalId !== null && <p>External id: {externalId}</p>}
        </>
      )}
    </section>
  );
}

interface FormProps {
  readonly account: AccountDetails;
  readonly action: string;
  readonly state: FormState;
  readonly back?: string;
}

export function RecordForm({ account, action, state, back }: FormProps) {
  return (
    <Form action={action} state={state}>
      {field(state, 'notes', 'Notes', {
        rows: 4,
        value: account.notes,
        hint: 'Only for you and your users. Clients never see them.',
      })}
      {field(state, 'tags', 'Tags', {
        value: account.tags.join(', '),
        hint: 'Separate with commas.',
        maxlength: 2_000,
        autocomplete: 'off',
      })}
      {field(state, 'externalId', 'External id', {
        value: account.externalId ?? '',
        hint: 'The client’s id in another program of yours.',
        maxlength: 200,
        autocomplete: 'off',
      })}
      <FormActions submit="Save notes" {...(back === undefined ? {} : { back })} />
    </Form>
  );
}
