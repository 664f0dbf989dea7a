import type { Session } from '../../../../src/auth/sessions/session.js';
import type { ListView } from '../../../../src/store/accounts/listViews.js';
import { type FormState, type PageContent, UNTOUCHED } from '../../../web/page.js';
import { Field, field, Form, FormActions } from '../../../web/parts/forms.js';
import { Empty, Head } from '../../../web/parts/parts.js';
import { COLUMNS } from './columns.js';
import { COLUMN_NAMES, columnsOf, type ListQuery, viewText } from './listQuery.js';

interface ViewsProps {
  readonly base: string;
  readonly query: ListQuery;
  readonly views: readonly ListView[];
  readonly session: Session;
}

/** Saved views as links above the list. */
export function Views({ base, query, views, session }: ViewsProps) {
  if (views.length === 0) return null;
  const current = viewText(query);
  return (
    <nav class="views" aria-label="Saved views">
      <a href={base} aria-current={current === '' ? 'page' : undefined}>
        All
      </a>
      {views.map((view) => (
        <a href={`${base}?${view.query}`} aria-current={view.query === current ? 'page' : undefined}>
          {view.name}
        </a>
      ))}
      {session.impersonator === null && (
        <a class="quiet" href={`${base}views`}>
          Edit views
        </a>
      )}
    </nav>
  );
}

/** Chooses the columns, and saves the list as it is as a view. */
export function ColumnsAndViews({ base, query, session }: Omit<ViewsProps, 'views'>) {
  const shown = columnsOf(query);
  const text = viewText(query);
  return (
    <details class="fold">
      <summary>Columns and views</summary>
      <form method="post" action={`${base}columns`} class="fields wide">
        <input type="hidden" name="view" value={text} />
        <fieldset>
          <legend>Columns</legend>
          <div class="choices">
            {COLUMN_NAMES.map((name) => (
              <label>
                <input type="checkbox" name="columns" value={name} checked={shown.includes(name)} />
                {COLUMNS[name].label}
              </label>
            ))}
          </div>
        </fieldset>
        <button type="submit">Show columns</button>{' '}
        <a class="button" href={`${base}csv${text === '' ? '' : `?${text}`}`}>
          CSV of all columns
        </a>
      </form>
      {session.impersonator === null && (
        <SaveView base={base} view={text} mayShare={maySharePart(session)} state={UNTOUCHED} />
      )}
    </details>
  );
}

export function maySharePart({ permissions }: Session): boolean {
  return permissions.has('accounts.write');
}

interface SaveProps {
  readonly base: string;
  readonly view: string;
  readonly mayShare: boolean;
  readonly state: FormState;
}

function SaveView({ base, view, mayShare, state }: SaveProps) {
  return (
    <Form action={`${base}views`} state={state}>
      <input type="hidden" name="view" value={view} />
      {field(state, 'name', 'Save these filters, order and columns as', {
        maxlength: 60,
        required: true,
        autocomplete: 'off',
      })}
      {mayShare &&
        field(state, 'shared', 'For', {
          options: [
            { value: 'no', label: 'me' },
            { value: 'yes', label: 'all users of this site' },
          ],
          value: 'no',
        })}
      <FormActions submit="Save view" />
    </Form>
  );
}

interface PageProps {
  readonly base: string;
  readonly views: readonly ListView[];
  readonly mayShare: boolean;
  readonly state: FormState;
}

/** Renames and deletes saved views; shows a view that could not be saved with its error. */
export function viewsPage({ base, views, mayShare, state }: PageProps): PageContent {
  const unsaved = state.values['view'];
  const body = (
    <>
      <Head
        title="Saved views"
        lead="A view keeps filters, order and columns of the list of clients."
        up={{ href: base, label: 'Clients' }}
      />
      {typeof unsaved === 'string' && (
        <SaveView base={base} view={unsaved} mayShare={mayShare} state={state} />
      )}
      {views.length === 0 ? (
        <Empty>
          <p>
            There is none yet. Set filters in the list of <a href={base}>clients</a>, then save them there.
          </p>
        </Empty>
      ) : (
        <table class="cards">
          <thead>
            <tr>
              <th scope="col">View</th>
              <th scope="col">For</th>
              <th scope="col">New name</th>
              <th scope="col" class="does">
                <span class="hidden">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {views.map((view) => (
              <ViewRow base={base} view={view} state={state} mayChange={view.userId !== null || mayShare} />
            ))}
          </tbody>
        </table>
      )}
    </>
  );
  return { title: 'Saved views', body };
}

interface RowProps {
  readonly base: string;
  readonly view: ListView;
  readonly mayChange: boolean;
  readonly state: FormState;
}

function ViewRow({ base, view, mayChange, state }: RowProps) {
  const action = `${base}views/${view.id}`;
  return (
    <tr>
      <td>
        <a href={`${base}?${view.query}`}>{view.name}</a>
      </td>
      <td data-label="For">{view.userId === null ? 'all users of this site' : 'you'}</td>
      <td>
        {mayChange && (
          <Form action={action} state={state} kind="inline">
            <Field
              name="name"
              id={`name-${view.id}`}
              label={`New name of ${view.name}`}
              state={state.action === action ? state : undefined}
              value={view.name}
              maxlength={60}
              required
            />
            <button type="submit">Rename</button>
          </Form>
        )}
      </td>
      <td class="does">
        {mayChange && (
          <form method="post" action={`${action}/delete`}>
            <button type="submit">
              Delete<span class="hidden"> {view.name}</span>
            </button>
          </form>
        )}
      </td>
    </tr>
  );
}
