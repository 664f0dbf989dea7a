import type { StatementDocument, StatementLine } from '../../documents/statement.js';

const END = Date.parse('2026-12-01T00:00:00Z');

/** A statement with a line of every kind. */
export function sampleStatement(changes: Partial<StatementDocument> = {}): StatementDocument {
  return {
    taxes: [
      { name: 'VAT', percent: '20', category: 'S' as const, net: 9_752n, minor: 1_950n, byLine: 1_950n },
      { name: 'VAT', percent: '5', category: 'S' as const, net: 1_200n, minor: 60n, byLine: 60n },
    ],
    number: '2026-00042',
    issuedAt: Date.parse('2026-12-01T00:23:00Z'),
    startDate: '2026-11-01',
    endDate: '2026-12-01',
    language: 'en-GB',
    timeZone: 'Europe/London',
    currency: 'EUR',
    sender: {
      name: 'Northlight Studio',
      address: '12 Harbour Street\nBristol BS1 4RB',
      email: 'hello@northlight.example',
      phone: '+44 117 496 0000',
      taxNumber: 'GB 123 4567 89',
      paymentInstructions: 'Northlight Studio\nIBAN GB33 BUKB 2020 1555 5555 55\nBIC BUKBGB22',
    },
    client: { name: 'Fenwick & Daughters', email: 'accounts@fenwick.example', reference: 'RF18-4C2K-91' },
    siteNames: ['fenwick.example', 'shop.fenwick.example'],
    openingBalance: 4_210n,
    closingBalance: -3_712n,
    lines: [
      line('payment', 5_000n, 'Payment by bank transfer', {
        effectiveAt: Date.parse('2026-11-03T10:00:00Z'),
      }),
      ...taxed(
        -4_900n,
        'Hosting, 1 Nov – 30 Nov 2026',
        'recurring',
        '20',
        Date.parse('2026-11-01T00:00:00Z'),
      ),
      ...taxed(-1_812n, 'Traffic, 1 Nov – 30 Nov 2026', 'usage', '20', END, {
        quantity: 181_200_000_000n * 10n ** 12n,
        unit: 'bytes',
      }),
      ...taxed(-40n, 'Up to the minimum, 1 Nov – 30 Nov 2026', 'minimum', '20', END),
      ...taxed(-3_000n, 'New banner for the winter sale', 'design', '20', Date.parse('2026-11-19T12:00:00Z')),
      ...taxed(-1_200n, 'Printed guide', 'books', '5', Date.parse('2026-11-20T12:00:00Z')),
      line('charge', -680n, 'Domain fenwick.example, one year', { category: 'domain', taxPart: 'net' }),
      line('adjustment', 660n, 'Kindness for the outage of 8 November'),
    ],
    ...changes,
  };
}

function line(
  kind: StatementLine['kind'],
  minor: bigint,
  description: string,
  more: Partial<StatementLine> = {},
): StatementLine {
  return {
    kind,
    minor,
    description,
    effectiveAt: Date.parse('2026-11-21T09:00:00Z'),
    taxPart: 'none',
    ...more,
  };
}

function taxed(
  minor: bigint,
  description: string,
  category: string,
  taxPercent: string,
  effectiveAt: number,
  usage?: StatementLine['usage'],
): StatementLine[] {
  return [
    line('charge', minor, description, {
      category,
      effectiveAt,
      taxPart: 'net',
      ...(usage === undefined ? {} : { usage }),
    }),
    line('tax', (minor * BigInt(taxPercent)) / 100n, `VAT on ${description}`, {
      taxPart: 'tax',
      effectiveAt,
    }),
  ];
}
