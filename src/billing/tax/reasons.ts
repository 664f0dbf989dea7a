import { type Catalogue, languageOf } from '../../core/values/language.js';
import type { TaxCategory } from './treatment.js';

/** Why nothing is charged: a code of the VATEX list, or `small-business`, for which the list has a code only in France. */
interface TaxReason {
  readonly categories: readonly TaxCategory[];
  readonly texts: Catalogue<string>;
}

const REASONS = {
  'VATEX-EU-AE': {
    categories: ['AE'],
    texts: {
      en: 'Reverse charge: the recipient owes the VAT (Article 196 of Directive 2006/112/EC).',
      de: 'Steuerschuldnerschaft des Leistungsempfängers (Artikel 196 der Richtlinie 2006/112/EG).',
      fr: 'Autoliquidation\u202f: la TVA est due par le preneur (article 196 de la directive 2006/112/CE).',
      nl: 'Btw verlegd: de afnemer is de btw verschuldigd (artikel 196 van Richtlijn 2006/112/EG).',
      es: 'Inversión del sujeto pasivo: el destinatario debe el IVA (artículo 196 de la Directiva 2006/112/CE).',
      it: 'Inversione contabile: l’IVA è dovuta dal destinatario (articolo 196 della direttiva 2006/112/CE).',
    },
  },
  'VATEX-EU-IC': {
    categories: ['K'],
    texts: {
      en: 'VAT-exempt intra-Community supply of goods (Article 138 of Directive 2006/112/EC).',
      de: 'Steuerfreie innergemeinschaftliche Lieferung (Artikel 138 der Richtlinie 2006/112/EG).',
      fr: 'Livraison intracommunautaire exonérée de TVA (article 138 de la directive 2006/112/CE).',
      nl: 'Intracommunautaire levering, vrijgesteld van btw (artikel 138 van Richtlijn 2006/112/EG).',
      es: 'Entrega intracomunitaria exenta de IVA (artículo 138 de la Directiva 2006/112/CE).',
      it: 'Cessione intracomunitaria non imponibile IVA (articolo 138 della direttiva 2006/112/CE).',
    },
  },
  'VATEX-EU-G': {
    categories: ['G'],
    texts: {
      en: 'VAT-exempt export outside the EU (Article 146 of Directive 2006/112/EC).',
      de: 'Steuerfreie Ausfuhrlieferung (Artikel 146 der Richtlinie 2006/112/EG).',
      fr: 'Exportation hors de l’UE exonérée de TVA (article 146 de la directive 2006/112/CE).',
      nl: 'Uitvoer buiten de EU, vrijgesteld van btw (artikel 146 van Richtlijn 2006/112/EG).',
      es: 'Exportación fuera de la UE exenta de IVA (artículo 146 de la Directiva 2006/112/CE).',
      it: 'Esportazione fuori dell’UE non imponibile IVA (articolo 146 della direttiva 2006/112/CE).',
    },
  },
  'VATEX-EU-O': {
    categories: ['O'],
    texts: {
      en: 'Not subject to VAT here: the place of supply is where the recipient is established.',
      de: 'Nicht steuerbar: Ort der Leistung ist der Sitz des Leistungsempfängers.',
      fr: 'Hors du champ de la TVA\u202f: le lieu de la prestation est celui où le preneur est établi.',
      nl: 'Niet aan btw onderworpen: de plaats van de dienst is waar de afnemer gevestigd is.',
      es: 'No sujeto al IVA: el lugar de la prestación es el de establecimiento del destinatario.',
      it: 'Fuori campo IVA: il luogo della prestazione è quello in cui è stabilito il destinatario.',
    },
  },
  'VATEX-EU-79-C': {
    categories: ['E'],
    texts: {
      en: 'Repayment of expenses paid in the name of the recipient (Article 79 (c) of Directive 2006/112/EC).',
      de: 'Durchlaufender Posten (Artikel 79 Buchstabe c der Richtlinie 2006/112/EG).',
      fr: 'Débours payés au nom du preneur (article 79, point c), de la directive 2006/112/CE).',
      nl: 'Voorgeschoten kosten namens de afnemer (artikel 79, onder c), van Richtlijn 2006/112/EG).',
      es: 'Suplidos pagados en nombre del destinatario (artículo 79, letra c), de la Directiva 2006/112/CE).',
      it: 'Rimborso di spese anticipate in nome del destinatario (articolo 79, lettera c), della direttiva 2006/112/CE).',
    },
  },
  'VATEX-EU-132': {
    categories: ['E'],
    texts: {
      en: 'VAT-exempt in the public interest (Article 132 of Directive 2006/112/EC).',
      de: 'Steuerfrei: dem Gemeinwohl dienende Tätigkeit (Artikel 132 der Richtlinie 2006/112/EG).',
      fr: 'Exonération de TVA pour activité d’intérêt général (article 132 de la directive 2006/112/CE).',
      nl: 'Vrijgesteld van btw in het algemeen belang (artikel 132 van Richtlijn 2006/112/EG).',
      es: 'Exento de IVA por interés general (artículo 132 de la Directiva 2006/112/CE).',
      it: 'Esente da IVA per attività di interesse pubblico (articolo 132 della direttiva 2006/112/CE).',
    },
  },
  'VATEX-EU-132-1I': {
    categories: ['E'],
    texts: {
      en: 'VAT-exempt education (Article 132 (1) (i) of Directive 2006/112/EC).',
      de: 'Steuerfreie Bildungsleistung (Artikel 132 Absatz 1 Buchstabe i der Richtlinie 2006/112/EG).',
      fr: 'Enseignement exonéré de TVA (article 132, paragraphe 1, point i), de la directive 2006/112/CE).',
      nl: 'Onderwijs, vrijgesteld van btw (artikel 132, lid 1, onder i), van Richtlijn 2006/112/EG).',
      es: 'Educación exenta de IVA (artículo 132, apartado 1, letra i), de la Directiva 2006/112/CE).',
      it: 'Istruzione esente da IVA (articolo 132, paragrafo 1, lettera i), della direttiva 2006/112/CE).',
    },
  },
  'VATEX-EU-151': {
    categories: ['E'],
    texts: {
      en: 'VAT-exempt supply to a diplomatic or international body (Article 151 of Directive 2006/112/EC).',
      de: 'Steuerfrei: diplomatische oder internationale Einrichtung (Artikel 151 der Richtlinie 2006/112/EG).',
      fr: 'Exonération de TVA\u202f: organisme diplomatique ou international (article 151 de la directive 2006/112/CE).',
      nl: 'Vrijgesteld van btw: diplomatieke of internationale instelling (artikel 151 van Richtlijn 2006/112/EG).',
      es: 'Exento de IVA: organismo diplomático o internacional (artículo 151 de la Directiva 2006/112/CE).',
      it: 'Non imponibile IVA: organismo diplomatico o internazionale (articolo 151 della direttiva 2006/112/CE).',
    },
  },
  'VATEX-FR-FRANCHISE': {
    categories: ['E'],
    texts: {
      en: 'VAT not applicable, article 293 B of the French tax code (TVA non applicable, art. 293 B du CGI).',
      de: 'Umsatzsteuer nicht anwendbar (TVA non applicable, art. 293 B du CGI).',
      fr: 'TVA non applicable, art. 293 B du CGI.',
      nl: 'Btw niet van toepassing (TVA non applicable, art. 293 B du CGI).',
      es: 'IVA no aplicable (TVA non applicable, art. 293 B du CGI).',
      it: 'IVA non applicabile (TVA non applicable, art. 293 B du CGI).',
    },
  },
  'small-business': {
    categories: ['E'],
    texts: {
      en: 'No VAT is charged: small business (Article 284 of Directive 2006/112/EC).',
      de: 'Keine Umsatzsteuer: Kleinunternehmer (Artikel 284 der Richtlinie 2006/112/EG).',
      fr: 'TVA non applicable\u202f: franchise des petites entreprises (article 284 de la directive 2006/112/CE).',
      nl: 'Vrijgesteld van btw: regeling voor kleine ondernemingen (artikel 284 van Richtlijn 2006/112/EG).',
      es: 'Exento de IVA: franquicia de las pequeñas empresas (artículo 284 de la Directiva 2006/112/CE).',
      it: 'Esente da IVA: franchigia per le piccole imprese (articolo 284 della direttiva 2006/112/CE).',
    },
  },
  'not-registered': {
    categories: ['E'],
    texts: {
      en: 'No tax is charged: the supplier is not registered for it.',
      de: 'Keine Steuer: Der Leistende ist nicht dafür registriert.',
      fr: 'Aucune taxe n’est facturée\u202f: le prestataire n’y est pas assujetti.',
      nl: 'Er wordt geen belasting berekend: de leverancier is er niet voor geregistreerd.',
      es: 'No se repercute impuesto: el proveedor no está registrado a ese efecto.',
      it: 'Nessuna imposta addebitata: il fornitore non è registrato a tal fine.',
    },
  },
  'small-business-DE': {
    categories: ['E'],
    texts: {
      en: 'No VAT is charged: small business under section 19 of the German VAT Act (§ 19 UStG).',
      de: 'Steuerfrei: Kleinunternehmer gemäß § 19 UStG.',
      fr: 'TVA non facturée\u202f: petite entreprise au sens de l’article 19 de la loi allemande sur la TVA (§ 19 UStG).',
      nl: 'Geen btw: kleine onderneming volgens artikel 19 van de Duitse btw-wet (§ 19 UStG).',
      es: 'Sin IVA: pequeña empresa según el artículo 19 de la ley alemana del IVA (§ 19 UStG).',
      it: 'Senza IVA: piccola impresa ai sensi dell’articolo 19 della legge tedesca sull’IVA (§ 19 UStG).',
    },
  },
  'small-business-AT': {
    categories: ['E'],
    texts: {
      en: 'No VAT is charged: small business under § 6 (1) 27 of the Austrian VAT Act.',
      de: 'Steuerfrei: Kleinunternehmer gemäß § 6 Abs. 1 Z 27 UStG.',
      fr: 'TVA non facturée\u202f: petite entreprise au sens du § 6 (1) 27 de la loi autrichienne sur la TVA.',
      nl: 'Geen btw: kleine onderneming volgens § 6 (1) 27 van de Oostenrijkse btw-wet.',
      es: 'Sin IVA: pequeña empresa según el § 6 (1) 27 de la ley austriaca del IVA.',
      it: 'Senza IVA: piccola impresa ai sensi del § 6 (1) 27 della legge austriaca sull’IVA.',
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
  return REASONS[code].texts[languageOf(language)];
}
