import { beforeEach, describe, expect, it } from 'vitest';
import { isRefusal } from '../../../src/core/values/refusal.js';
import { changeDirectDebit } from '../../../src/payments/debits/changeDirectDebit.js';
import { endCurrent, lapseMandates, revokeMandate } from '../../../src/payments/mandates/endMandate.js';
import {
  giveMandate,
  loadMandateOffer,
  recordPaperMandate,
} from '../../../src/payments/mandates/giveMandate.js';
import { sealedAt } from '../../../src/store/operations/sealed.js';
import { createFixture, type Fixture, granted } from '../../setup/fixture.js';

const NOON = Date.parse('2026-03-10T12:00:00Z');
const DAY = 86_400_000;
const IBAN = 'DE89370400440532013000';

let fixture: Fixture;
let account: string;

const source = { ip: '192.0.2.7', userAgent: 'Browser' };
const give = async (more: object = {}, now = NOON, language = 'de') => {
  const offer = granted(await loadMandateOffer(fixture.at(now), account, language));
  const input = {
    holder: 'Björn Müller',
    iban: 'DE89 3704 0044 0532 0130 00',
    agreed: true,
    digest: offer.digest,
  };
  return giveMandate(fixture.at(now), account, { ...input, language, ...more }, source);
};

beforeEach(async () => {
  fixture = await createFixture();
  granted(
    await changeDirectDebit(fixture.at(NOON - DAY), { enabled: true, creditorId: 'DE98ZZZ09999999999' }),
  );
  account = await fixture.open({ name: 'Fenwick', language: 'de' }, NOON - DAY);
});

describe('a mandate', () => {
  it('keeps the words as shown, where it came from, and the IBAN only sealed', async () => {
    const mandate = granted(await give());
    expect(mandate).toMatchObject({
      ...{ collector: 'bank', holder: 'Björn Müller', country: 'DE', lastFour: '3000', onPaper: false },
      ...{ language: 'de', signedOn: '2026-03-10', ip: '192.0.2.7', userAgent: 'Browser', endedAt: null },
    });
    expect(mandate.reference).toMatch(/^ST\d{12}-M1$/);
    expect(mandate.shown).toContain('SEPA-Lastschriftmandat');
    expect(mandate.shown).toContain('DE98ZZZ09999999999');
    expect(mandate.shown).toContain(mandate.reference);
    expect(mandate.shown).toContain('acht Wochen');
    const { sql } = fixture.database;
    const [row] = await sql<{ sealed: string }[]>`select sealed from mandates`;
    expect(row?.sealed).not.toContain('3704');
    expect(fixture.secrets.open(row?.sealed ?? '', sealedAt('mandate', mandate.id))).toBe(IBAN);
    const [email] = await sql`select kind, recipient_address, content from emails`;
    expect(email).toMatchObject({ kind: 'mandate', recipientAddress: 'fenwick@client.example' });
    expect(JSON.stringify(email)).not.toContain('370400');
    const audits = await sql<{ action: string; after: object }[]>`
      select action, after from audit where action like 'mandate.%'`;
    expect(audits.map(({ action }) => action)).toEqual(['mandate.give']);
    expect(JSON.stringify(audits)).not.toMatch(/Müller|3000/);
  });

  it.each([
    ['without an agreement', { agreed: false }, 'agreed'],
    ['with a wrong IBAN', { iban: 'DE89370400440532013001' }, 'iban'],
    ['with an IBAN outside SEPA', { iban: 'TR330006100519786457841326' }, 'iban'],
    ['without a holder', { holder: ' \u0000 ' }, 'holder'],
    ['with a long holder', { holder: 'ö'.repeat(71) }, 'holder'],
    ['for other words than shown', { digest: '00' }, undefined],
  ])('is refused %s', async (_, more, field) => {
    expect(await give(more)).toMatchObject({
      ...(field === undefined ? { refused: 'conflict' } : { field }),
    });
    expect(await fixture.database.sql`select 1 from mandates`).toHaveLength(0);
  });

  it('cannot be given by an impersonator, for another currency, or before the owner offers it', async () => {
    const offer = granted(await loadMandateOffer(fixture.at(NOON), account, 'en'));
    const input = { holder: 'A', iban: IBAN, agreed: true, digest: offer.digest, language: 'en' };
    const impersonator = { ...fixture.at(NOON), actedAs: 'user/1' };
    expect(await giveMandate(impersonator, account, input, source)).toMatchObject({ refused: 'forbidden' });
    expect(await revokeMandate(impersonator, account, 'client')).toMatchObject({ refused: 'forbidden' });
    const yen = await fixture.open({ currency: 'JPY', creditLimit: '0' }, NOON);
    expect(isRefusal(await loadMandateOffer(fixture.at(NOON), yen, 'en'))).toBe(true);
    granted(await changeDirectDebit(fixture.at(NOON), { enabled: false }));
    expect(isRefusal(await giveMandate(fixture.at(NOON), account, input, source))).toBe(true);
  });

  it('replaces the one before, and two at once leave one', async () => {
    granted(await give());
    const { digest } = granted(await loadMandateOffer(fixture.at(NOON), account, 'de'));
    const french = { digest, iban: 'FR1420041010050500013M02606' };
    const both = await Promise.all([give(french), give({ digest })]);
    expect(both.filter((each) => !isRefusal(each))).toHaveLength(1);
    const { sql } = fixture.database;
    const rows = await sql`select reference, end_reason from mandates order by id`;
    expect(rows.map(({ endReason }) => endReason as string)).toEqual(['replaced', null]);
    expect(new Set(rows.map(({ reference }) => reference as string)).size).toBe(2);
  });

  it('ends by the client, once, and after 36 months without use', async () => {
    granted(await give());
    expect(granted(await revokeMandate(fixture.at(NOON), account, 'client')).endReason).toBe('client');
    expect(isRefusal(await revokeMandate(fixture.at(NOON), account, 'client'))).toBe(true);
    granted(await give());
    const { siteId, ...context } = fixture.at(NOON + 1095 * DAY);
    expect(siteId).toBe(fixture.siteId);
    expect(await lapseMandates(context)).toBe(0);
    expect(await lapseMandates({ ...context, now: NOON + 1097 * DAY })).toBe(1);
    const emails = await fixture.database.sql`select content->>'change' as change from emails order by id`;
    expect(emails.map(({ change }) => change as string)).toEqual(['given', 'ended', 'given', 'ended']);
    const nothing = await fixture.database.sql.begin((sql) =>
      endCurrent(fixture.at(NOON), sql, account, { reason: 'owner' }),
    );
    expect(nothing).toBeUndefined();
  });

  it('on paper is recorded by the owner with a note, under its own reference once', async () => {
    const paper = {
      holder: 'Fenwick Ltd',
      iban: IBAN,
      reference: 'K-1001',
      signedOn: '2026-03-01',
      note: 'Folder 7',
    };
    const mandate = granted(await recordPaperMandate(fixture.at(NOON), account, paper));
    expect(mandate).toMatchObject({ onPaper: true, reference: 'K-1001', shown: '', ip: null });
    const other = await fixture.open({}, NOON);
    const again = await recordPaperMandate(fixture.at(NOON), other, paper);
    expect(again).toMatchObject({ refused: 'conflict', field: 'reference' });
    const future = await recordPaperMandate(fixture.at(NOON), other, { ...paper, signedOn: '2026-03-11' });
    expect(future).toMatchObject({ field: 'signedOn' });
    const odd = await recordPaperMandate(fixture.at(NOON), other, { ...paper, reference: 'ß' });
    expect(odd).toMatchObject({ field: 'reference' });
    const [audit] = await fixture.database.sql`select after from audit where action = 'mandate.record'`;
    expect(audit).toMatchObject({ after: { reference: 'K-1001', note: 'Folder 7' } });
  });
});
