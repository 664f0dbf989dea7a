/**
 * Banks' words for a payment that came back. A refund that the owner sent has others: "Rückzahlung", "refund",
 * "remboursement".
 */
const RETURNED =
  /(?<![a-z])(?:ru(?:e)?ckgabe|ru(?:e)?cklastschrift|retourlastschrift|charge ?back|returned (?:payment|direct debit|debit|item|transfer)|(?:payment|direct debit|debit|item|transfer) returned|unpaid direct debit|rejet de (?:prelevement|virement)|prelevement impaye|virement rejete|storno ?(?:incasso|betaling)|gestorneerd|devolucion de (?:recibo|adeudo|transferencia)|recibo devuelto|insoluto|storno (?:sdd|addebito))(?![a-z])/i;

/** Whether the text of an outgoing booking says that it takes an earlier payment back. */
export function namesReturn(text: string): boolean {
  return RETURNED.test(text.normalize('NFD').replaceAll(/\p{M}/gu, ''));
}

/** The bank's code of the reason, such as `AC04`, where the text has it. */
export function returnReason(text: string): string | undefined {
  return /(?<![A-Z0-9])(?:AC0[1-9]|AC1[3-6]|AG0[1-9]|AM0[1-9]|BE0[1-9]|CNOR|DNOR|FF01|MD0[1-7]|MS0[23]|RC01|RR0[1-4]|SL01|TM01)(?![A-Z0-9])/.exec(
    text,
  )?.[0];
}
