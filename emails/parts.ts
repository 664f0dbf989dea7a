import { proposedOffer } from '../src/billing/projection/outlook.js';
import type { Offers } from '../src/billing/projection/project.js';
import type { Situation } from '../src/billing/situation.js';
import { formatIban } from '../src/core/values/bankAccount.js';
import { transferCid, transferOf, transferText } from '../src/core/values/transfer.js';
import { qrPath } from './qrCode.js';
import { lineValues, type Row, rowLines, rowValues } from './draft.js';
import type { ClientEmailContent, PaymentWay } from './email.js';
import type { Sender } from './fields.js';
import type { TemplateValues } from './template.js';
import { ACCENT, DARK_BUTTON } from './templates/layout.js';
import type { Wording } from './wording.js';

/** A part of an email in both its forms. */
interface Part {
  readonly values: TemplateValues;
  readonly text: string;
}

/** The rows that explain a warning: balance, disputes and credit limit. They add up to what is left or missing. */
export function standingRows(
  email: {
    readonly balance: bigint;
    readonly accrued: bigint;
    readonly disputed: bigint;
    readonly creditLimit: bigint;
  },
  { texts, format }: Pick<Wording, 'texts' | 'format'>,
): Row[] {
  return [
    { label: texts.labels.balanceNow, value: format.money(email.balance - email.accrued) },
    ...(email.disputed === 0n
      ? []
      : [{ label: texts.labels.disputed, value: format.money(-email.disputed) }]),
    creditLimitRow(email.creditLimit, { texts, format }),
  ];
}

/** The cost per day, if known. */
export function paceRows(
  { pacePerDay, observedDays }: { readonly pacePerDay: bigint | null; readonly observedDays: number },
  { texts, format }: Pick<Wording, 'texts' | 'format'>,
): Row[] {
  return pacePerDay === null ? [] : [{ label: texts.pace(observedDays), value: format.money(pacePerDay) }];
}

function creditLimitRow(creditLimit: bigint, { texts, format }: Pick<Wording, 'texts' | 'format'>): Row {
  return creditLimit < 0n
    ? { label: texts.labels.toBeHeld, value: format.money(-creditLimit) }
    : { label: texts.labels.creditLimit, value: format.money(creditLimit) };
}

/** When the credit ends or, if a promise or a policy makes that later, the service; nothing where that is unknown. */
export function endRows(situation: Situation, { texts, shortMoment }: Wording): Row[] {
  const { labels } = texts;
  const strong = (label: string, value: string): Row[] => [{ label, value, strong: true, fact: true }];
  const late = (at: number, isPromised?: true): Row[] =>
    strong(isPromised === true ? labels.exemptionEnds : labels.suspendedFrom, shortMoment(at));
  if (situation.kind === 'owing')
    return situation.until === null ? [] : late(situation.until, situation.isPromised);
  if (situation.kind !== 'fine' && situation.kind !== 'soon') return [];
  const { at, creditEnds, isPromised } = situation;
  if (at === null) return strong(labels.lastsUntil, labels.noEnd);
  return at === creditEnds ? strong(labels.lastsUntil, shortMoment(at)) : late(at, isPromised);
}

/** Lists every site when the heading only counts them. */
export function siteRows(siteNames: readonly string[], { texts, format }: Wording): Row[] {
  return siteNames.length > 2
    ? [{ label: texts.labels.sites, value: format.list(siteNames), fact: true }]
    : [];
}

/** Possible payments and how long each lasts: the smallest with its end date, the others in days. */
export function offersPart({ least, keepsFor }: Offers, title: string, wording: Wording): Part {
  const { texts, format } = wording;
  const spans = keepsFor.map(({ days, minor }) => ({ label: texts.keepsFor.span(days), minor }));
  const first = least === null ? [] : [{ label: lastsText(least.lastsUntil, wording), minor: least.minor }];
  const rows = [...first, ...spans].map(({ label, minor }) => ({ label, value: format.money(minor) }));
  const values = { hasKeepsFor: rows.length > 0, keepsForTitle: title, keepsFor: rowValues(rows) };
  return { values, text: rows.length > 0 ? `${title}\n${rowLines(rows, texts)}` : '' };
}

function lastsText(until: number | null, { texts, shortMoment }: Wording): string {
  return until === null ? texts.keepsFor.forNow : texts.keepsFor.until(shortMoment(until));
}

/** Where to pay: the link if there is one, the Owner's own instructions, and always the reference. */
export function paymentPart(email: ClientEmailContent & { payment: PaymentWay }, wording: Wording): Part {
  const { pay, colon } = wording.texts;
  const { instructions = '', reference, bankAccount } = email.payment;
  const link = safeLink(email.payment.link);
  const byHand = [
    ...(bankAccount === undefined ? [] : accountLines(bankAccount, instructions, wording)),
    ...(instructions === '' ? [] : instructions.split('\n')),
  ];
  if (link === undefined && byHand.length === 0) byHand.push(pay.ask(email.sender.email));
  const hand = link !== undefined && byHand.length > 0 ? [pay.otherWays, ...byHand] : byHand;
  const quoted = { payReferenceLabel: pay.reference, reference };
  const values = {
    payTitle: pay.title,
    hasLink: link !== undefined,
    link: link ?? '',
    payButton: pay.button,
    payLines: lineValues(hand),
    ...quoted,
    ...transferValues(email, wording),
  };
  const online = link === undefined ? [] : [`${pay.button}${colon} ${link}`];
  return { values, text: [pay.title, ...online, ...hand, `${pay.reference} ${reference}`].join('\n') };
}

/** The account's lines, unless the instructions name it already. */
function accountLines(
  { holder, iban, bic }: NonNullable<PaymentWay['bankAccount']>,
  instructions: string,
  { texts: { pay } }: Pick<Wording, 'texts'>,
): string[] {
  if (instructions.replace(/\s/g, '').toUpperCase().includes(iban)) return [];
  const bank = [`IBAN ${formatIban(iban)}`, ...(bic === undefined ? [] : [`BIC ${bic}`])];
  return [`${pay.holder} ${holder}`, ...bank];
}

/** Pixels in an email for one of the picture: a whole number, or its edges blur. */
const TRANSFER_SCALE = 4;

/** The picture for banking apps, with the proposed amount; for readers of plain text the lines say the same. */
function transferValues(
  { currency, offers, payment: { reference, bankAccount } }: ClientEmailContent & { payment: PaymentWay },
  { texts, format }: Pick<Wording, 'texts' | 'format'>,
): TemplateValues {
  const minor = proposedOffer(offers)?.minor ?? 0n;
  const transfer = transferOf(bankAccount, { minor, currency, reference });
  return {
    hasTransfer: transfer !== undefined,
    transferSource: transfer === undefined ? '' : `cid:${transferCid(transfer)}`,
    transferSide: transfer === undefined ? '' : String(qrPath(transferText(transfer)).size * TRANSFER_SCALE),
    transferText: texts.pay.transfer(format.money(minor)),
  };
}

/** Accepts web addresses only: a `javascript:` address never reaches a button. */
export function safeLink(link: string | undefined): string | undefined {
  if (link === undefined || !URL.canParse(link)) return undefined;
  const { protocol, href } = new URL(link);
  return protocol === 'https:' || protocol === 'http:' ? href : undefined;
}

/** The footer of every email: the sender, and why the reader gets it. */
export function footerPart(sender: Sender, because: string, { texts }: Pick<Wording, 'texts'>): Part {
  const address = sender.address
    ?.split('\n')
    .filter((line) => line !== '')
    .join(', ');
  const contact = [sender.name, address, sender.email, sender.phone].filter(
    (fact): fact is string => fact !== undefined && fact !== '',
  );
  const contacts = contact.map((line, index) => (index < contact.length - 1 ? `${line} ·` : line));
  const values = { contacts: lineValues(contacts), because: `${because} ${texts.footer.questions}` };
  const own = sender.branding?.footer ?? '';
  const text = ['-- ', contacts.join(' '), values.because, ...(own === '' ? [] : [own])].join('\n');
  return { values: { ...values, ownFooter: paragraphValues(own) }, text };
}

/** A paragraph of several lines, or none. */
function paragraphValues(wording: string): TemplateValues[] {
  return wording === '' ? [] : [{ lines: lineValues(wording.split('\n')) }];
}

/** The agency's own text at the start and the end of an email. */
export function customTextsPart({ opening = '', closing = '' }: ClientEmailContent['customTexts'] = {}) {
  return {
    values: { ownOpening: paragraphValues(opening), ownClosing: paragraphValues(closing) },
    opening,
    closing,
  };
}

/** Limits a logo to the height of two heading lines. */
const LOGO_HEIGHT_MAX = 64;
const LOGO_WIDTH_MAX = 280;

/** The agency's colour and logo; by default our colour and the agency's name. */
export function brandingPart({ branding = {} }: Sender): TemplateValues {
  const { accent, logo } = branding;
  const shrunk = Math.min(1, LOGO_HEIGHT_MAX / (logo?.height ?? 1), LOGO_WIDTH_MAX / (logo?.width ?? 1));
  const sized = (length = 0): string => String(Math.max(1, Math.round(length * shrunk)));
  return {
    hasLogo: logo !== undefined,
    hasNoLogo: logo === undefined,
    logoSource: logo?.source ?? '',
    logoWidth: sized(logo?.width),
    logoHeight: sized(logo?.height),
    accent: accent ?? ACCENT,
    darkAccent: accent ?? DARK_BUTTON.ground,
    onDarkAccent: accent === undefined ? DARK_BUTTON.ink : '#ffffff',
  };
}

/** Why a client gets an email about an account. */
export function becauseOf({ siteNames }: ClientEmailContent, { texts, sites }: Wording): string {
  return siteNames.length === 0 ? texts.footer.becauseAccount : texts.footer.because(sites);
}
