import { type Context, Hono, type MiddlewareHandler } from 'hono';
import type { MailboxMessage } from '../../src/embedded/mailbox/mailFolder.js';
import type { MailSink } from '../../src/embedded/mailbox/mailSink.js';
import { findInstallationSite } from '../../src/sites/manageSites.js';
import type { AppDeps } from '../deps.js';
import { ErrorPage } from '../web/parts/ErrorPage.js';
import { PAGE_SECURITY_POLICY, pageHtml } from '../web/parts/Page.js';
import { LandingPage } from './pages/LandingPage.js';
import { MailboxMessagePage } from './pages/MailboxMessagePage.js';
import { MailboxPage } from './pages/MailboxPage.js';
import { bringsViewerKey, keepViewerKey } from './viewerKey.js';

const EMAILS_SHOWN = 500;
const NO_KEY = 'Open the mailbox with the full address that Sitetab prints when it starts';

const PAGE_HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': PAGE_SECURITY_POLICY,
  'content-type': 'text/html; charset=UTF-8',
} as const;

/** The installation's start page, and the mailbox if there is one. */
export function createPages(
  deps: Pick<AppDeps, 'sql' | 'baseUrl' | 'gateUrl' | 'mailbox' | 'sandbox' | 'secrets' | 'temporalUiUrl'>,
): Hono {
  const app = new Hono();
  app.get('/', async (c) =>
    sendPage(
      c,
      200,
      LandingPage({
        ...(await siteAddress(deps)),
        ...addressesOf(deps),
        mayOpenMailbox: bringsViewerKey(c, deps.secrets),
      }),
    ),
  );
  if (deps.mailbox !== null) {
    app.use('/mailbox/*', withKeyOnly(deps));
    addMailbox(app, deps.mailbox);
  }
  return app;
}

/** Emails contain login links, so the mailbox needs the key printed at startup. */
function withKeyOnly({ secrets }: Pick<AppDeps, 'secrets'>): MiddlewareHandler {
  return async (c, next) => {
    if (!bringsViewerKey(c, secrets)) return sendError(c, 404, NO_KEY);
    if (c.req.query('key') === undefined) return next();
    keepViewerKey(c, secrets);
    return c.redirect(c.req.path, 303);
  };
}

async function siteAddress({
  sql,
  baseUrl,
}: Parameters<typeof createPages>[0]): Promise<{ siteUrl?: string }> {
  const site = await findInstallationSite(sql, undefined);
  return site === undefined ? {} : { siteUrl: `${baseUrl()}/sites/${site.slug}/` };
}

function addressesOf({
  baseUrl,
  gateUrl,
  mailbox,
  sandbox,
  temporalUiUrl,
}: Parameters<typeof createPages>[0]) {
  const base = baseUrl();
  return {
    apiDocumentUrl: `${base}/v1/openapi.json`,
    gateUrl: gateUrl?.() ?? `${base}/gate`,
    ...(mailbox === null ? {} : { mailboxUrl: `${base}/mailbox` }),
    ...(temporalUiUrl === null ? {} : { temporalUrl: temporalUiUrl }),
    ...(sandbox === null ? {} : { clockUrl: `${base}/v1/sandbox/clock` }),
  };
}

function addMailbox(app: Hono, mailbox: MailSink): void {
  app.get('/mailbox', async (c) => {
    const entries = mailbox.summaries(EMAILS_SHOWN).map(({ id, receivedAt, to, subject }) => {
      return { url: `/mailbox/${id}`, receivedAt, to, subject };
    });
    return sendPage(c, 200, MailboxPage({ entries: entries.reverse() }));
  });
  app.get('/mailbox/:id', async (c) => {
    const message = await mailbox.get(c.req.param('id'));
    if (message === undefined) return sendError(c, 404, 'Email not found');
    return sendPage(c, 200, MailboxMessagePage({ message: messageOf(message), mailboxUrl: '/mailbox' }));
  });
}

function messageOf({ headers, html, text, receivedAt, from, to, subject }: MailboxMessage) {
  return {
    receivedAt,
    from,
    to,
    subject,
    headers: Object.entries(headers).map(([name, value]) => ({ name, value })),
    ...(html === '' ? {} : { html }),
    ...(text === '' ? {} : { text }),
  };
}

/** The error page for browsers, where programs get an RFC 9457 document. */
export async function sendError(c: Context, status: 404 | 405 | 500 | 503, title: string): Promise<Response> {
  return sendPage(c, status, ErrorPage({ status, title }));
}

async function sendPage(c: Context, status: 200 | 404 | 405 | 500 | 503, page: unknown): Promise<Response> {
  return c.body(await pageHtml(page), status, PAGE_HEADERS);
}
