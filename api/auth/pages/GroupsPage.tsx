import type { GroupView } from '../../../src/auth/groups/manageGroups.js';
import type { Session } from '../../../src/auth/sessions/session.js';
import type { FormState, PageContent } from '../../web/page.js';
import { field, Form } from '../../web/parts/forms.js';
import { Empty, Head, PermissionChoices } from '../../web/parts/parts.js';
import { isTheirs } from '../givableGroups.js';
import { PERMISSION_TEXTS } from '../permissionTexts.js';

const BUILT_IN_TEXTS: Readonly<Record<string, string>> = {
  Owner: 'All permissions. Each site has one Owner. Only the Owner of the parent site can change the Owner.',
  Administrator: 'All permissions, except changing the Owners of child sites.',
  Billing: 'View accounts, entries, plans and usage. Record payments, charges and corrections.',
  Viewer: 'View accounts, entries, plans and usage.',
};

/** The groups of a site, their permissions and their order. */
export function groupsPage(session: Session, groups: readonly GroupView[]): PageContent {
  const base = `/sites/${session.site.slug}/groups`;
  const mayChange = session.permissions.has('users.write') && session.impersonator === null;
  const own = groups.filter(({ id }) => id !== null);
  const body = (
    <>
      <Head title="Groups" lead="A group manages the groups under it. Users cannot change their own group." />
      {mayChange && (
        <div class="actions">
          <a class="button first" href={`${base}/new`}>
            New group
          </a>
        </div>
      )}
      <section>
        <h2>Default groups</h2>
        <GroupTable groups={groups.filter(({ id }) => id === null)} changeable={() => undefined} />
      </section>
      <section>
        <h2>Custom groups</h2>
        {own.length === 0 ? (
          <Empty>
            <p>
              No custom groups. Create one for other permissions. For example “Bookkeeping”, to view accounts
              and record payments.
            </p>
          </Empty>
        ) : (
          <GroupTable
            groups={own}
            changeable={(group) =>
              mayChange && isTheirs(session, group, groups) ? `${base}/${group.id ?? ''}` : undefined
            }
          />
        )}
      </section>
    </>
  );
  return { title: 'Groups', body };
}

interface GroupTableProps {
  readonly groups: readonly GroupView[];
  readonly changeable: (group: GroupView) => string | undefined;
}

function GroupTable({ groups, changeable }: GroupTableProps) {
  return (
    <table class="cards">
      <thead>
        <tr>
          <th scope="col">Group</th>
          <th scope="col">Managed by</th>
          <th scope="col">Permissions</th>
          <th scope="col" class="amount">
            {' '}
            Users{' '}
          </th>
        </tr>
      </thead>
      <tbody>
        {groups.map((group) => (
          <tr>
            <td>
              <GroupName name={group.name} href={changeable(group)} />
            </td>
            <td data-label="Managed by">{group.placedUnder ?? <span class="quiet">none</span>}</td>
            <td>
              <span class="small">{BUILT_IN_TEXTS[group.name] ?? permissionsText(group)}</span>
            </td>
            <td class="amount" data-label="Users">
              {group.members}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function GroupName({ name, href }: { readonly name: string; readonly href: string | undefined }) {
  if (href === undefined) return <strong>{name}</strong>;
  return (
    <a href={href}>
      <strong>{name}</strong>
    </a>
  );
}

function permissionsText({ permissions }: GroupView): string {
  if (permissions.length === 0) return 'No permissions.';
  return `${permissions.map((permission) => PERMISSION_TEXTS[permission]).join('; ')}.`;
}

interface GroupPageProps {
  readonly session: Session;
  /** Null: a new group. */
  readonly group: GroupView | null;
  readonly places: readonly string[];
  readonly state: FormState;
}

/** The form of a custom group. */
export function groupPage({ session, group, places, state }: GroupPageProps): PageContent {
  const base = `/sites/${session.site.slug}/groups`;
  const action = group === null ? `${base}/new` : `${base}/${group.id ?? ''}`;
  const typed = state.values['permissions'];
  const chosen = new Set(typed === undefined ? (group?.permissions ?? []) : [typed].flat());
  const title = group === null ? 'New group' : group.name;
  const body = (
    <>
      <Head
        title={title}
        lead="You can only give permissions that you have. The group must be under your own group or a group below it."
        up={{ href: base, label: 'Groups' }}
      />
      <Form action={action} kind="wide" state={state}>
        {field(state, 'name', 'Name', {
          value: group?.name,
          required: true,
          maxlength: 200,
          autocomplete: 'off',
        })}
        {field(state, 'placedUnder', 'Managed by', {
          value: group?.placedUnder ?? places[0],
          options: places.map((place) => ({ value: place, label: place })),
          hint: 'Users of that group, and of the groups above it, manage this group.',
        })}
        <PermissionChoices
          givable={session.permissions}
          chosen={chosen}
          error={state.problems.find(({ field }) => field.startsWith('permissions'))?.reason}
        />
        <div class="actions">
          <button type="submit" class="first">
            {group === null ? 'Create group' : 'Save'}
          </button>
          {group !== null && (
            <a class="button danger" href={`${action}/remove`}>
              Remove group
            </a>
          )}
          <a class="button" href={base}>
            Cancel
          </a>
        </div>
      </Form>
    </>
  );
  return { title, body };
}
