import { type BankAccount, formatIban } from '../../../src/core/values/bankAccount.js';
import { type Transfer, transferText } from '../../../src/core/values/transfer.js';
import { qrPath } from '../../../emails/qrCode.js';

/** CSS pixels for one of the code: a whole number, or its edges blur. */
const SCALE = 4;

/** The code for banking apps, always black on white. */
export function TransferQr({ transfer, says }: { readonly transfer: Transfer; readonly says: string }) {
  const { path, size } = qrPath(transferText(transfer));
  return (
    <figure class="paycode">
      <svg
        viewBox={`0 0 ${size} ${size}`}
        width={size * SCALE}
        height={size * SCALE}
        role="img"
        aria-label={says}
        shape-rendering="crispEdges"
      >
        <rect width={size} height={size} fill="#fff" />
        <path d={path} fill="#000" />
      </svg>
      <figcaption>{says}</figcaption>
    </figure>
  );
}

interface AccountProps {
  readonly bankAccount: BankAccount;
  readonly labels: { readonly holder: string; readonly iban: string; readonly bic: string };
}

/** Where to transfer to, as items of a list. */
export function BankAccountFacts({ bankAccount: { holder, iban, bic }, labels }: AccountProps) {
  const facts = [
    [labels.holder, holder],
    [labels.iban, formatIban(iban)],
    [labels.bic, bic ?? ''],
  ] as const;
  return (
    <>
      {facts.map(
        ([label, value]) =>
          value !== '' && (
            <div>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ),
      )}
    </>
  );
}
