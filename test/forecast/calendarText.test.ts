import fc from 'fast-check';
import { expect, it } from 'vitest';
import { calendarText } from '../../api/public/calendar.js';

const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 }).filter((t) => !/\p{Cc}/u.test(t));
const escaped = (written: string): string => written.replaceAll(/[\\;,]/g, String.raw`\$&`);

it('is folded at 75 octets and gives every text back whole, in any script (RFC 5545, 3.1 and 3.3.11)', () => {
  fc.assert(
    fc.property(text, text, text, (site, client, description) => {
      const written = calendarText(
        {
          name: site,
          slug: 'agency',
          suspensions: [{ accountId: 'a', name: client, at: Date.parse('2026-03-29T00:30:00Z') }],
          charges: [
            {
              ...{ id: 'c', accountId: 'a', accountName: client, description },
              ...{ dueOn: '2026-02-28', amount: 1400n, currency: 'EUR' },
            },
          ],
          periodEnds: [{ date: '2026-12-31', names: [client, description] }],
        },
        'https://tab.example',
      );
      expect(written).toMatch(/^([^\r\n]+\r\n)+$/);
      const lines = written.split('\r\n');
      for (const line of lines) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
      const unfolded = written.replaceAll(/\r\n[ \t]/g, '').split('\r\n');
      for (const line of [
        `X-WR-CALNAME:${escaped(site)}`,
        `SUMMARY:Suspension: ${escaped(client)}`,
        `SUMMARY:Charge: ${escaped(client)}\\, 14.00 EUR`,
        `DESCRIPTION:${escaped(description)}`,
        `DESCRIPTION:${escaped(client)}\\n${escaped(description)}`,
      ])
        expect(unfolded).toContain(line);
    }),
    { examples: [['A, B; C\\D', '日本'.repeat(60), `${'a'.repeat(70)}😀`]], numRuns: 50 },
  );
});
