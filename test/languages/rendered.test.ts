import { describe, expect, it } from 'vitest';
import { readFonts } from '../../documents/fonts.js';
import { invoiceTexts } from '../../documents/invoice/texts/index.js';
import { DocumentPage } from '../../documents/page.js';
import { SMALL } from '../../documents/parts.js';
import { renderStatement } from '../../documents/renderStatement.js';
import { documentTexts } from '../../documents/texts/index.js';
import { renderEmail } from '../../emails/renderEmail.js';
import { renderUserEmail } from '../../emails/users/renderUserEmail.js';
import { LANGUAGES, type Language } from '../../src/core/values/language.js';
import { sampleStatement } from '../documents/statements.js';
import { emails } from '../emails/emails.js';
import { userEmails } from '../emails/userEmails.js';

const EVERY = Object.keys(LANGUAGES) as Language[];

/** Longer subjects are cut by every mail program; only the names in one may make it longer. */
const SUBJECT_MAX = 100;

describe.each(EVERY)('in %s', (language) => {
  it('every email has a subject that an inbox shows, and its amounts', { timeout: 30_000 }, async () => {
    const rendered = await Promise.all([
      ...Object.values(emails).map((email) => renderEmail({ ...email, language })),
      ...Object.values(userEmails).map((email) => renderUserEmail({ ...email, language })),
    ]);
    for (const { subject, text, html } of rendered) {
      expect(subject.length, subject).toBeLessThanOrEqual(SUBJECT_MAX);
      expect(`${subject}${text}`).not.toMatch(/undefined|NaN|\[object/);
      expect(html).toMatch(new RegExp(`<html[^>]* lang="${language}`));
    }
  });

  it('the labels of documents fit their columns', async () => {
    const page = new DocumentPage({ title: 'Labels', author: 'Alder', language, at: 0 }, await readFonts(''));
    const texts = documentTexts(language);
    const invoice = invoiceTexts(language);
    const columns: readonly (readonly [width: number, size: number, labels: readonly string[]])[] = [
      [
        92,
        8,
        [texts.issued, texts.period, texts.reference, texts.sites, invoice.due, invoice.buyerReference],
      ],
      [92, 8, Object.values(invoice.account)],
      [96, SMALL.size, [texts.amountIn('EUR'), invoice.on, invoice.taxOf]],
      [84, SMALL.size, [invoice.net('EUR'), texts.page(10, 12)]],
      [62, SMALL.size, [texts.tax]],
      [122, SMALL.size, [invoice.price]],
    ];
    for (const [width, size, labels] of columns) {
      for (const label of labels)
        expect(page.heightOf(label, { width, size }), label).toBe(page.heightOf('x', { width, size }));
    }
  });

  it('a statement has as many pages as in English', async () => {
    const pagesOf = async (tag: string): Promise<number> => {
      const pdf = await renderStatement(sampleStatement({ language: tag }));
      return pdf.toString('latin1').match(/\/Type \/Page\b/g)?.length ?? 0;
    };
    expect(await pagesOf(language)).toBe(await pagesOf('en'));
  });
});
