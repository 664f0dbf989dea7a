/** Why a line of a bank statement is not posted, as stored; `file`: what is wrong in the file itself. */
export type LineReason =
  | { readonly code: 'alike'; readonly line: number; readonly name: string }
  | { readonly code: 'unknown-reference' | 'closed' | 'account-moved'; readonly reference: string }
  | { readonly code: 'wrong-digit' | 'no-reference' | 'several-references' | 'future' | 'before-opening' }
  | { readonly code: 'returned-unknown' | 'returned-several' | 'returned-before' }
  | { readonly code: 'debit-credited'; readonly reference: string }
  | { readonly code: 'debit-file-sum'; readonly reference: string; readonly detail: string }
  | { readonly code: 'currency'; readonly transfer: string; readonly account: string }
  | { readonly code: 'amount' | 'file' | 'dismissed' | 'returned-refused'; readonly detail: string };

export function formatLineReason(reason: LineReason): string {
  switch (reason.code) {
    case 'alike':
      return `It looks like a line that was already posted: line ${reason.line} of ${reason.name}.`;
    case 'unknown-reference':
      return `No account has the reference ${reason.reference}.`;
    case 'closed':
      return `The account with the reference ${reason.reference} is closed.`;
    case 'account-moved':
      return `The account with the reference ${reason.reference} no longer belongs to this site.`;
    case 'wrong-digit':
      return 'The reference has a wrong, missing or extra digit.';
    case 'no-reference':
      return 'The text has no reference.';
    case 'several-references':
      return 'The text has the references of several accounts.';
    case 'future':
      return 'The date is in the future.';
    case 'before-opening':
      return 'The date is more than 60 days before the account was opened.';
    case 'currency':
      return `Currency mismatch: the transfer is in ${reason.transfer}, the account in ${reason.account}.`;
    case 'debit-credited':
      return `The direct debit ${reason.reference} was credited before.`;
    case 'debit-file-sum':
      return `It names file ${reason.reference} of your direct debits, whose sum is ${reason.detail} EUR. Mark the debits by hand.`;
    case 'returned-unknown':
      return 'The bank took money back, but no payment of this amount was found.';
    case 'returned-several':
      return 'The bank took money back. Several clients have such a payment.';
    case 'returned-before':
      return 'The bank took money back, but the payment was already refunded or reversed.';
    case 'amount':
      return `The amount ${reason.detail}.`;
    case 'file':
    case 'dismissed':
    case 'returned-refused':
      return reason.detail;
  }
}
