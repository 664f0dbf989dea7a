import { describe, expect, it } from 'vitest';
import type { WarningEmail } from '../../emails/email.js';
import { renderEmail } from '../../emails/renderEmail.js';
import { statement, week } from './emails.js';

async function textOf(change: Partial<WarningEmail>): Promise<string> {
  const { text } = await renderEmail({ ...week, ...change });
  // Intl sets spaces that do not break; whether they are narrow is its business.
  return text.replace(/[\u00a0\u202f\u2009]/g, ' ');
}

describe('amounts', () => {
  it.each([
    ['en', 'EUR', 'Cost per day, from your last four weeks: €6.15'],
    ['en', 'JPY', 'Cost per day, from your last four weeks: JP¥615'],
    ['en', 'KWD', 'Cost per day, from your last four weeks: KWD 0.615'],
    ['en-US', 'USD', 'Cost per day, from your last four weeks: $6.15'],
    ['de', 'EUR', 'Kosten je Tag, aus den letzten vier Wochen: 6,15 €'],
    ['de-CH', 'CHF', 'Kosten je Tag, aus den letzten vier Wochen: CHF 6.15'],
    ['fr', 'EUR', 'Coût par jour, sur les quatre dernières semaines : 6,15 €'],
    ['nl', 'EUR', 'Kosten per dag, over de laatste vier weken: € 6,15'],
    ['es', 'EUR', 'Coste por día, en las últimas cuatro semanas: 6,15 €'],
    ['it', 'EUR', 'Costo al giorno, nelle ultime quattro settimane: 6,15 €'],
    ['pt', 'EUR', 'Cost per day, from your last four weeks: €6.15'],
  ])('in %s and %s', async (language, currency, line) => {
    expect(await textOf({ language, currency })).toContain(line);
  });

  it('keep every digit beyond what a number holds', async () => {
    const text = await textOf({ balance: 123_456_789_012_345_678_901n, accrued: 0n });
    expect(text).toContain('usage so far: €1,234,567,890,123,456,789.01');
  });

  it.each([
    ['en', '−€12.05'],
    ['de', '−12,05 €'],
  ])('have a true minus in %s', async (language, amount) => {
    const text = await textOf({ language, balance: -1_205n, accrued: 0n });
    expect(text).toContain(`: ${amount}\n`);
  });
});

describe('dates', () => {
  it.each([
    ['en', 'Europe/London', 'Wed 25 Nov, 09:00 London time'],
    ['en', 'America/New_York', 'Wed 25 Nov, 04:00 New York time'],
    ['en', 'America/Argentina/Buenos_Aires', 'Wed 25 Nov, 06:00 Buenos Aires time'],
    ['en', 'Pacific/Kiritimati', 'Wed 25 Nov, 23:00 Kiritimati time'],
    ['en', 'Pacific/Pago_Pago', 'Tue 24 Nov, 22:00 Pago Pago time'],
    ['en', 'Asia/Kathmandu', 'Wed 25 Nov, 14:45 Kathmandu time'],
    ['en', 'UTC', 'Wed 25 Nov, 09:00 UTC'],
    ['en', 'Etc/GMT+5', 'Wed 25 Nov, 04:00 GMT-5'],
    ['en-US', 'America/New_York', 'Wed, Nov 25, 04:00 AM New York time'],
    ['de', 'Europe/Vienna', 'Mi., 25. Nov., 10:00 Uhr (Ortszeit Wien)'],
    ['fr', 'Europe/Paris', 'mer. 25 nov. à 10:00 (heure de Paris)'],
    ['fr', 'Europe/Athens', 'mer. 25 nov. à 11:00 (heure d’Athènes)'],
    ['nl', 'Europe/Amsterdam', 'wo 25 nov, 10:00 uur (tijd in Amsterdam)'],
    ['es', 'Europe/Madrid', 'mié, 25 nov, 10:00 (hora de Madrid)'],
    ['it', 'Europe/Rome', 'mer 25 nov, ore 10:00 (ora di Roma)'],
  ])('in %s and %s', async (language, timeZone, moment) => {
    expect(await textOf({ language, timeZone })).toContain(`: ${moment}\n`);
  });

  it('of the first day of a month are written in French as counted', async () => {
    const reason = { kind: 'charge', description: 'Domaine', date: '2027-03-01' } as const;
    const text = await textOf({ language: 'fr', reason, limitDate: Date.UTC(2026, 10, 21, 9) });
    expect(text).toContain('lundi 1er mars');
    expect(text).toContain('sam. 21 nov. à');
  });

  it('of a planned charge are the calendar day, whatever the zone', async () => {
    const reason = { kind: 'charge', description: 'Domain', date: '2027-03-03' } as const;
    for (const timeZone of ['Pacific/Kiritimati', 'Pacific/Pago_Pago']) {
      expect(await textOf({ timeZone, reason })).toContain('On Wednesday 3 March');
    }
  });

  it('of a period are its first and its last day', async () => {
    const { subject } = await renderEmail({
      ...statement,
      language: 'de',
      startDate: '2026-12-15',
      endDate: '2027-01-15',
    });
    expect(subject.replace(/\s/g, ' ')).toBe(
      'Abrechnung 15. Dezember 2026 – 14. Januar 2027: am Ende 37,70 €',
    );
  });
});

describe('the language', () => {
  it.each(['xx', '', 'not a language', 'en-u-nu-arab', '../de', 'pt-PT'])(
    'falls back to English for %j',
    async (language) => {
      const { subject, text } = await renderEmail({ ...week, language });
      expect(subject).toBe('fenwick.example: payment needed by about Wednesday 25 November');
      expect(text).toContain('€43.05');
    },
  );
});
