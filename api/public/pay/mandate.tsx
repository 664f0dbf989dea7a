import type { Context } from 'hono';
import { raw } from 'hono/html';
import { languageOf } from '../../../src/core/values/language.js';
import { isRefusal } from '../../../src/core/values/refusal.js';
import { loadPayPage } from '../../../src/payments/payLink.js';
import { agreeToMandate } from '../../../src/payments/mandates/agreeToMandate.js';
import { loadMandateOffer } from '../../../src/payments/mandates/giveMandate.js';
import { finishMandate } from '../../../src/payments/mandates/startMandate.js';
import { Page } from '../../web/parts/Page.js';
import { debitPageTexts, type DebitPageTexts } from '../texts/debitTexts.js';
import { MandateForm, problemOf, waysBackTo } from './MandateForm.js';

type LinkContext = Parameters<typeof loadPayPage>[0] &
  Omit<Parameters<typeof agreeToMandate>[0], 'siteId'> & {
    readonly baseUrl: string;
  };

const CSS = `.mandate label{display:block;padding:0 0 6px}.mandate input:not([type]){font:inherit;padding:10px;width:100%;box-sizing:border-box}
.mandate .choice input{margin:0 8px 0 0}`;

interface Shown {
  readonly page: unknown;
  readonly status: 200 | 404 | 409;
}

interface More {
  readonly problem?: keyof DebitPageTexts['problem'] | undefined;
  readonly holder?: string | undefined;
  readonly isGiven?: boolean;
  /** Back from a provider's page: which. */
  readonly from?: string | undefined;
}

/** The page of a payment link on which its client gives a mandate; undefined where the link opens none. */
export async function showMandate(
  context: LinkContext,
  token: string,
  more: More = {},
): Promise<Shown | undefined> {
  const opened = await loadPayPage(context, token);
  // The page of a suspended site is public.
  if (opened === undefined || opened.isOfSite || opened.isClosed) return undefined;
  const { language, owner } = opened;
  const texts = debitPageTexts(language);
  if (more.from !== undefined)
    await finishMandate({ ...context, siteId: opened.siteId }, opened.accountId, more.from);
  const offer = await loadMandateOffer(
    { sql: context.sql, siteId: opened.siteId },
    opened.accountId,
    language,
  );
  const page = (
    <Page title={texts.title} language={languageOf(language)}>
      <style>{raw(CSS)}</style>
      <h1>{texts.title}</h1>
      {more.isGiven === true && (
        <p class="note" role="status">
          {texts.given}
        </p>
      )}
      {isRefusal(offer) ? (
        <p>{texts.none}</p>
      ) : (
        <>
          <p>{texts.lead(owner)}</p>
          <MandateForm {...more} offer={offer} texts={texts} action={`/pay/${token}/mandate`} />
        </>
      )}
    </Page>
  );
  const status = isRefusal(offer) ? 404 : more.problem === undefined ? 200 : 409;
  return { page, status };
}

/** Stores the mandate of a link's client; the page again where something is wrong. */
export async function takeMandate(
  c: Context,
  context: LinkContext,
  token: string,
  address: string,
): Promise<Shown | 'given' | { readonly url: string } | undefined> {
  const opened = await loadPayPage(context, token);
  if (opened === undefined || opened.isOfSite || opened.isClosed) return undefined;
  const form = await c.req.parseBody();
  const text = (name: string): string => (typeof form[name] === 'string' ? form[name] : '');
  const input = {
    ...{ holder: text('holder'), iban: text('iban'), digest: text('digest') },
    ...{ agreed: text('agreed') === 'yes', language: opened.language },
  };
  const source = { ip: address, userAgent: c.req.header('user-agent') ?? null };
  const given = await agreeToMandate(
    { ...context, siteId: opened.siteId },
    opened.accountId,
    { input, source },
    waysBackTo(`${context.baseUrl}/pay/${token}/mandate`),
  );
  if (!isRefusal(given)) return given;
  return showMandate(context, token, { problem: problemOf(given.field), holder: input.holder });
}
