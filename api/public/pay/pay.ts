import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { chooseLanguage } from '../../../src/core/values/language.js';
import { isRefusal } from '../../../src/core/values/refusal.js';
import { payByLink, loadPayPage, promiseByLink } from '../../../src/payments/payLink.js';
import { PROGRESS_SECONDS } from '../../../src/payments/paymentProgress.js';
import type { AppDeps } from '../../deps.js';
import { createAddressReader } from '../../http/request/clientAddress.js';
import { socketAddress } from '../../http/socketAddress.js';
import { pageHtml } from '../../web/parts/Page.js';
import { showMandate, takeMandate } from './mandate.js';
import { PayGonePage, PayPage, type PayPageProps } from './PayPage.js';

type Deps = Pick<
  AppDeps,
  'trustedProxies' | 'sql' | 'clock' | 'secrets' | 'payments' | 'wakeAccount' | 'baseUrl'
>;

/** The form redirects to the provider's page: any https address, or also http ones if ours is http. */
function policyOf(baseUrl: string): string {
  const targets = baseUrl.startsWith('https:') ? 'https:' : 'https: http:';
  return (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'; " +
    `form-action 'self' ${targets}`
  );
}

/**
 * The page of the payment link in emails. It needs no login, because the link grants access, and shows no secrets. A
 * forged link and an expired one give the same page.
 */
export function createPayPages(deps: Deps): Hono {
  const app = new Hono();
  const addressOf = createAddressReader(deps.trustedProxies);
  app.use('/pay/*', bodyLimit({ maxSize: 10_000, onError: (c) => showGone(c, deps) }));
  app.get('/pay/:token', async (c) => {
    const isPaid = c.req.query('paid') !== undefined;
    const isGranted = c.req.query('more') !== undefined;
    return showPage(c, deps, 200, isPaid ? { notice: 'paid' } : isGranted ? { notice: 'granted' } : {});
  });
  app.post('/pay/:token', async (c) => {
    const form = await c.req.parseBody();
    const { provider, choice } = form;
    const wanted = { provider: textOf(provider), choice: textOf(choice) };
    const started = await payByLink(contextOf(deps), c.req.param('token'), wanted);
    if (isRefusal(started)) {
      return showPage(c, deps, started.refused === 'throttled' ? 429 : 409, { notice: 'trouble' });
    }
    return c.redirect(started.url, 303);
  });
  app.get('/pay/:token/mandate', async (c) => {
    const isGiven = c.req.query('given') !== undefined;
    const from = c.req.query('from');
    const shown = await showMandate(contextOf(deps), c.req.param('token'), { isGiven, from });
    return shown === undefined ? showGone(c, deps) : show(c, deps, shown.status, shown.page);
  });
  app.post('/pay/:token/mandate', async (c) => {
    const token = c.req.param('token');
    const address = addressOf(socketAddress(c), c.req.header('x-forwarded-for'));
    const taken = await takeMandate(c, contextOf(deps), token, address);
    if (taken === undefined) return showGone(c, deps);
    if (taken === 'given') return c.redirect(`/pay/${token}/mandate?given=yes`, 303);
    if ('url' in taken) return c.redirect(taken.url, 303);
    return show(c, deps, taken.status, taken.page);
  });
  app.post('/pay/:token/promise', async (c) => {
    const token = c.req.param('token');
    const days = Number(textOf((await c.req.parseBody())['days']));
    const promised = await promiseByLink(contextOf(deps), token, days);
    if (isRefusal(promised)) return showPage(c, deps, 409, { notice: 'refused' });
    return c.redirect(`/pay/${token}?more=yes`, 303);
  });
  return app;
}

function textOf(field: unknown): string {
  return typeof field === 'string' ? field : '';
}

function contextOf({ sql, clock, secrets, payments, wakeAccount, baseUrl }: Deps) {
  const times = { now: clock.now(), wallNow: Date.now() };
  return { sql, secrets, payments, wakeAccount, baseUrl: baseUrl(), actor: 'system/pay-link', ...times };
}

async function showPage(
  c: Context,
  deps: Deps,
  status: 200 | 409 | 429,
  more: Pick<PayPageProps, 'notice'>,
): Promise<Response> {
  const token = c.req.param('token') ?? '';
  const page = await loadPayPage(contextOf(deps), token);
  if (page === undefined) return showGone(c, deps);
  // Lists the fields explicitly, so new account fields never appear on this page by accident.
  const { siteNames, owner, language, currency, timeZone, reference, instructions, bankAccount, providers } =
    page;
  const { situation, offers, isClosed, promise, mandates } = page;
  const isBack = more.notice === 'paid';
  if (isBack && page.progress === 'awaited') c.header('refresh', String(PROGRESS_SECONDS));
  const notice = isBack && page.progress === 'posted' ? { notice: 'posted' as const } : more;
  const shown = {
    siteNames,
    owner,
    language,
    currency,
    reference,
    timeZone,
    instructions,
    bankAccount,
    situation,
    offers,
    providers,
    isClosed,
    promise,
    mandates,
  };
  return show(c, deps, status, PayPage({ ...shown, ...notice, action: `/pay/${token}` }));
}

/** Whose link it was is unknown: the browser says the language. */
function showGone(c: Context, deps: Deps): Promise<Response> {
  const language = chooseLanguage([], c.req.header('accept-language'));
  return show(c, deps, 404, PayGonePage({ language }));
}

async function show(c: Context, deps: Deps, status: 200 | 404 | 409 | 429, page: unknown): Promise<Response> {
  return c.body(await pageHtml(page), status, {
    'cache-control': 'no-store',
    'content-security-policy': policyOf(deps.baseUrl()),
    'content-type': 'text/html; charset=UTF-8',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-robots-tag': 'noindex',
  });
}
