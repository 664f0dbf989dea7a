import fc from 'fast-check';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Invoice } from '../../../src/billing/invoices/invoice.js';
import { atEndOfFile } from '../../setup/ending.js';
import { SEED } from '../../setup/seed.js';
import { attachmentsOf } from '../attachmentsOf.js';
import { anyInvoice } from './anyInvoice.js';
import { fileOf, type Form, mutated, MUTATIONS } from './mutations.js';
import { findValidators, validate } from './validators.js';

/** `npm run proof:invoices` takes a year of many clients, `npm test` a few documents of it. */
const isLong = process.env['PROOF'] === 'whole';
const [DOCUMENTS, PDFS] = isLong ? [1_200, 300] : [12, 3];
const FAULTS = isLong ? MUTATIONS : MUTATIONS.filter((_mutation, index) => index % 4 === 0);
const FORMS = ['ubl', 'cii', 'xrechnung'] as const;

const validators = await findValidators();
const reason = 'missing' in validators ? validators.missing : '';
if (reason !== '') console.warn(`The official rules for invoices are not here, so not asked: ${reason}.`);

const WARNING = /^\(warning\) /;

/** A prepayment need not say when something will be delivered. */
function isAccepted(rule: string, { kind }: Invoice): boolean {
  return kind === 'prepayment' && rule.startsWith('(warning) BR-DE-TMP-32');
}

interface Document {
  readonly path: string;
  readonly form: Form;
  readonly invoice: Invoice;
  readonly bytes: Buffer;
}

describe.skipIf(reason !== '')('the official rules for invoices and for PDF/A-3b', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sitetab-proof-'));
  atEndOfFile(() => rmSync(folder, { recursive: true }));
  const sound: Document[] = [];
  const faulty: { readonly path: string; readonly rule: string }[] = [];
  let broken: ReadonlyMap<string, readonly string[]>;

  const pathOf = (name: string, form: Form): string =>
    join(folder, `${name}.${form}${form === 'pdf' ? '' : '.xml'}`);

  const add = async (invoice: Invoice, index: number, form: Form): Promise<void> => {
    const bytes = await fileOf(form, invoice);
    if (bytes === undefined) return;
    const path = pathOf(`invoice-${index}`, form);
    writeFileSync(path, bytes);
    sound.push({ path, form, invoice, bytes });
  };

  beforeAll(async () => {
    if ('missing' in validators) return;
    for (const [index, invoice] of fc.sample(anyInvoice, { numRuns: DOCUMENTS, seed: SEED }).entries()) {
      for (const form of FORMS) await add(invoice, index, form);
      if (index < PDFS) await add(invoice, index, 'pdf');
    }
    for (const [index, mutation] of FAULTS.entries()) {
      const path = pathOf(`fault-${index}`, mutation.form);
      writeFileSync(path, await mutated(mutation));
      faulty.push({ path, rule: mutation.rule });
    }
    const paths = [...sound, ...faulty].map(({ path }) => path);
    broken = await validate(validators.folder, paths, { isLong });
  }, 3_600_000);

  it('let every document pass', () => {
    const failed = sound.flatMap(({ path, invoice }) => {
      const rules = (broken.get(path) ?? ['not asked']).filter((rule) => !isAccepted(rule, invoice));
      return rules.length === 0 ? [] : [{ rules, invoice }];
    });
    expect(new Set(failed.flatMap(({ rules }) => rules))).toEqual(new Set());
    expect(failed).toEqual([]);
    const counts = [...FORMS, 'pdf'].map((form) => sound.filter((each) => each.form === form).length);
    if (isLong) console.warn(`Passed: ${counts.join(', ')} files as ${FORMS.join(', ')}, PDF.`);
    expect(Math.min(...counts)).toBeGreaterThan(0);
  });

  it('refuse a document for the one fault in it', () => {
    const unnoticed = faulty
      .map(({ path, rule }) => ({ rule, found: broken.get(path) ?? [] }))
      .filter(({ rule, found }) => !found.some((each) => each.replace(WARNING, '').startsWith(rule)));
    expect(unnoticed).toEqual([]);
  });

  it('are asked of the very file that the PDF has inside', () => {
    for (const { bytes, invoice } of sound.filter(({ form }) => form === 'pdf')) {
      const alone = sound.find((each) => each.form === 'cii' && each.invoice === invoice);
      expect(attachmentsOf(bytes)).toEqual([alone?.bytes]);
    }
  });
});
