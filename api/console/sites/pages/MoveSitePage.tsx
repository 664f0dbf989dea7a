import type { Session } from '../../../../src/auth/sessions/session.js';
import type { Site } from '../../../../src/store/sites/sites.js';
import type { FormState, PageContent } from '../../../web/page.js';
import { Confirm, Select } from '../../../web/parts/forms.js';
import { Empty, Head } from '../../../web/parts/parts.js';

interface MoveProps {
  readonly session: Session;
  readonly site: Site;
  /** The other sites that its account pays for: they move along. */
  readonly company: readonly Site[];
  readonly targets: readonly Site[];
  readonly state: FormState;
}

/** The step before a site moves below another. */
export function moveSitePage({ session, site, company, targets, state }: MoveProps): PageContent {
  const path = `/sites/${session.site.slug}/sites/${site.id}`;
  const title = `Move ${site.name} below another site?`;
  if (targets.length === 0) {
    const body = (
      <>
        <Head title={title} up={{ href: path, label: site.name }} />
        <Empty>
          <p>There is no other site below {session.site.name} that it could move to.</p>
        </Empty>
      </>
    );
    return { title, body };
  }
  const body = (
    <Confirm
      question={title}
      effects={[
        'From then on the Owner of that site runs it and its account; you do not see it any more.',
        site.accountId === null
          ? 'No account pays for it, so no money moves.'
          : 'Its account moves along with every entry, and its plans as copies, under the same terms.',
        ...company.map(({ name }) => `${name} is paid for by the same account and moves along.`),
        'Its people, its groups and its hosts stay as they are.',
      ]}
      action={`${path}/move`}
      button="Move it"
      back={path}
      state={state}
    >
      {company.map(({ slug }) => (
        <input type="hidden" name="with" value={slug} />
      ))}
      <Select
        name="parent"
        label="Below"
        state={state}
        options={targets.map(({ slug, name }) => ({ value: slug, label: `${name} (${slug})` }))}
      />
    </Confirm>
  );
  return { title, body };
}
