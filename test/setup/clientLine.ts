import type { ReadLine } from '../../src/accounts/import/checkImport.js';
import type { ImportedClient } from '../../src/accounts/import/importClient.js';

/** A line of a list of clients that was read without a fault. */
export function clientLine(number: number, client: ImportedClient): ReadLine {
  const { name, email, currency, timeZone, billingDay, plan, sites } = client;
  const draft = {
    name,
    email,
    currency,
    timeZone,
    billingDay,
    plan,
    sites: sites as ReadLine['draft']['sites'],
  };
  return { number, client, draft, cells: [], problems: [] };
}

/** A file of such lines. */
export function clientFile(name: string, lines: readonly ReadLine[]) {
  return { name, headings: [], choice: { mapping: [], usual: {}, leftOut: [] }, lines };
}
