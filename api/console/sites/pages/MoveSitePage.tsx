import type { Session } from '../../../../src/auth/sessions/session.js';
import type { Site } from '../../../../src/store/sites/sites.js';
import type { FormState, PageContent } from '../../../web/page.js';
import { Confirm, field } from '../../../web/parts/forms.js';
import { Empty, Head } from '../../../web/parts/parts.js';

interface MoveProps {
  readonly session: Session;
  readonly site: Site;
  /** The other sites of its account, which move with it. */
  readonly company: readonly Site[];
  readonly targets: readonly Site[];
  readonly state: FormState;
}

/** The confirmation before a site moves below another. */
export function moveSitePage({ session, site, company, targets, state }: MoveProps): PageContent {
  const path = `/sites/${session.site.slug}/sites/${site.id}`;
  const title = `Move ${site.name} to another parent site?`;
  if (targets.length === 0) {
    const body = (
      <>
        <Head title={title} up={{ href: path, label: site.name }} />
        <Empty>
          <p>There is no other child site of {session.site.name} to move it to.</p>
        </Empty>
      </>
    );
    return { title, body };
  }
  const body = (
    <Confirm
      question={title}
      effects={[
        'After that, the Owner of the new parent site manages the site and its account. You no longer see it.',
        site.accountId === null
          ? 'No account pays for the site, so no balance moves.'
          : 'Its account moves with all entries. Its plans are copied with the same terms.',
        ...company.map(({ name }) => `${name} is on the same account and moves too.`),
        'Users, groups and hosts do not change.',
      ]}
      action={`${path}/move`}
      button="Move"
      back={path}
      state={state}
    >
      {company.map(({ slug }) => (
        <input type="hidden" name="with" value={slug} />
      ))}
      {field(state, 'parent', 'New parent site', {
        options: targets.map(({ slug, name }) => ({ value: slug, label: `${name} (${slug})` })),
      })}
    </Confirm>
  );
  return { title, body };
}
