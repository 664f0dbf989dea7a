/** What an invoice must say about its seller or its buyer; an empty text is never kept. */
export interface Particulars {
  readonly legalName?: string;
  /** Street and number; a second line after a line break. */
  readonly street?: string;
  readonly postcode?: string;
  readonly city?: string;
  /** ISO 3166-1 alpha-2, in capitals. */
  readonly country?: string;
  /** With its country prefix, in capitals and without spaces: `DE123456789`. */
  readonly vatId?: string;
  /** The number in the commercial or business register. */
  readonly companyId?: string;
  /** A buyer's own reference for invoices; of a German authority the Leitweg-ID. */
  readonly buyerReference?: string;
  /** Where electronic invoices are delivered; the scheme is a code of the EAS list. */
  readonly electronicAddress?: { readonly scheme: string; readonly id: string };
  /** Of a buyer. Left out: a business if it has a VAT id, otherwise a consumer. */
  readonly buyerKind?: 'business' | 'consumer';
}
