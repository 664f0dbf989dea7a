const BALANCES = new RegExp(
  '^(' +
    '(alter|neuer|letzter|aktueller|vorheriger|anfangs|end)?[ -]?(kontostand|saldo|anfangssaldo|endsaldo|schlusssaldo)' +
    '|(old|new|opening|beginning|closing|starting|ending|start|end|account|ledger|available|current|initial|final|previous)' +
    ' (ledger |available )?balance( brought forward| carried forward)?|balance (brought|carried) forward|balance' +
    '|(sub)?totals?|summe[n]?|gesamt(betrag|summe)?|zwischensumme|ubertrag|turnover|umsatze|sum' +
    '|solde (precedent|initial|final|anterieur|actuel|debiteur|crediteur)?|solde|totaux|eindsaldo|beginsaldo|totaal' +
    '|(vorig|nieuw|oud|ingaende|utgaende) saldo|algsaldo|loppsaldo|kaive|apgrozijums' +
    ')([ :].{0,40})?$',
);

/** A line between the bookings that contains the account's balance or the total of the bookings. */
export function namesBalance(cell: string): boolean {
  return restOfBalance(cell) !== undefined;
}

/** The same without further words after it: `Saldo per 30.11.2026`, but not `Total for invoice 17`. */
export function isBareBalance(cell: string): boolean {
  return (
    restOfBalance(cell)
      ?.split(/[ :]+/)
      .every((word) => word.length <= 3 || /\d/.test(word)) === true
  );
}

/** The text after the name of a balance. */
function restOfBalance(cell: string): string | undefined {
  const plain = cell
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/\s+/g, ' ')
    .replace(/^[#* ]+/, '')
    .trim();
  const found = plain.length < 80 ? BALANCES.exec(plain) : null;
  return found === null ? undefined : (found.at(-1) ?? '');
}
