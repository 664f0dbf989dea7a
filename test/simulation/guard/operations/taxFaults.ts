import type { SiteContext } from '../../../../src/core/context.js';
import { divideRounded } from '../../../../src/core/values/money.js';
import { loadDocument, loadStatements } from '../../../../src/ledger/loadHistory.js';
import { granted } from '../../../setup/fixture.js';

interface Borne {
  readonly net: bigint;
  readonly tax: bigint;
}

/**
 * What is wrong with an account's statements, in words. Each adds up to its balances; what it charges bears the tax on
 * the sum; and what is left of a statement after all that was given back of it bears the tax on the rest.
 */
export async function taxFaultsOf(context: SiteContext, accountId: string): Promise<string[]> {
  const { periods } = granted(await loadStatements(context, accountId, { limit: 1_000 }));
  const faults: string[] = [];
  const left = new Map<string, Borne>();
  for (const { document: named } of [...periods].reverse()) {
    const { document, lines, taxes } = granted(await loadDocument(context, accountId, named.id));
    const says = (words: string): void => void faults.push(`statement ${document.number}: ${words}`);
    const posted = lines.reduce((sum, { amount }) => sum + amount, 0n);
    if (document.openingBalance + posted !== document.closingBalance) says(`its lines come to ${posted}`);
    const tax = lines.reduce((sum, { amount, taxPart }) => sum - (taxPart === 'tax' ? amount : 0n), 0n);
    const shown = taxes.reduce((sum, { minor }) => sum + minor, 0n);
    if (tax !== shown) says(`the ledger has a tax of ${tax}, it says ${shown}`);
    for (const { percent, net, minor, corrects } of taxes) {
      if (corrects === undefined && minor !== taxAt(percent, net)) says(`${minor} at ${percent} % on ${net}`);
      const key = `${corrects ?? document.number} ${percent}`;
      const known = left.get(key) ?? { net: 0n, tax: 0n };
      const rest = { net: known.net + net, tax: known.tax + minor };
      if (rest.tax !== taxAt(percent, rest.net)) says(`${key} % is left with ${rest.tax} on ${rest.net}`);
      left.set(key, rest);
    }
  }
  return faults;
}

function taxAt(percent: string, net: bigint): bigint {
  const [whole = '', part = ''] = percent.split('.');
  return divideRounded(net * BigInt(`${whole}${part}`), 100n * 10n ** BigInt(part.length));
}
