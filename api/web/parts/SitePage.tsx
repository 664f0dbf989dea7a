import type { Child } from 'hono/jsx';
import type { Session } from '../../../src/auth/sessions/session.js';
import { SEARCH_KEYS_PATH, STYLE_PATH } from '../assets.js';
import {
  type Destination,
  destinationAt,
  maySearch,
  type Section,
  sectionsFor,
  TEAM_LABEL,
  type Waiting,
} from '../navigation.js';
import { ENGLISH_FRAME, type FrameTexts } from './frame.js';

interface SitePageProps {
  readonly title: string;
  /** Not logged in: no navigation, no menu. */
  readonly session: Session | null;
  /** The path of this page below the site's own, e.g. `users`. */
  readonly path: string;
  /** What waits for the user; null: not shown. */
  readonly waiting: Waiting | null;
  /** The message of the last page. */
  readonly said?: string | undefined;
  /** A narrow centred page, as for a login. */
  readonly alone?: boolean;
  /** The address of an optional script of ours. */
  readonly script?: string | undefined;
  readonly frame?: FrameTexts | undefined;
  /** Shown above everything else. */
  readonly above?: Child;
  readonly children: Child;
}

/** The icon: a page of a ledger. Without one the browser would request /favicon.ico. */
const ICON =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Crect x='2' y='1' width='12' height='14' rx='1.5' fill='%231f5c57'/%3E%3Cpath d='M5 5h6M5 8h6M5 11h3' stroke='%23fffefb' stroke-width='1.2'/%3E%3C/svg%3E";

/** The frame of every page of a site: the site's name, the navigation, the user and the logout. */
export function SitePage({
  title,
  session,
  path,
  waiting,
  said,
  alone = false,
  script,
  frame = ENGLISH_FRAME,
  above,
  children,
}: SitePageProps) {
  return (
    <html lang={frame.language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>{session === null ? title : `${title} · ${session.site.name}`}</title>
        <link rel="icon" href={ICON} />
        <link rel="stylesheet" href={STYLE_PATH} />
        {session !== null && maySearch(session) && <script src={SEARCH_KEYS_PATH} defer />}
        {script !== undefined && <script src={script} defer />}
      </head>
      <body>
        {session !== null && (
          <>
            <a class="skip" href="#content">
              {frame.skip}
            </a>
            {above}
            <Banner session={session} />
            <Top session={session} path={path} waiting={waiting} frame={frame} />
          </>
        )}
        <main id="content" class={alone ? 'alone' : undefined}>
          {said !== undefined && (
            <p class="flash" role="status">
              {said}
            </p>
          )}
          {children}
        </main>
      </body>
    </html>
  );
}

function Top({
  session,
  path,
  waiting,
  frame,
}: Pick<SitePageProps, 'path' | 'waiting'> & { readonly session: Session; readonly frame: FrameTexts }) {
  const base = `/sites/${session.site.slug}/`;
  const sections = sectionsFor(session);
  const current = destinationAt(sections, path);
  const tabs = current?.section.pages ?? [];
  const nameOf = ({ path: place, label }: Destination): string =>
    Object.hasOwn(frame.pages, place) ? frame.pages[place as keyof FrameTexts['pages']] : label;
  const titleOf = ({ label, pages: [first] }: Section): string =>
    label === TEAM_LABEL ? frame.team : first?.label === label ? nameOf(first) : label;
  return (
    <>
      <header class="top">
        <a class="brand" href={base}>
          {session.site.name}
        </a>
        <nav aria-label={frame.navigation}>
          <button type="button" class="opens" popovertarget="pages">
            {current === undefined ? 'Menu' : titleOf(current.section)}
            <span class="hidden">, {frame.allPages}</span>
          </button>
          <ul id="pages" popover="auto">
            {sections.map((section) => (
              <li>
                <a
                  href={base + (section.pages[0]?.path ?? '')}
                  aria-current={section === current?.section ? 'page' : undefined}
                >
                  {titleOf(section)}
                  {section.waiting !== undefined && <Count count={waiting?.[section.waiting] ?? 0} />}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        {maySearch(session) && (
          <a
            class="find"
            href={`${base}console/search`}
            aria-keyshortcuts="/ Control+K"
            aria-current={path === 'console/search' ? 'page' : undefined}
          >
            Search
          </a>
        )}
        <UserMenu session={session} base={base} frame={frame} />
      </header>
      {current !== undefined && tabs.length > 1 && (
        <nav class="tabs" aria-label={titleOf(current.section)}>
          <ul class="kinds">
            {tabs.map((page) => (
              <li>
                <a href={base + page.path} aria-current={page === current.page ? 'page' : undefined}>
                  {nameOf(page)}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      )}
    </>
  );
}

const COUNTED_MAX = 99;

function Count({ count }: { readonly count: number }) {
  if (count === 0) return null;
  return (
    <>
      {' '}
      <span class="count">
        {count > COUNTED_MAX ? `${COUNTED_MAX}+` : count}
        <span class="hidden"> waiting</span>
      </span>
    </>
  );
}

function UserMenu({
  session,
  base,
  frame,
}: {
  readonly session: Session;
  readonly base: string;
  readonly frame: FrameTexts;
}) {
  const { user, impersonator } = session;
  return (
    <div class="user">
      <button type="button" class="opens" popovertarget="user-menu">
        {(impersonator ?? user).name}
        <span class="hidden">, {frame.menu}</span>
      </button>
      <div id="user-menu" popover="auto" class="menu">
        <p>
          {(impersonator ?? user).email}
          <br />
          <span class="quiet small">{impersonator === null ? user.group : 'impersonating'}</span>
        </p>
        <ul>
          {impersonator === null ? (
            <>
              <li>
                <a href={`${base}sessions`}>{frame.login}</a>
              </li>
              <li>
                <form method="post" action={`${base}logout`}>
                  <button type="submit" class="link">
                    {frame.logOut}
                  </button>
                </form>
              </li>
            </>
          ) : (
            <li>
              <form method="post" action={`${base}step-out`}>
                <button type="submit" class="link">
                  End impersonation
                </button>
              </form>
            </li>
          )}
        </ul>
      </div>
    </div>
  );
}

/**
 * Shown to an impersonator on every page: the site, the impersonated user, the end of the impersonation, and a button
 * to end it.
 */
function Banner({ session: { site, user, impersonator } }: { readonly session: Session }) {
  if (impersonator === null) return null;
  return (
    <aside class="banner" aria-label="You are impersonating">
      <p>
        <strong>{impersonator.email}</strong>: you are impersonating {user.name} at{' '}
        <strong>{site.name}</strong>. Both sites log what you do. The impersonation ends at{' '}
        <time datetime={new Date(impersonator.endsAt).toISOString()}>
          {new Date(impersonator.endsAt).toISOString().slice(11, 16)} UTC
        </time>
        .
      </p>
      <form method="post" action={`/sites/${site.slug}/step-out`}>
        <button type="submit">End impersonation</button>
      </form>
    </aside>
  );
}
