import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import PostalMime, { type Email } from 'postal-mime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileOf } from '../../cli/processes/fileOf.js';
import { transact } from '../../src/core/transact.js';
import { deliverEmail, type Mailer } from '../../src/emails/deliverEmail.js';
import { type MailSink, startMailSink } from '../../src/embedded/mailbox/mailSink.js';
import { chargeUsage } from '../../src/ledger/chargeDue.js';
import { postCharge } from '../../src/ledger/postCharge.js';
import { settleDue } from '../../src/ledger/settleDue.js';
import { createMailTransport } from '../../src/platform/mail/mailTransport.js';
import { findInvoice, listInvoices, listIssuedAfter } from '../../src/store/invoices/invoices.js';
import { change, queueEmails } from '../setup/activities.js';
import { createFixture, granted, type Fixture } from '../setup/fixture.js';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await createFixture(20);
  await invoicing({ enabled: true });
});

async function invoicing(settings: object): Promise<void> {
  const { sql } = fixture.database;
  await sql`update sites set settings = settings || ${sql.json({ invoicing: settings } as never)} where id = ${fixture.siteId}`;
}

const OPENED = '2026-01-01T00:00:00Z';
const VAT = { name: 'VAT', percent: '19' };

const openCharged = async (amount = '100.00'): Promise<string> => {
  const id = await fixture.open({ creditLimit: '1000.00', tax: VAT }, OPENED);
  const charge = { amount, description: 'A form', category: 'design' };
  granted(await postCharge(fixture.at('2026-01-05T00:00:00Z'), id, charge));
  return id;
};

describe('the numbers of invoices', () => {
  it('have no gap and no double when eight are issued at once and some settlements fail', async () => {
    const ids = await Promise.all(Array.from({ length: 12 }, () => openCharged()));
    const at = fixture.at('2026-02-01T02:00:00Z');
    const settled = ids.slice(0, 8).map((id) => chargeUsage(at, id));
    const failing = ids.slice(8).map((id) =>
      transact(fixture.database.sql, async (transaction) => {
        await settleDue(at, transaction, id);
        throw new Error('as when the process dies');
      }),
    );
    const outcomes = await Promise.allSettled(
      failing.flatMap((each, index) => [each, ...settled.slice(index * 2, index * 2 + 2)]),
    );
    expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(4);
    const issued = await listIssuedAfter(fixture.database.sql, { siteId: fixture.siteId, limit: 99 });
    const expected = Array.from({ length: 8 }, (_, index) => `INV-2026-0000${index + 1}`);
    expect(issued.map(({ number }) => number)).toEqual(expected);
    expect(issued.map(({ position }) => position)).toEqual(expected.map((_, index) => index + 1));
    await Promise.all(ids.map((id) => chargeUsage(at, id)));
    const all = await listIssuedAfter(fixture.database.sql, { siteId: fixture.siteId, limit: 99 });
    expect(all.map(({ number }) => number)).toEqual([
      ...expected,
      'INV-2026-00009',
      ...['10', '11', '12'].map((end) => `INV-2026-000${end}`),
    ]);
  });
});

describe('an issued invoice', () => {
  it('keeps its content, and can be neither changed nor deleted', async () => {
    const { sql } = fixture.database;
    const id = await openCharged('33.33');
    await chargeUsage(fixture.at('2026-02-01T02:00:00Z'), id);
    const [issued] = await listInvoices(sql, { accountId: id, limit: 1 });
    const before = await findInvoice(sql, id, issued?.id ?? '');
    expect(before?.invoice).toMatchObject({
      ...{ kind: 'invoice', issuedOn: '2026-02-01', dueOn: '2026-02-15', paid: 0n, currency: 'EUR' },
      lines: [{ description: 'A form', net: 3_333n, tax: { name: 'VAT' } }],
      taxes: [{ net: 3_333n, tax: 633n }],
      period: { startDate: '2026-01-01', endDate: '2026-01-31' },
    });
    await sql`update accounts set name = 'Renamed', tax_percent = '7' where id = ${id}`;
    expect(await findInvoice(sql, id, issued?.id ?? '')).toEqual(before);
    await expect(sql`update invoices set total = 0`).rejects.toThrow('append-only');
    await expect(sql`delete from invoices`).rejects.toThrow('append-only');
    await expect(sql`truncate invoices cascade`).rejects.toThrow('append-only');
  });

  it('is not issued while the owner has invoices off', async () => {
    await invoicing({ enabled: false });
    const id = await openCharged();
    await chargeUsage(fixture.at('2026-02-01T02:00:00Z'), id);
    expect(await listInvoices(fixture.database.sql, { accountId: id, limit: 1 })).toEqual([]);
    await invoicing({ enabled: true });
  });
});

describe('the email of a settlement', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sitetab-invoices-'));
  const faults: unknown[] = [];
  let sink: MailSink;
  let transport: Mailer['transport'];
  beforeAll(async () => {
    sink = await startMailSink({ dataDir: folder });
    transport = createMailTransport(sink.url);
  });
  afterAll(async () => {
    transport.close();
    await sink.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Settles an account and sends the statement; returns the message as received. */
  async function statementOf(id: string, month: string, make: Mailer['fileOf'] = fileOf): Promise<Email> {
    const at = fixture.at(`2026-${month}-01T02:00:00Z`);
    await chargeUsage(at, id);
    expect(await queueEmails(at, id)).toContain('statement');
    const [email] = await fixture.database.sql<{ key: string }[]>`
      select key from emails where account_id = ${id} and kind = 'statement' and sent_at is null`;
    const from = { name: 'Northlight', address: 'billing@agency.example' };
    const log = { error: (...fault: unknown[]) => faults.push(fault) };
    const mailer = { transport, from, secrets: fixture.secrets, log, fileOf: make } as Mailer;
    const received = async (): Promise<Email> => {
      const [newest] = sink.summaries(1);
      return PostalMime.parse(readFileSync(join(folder, `${newest?.id ?? ''}.eml`)));
    };
    // The answer to the first attempt is lost, so the email is sent again, with the same files.
    sink.meetNext({ at: 'hang-up', isKept: true });
    expect(await deliverEmail(at, mailer, email?.key ?? '')).toBe('later');
    const first = await received();
    const later = { ...at, wallNow: at.wallNow + 3_600_000 };
    expect(await deliverEmail(later, mailer, email?.key ?? '')).toBe('sent');
    const { subject, text, attachments } = await received();
    expect({ subject, text, attachments }).toMatchObject({
      ...{ subject: first.subject, text: first.text, attachments: first.attachments },
    });
    return first;
  }

  const filesOf = ({ attachments }: Email) =>
    attachments
      .filter(({ disposition }) => disposition === 'attachment')
      .map(({ filename, mimeType, content }) => ({
        ...{ filename, mimeType },
        bytes: Buffer.from(content as ArrayBuffer).toString('latin1'),
      }));

  it('names and attaches the documents, and is sent without them if their files cannot be made', async () => {
    const { sql } = fixture.database;
    const particulars = {
      ...{ legalName: 'Northlight Ltd', street: '1 Quay Street', postcode: '10115', city: 'Berlin' },
      ...{ country: 'DE', vatId: 'DE136695976' },
    };
    await sql`update sites set settings = settings || ${sql.json({ particulars })} where id = ${fixture.siteId}`;
    const id = await openCharged();
    await change(fixture, id, { particulars }, '2026-01-06T00:00:00Z');
    const email = await statementOf(id, '02');
    const [issued] = await listInvoices(sql, { accountId: id, limit: 1 });
    const number = issued?.number ?? '';
    expect(email.subject).toMatch(new RegExp(`^Invoice ${number} for `));
    const named = `Attached as PDF: invoice ${number}.`;
    expect(email.text?.replaceAll(/\s+/g, ' ')).toContain(named);
    expect(email.html?.replaceAll(/\s+/g, ' ')).toContain(named);
    const [file, ...others] = filesOf(email);
    expect(file).toMatchObject({ filename: `${number}.pdf`, mimeType: 'application/pdf' });
    expect(file?.bytes).toMatch(/^%PDF-[^]*factur-x\.xml/);
    expect([others, faults]).toEqual([[], []]);

    const charge = { amount: '1.00', description: 'Another', category: 'design' };
    granted(await postCharge(fixture.at('2026-02-05T00:00:00Z'), id, charge));
    const without = await statementOf(id, '03', () => Promise.reject(new Error('no font')));
    expect(without.subject).toMatch(/^Statement for /);
    expect([without.text?.includes('Attached'), filesOf(without)]).toEqual([false, []]);
    expect(faults).toMatchObject([[{ err: { message: 'no font' } }, expect.any(String)], expect.anything()]);

    await invoicing({ enabled: false });
    const off = await statementOf(id, '04');
    expect([off.subject?.slice(0, 13), filesOf(off)]).toEqual(['Statement for', []]);
    await invoicing({ enabled: true });
  });
});
