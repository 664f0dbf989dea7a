import fc from 'fast-check';
import type { Invoice, InvoiceLine, Party } from '../../../src/billing/invoices/invoice.js';
import {
  deductPrepayments,
  type OpenPrepayment,
  prepaidTax,
} from '../../../src/billing/invoices/prepayments.js';
import type { TaxCategory, TaxTreatment } from '../../../src/billing/tax/treatment.js';
import { FIXED_ONE } from '../../../src/core/values/decimal.js';
import { divideRounded, minorPerMajor } from '../../../src/core/values/money.js';
import { addDays } from '../../../src/core/values/zone.js';
import { BUYER, SELLER, taxesOn } from '../invoices.js';

/** Names in many scripts, and what XML, PDF and their readers stumble over. */
const names = fc.oneof(
  fc.constantFrom(
    'Fenwick & Töchter <GmbH>',
    '株式会社テスト',
    '北京示例有限公司',
    '주식회사 예시',
    'شركة المثال المحدودة',
    'משרד העיצוב',
    'ООО «Пример»',
    'Παράδειγμα Α.Ε.',
    'บริษัท ตัวอย่าง จำกัด',
    'उदाहरण प्राइवेट लिमिटेड',
    '#1 Hosting (#AB#)\n# 2',
    'Łódź — Ștefan ĐỖ 🙂',
    ']]> "quoted" \u0000\u202E\uD800\uFFFF',
  ),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }).map((text) => `N ${text}`),
  fc.string({ minLength: 1, maxLength: 60 }).map((text) => `N ${text}`),
);

/** There or not. */
function maybe<Value>(field: string, value: fc.Arbitrary<Value>): fc.Arbitrary<Record<string, Value>> {
  return fc.option(value, { nil: undefined }).map((drawn) => (drawn === undefined ? {} : { [field]: drawn }));
}

function partyOf(base: Party, countries: readonly string[]): fc.Arbitrary<Party> {
  return fc
    .tuple(
      names,
      maybe('legalName', names),
      maybe(
        'street',
        fc.array(names, { minLength: 1, maxLength: 4 }).map((lines) => lines.join('\n')),
      ),
      fc.constantFrom(...countries),
    )
    .map(([name, legalName, street, country]) => ({ ...base, name, ...legalName, ...street, country }));
}

const rate = (category: TaxCategory, percent: string, reason?: string): TaxTreatment => ({
  category,
  name: 'VAT',
  percent: BigInt(Math.round(Number(percent) * 1_000)) * (FIXED_ONE / 1_000n),
  ...(reason === undefined ? {} : { reason }),
});

/** Which taxes may be on one invoice, and where its buyer is. */
const SITUATIONS: readonly {
  readonly taxes: readonly TaxTreatment[];
  readonly countries: readonly string[];
}[] = [
  { taxes: [rate('S', '19'), rate('S', '7')], countries: ['DE'] },
  { taxes: [rate('S', '7.7'), rate('S', '5.5'), rate('S', '2.1')], countries: ['CH', 'DE'] },
  { taxes: [rate('S', '20'), rate('Z', '0')], countries: ['GB'] },
  {
    taxes: [rate('S', '21'), rate('E', '0', 'Exempt: insurance.'), rate('E', '0', 'Exempt: education.')],
    countries: ['NL'],
  },
  { taxes: [rate('E', '0', 'Small business.')], countries: ['DE'] },
  { taxes: [rate('AE', '0')], countries: ['AT', 'FR'] },
  {
    taxes: [rate('AE', '0', 'Steuerschuldnerschaft des Leistungsempfängers'), rate('S', '19')],
    countries: ['BE'],
  },
  { taxes: [rate('K', '0')], countries: ['FR', 'IT'] },
  { taxes: [rate('G', '0')], countries: ['US', 'JP', 'EG'] },
  { taxes: [rate('O', '0', 'Deposit.')], countries: ['US', 'DE'] },
];

/**
 * Amounts of a currency of three decimals end in 0, since EN 16931 has two. The rules for CII add up in floating point,
 * so a sum has fifteen digits at most.
 */
const minor = (currency: string): fc.Arbitrary<bigint> =>
  fc
    .oneof(
      fc.bigInt(-5_000n, 5_000n),
      fc.bigInt(0n, 99_999_999n),
      fc.bigInt(10n ** 10n, 10n ** 12n),
      fc.constant(0n),
    )
    .map((drawn) => (minorPerMajor(currency) === 1000n ? drawn * 10n : drawn));

const usages = (currency: string): fc.Arbitrary<Pick<InvoiceLine, 'usage' | 'net'>> => {
  const exact = fc
    .tuple(
      fc.bigInt(0n, 10n ** 10n),
      fc.integer({ min: 1, max: 9_999 }),
      fc.constantFrom('1', '1000', '1000000000'),
      fc.constantFrom('bytes', 'requests', 'hours', 'GB', 'seats', 'e-mails'),
    )
    .map(([quantity, price, per, unit]) => {
      const rounded = divideRounded(
        quantity * BigInt(price) * minorPerMajor(currency),
        BigInt(per) * 10_000n,
      );
      const net = minorPerMajor(currency) === 1000n ? (rounded / 10n) * 10n : rounded;
      const amount = (price / 10_000).toFixed(4).replace(/\.?0+$/, '');
      return { usage: { quantity: quantity * FIXED_ONE, unit, price: { amount, per } }, net };
    });
  const tiered = fc
    .tuple(fc.bigInt(0n, 10n ** 24n), minor(currency))
    .map(([quantity, net]) => ({ usage: { quantity, unit: 'requests' }, net }));
  return fc.oneof(exact, tiered);
};

const lineOf = (
  currency: string,
  taxes: readonly TaxTreatment[],
  firstDay: string,
): fc.Arbitrary<InvoiceLine> =>
  fc
    .tuple(
      names,
      fc.oneof(
        minor(currency).map((net) => ({ net })),
        usages(currency),
      ),
      fc.constantFrom(...taxes),
      fc.constantFrom({}, { startDate: firstDay, endDate: addDays(firstDay, 12) }, { startDate: firstDay }),
    )
    .map(([description, amount, tax, days]) => ({ description, ...amount, tax, ...days }));

/** Any document of a year that its particulars allow to be an electronic one. */
export const anyInvoice: fc.Arbitrary<Invoice> = fc
  .record({
    situation: fc.constantFrom(...SITUATIONS),
    currency: fc.constantFrom('EUR', 'EUR', 'USD', 'JPY', 'KWD', 'HUF', 'CHF'),
    day: fc.integer({ min: 0, max: 364 }),
    isLong: fc.integer({ min: 0, max: 19 }).map((drawn) => drawn === 0),
  })
  .chain(({ situation, currency, day, isLong }) => {
    const issuedOn = addDays('2026-01-01', day);
    const firstDay = addDays(issuedOn, -31);
    const line = lineOf(currency, situation.taxes, firstDay);
    return fc
      .record({
        kind: fc.constantFrom(
          'invoice' as const,
          'invoice' as const,
          'credit-note' as const,
          'prepayment' as const,
        ),
        number: fc
          .integer({ min: 1, max: 99_999 })
          .map((number) => `2026-${String(number).padStart(5, '0')}`),
        language: fc.constantFrom('en-GB', 'de', 'de-AT', 'fr', 'es', 'it', 'nl'),
        seller: partyOf(SELLER, ['DE', 'NL']),
        buyer: partyOf(BUYER, situation.countries),
        lines: fc.array(line, isLong ? { minLength: 60, maxLength: 90 } : { minLength: 1, maxLength: 9 }),
        share: fc.integer({ min: 0, max: 4 }),
        prepaid: fc.array(fc.bigInt(1n, 999_999n), { maxLength: 3 }),
        preceding: fc.array(
          fc.record({ number: fc.constantFrom('2026-00001', 'R & D <7>'), issuedOn: fc.constant(firstDay) }),
          { maxLength: 3 },
        ),
        optional: fc
          .tuple(
            maybe('dueOn', fc.constant(addDays(issuedOn, 14))),
            maybe('period', fc.constant({ startDate: firstDay, endDate: addDays(issuedOn, -1) })),
            maybe('paymentTerms', names),
            maybe('note', names),
            maybe(
              'transfer',
              fc.constantFrom(
                { iban: 'DE89 3704 0044 0532 0130 00', bic: 'COBADEFFXXX', holder: 'Northlight' },
                { iban: 'FR1420041010050500013M02606', holder: 'Ärzte & Söhne' },
              ),
            ),
          )
          .map((fields): Partial<Invoice> => Object.assign({}, ...fields) as Partial<Invoice>),
      })
      .map(({ share, optional, prepaid, ...all }): Invoice => {
        const drawn = deducted(all, prepaid, currency);
        const { taxes } = drawn;
        const total = [...drawn.lines.map(({ net }) => net), ...taxes.map(({ tax }) => tax)].reduce(
          (sum, each) => sum + each,
          0n,
        );
        const paid = total <= 0n ? 0n : cents((total * BigInt(share)) / 4n, currency);
        return {
          ...drawn,
          ...optional,
          issuedOn,
          currency,
          paid,
          reference: 'ST-1234-5678-9002',
        };
      });
  });

/** An invoice after prepayments: it names them and deducts them with their tax. */
function deducted<Drawn extends Pick<Invoice, 'kind' | 'lines' | 'preceding'>>(
  drawn: Drawn,
  prepaid: readonly bigint[],
  currency: string,
): Drawn & Pick<Invoice, 'taxes'> {
  const { kind, lines, preceding } = drawn;
  const taxes = taxesOn(lines).map((each) => ({ ...each, tax: cents(each.tax, currency) }));
  const total = taxes.reduce((sum, { net, tax }) => sum + net + tax, 0n);
  const treatments = new Set(taxes.map(({ treatment }) => `${treatment.category} ${treatment.percent}`));
  // Thousandths are left out: a deduction is exact, and EN 16931 has two decimals.
  if (
    kind !== 'invoice' ||
    treatments.size < taxes.length ||
    minorPerMajor(currency) === 1000n ||
    total <= 0n
  )
    return { ...drawn, taxes };
  const open = prepaid.flatMap((minor, index): OpenPrepayment[] => {
    const treatment = taxes[index % taxes.length]?.treatment;
    if (treatment === undefined) return [];
    const document = {
      id: `${index}`,
      number: `PP-2026-0000${index}`,
      issuedOn: '2026-01-01',
      paymentId: '',
    };
    const { tax } = prepaidTax(minor, treatment);
    return [{ ...document, treatment, total: minor, tax, usedTotal: 0n, usedTax: 0n }];
  });
  const planned = { kind, corrects: null, names: [], lines, taxes, total };
  const { document, uses } = deductPrepayments(planned, open, ({ number }) => `Less ${number}`);
  const named = uses.map(({ prepayment: { number, issuedOn } }) => ({ number, issuedOn }));
  return {
    ...drawn,
    ...{ lines: document.lines, taxes: document.taxes, preceding: [...preceding, ...named] },
  };
}

function cents(amount: bigint, currency: string): bigint {
  return minorPerMajor(currency) === 1000n ? (amount / 10n) * 10n : amount;
}
