import { PERMISSIONS } from '../../../src/auth/groups/permissions.js';
import type { loadApiKeys } from '../../../src/auth/keys/apiKeys.js';
import type { Session } from '../../../src/auth/sessions/session.js';
import type { FormState, PageContent } from '../../web/page.js';
import { field, Form, FormActions } from '../../web/parts/forms.js';
import { counted, Empty, Head, PermissionChoices, Pill, When } from '../../web/parts/parts.js';

type Key = Awaited<ReturnType<typeof loadApiKeys>>[number];

/** The keys of a site: the permissions of each, its last use and its expiry. */
export function apiKeysPage({ site, permissions }: Session, keys: readonly Key[], now: number): PageContent {
  const base = `/sites/${site.slug}/api-keys`;
  const mayChange = permissions.has('keys.write');
  const good = keys.filter((key) => isGood(key, now));
  const ended = keys.filter((key) => !isGood(key, now));
  const body = (
    <>
      <Head
        title={counted(good.length, 'active API key', 'active API keys')}
        lead="Programs log in with an API key. A key has only the permissions you select. It is shown once, when you create it."
      />
      {mayChange && (
        <div class="actions">
          <a class="button first" href={`${base}/new`}>
            New API key
          </a>
        </div>
      )}
      {good.length === 0 ? (
        <Empty>
          <p>Create a separate key for each program, to revoke them separately.</p>
        </Empty>
      ) : (
        <KeyTable base={base} keys={good} mayChange={mayChange} />
      )}
      {ended.length > 0 && (
        <section>
          <h2>Inactive</h2>
          <KeyTable base={base} keys={ended} mayChange={false} />
        </section>
      )}
    </>
  );
  return { title: 'API keys', body };
}

function isGood({ revokedAt, expiresAt }: Key, now: number): boolean {
  return revokedAt === null && (expiresAt === null || expiresAt > now);
}

interface KeyTableProps {
  readonly base: string;
  readonly keys: readonly Key[];
  readonly mayChange: boolean;
}

function KeyTable({ base, keys, mayChange }: KeyTableProps) {
  return (
    <table class="cards">
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Permissions</th>
          <th scope="col">Last used</th>
          <th scope="col">Expires</th>
          {mayChange && (
            <th scope="col">
              <span class="hidden">Actions</span>
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {keys.map((key) => (
          <tr>
            <td>
              <strong>{key.name}</strong>
              <span class="sub">
                created <When at={key.createdAt} />
              </span>
            </td>
            <td>
              <span class="small">
                {key.permissions === null ? 'everything' : key.permissions.join(', ')}
              </span>
            </td>
            <td data-label="Last used">
              {key.lastUsedAt === null ? <span class="quiet">never</span> : <When at={key.lastUsedAt} />}
            </td>
            <td data-label="Expires">
              <Until keyRow={key} />
            </td>
            {mayChange && (
              <td class="does">
                <a class="button danger" href={`${base}/${key.id}/revoke`}>
                  Revoke<span class="hidden"> {key.name}</span>
                </a>
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Until({ keyRow: { revokedAt, expiresAt } }: { readonly keyRow: Key }) {
  if (revokedAt !== null) return <Pill tone="bad">Revoked</Pill>;
  return expiresAt === null ? <>no expiry</> : <When at={expiresAt} />;
}

/** The form for a new key. */
export function newKeyPage({ site, permissions }: Session, state: FormState): PageContent {
  const base = `/sites/${site.slug}/api-keys`;
  const typed = state.values['permissions'];
  const body = (
    <>
      <Head
        title="New API key"
        lead="Select only the permissions that the program needs. You can only give permissions that you have."
        up={{ href: base, label: 'API keys' }}
      />
      <Form action={`${base}/new`} kind="wide" state={state}>
        {field(state, 'name', 'Name', {
          required: true,
          maxlength: 200,
          autocomplete: 'off',
          hint: 'Such as “nginx collector” or “shop”.',
        })}
        {field(state, 'expires', 'Expires at the start of (UTC)', {
          type: 'date',
          hint: 'Empty: no expiry.',
        })}
        <PermissionChoices
          givable={permissions}
          chosen={new Set([typed ?? []].flat())}
          error={state.problems.find(({ field }) => field.startsWith('permissions'))?.reason}
        />
        {permissions.size === PERMISSIONS.length && (
          <div class="choices">
            <label>
              <input
                type="checkbox"
                name="everything"
                value="yes"
                checked={state.values['everything'] === 'yes'}
              />
              <span>
                Everything
                <small>all permissions, including new ones</small>
              </span>
            </label>
          </div>
        )}
        <FormActions submit="Create API key" back={base} />
      </Form>
    </>
  );
  return { title: 'New API key', body };
}

/** The one time a key is shown. */
export function keyMadePage(
  { site }: Session,
  { name, key }: { readonly name: string; readonly key: string },
): PageContent {
  const body = (
    <>
      <Head title={`API key “${name}” created`} lead="Copy it now. It cannot be shown again." />
      <div class="once">
        <p class="code" id="key">
          {key}
        </p>
      </div>
      <p>
        Send it as <code>Authorization: Bearer …</code> with every request to <code>/v1</code>.
      </p>
      <div class="actions">
        <a class="button first" href={`/sites/${site.slug}/api-keys`}>
          Done
        </a>
      </div>
    </>
  );
  return { title: 'API key created', body };
}
