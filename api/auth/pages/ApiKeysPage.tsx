import { PERMISSIONS } from '../../../src/auth/groups/permissions.js';
import type { readApiKeys } from '../../../src/auth/keys/apiKeys.js';
import type { Session } from '../../../src/auth/sessions/session.js';
import type { FormState, PageContent } from '../../web/page.js';
import { Field, Form, FormActions } from '../../web/parts/forms.js';
import { counted, Empty, Head, PermissionChoices, Pill, When } from '../../web/parts/parts.js';

type Key = Awaited<ReturnType<typeof readApiKeys>>[number];

/** The keys of a site: what each may do, when it was used, until when it is good. */
export function apiKeysPage({ site, permissions }: Session, keys: readonly Key[], now: number): PageContent {
  const base = `/sites/${site.slug}/api-keys`;
  const mayChange = permissions.has('keys.write');
  const good = keys.filter((key) => isGood(key, now));
  const ended = keys.filter((key) => !isGood(key, now));
  const body = (
    <>
      <Head
        title={counted(good.length, 'API key is good', 'API keys are good')}
        lead="Programs log in with a key. Each can do only what you tick, and is shown once, when it is made."
      />
      {mayChange && (
        <div class="actions">
          <a class="button first" href={`${base}/new`}>
            Make a key
          </a>
        </div>
      )}
      {good.length === 0 ? (
        <Empty>
          <p>Make one for each program that talks to Sitetab, so that each can be revoked by itself.</p>
        </Empty>
      ) : (
        <KeyTable base={base} keys={good} mayChange={mayChange} />
      )}
      {ended.length > 0 && (
        <section>
          <h2>Ended</h2>
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
          <th scope="col">May</th>
          <th scope="col">Last used</th>
          <th scope="col">Good until</th>
          {mayChange && (
            <th scope="col">
              <span class="hidden">What you can do</span>
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
                made <When at={key.createdAt} />
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
            <td data-label="Good until">
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
  return expiresAt === null ? <>it is revoked</> : <When at={expiresAt} />;
}

/** The form for a new key. */
export function newKeyPage({ site, permissions }: Session, state: FormState): PageContent {
  const base = `/sites/${site.slug}/api-keys`;
  const typed = state.values['permissions'];
  const body = (
    <>
      <Head
        title="Make a key"
        lead="Tick as little as the program needs; you can only give what you may do yourself."
        up={{ href: base, label: 'API keys' }}
      />
      <Form action={`${base}/new`} kind="wide" state={state}>
        <Field
          name="name"
          label="Name"
          state={state}
          required
          maxlength={200}
          autocomplete="off"
          hint="What uses it: “nginx collector”, “shop”."
        />
        <Field
          name="expires"
          label="Good until the start of (UTC)"
          type="date"
          state={state}
          hint="Empty: until it is revoked."
        />
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
                <small>whatever is ticked above, and also what is added later</small>
              </span>
            </label>
          </div>
        )}
        <FormActions submit="Make the key" back={base} />
      </Form>
    </>
  );
  return { title: 'Make a key', body };
}

/** The one time a key is shown. */
export function keyMadePage(
  { site }: Session,
  { name, key }: { readonly name: string; readonly key: string },
): PageContent {
  const body = (
    <>
      <Head
        title={`The key “${name}” is made`}
        lead="Copy it now. Only its digest is kept, so it cannot be shown again."
      />
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
          I have copied it
        </a>
      </div>
    </>
  );
  return { title: 'A key was made', body };
}
