import { describe, expect, it } from 'vitest';
import type { ClientEmailContent, ClientEmailKind } from '../../emails/email.js';
import { renderEmail } from '../../emails/renderEmail.js';
import { transfersIn } from '../../src/core/values/transfer.js';
import { picturesOf } from '../../src/emails/deliverEmail.js';
import { DAY_MS } from '../../src/core/values/zone.js';
import { visibleTexts } from './htmlText.js';
import { day, keepsFor, emails, reactivated, receipt, statement, suspended, week } from './emails.js';

const { offers } = week;
const none = { shortfall: null, least: null, keepsFor: [] };
const fine = { kind: 'fine' as const, at: null, creditEnds: null };

const kinds = Object.keys(emails) as ClientEmailKind[];

describe.each(kinds)('the %s email', (kind) => {
  it('has the plain text that is committed beside this test', async () => {
    const { subject, text } = await renderEmail(emails[kind]);
    await expect(`Subject: ${subject}\n\n${text}`).toMatchFileSnapshot(`texts/client/${kind}.txt`);
  });

  it('refers to nothing outside itself but the pay link and the portal', async () => {
    const { html } = await renderEmail(emails[kind]);
    expect(html).not.toMatch(/<link|<img|<script|@import|url\(|\bsrc=|background="/i);
    const references = [...html.matchAll(/\bhref="([^"]*)"/g)].map(([, address = '']) => address);
    expect(
      references.filter(
        (address) =>
          ![
            'https://pay.northlight.example/FD-7741-3',
            'https://tab.example/sites/fenwick/statements',
          ].includes(address),
      ),
    ).toEqual([]);
  });

  it('is small and has no place left unfilled', async () => {
    const { subject, html, text } = await renderEmail(emails[kind]);
    expect(Buffer.byteLength(html)).toBeLessThan(60_000);
    expect(subject + html + text).not.toMatch(/\{\{|\}\}|undefined|\[object|NaN/);
  });

  it.each(['en', 'de'])('has every fact of the HTML in its plain text (%s)', async (language) => {
    const { html, text } = await renderEmail({ ...emails[kind], language });
    const plain = text.replace(/\s+/g, ' ').replace(/ ?€ ?/g, '');
    const columnHeads = ['What', 'Was', 'Amount €', 'Betrag €'];
    for (const seen of visibleTexts(html).filter((words) => !columnHeads.includes(words))) {
      expect(plain).toContain(seen.replace(/ ?€ ?/g, ''));
    }
  });

  it('names its language and keeps its direction', async () => {
    const { html } = await renderEmail({ ...emails[kind], language: 'de-AT' });
    expect(html).toMatch(/<html[^>]* lang="de-AT" dir="ltr"/);
  });
});

describe('an email to a client of an agency with a bank account', () => {
  const bankAccount = { holder: 'Northlight Studio', iban: 'DE89370400440532013000' };
  const pay = (change: object) =>
    renderEmail({ ...suspended, payment: { reference: 'ST-4802-7519-3633', bankAccount, ...change } });

  it('attaches the code for banking apps with the proposed amount, and loads nothing', async () => {
    const { html, text } = await pay({});
    const [source = ''] = /(?<=src=")[^"]*/.exec(html) ?? [];
    const { pictures = [] } = await picturesOf({ sql: undefined as never }, html);
    expect(pictures.map(({ cid, mediaType }) => [`cid:${cid}`, mediaType])).toEqual([[source, 'image/png']]);
    const month = suspended.offers.keepsFor.find(({ days }) => days === 30)?.minor;
    expect(transfersIn(html)[0]?.transfer).toEqual({
      ...{ ...bankAccount, reference: 'ST-4802-7519-3633', minor: month },
    });
    expect(text).toContain('Account holder: Northlight Studio\nIBAN DE89 3704 0044 0532 0130 00\n');
  });

  it('names the account once where the instructions name it already', async () => {
    const { text } = await pay({ instructions: 'IBAN DE89 3704 0044 0532 0130 00, Northlight' });
    expect(text.match(/DE89/g)).toHaveLength(1);
  });
});

describe('a warning', () => {
  it('names the charge that is the reason, and its date', async () => {
    const { text } = await renderEmail(day);
    expect(text).toContain('“Domain renewal”');
    expect(text).toContain('Domain renewal, planned for Wednesday 25 November: €18.00');
  });

  it.each([
    [0, 'from your plan'],
    [1, 'from one day'],
    [12, 'from your last 12 days'],
    [28, 'from your last four weeks'],
    [400, 'from your last four weeks'],
  ])('states what the pace is based on after %i days', async (observedDays, basis) => {
    const { text } = await renderEmail({ ...week, observedDays });
    expect(text).toContain(`Cost per day, ${basis}: €6.15`);
  });

  it.each([
    ['week', 'once a week', 'einmal in der Woche'],
    ['month', 'once a month', 'einmal im Monat'],
    [{ days: 14 }, 'every 14 days', 'alle 14 Tage'],
  ] as const)(
    'states how often usage is reported where that is rarely: %o',
    async (every, english, german) => {
      const reported = { every, nextAt: week.limitDate };
      const { text } = await renderEmail({ ...week, reported });
      expect(text).toContain(`Usage is reported: ${english}, next about Wednesday 25 November`);
      const translated = await renderEmail({ ...week, reported, language: 'de' });
      expect(translated.text).toContain(
        `Nutzung wird gemeldet: ${german}, das nächste Mal etwa am Mittwoch, 25. November`,
      );
      expect((await renderEmail(week)).text).not.toContain('reported');
    },
  );

  it('states between which days the credit runs out, if they are two', async () => {
    const range = { earliest: week.limitDate - 2 * DAY_MS, latest: week.limitDate + 3 * DAY_MS };
    const { text } = await renderEmail({ ...week, range });
    expect(text).toContain(
      'your credit runs out between 23 Nov and 28 Nov, most likely about Wed 25 Nov, 09:00 London time.',
    );
    const translated = await renderEmail({ ...week, range, language: 'de' });
    expect(translated.text).toContain(
      'zwischen 23. Nov. und 28. Nov. aufgebraucht, am ehesten etwa Mi., 25. Nov.',
    );
    const sameDay = { earliest: week.limitDate - DAY_MS / 24, latest: week.limitDate + DAY_MS / 24 };
    expect((await renderEmail({ ...week, range: sameDay })).text).not.toContain('between');
  });

  it('states until when the owner has promised to wait', async () => {
    const reason = { kind: 'exemption' as const, creditEnds: null };
    const email: ClientEmailContent = { ...week, balance: -1_200n, accrued: 0n, reason };
    const { subject, text } = await renderEmail(email);
    expect(text).toContain('Your credit is used up.');
    expect(subject).toBe('fenwick.example: payment needed by Wednesday 25 November');
    expect(text).toContain('Balance after usage so far: −€12.00');
    expect(text).toContain('We wait until: Wed 25 Nov, 09:00 London time');
  });

  it('names every site where the first line only counts them', async () => {
    const { subject, text } = await renderEmail({
      ...week,
      siteNames: ['a.example', 'b.example', 'c.example'],
    });
    expect(subject).toBe('Your 3 sites: payment needed by about Wednesday 25 November');
    expect(text).toContain('Sites: a.example, b.example and c.example');
  });

  it('names two sites, and an account without any', async () => {
    const two = await renderEmail({ ...week, siteNames: ['a.example', 'b.example'] });
    expect(two.subject).toMatch(/^a.example and b.example: payment needed/);
    const none = await renderEmail({ ...week, siteNames: [] });
    expect(none.subject).toMatch(/^Your account: payment needed/);
  });

  it('states the balance to be kept where the credit limit is below zero', async () => {
    const { text } = await renderEmail({ ...week, creditLimit: -2_000n });
    expect(text).toContain('Minimum balance: €20.00');
    expect(text).not.toContain('Credit limit');
  });

  it('requests a reply where the owner has set no payment instructions', async () => {
    const { text, html } = await renderEmail({ ...week, payment: { reference: 'FD-1' } });
    expect(text).toContain('Write to hello@northlight.example and we will tell you how.\nReference: FD-1');
    expect(html).not.toContain('href=');
  });

  it('states when the plan alone uses up the credit', async () => {
    const { text } = await renderEmail({ ...week, reason: { kind: 'recurring' } });
    expect(text).toContain('The fixed costs of your plan use up your credit about Wed 25 Nov, 09:00');
  });

  it('requests no amount that the credit covers already', async () => {
    const { text, html } = await renderEmail({
      ...week,
      offers: { ...offers, keepsFor: keepsFor.slice(1) },
    });
    expect(text).not.toContain('for a month');
    expect(html).toContain('€511.00 keeps it up for 3 months.');
  });

  it('leaves out what a payment buys where nothing is known of it', async () => {
    const { text, html } = await renderEmail({ ...week, offers: { ...offers, keepsFor: [] } });
    expect(text + html).not.toContain('What keeps your site up');
  });

  it.each([
    [30, 'for a month'],
    [90, 'for 3 months'],
    [365, 'for a year'],
    [10, 'for 10 days'],
  ])('calls %i days %s', async (days, span) => {
    const { text } = await renderEmail({
      ...week,
      offers: { ...offers, keepsFor: [{ days, minor: 100n, lastsUntil: null }] },
    });
    expect(text).toContain(`${span}: €1.00`);
  });
});

describe('the emails around a suspension', () => {
  it('request an amount that lasts, and state what the exact shortfall would do', async () => {
    const { subject, text } = await renderEmail(suspended);
    expect(subject).toBe('fenwick.example is suspended; €17.00 brings it back');
    expect(text).toContain('Missing exactly: €4.12');
    expect(text).toContain(
      'Exactly €4.12 is missing; this amount alone would last until about Wed 25 Nov, 15:00 London time.',
    );
    expect(text).toContain('until about Fri 27 Nov, 09:00 London time: €17.00\nfor a month: €141.00');
  });

  it('leave out a shortfall that is almost the requested amount', async () => {
    const shortfall = { minor: 1_700n, lastsUntil: null };
    const { text } = await renderEmail({
      ...suspended,
      offers: { ...suspended.offers, shortfall, least: shortfall },
    });
    expect(text).not.toContain('this amount alone would last');
  });

  it.each([
    [
      { kind: 'held' as const, missing: 412n },
      /a payment alone does not bring it back/,
      /brings|is back as soon/,
    ],
    [
      { kind: 'suspended' as const, missing: 412n, upstream: true },
      /back once that is over and enough is paid/,
      /brings|is back as soon/,
    ],
    [fine, /online again/, /brings|How to pay|Just paid/],
    [
      { kind: 'owing' as const, missing: 412n, until: suspended.since, isPromised: true as const },
      /we agreed to wait for it until Wed 25 Nov/,
      /brings|is back as soon/,
    ],
    [
      { kind: 'closed' as const, balance: -412n, disputed: 0n },
      /closed, and €4.12 is still owed/,
      /brings|is back as soon/,
    ],
  ])('promise nothing that a payment does not do (%#)', async (situation, says, never) => {
    const offers = situation.kind === 'held' || situation.kind === 'suspended' ? suspended.offers : none;
    const { subject, text } = await renderEmail({ ...suspended, situation, offers });
    expect(text).toMatch(says);
    expect(subject + text).not.toMatch(never);
  });

  it('name a disputed amount that does not count', async () => {
    const { text } = await renderEmail({ ...suspended, balance: 3_283n, disputed: 2_000n });
    expect(text).toContain('A payment is in dispute');
    expect(text).toContain('Balance after usage so far: €15.88\nIn dispute (does not count): −€20.00');
  });

  it('state by how much a payment was too small, and why', async () => {
    const { subject, text } = await renderEmail({
      ...receipt,
      balance: 1_283n,
      balanceAfter: 1_283n,
      situation: suspended.situation,
      offers: suspended.offers,
    });
    expect(subject).toBe('We have received €50.00; €4.12 is still missing');
    expect(text).toContain('Balance after usage so far: −€4.12\nCredit limit: €0.00\nMissing exactly: €4.12');
    expect(text).toContain('A payment of €17.00 now brings it back and lasts until about Fri 27 Nov');
    expect(text).toContain('Reference: FD-7741-3');
  });

  it('do not thank for a payment that was taken back', async () => {
    const { subject, text } = await renderEmail({ ...receipt, reversed: true, balance: 1_000n });
    expect(subject).toBe('Your payment of €50.00 does not count');
    expect(text).toContain('has since been reversed');
    expect(text).toContain('Balance after payment: €60.00\nBalance now: €10.00');
  });

  it('leave out how a payment came where that is not known', async () => {
    const { text } = await renderEmail({ ...receipt, method: '', reference: '' });
    expect(text).toContain('Received: €50.00\nReceived on: 25 November 2026');
  });

  it('request nothing when the payment was enough', async () => {
    const { text, html } = await renderEmail(receipt);
    expect(text + html).not.toMatch(/missing|How to pay/);
  });

  it('state how long the credit lasts now, or that it has no projected end', async () => {
    expect((await renderEmail(reactivated)).text).toContain('until about: Thu 14 Jan, 15:30 London time');
    const endless = await renderEmail({ ...reactivated, situation: fine });
    expect(endless.text).toContain('Your credit lasts until about: more than a year from now');
  });

  it('state the amount to pay in a reactivation that also counts as a notice', async () => {
    const at = reactivated.since + 3 * 86_400_000;
    const soon = { ...reactivated, situation: { kind: 'soon' as const, at, creditEnds: at } };
    expect((await renderEmail(soon)).text).toContain('for a month: €141.00');
    expect((await renderEmail(reactivated)).text).not.toContain('for a month');
  });
});

describe('a statement', () => {
  it('has totals that lead from the opening to the closing balance', () => {
    const sum = statement.entries.reduce((total, entry) => total + entry.minor, statement.openingBalance);
    expect(sum).toBe(statement.closingBalance);
  });

  it('states when nothing happened', async () => {
    const { text } = await renderEmail({ ...statement, entries: [] });
    expect(text).toContain('Nothing was charged and nothing was paid.');
  });

  it('lists refunds with the payments and reversals as corrections', async () => {
    const at = Date.UTC(2026, 10, 20);
    const { text } = await renderEmail({
      ...statement,
      entries: [
        { kind: 'reversal', description: 'Reversal of entry 40', effectiveAt: at, minor: 1_200n },
        { kind: 'refund', description: 'Refund', effectiveAt: at, minor: -500n },
      ],
    });
    expect(text).toContain(
      'Corrections\nReversal of entry 40, 20 Nov: €12.00\n\nPayments\nRefund, 20 Nov: −€5.00',
    );
  });

  it('names the day after the last one nowhere', async () => {
    expect((await renderEmail(statement)).text).not.toContain('1 Dec');
  });

  it('stays under the size mail clients clip at with a hundred lines', async () => {
    const entry = statement.entries[4];
    if (entry === undefined) throw new Error('no such line');
    const { html } = await renderEmail({ ...statement, entries: Array.from({ length: 100 }, () => entry) });
    expect(Buffer.byteLength(html)).toBeLessThan(100_000);
  });
});
