import type { Session } from '../../../../src/auth/sessions/session.js';
import { confirmingRecord, type WaitingHostname } from '../../../../src/sites/confirmHostnames.js';
import type { FormState, PageContent } from '../../../web/page.js';
import { ActionButton, reasonOf } from '../../../web/parts/forms.js';
import { Empty, Head } from '../../../web/parts/parts.js';

interface Props {
  readonly session: Session;
  readonly waiting: readonly WaitingHostname[];
  readonly more: string | undefined;
  readonly state: FormState;
}

/** The hostnames the gate does not know yet, each with the record that confirms it. */
export function hostnamesPage({ session, waiting, more, state }: Props): PageContent {
  const sites = `/sites/${session.site.slug}/sites`;
  const base = `/sites/${session.site.slug}/hostnames`;
  const isFirst = session.site.parentId === null;
  const body = (
    <>
      <Head
        title="Hosts to confirm"
        lead={
          isFirst
            ? 'Child sites of your child sites have registered these hosts. The gate ignores a host until you confirm that it belongs to the site.'
            : 'The gate ignores these hosts until the root site confirms them, or until the domain has a TXT record.'
        }
        up={{ href: sites, label: 'Sites' }}
      />
      {waiting.length === 0 ? (
        <Empty>
          <p>No hosts to confirm.</p>
        </Empty>
      ) : (
        waiting.map((host) => <Waiting host={host} base={base} isFirst={isFirst} state={state} />)
      )}
      {more !== undefined && (
        <p>
          <a href={`${base}?after=${more}`}>More hosts</a>
        </p>
      )}
    </>
  );
  return { title: 'Hosts to confirm', body };
}

interface WaitingProps {
  readonly host: WaitingHostname;
  readonly base: string;
  readonly isFirst: boolean;
  readonly state: FormState;
}

function Waiting({ host, base, isFirst, state }: WaitingProps) {
  const record = confirmingRecord(host);
  const isSubmitted = state.values['hostname'] === host.hostname;
  const complaint = isSubmitted ? reasonOf(state, 'hostname') : undefined;
  return (
    <section>
      <h2>{host.hostname}</h2>
      <p>
        For the site {host.slug}, registered by {host.parentSlug}.
        {!isFirst && (
          <>
            {' '}
            TXT record at <code>{record.name}</code>: <code>{record.value}</code>
          </>
        )}
      </p>
      {complaint !== undefined && (
        <p class="flash bad" role="alert">
          {complaint}
        </p>
      )}
      <ActionButton
        action={base}
        label={isFirst ? 'Confirm' : 'Check the record'}
        about={host.hostname}
        hidden={{ hostname: host.hostname }}
      />
    </section>
  );
}
