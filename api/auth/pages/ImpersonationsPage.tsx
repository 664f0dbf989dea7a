import type { loadImpersonations } from '../../../src/auth/impersonation/impersonate.js';
import type { Session } from '../../../src/auth/sessions/session.js';
import type { PageContent } from '../../web/page.js';
import { ActionButton } from '../../web/parts/forms.js';
import { counted, durationText, Empty, Head, Pill, When } from '../../web/parts/parts.js';

type ImpersonationRow = Awaited<ReturnType<typeof loadImpersonations>>[number];

interface ImpersonationsProps {
  readonly impersonations: readonly ImpersonationRow[];
  readonly isRequired: boolean;
  /** The last one shown, if there are more. */
  readonly more: string | undefined;
}

/** The impersonations of this site's Owner: when, how long and what was changed. */
export function impersonationsPage(
  session: Session,
  { impersonations, isRequired, more }: ImpersonationsProps,
): PageContent {
  const { site } = session;
  const base = `/sites/${site.slug}/impersonations`;
  const body = (
    <>
      <Head
        title={impersonations.length === 0 ? 'No impersonations' : latest(impersonations[0])}
        lead="The Owner of the parent site can log in here with * before their email, and sees what you see. You get an email about each impersonation. It is in the audit log."
      />
      {site.parentId === null ? (
        <Empty>
          <p>This site has no parent site, so impersonation is not possible.</p>
        </Empty>
      ) : (
        <CodeSwitch session={session} base={base} isRequired={isRequired} />
      )}
      {impersonations.length > 0 && <ImpersonationTable impersonations={impersonations} />}
      {more !== undefined && (
        <p class="more">
          <a href={`${base}?before=${more}`}>Earlier impersonations</a>
        </p>
      )}
    </>
  );
  return { title: 'Impersonations', body };
}

function latest(impersonation: ImpersonationRow | undefined): string {
  if (impersonation === undefined) return '';
  const { impersonator, endedAt } = impersonation;
  return endedAt === null
    ? `${impersonator.name} is logged in here now`
    : `${impersonator.name} was logged in last`;
}

interface CodeSwitchProps {
  readonly session: Session;
  readonly base: string;
  readonly isRequired: boolean;
}

function CodeSwitch({ session: { user, impersonator }, base, isRequired }: CodeSwitchProps) {
  const mayChange = user.group === 'Owner' && impersonator === null;
  return (
    <div class="facts">
      <div>
        <span>
          {isRequired ? (
            <>
              <Pill tone="good">Code required</Pill> An impersonator must enter the code you gave them.
            </>
          ) : (
            <>
              <Pill tone="held">No code required</Pill> You can require a code that only you know.
            </>
          )}
        </span>
        {mayChange && isRequired && (
          <ActionButton action={`${base}/invitation-code`} label="New code" hidden={{ required: 'yes' }} />
        )}
        {mayChange && (
          <ActionButton
            action={`${base}/invitation-code`}
            label={isRequired ? 'Require no code' : 'Require a code'}
            hidden={{ required: isRequired ? 'no' : 'yes' }}
          />
        )}
      </div>
    </div>
  );
}

function ImpersonationTable({ impersonations }: { readonly impersonations: readonly ImpersonationRow[] }) {
  return (
    <table class="cards">
      <thead>
        <tr>
          <th scope="col">Impersonator</th>
          <th scope="col">When</th>
          <th scope="col">How long</th>
          <th scope="col">Changes</th>
        </tr>
      </thead>
      <tbody>
        {impersonations.map((impersonation) => (
          <tr>
            <td>
              <strong>{impersonation.impersonator.name}</strong>
              <span class="sub">
                {impersonation.impersonator.email}, {impersonation.impersonator.site}
              </span>
              <span class="sub">from {impersonation.address}</span>
            </td>
            <td data-label="When">
              <When at={impersonation.startedAt} />
            </td>
            <td data-label="How long">
              {impersonation.endedAt === null ? (
                <Pill tone="warning">Now</Pill>
              ) : (
                durationText(impersonation.endedAt - impersonation.startedAt)
              )}
            </td>
            <td>
              <Deeds impersonation={impersonation} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Deeds({ impersonation: { actions } }: { readonly impersonation: ImpersonationRow }) {
  if (actions.length === 0) return <span class="quiet">no changes</span>;
  return (
    <details>
      <summary>{counted(actions.length, 'thing', 'things')}</summary>
      {actions.map(({ at, action, subject }) => (
        <span class="sub">
          <When at={at} /> {action} {subject}
        </span>
      ))}
    </details>
  );
}

/** The one time the code is shown. */
export function impersonationCodePage({ site }: Session, code: string): PageContent {
  const body = (
    <>
      <Head
        title="Impersonation now requires this code"
        lead="The code is shown once. Give it to the Owner of the parent site when you want help. Create a new code to end the access."
      />
      <div class="once">
        <p class="code" id="invitation-code">
          {code}
        </p>
      </div>
      <div class="actions">
        <a class="button first" href={`/sites/${site.slug}/impersonations`}>
          Done
        </a>
      </div>
    </>
  );
  return { title: 'Invitation code', body };
}
