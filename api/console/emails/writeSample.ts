import type { RenderedEmail } from '../../../emails/content.js';
import { renderEmail } from '../../../emails/renderEmail.js';
import { emailSenderOf } from '../../../src/core/values/emailSender.js';
import { transfersIn } from '../../../src/core/values/transfer.js';
import { isRefusal, type Refusal } from '../../../src/core/values/refusal.js';
import { transferPicture } from '../../../src/emails/transferPicture.js';
import { previewEmail } from '../../../src/emails/showEmail.js';
import { draftAny } from '../../../src/plans/draftAny.js';
import { loadSettings } from '../../../src/sites/manageSites.js';
import { loadLogo } from '../../../src/statements/changeLogo.js';
import type { PageCall } from '../../web/page.js';
import { isClientKind, type Kind, sampleEmail, sampleUserEmail } from './samples.js';

/** Which email to show: its kind, language and account. */
export interface Sight {
  readonly kind: Kind;
  readonly language: string;
  /** The account whose figures are shown; without one, sample figures. */
  readonly account?: string | undefined;
}

/** An email as it would be sent now. Nothing is stored or sent, and no notice is marked as sent. */
export async function writeSample(call: PageCall, sight: Sight): Promise<RenderedEmail | Refusal> {
  const { context, deps, now, baseUrl } = call;
  const { kind, language, account } = sight;
  if (account !== undefined && isClientKind(kind)) {
    const draft = await draftAny(context, account, kind);
    if (isRefusal(draft)) return draft;
    const { assessment } = draft;
    const inLanguage = { ...draft, assessment: { ...assessment, facts: { ...assessment.facts, language } } };
    return previewEmail({ ...context, secrets: deps.secrets, baseUrl }, inLanguage);
  }
  const settings = await loadSettings(context, context.siteId);
  const sender = { email: deps.mailer.from.address, ...emailSenderOf(settings.name, settings) };
  const setting = { sender, settings, language, now, baseUrl };
  return renderEmail(isClientKind(kind) ? sampleEmail(kind, setting) : sampleUserEmail(kind, setting));
}

/** Embeds the pictures in an email's HTML, because a browser cannot load attachments. */
export async function withPictures(context: PageCall['context'], html: string): Promise<string> {
  const codes = transfersIn(html);
  return codes.reduce(
    (shown, { cid, transfer }) =>
      shown.replaceAll(`cid:${cid}`, `data:image/png;base64,${transferPicture(transfer).toString('base64')}`),
    await withLogo(context, html),
  );
}

async function withLogo(context: PageCall['context'], html: string): Promise<string> {
  const [source, id] = /cid:logo-([0-9a-f-]{36})@sitetab/.exec(html) ?? [];
  const logo = id === undefined ? undefined : await loadLogo(context, id);
  if (source === undefined || logo === undefined) return html;
  return html.replaceAll(source, `data:${logo.mediaType};base64,${logo.bytes.toString('base64')}`);
}
