import { plainName } from '../words/names.js';
import type { BankTable, Booking } from '../tables.js';
import { figureOf } from './ways.js';

const CARD_HEADS = new Set(
  (
    'card cardno cardnumber cardmember cardholder cardholdername purchasedby karteninhaber kartennummer kreditkarte ' +
    'kreditkartennummer carte numerodecarte titulairedelacarte kaartnummer kaarthouder kortnummer kortinnehavare ' +
    'merchantcategory merchantcategorycode mcc handlerkategorie'
  ).split(' '),
);

/** What a bill contains about the payment of the previous bill. */
const PAYMENT_RECEIVED =
  /payments? (?:was )?received|payment\W+thank|thank you for your payment|(?:zahlung|uberweisung|einzug)\S* (?:dankend )?erhalten|zahlungseingang|einzahlung|paiement\S* recu|paiement\W+merci|pago recibido|pagamento ricevuto|betaling ontvangen|(?:ind|inn)betaling|inbetalning|autopay/;

const BOUGHT =
  /^(?:(?:card|pos|debit|online) )?(?:purchase|withdrawal|cash advance|interest charged?|kauf|einkauf|kartenzahlung|bargeldauszahlung|achat|retrait|compra|acquisto|aankoop|kop|kortkop|varekjop)$/;

/**
 * Whether amounts seem to be a card's bill. There purchases have no sign and payments have a minus, so that a minus
 * proves nothing.
 */
export function seemsCardBill({ columns, bookings }: BankTable): boolean {
  const isMinus = (booking: Booking): boolean => figureOf(booking)?.sign === '-';
  const [minus, plus] = [bookings.filter(isMinus), bookings.filter((each) => !isMinus(each))];
  const card = columns.heads.findIndex((head) => CARD_HEADS.has(plainName(head)));
  const isByCard = card >= 0 && plus.every(({ cells }) => (cells[card] ?? '') !== '');
  return (
    (isByCard && plus.length > 0) ||
    minus.some(({ cells }) => cells.some((cell) => PAYMENT_RECEIVED.test(plain(cell)))) ||
    plus.some(({ cells }) => cells.some((cell) => BOUGHT.test(plain(cell))))
  );
}

function plain(cell: string): string {
  return cell.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '').replaceAll('ø', 'o').trim();
}
