import type { listImpersonations } from '../../../src/auth/impersonation/impersonate.js';
import type { Visitor } from '../../../src/auth/sessions/visitor.js';
import type { Shown } from '../../web/page.js';
import { ActButton } from '../../web/parts/forms.js';
import { counted, durationText, Empty, Head, Pill, When } from '../../web/parts/parts.js';

type Visit = Awaited<ReturnType<typeof listImpersonations>>[number];

interface VisitsProps {
  readonly visits: readonly Visit[];
  readonly isRequired: boolean;
  /** The last one shown, where there are more. */
  readonly more: string | undefined;
}

/** Who of the site above stepped in here, when, how long, and what they did. */
export function visitsPage(visitor: Visitor, { visits, isRequired, more }: VisitsProps): Shown {
  const { site } = visitor;
  const base = `/sites/${site.slug}/visits`;
  const body = (
    <>
      <Head
        title={visits.length === 0 ? 'Nobody has stepped in here' : latest(visits[0])}
        lead="The Owner of the site above can step in here with * before their e-mail, and sees what you see. Every visit is written down, and you are told of it by mail."
      />
      {site.parentId === null ? (
        <Empty>
          <p>There is no site above this one, so there is nobody who could step in.</p>
        </Empty>
      ) : (
        <CodeSwitch visitor={visitor} base={base} isRequired={isRequired} />
      )}
      {visits.length > 0 && <VisitTable visits={visits} />}
      {more !== undefined && (
        <p class="more">
          <a href={`${base}?before=${more}`}>Earlier visits</a>
        </p>
      )}
    </>
  );
  return { title: 'Visits', body };
}

function latest(visit: Visit | undefined): string {
  if (visit === undefined) return '';
  const { impersonator, endedAt } = visit;
  return endedAt === null ? `${impersonator.name} is in here now` : `${impersonator.name} was here last`;
}

interface CodeSwitchProps {
  readonly visitor: Visitor;
  readonly base: string;
  readonly isRequired: boolean;
}

function CodeSwitch({ visitor: { user, impersonator }, base, isRequired }: CodeSwitchProps) {
  const mayChange = user.group === 'Owner' && impersonator === null;
  return (
    <div class="facts">
      <div>
        <span>
          {isRequired ? (
            <>
              <Pill tone="good">Code required</Pill> Whoever steps in must know the code you gave them.
            </>
          ) : (
            <>
              <Pill tone="held">No code required</Pill> You can ask for a code that only you can give away.
            </>
          )}
        </span>
        {mayChange && isRequired && (
          <ActButton
            action={`${base}/invitation-code`}
            label="Make a new code"
            hidden={{ required: 'yes' }}
          />
        )}
        {mayChange && (
          <ActButton
            action={`${base}/invitation-code`}
            label={isRequired ? 'Require no code' : 'Require a code'}
            hidden={{ required: isRequired ? 'no' : 'yes' }}
          />
        )}
      </div>
    </div>
  );
}

function VisitTable({ visits }: { readonly visits: readonly Visit[] }) {
  return (
    <table class="cards">
      <thead>
        <tr>
          <th scope="col">Who</th>
          <th scope="col">When</th>
          <th scope="col">How long</th>
          <th scope="col">What they did</th>
        </tr>
      </thead>
      <tbody>
        {visits.map((visit) => (
          <tr>
            <td>
              <strong>{visit.impersonator.name}</strong>
              <span class="sub">
                {visit.impersonator.email}, {visit.impersonator.site}
              </span>
              <span class="sub">from {visit.address}</span>
            </td>
            <td data-label="When">
              <When at={visit.startedAt} />
            </td>
            <td data-label="How long">
              {visit.endedAt === null ? (
                <Pill tone="warning">In now</Pill>
              ) : (
                durationText(visit.endedAt - visit.startedAt)
              )}
            </td>
            <td>
              <Deeds visit={visit} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Deeds({ visit: { actions } }: { readonly visit: Visit }) {
  if (actions.length === 0) return <span class="quiet">looked, and changed nothing</span>;
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
export function invitationCodePage({ site }: Visitor, code: string): Shown {
  const body = (
    <>
      <Head
        title="From now on, whoever steps in needs this code"
        lead="It is shown this once. Tell it to the Owner of the site above when you want them in; make a new one when they should be out again."
      />
      <div class="once">
        <p class="code" id="invitation-code">
          {code}
        </p>
      </div>
      <div class="actions">
        <a class="button first" href={`/sites/${site.slug}/visits`}>
          I have kept it
        </a>
      </div>
    </>
  );
  return { title: 'Invitation code', body };
}
