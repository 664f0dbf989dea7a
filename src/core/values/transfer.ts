import type { BankAccount } from './bankAccount.js';
import { formatAmount } from './money.js';
import { formatCreditorReference } from './reference.js';

/** A transfer that a client's banking app can read from a picture (EPC069-12, version 002). */
export interface Transfer extends BankAccount {
  /** Cents. */
  readonly minor: bigint;
  /** The account's own form of it: `ST-dddd-dddd-dddd`. */
  readonly reference: string;
}

const MINOR_MAX = 99_999_999_999n;

/** The transfer of an amount; undefined where the standard has none: it is for euros, and only up to 999999999.99. */
export function transferOf(
  bankAccount: BankAccount | null | undefined,
  {
    minor,
    currency,
    reference,
  }: { readonly minor: bigint; readonly currency: string; readonly reference: string },
): Transfer | undefined {
  if (bankAccount === null || bankAccount === undefined || currency !== 'EUR') return undefined;
  return minor < 1n || minor > MINOR_MAX ? undefined : { ...bankAccount, minor, reference };
}

/** The text in the picture. */
export function transferText({ holder, iban, bic = '', minor, reference }: Transfer): string {
  const amount = `EUR${formatAmount(minor, 'EUR')}`;
  // Service tag, version, UTF-8, SEPA credit transfer; no purpose code.
  return ['BCD', '002', '1', 'SCT', bic, holder, iban, amount, '', formatCreditorReference(reference)].join(
    '\n',
  );
}

/** The content id of the picture in an email: it says everything about the picture. */
export function transferCid(transfer: Transfer): string {
  const { holder, iban, bic = '', minor, reference } = transfer;
  const fields = [holder, iban, bic, minor.toString(), reference];
  return `transfer-${Buffer.from(fields.join('\n')).toString('base64url')}@sitetab`;
}

/** The pictures of transfers that an email's HTML shows. */
export function transfersIn(html: string): { readonly cid: string; readonly transfer: Transfer }[] {
  const cids = new Set(html.match(/transfer-[\w-]+@sitetab/g));
  return [...cids].flatMap((cid) => {
    const fields = Buffer.from(cid.slice('transfer-'.length, -'@sitetab'.length), 'base64url').toString();
    const [holder, iban, bic = '', minor = '', reference] = fields.split('\n');
    if (holder === undefined || iban === undefined || reference === undefined || !/^\d{1,11}$/.test(minor))
      return [];
    const transfer = { holder, iban, ...(bic === '' ? {} : { bic }), minor: BigInt(minor), reference };
    return [{ cid, transfer }];
  });
}
