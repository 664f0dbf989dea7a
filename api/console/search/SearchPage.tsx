import type { Child } from 'hono/jsx';
import type { Found } from '../../../src/accounts/searchTenant.js';
import type { Session } from '../../../src/auth/sessions/session.js';
import { DOCUMENT_KINDS } from '../../documents/documentKinds.js';
import type { Destination } from '../../web/navigation.js';
import type { PageContent } from '../../web/page.js';
import { Empty, Head, Pill } from '../../web/parts/parts.js';

interface SearchProps {
  readonly session: Session;
  readonly q: string;
  readonly found: Found;
  readonly pages: readonly Destination[];
  /** How many of a kind are shown. */
  readonly shown: number;
}

/** Clients, sites, documents and pages that match what was typed. */
export function searchPage({ session, q, found, pages, shown }: SearchProps): PageContent {
  const base = `/sites/${session.site.slug}/`;
  const { accounts, sites, documents } = found;
  const isEmpty = [accounts, sites, documents, pages].every(({ length }) => length === 0);
  const body = (
    <>
      <Head
        title={q === '' ? 'Search' : `Search: ${q}`}
        lead="A client’s name, email address or reference, a site or hostname, a document’s number, or a page. Press / or Ctrl-K on any page to come here."
      />
      <form method="get" action={`${base}console/search`} class="inline" role="search">
        <div class="field">
          <label for="q">Search for</label>
          <input id="q" name="q" type="search" value={q} maxlength={100} autofocus autocomplete="off" />
        </div>
        <button type="submit">Search</button>
      </form>
      {isEmpty && q !== '' && (
        <Empty>
          <p>Nothing found. A part of a name is enough; email addresses need their @.</p>
        </Empty>
      )}
      <Hits
        title="Clients"
        more={accounts.length > shown ? `${base}console/?q=${encodeURIComponent(q)}` : undefined}
      >
        {accounts.slice(0, shown).map(({ id, name, email, reference, state }) => (
          <li>
            <a href={`${base}console/accounts/${id}`}>{name}</a>{' '}
            {state !== 'active' && <Pill tone={state === 'suspended' ? 'bad' : 'held'}>{state}</Pill>}
            <span class="sub">
              {email} · {reference}
            </span>
          </li>
        ))}
      </Hits>
      <Hits title="Sites">
        {sites.slice(0, shown).map(({ id, name, hostname, suspended }) => (
          <li>
            <a href={`${base}sites/${id}`}>{name}</a> {suspended && <Pill tone="bad">suspended</Pill>}
            {hostname !== null && <span class="sub">{hostname}</span>}
          </li>
        ))}
      </Hits>
      <Hits title="Documents">
        {documents.map(({ kind, number, accountId, accountName }) => (
          <li>
            <a href={`${base}console/accounts/${accountId}`}>
              {DOCUMENT_KINDS[kind]} {number}
            </a>
            <span class="sub">{accountName}</span>
          </li>
        ))}
      </Hits>
      <Hits title="Pages">
        {pages.map(({ path, label }) => (
          <li>
            <a href={base + path}>{label}</a>
          </li>
        ))}
      </Hits>
    </>
  );
  return { title: 'Search', body };
}

function Hits({
  title,
  more,
  children,
}: {
  readonly title: string;
  readonly more?: string | undefined;
  readonly children: Child[];
}) {
  if (children.length === 0) return null;
  return (
    <section>
      <h2>{title}</h2>
      <ul class="found">{children}</ul>
      {more !== undefined && (
        <p class="more">
          <a href={more}>All clients that match</a>
        </p>
      )}
    </section>
  );
}
