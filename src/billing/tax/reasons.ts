import type { TaxCategory } from './treatment.js';

/** Why nothing is charged: a code of the VATEX list, or `small-business`, for which the list has a code only in France. */
interface TaxReason {
  readonly categories: readonly TaxCategory[];
  /** English first; the other languages of emails and documents. */
  readonly texts: { readonly en: string; readonly de: string };
}

const REASONS = {
  'VATEX-EU-AE': {
    categories: ['AE'],
    texts: {
      en: 'Reverse charge: the recipient owes the VAT (Article 196 of Directive 2006/112/EC).',
      de: 'Steuerschuldnerschaft des Leistungsempfängers (Artikel 196 der Richtlinie 2006/112/EG).',
    },
  },
  'VATEX-EU-IC': {
    categories: ['K'],
    texts: {
      en: 'VAT-exempt intra-Community supply of goods (Article 138 of Directive 2006/112/EC).',
      de: 'Steuerfreie innergemeinschaftliche Lieferung (Artikel 138 der Richtlinie 2006/112/EG).',
    },
  },
  'VATEX-EU-G': {
    categories: ['G'],
    texts: {
      en: 'VAT-exempt export outside the EU (Article 146 of Directive 2006/112/EC).',
      de: 'Steuerfreie Ausfuhrlieferung (Artikel 146 der Richtlinie 2006/112/EG).',
    },
  },
  'VATEX-EU-O': {
    categories: ['O'],
    texts: {
      en: 'Not subject to VAT here: the place of supply is where the recipient is established.',
      de: 'Nicht steuerbar: Ort der Leistung ist der Sitz des Leistungsempfängers.',
    },
  },
  'VATEX-EU-79-C': {
    categories: ['E'],
    texts: {
      en: 'Repayment of expenses paid in the name of the recipient (Article 79 (c) of Directive 2006/112/EC).',
      de: 'Durchlaufender Posten (Artikel 79 Buchstabe c der Richtlinie 2006/112/EG).',
    },
  },
  'VATEX-EU-132': {
    categories: ['E'],
    texts: {
      en: 'VAT-exempt in the public interest (Article 132 of Directive 2006/112/EC).',
      de: 'Steuerfrei: dem Gemeinwohl dienende Tätigkeit (Artikel 132 der Richtlinie 2006/112/EG).',
    },
  },
  'VATEX-EU-132-1I': {
    categories: ['E'],
    texts: {
      en: 'VAT-exempt education (Article 132 (1) (i) of Directive 2006/112/EC).',
      de: 'Steuerfreie Bildungsleistung (Artikel 132 Absatz 1 Buchstabe i der Richtlinie 2006/112/EG).',
    },
  },
  'VATEX-EU-151': {
    categories: ['E'],
    texts: {
      en: 'VAT-exempt supply to a diplomatic or international body (Article 151 of Directive 2006/112/EC).',
      de: 'Steuerfrei: diplomatische oder internationale Einrichtung (Artikel 151 der Richtlinie 2006/112/EG).',
    },
  },
  'VATEX-FR-FRANCHISE': {
    categories: ['E'],
    texts: {
      en: 'VAT not applicable, article 293 B of the French tax code (TVA non applicable, art. 293 B du CGI).',
      de: 'Umsatzsteuer nicht anwendbar (TVA non applicable, art. 293 B du CGI).',
    },
  },
  'small-business': {
    categories: ['E'],
    texts: {
      en: 'No VAT is charged: small business (Article 284 of Directive 2006/112/EC).',
      de: 'Keine Umsatzsteuer: Kleinunternehmer (Artikel 284 der Richtlinie 2006/112/EG).',
    },
  },
  'not-registered': {
    categories: ['E'],
    texts: {
      en: 'No tax is charged: the supplier is not registered for it.',
      de: 'Keine Steuer: Der Leistende ist nicht dafür registriert.',
    },
  },
  'small-business-DE': {
    categories: ['E'],
    texts: {
      en: 'No VAT is charged: small business under section 19 of the German VAT Act (§ 19 UStG).',
      de: 'Steuerfrei: Kleinunternehmer gemäß § 19 UStG.',
    },
  },
  'small-business-AT': {
    categories: ['E'],
    texts: {
      en: 'No VAT is charged: small business under § 6 (1) 27 of the Austrian VAT Act.',
      de: 'Steuerfrei: Kleinunternehmer gemäß § 6 Abs. 1 Z 27 UStG.',
    },
  },
} as const satisfies Readonly<Record<string, TaxReason>>;

export type TaxReasonCode = keyof typeof REASONS;

export function isTaxReason(code: string): code is TaxReasonCode {
  return Object.hasOwn(REASONS, code);
}

/** The reasons of a category; the first is the usual one. */
export function reasonsOf(category: TaxCategory): TaxReasonCode[] {
  return Object.entries(REASONS).flatMap(([code, { categories }]) =>
    isTaxReason(code) && (categories as readonly TaxCategory[]).includes(category) ? [code] : [],
  );
}

/** The code as a document says it: those that are not of the VATEX list have only a text. */
export function vatexOf(code: string): string | undefined {
  return code.startsWith('VATEX-') ? code : undefined;
}

/** A reason in a document's language, in English if there is no text in that. */
export function reasonText(code: string, language: string): string {
  if (!isTaxReason(code)) return code;
  const { de, en } = REASONS[code].texts;
  return /^de\b/i.test(language) ? de : en;
}
