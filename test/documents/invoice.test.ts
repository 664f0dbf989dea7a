import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { usagePrice } from '../../documents/electronic/priceLine.js';
import { writeCii } from '../../documents/electronic/writeCii.js';
import { writeUbl, type Written } from '../../documents/electronic/writeUbl.js';
import { writeXRechnung } from '../../documents/electronic/writeXRechnung.js';
import { renderInvoice } from '../../documents/invoice/renderInvoice.js';
import { checkInvoice, totalsOf } from '../../src/billing/invoices/checkInvoice.js';
import type { Invoice } from '../../src/billing/invoices/invoice.js';
import { FIXED_ONE, parseDecimal } from '../../src/core/values/decimal.js';
import { divideRounded, formatAmount } from '../../src/core/values/money.js';
import { canDrawPdf, canReadQr, drawPdf, readQr } from '../setup/readQr.js';
import { attachmentsOf } from './attachmentsOf.js';
import { BUYER, LINES, REVERSE_CHARGE, sampleInvoice, SELLER, VAT_19, without } from './invoices.js';

function xmlOf(written: Written): string {
  if ('missing' in written) throw new Error(JSON.stringify(written.missing));
  return written.xml;
}

const fieldsMissing = (changes: Partial<Invoice>): string[] =>
  checkInvoice(sampleInvoice(changes)).map(({ field }) => field);

describe('the price of a usage line', () => {
  it('times the quantity is the net amount, or the line is one piece', () => {
    const decimal = fc.bigInt(1n, 10n ** 12n);
    fc.assert(
      fc.property(
        decimal,
        fc.integer({ min: 0, max: 12 }),
        fc.bigInt(-(10n ** 8n), 10n ** 8n),
        fc.constantFrom('EUR', 'JPY', 'KWD'),
        (digits, shift, net, currency) => {
          const quantity = digits * 10n ** BigInt(shift);
          const usage = { quantity: net < 0n ? -quantity : quantity, unit: 'requests' };
          const priced = usagePrice({ description: '', usage, net, tax: VAT_19 }, currency);
          if (priced === undefined) return;
          const fixed = (text: string): bigint => parseDecimal(text, 12) as bigint;
          const factor = currency === 'EUR' ? 100n : currency === 'JPY' ? 1n : 1000n;
          const product = fixed(priced.quantity) * fixed(priced.price) * factor;
          expect(product).toBe(net * fixed(priced.base ?? '1') * FIXED_ONE);
          expect(fixed(priced.price)).toBeGreaterThanOrEqual(0n);
        },
      ),
    );
  });

  it('is that of the plan if it makes the amount, rounded once', () => {
    fc.assert(
      fc.property(fc.bigInt(1n, 10n ** 15n), fc.integer({ min: 1, max: 99_999 }), (bytes, tenths) => {
        const net = divideRounded(bytes * BigInt(tenths) * 100n, 10n ** 9n * 10_000n);
        const price = { amount: (tenths / 10_000).toFixed(4), per: '1000000000' };
        const usage = { quantity: bytes * FIXED_ONE, unit: 'bytes', price };
        const line = { description: 'Traffic', usage, net, tax: VAT_19 };
        expect(usagePrice(line, 'EUR')).toMatchObject({ quantity: String(bytes), base: '1000000000' });
        expect(usagePrice({ ...line, net: net + 10n ** 9n }, 'EUR')?.base).not.toBe('1000000000');
      }),
    );
  });

  it('goes without its quantity into a note where several prices made the amount', () => {
    const xml = xmlOf(writeUbl(sampleInvoice()));
    expect(xml).toContain('<cbc:Note>1,234,567 requests</cbc:Note>');
    expect(xml).toContain('<cbc:InvoicedQuantity unitCode="AD">181234567891</cbc:InvoicedQuantity>');
    expect(xml).toContain('<cbc:BaseQuantity unitCode="AD">1000000000</cbc:BaseQuantity>');
  });
});

describe('what an electronic invoice lacks', () => {
  it('is listed by field, each once, and nothing is written', () => {
    const invoice = sampleInvoice({ seller: without(SELLER, 'country', 'vatId') });
    const missing = checkInvoice(invoice);
    expect(missing.map(({ field }) => field)).toEqual(['seller.country', 'seller.vatId']);
    for (const write of [writeUbl, writeCii]) expect(write(invoice)).toEqual({ missing });
    expect(checkInvoice(sampleInvoice())).toEqual([]);
  });

  it('depends on the category of tax and on the decimals of the currency', () => {
    const buyer = without(BUYER, 'vatId', 'companyId');
    const abroad = [{ description: 'Hosting', net: 100n, tax: REVERSE_CHARGE }];
    const tax = { category: 'O', name: 'VAT', percent: 0n } as const;
    const outside = [{ description: 'Deposit', net: 100n, tax }];
    expect(fieldsMissing({ lines: abroad, buyer })).toEqual(['buyer.vatId']);
    expect(fieldsMissing({ lines: outside, buyer })).toEqual([]);
    expect(fieldsMissing({ lines: [...outside, ...abroad] })).toEqual(['lines']);
    expect(fieldsMissing({ currency: 'KWD' })).toEqual(['currency']);
    expect(fieldsMissing({ lines: [] })).toEqual(['lines']);
  });

  it('is more for an XRechnung', () => {
    const buyer = without(BUYER, 'buyerReference');
    const seller = without(SELLER, 'phone');
    const written = writeXRechnung(without(sampleInvoice({ buyer, seller }), 'transfer'));
    if (!('missing' in written)) throw new Error('it was written');
    expect(written.missing.map(({ field }) => field)).toEqual([
      'buyer.buyerReference',
      'seller.phone',
      'transfer',
    ]);
  });
});

describe('an invoice on paper', () => {
  it('is the same to the byte every time, with the CII file inside as it is written alone', async () => {
    const [one, other] = await Promise.all([renderInvoice(sampleInvoice()), renderInvoice(sampleInvoice())]);
    expect(one.equals(other)).toBe(true);
    const xml = Buffer.from(xmlOf(writeCii(sampleInvoice())));
    expect(attachmentsOf(one)).toEqual([xml]);
  });

  it('holds no file where the invoice lacks something for it', async () => {
    const pdf = await renderInvoice(sampleInvoice({ lines: LINES, currency: 'KWD' }));
    expect(pdf.toString('latin1')).not.toContain('factur-x.xml');
  });
});

describe('the code for banking apps on an invoice', () => {
  it.skipIf(!canReadQr || !canDrawPdf)('asks for what is left to pay, with the reference', async () => {
    const all = await renderInvoice(sampleInvoice({ paid: 100n }));
    const { payable } = totalsOf(sampleInvoice({ paid: 100n }));
    const amount = formatAmount(payable, 'EUR');
    expect(await readQr(await drawPdf(all))).toBe(
      `BCD\n002\n1\nSCT\nCOBADEFFXXX\nNorthlight Studio GmbH & Co. KG\nDE89370400440532013000\nEUR${amount}\n\nRF13ST123456789002`,
    );
    await expect(
      readQr(await drawPdf(await renderInvoice(sampleInvoice({ paid: payable + 100n })))),
    ).rejects.toThrow();
  });
});
