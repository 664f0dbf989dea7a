/** Banks' words for a line that may still change or vanish. */
const NOT_BOOKED =
  /vorgemerkt|vormerk|pending|revert|declin|failed|cancel|storniert|abgelehnt|refunded|rejected|refus|geweigerd|returned|gereserveerd|en attente|reserverad|reservert|reserveret|reserviert|processing|wartet|offen\b|ausstehend|in bearbeitung|venter|afventer|vantar|odottaa|oczekuj|ceka|in attesa|pendiente|in behandeling|uncleared|not booked|unbooked|open\b|abgebrochen|annul/i;

export function isNotBooked(status: string): boolean {
  return NOT_BOOKED.test(withoutMarks(status));
}

function withoutMarks(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '');
}

/** Banks' words for a final line. They are compared as whole words: "unpaid" and "invalid" are not among them. */
const BOOKED =
  /(?<![a-z])(?:(?:ge|ver|einge|gutge)bucht|booked|complet(?!i)|posted|settled|executed|cleared|success|processed|confirmed|paid|received|done|final(?!i)|udfort|utford|utfort|fullfort|gjennomfort|gennemfort|genomford|slutford|bokford|bogfort|bokfort|valid(?!ati)|comptabilise|execute|termine(?:e?s?)(?![a-z])|effectue|zaksiegowan|zauctovan|zrealizowan|wykonan|contabilizz|contabilizad|ejecutad|eseguit|pagad|pagat|concluid|conclus|efetuad|efectuad|liquidad|liquidat|realizad|uitgevoerd|verwerkt|geboekt|erledigt|ausgefuhrt|abgeschlossen|toteutunut|suoritettu|teljesult|(?:le)?konyvelt|proveden|voltooid|durchgefuhrt|kirjattu|(?:ge)?accepte(?:erd)?(?![a-z])|ok(?![a-z]))/;

/** Words allowed next to them. Any other word may negate them: "not", "pre-", "then reversed". */
const NEUTRAL = new Set(
  (
    'umsatz umsatze buchung zahlung betrag transaction transactions transaccion transazione transactie transaktion ' +
    'payment operation operacion operazione transfer entry booking status bank by on at the am is ist has been was ' +
    'wurde erfolgreich fully vollstandig und and et y e i och og en valuta value date datum le el il op den der die das'
  ).split(' '),
);

/** Whether a word is a status at all: final, failed or pending. */
export function isStatus(word: string): boolean {
  return isNotBooked(word) || BOOKED.test(plainStatus(word));
}

/** Whether a line's status allows posting; an unknown word does not. */
export function isBooked(status: string): boolean {
  const plain = plainStatus(status);
  const words = plain.split(/[^\p{L}]+/u).filter((word) => word !== '' && !NEUTRAL.has(word));
  return plain === '' || (words.length > 0 && words.every((word) => BOOKED.test(word)));
}

function plainStatus(status: string): string {
  return withoutMarks(status.toLowerCase()).replaceAll('ø', 'o').replaceAll('ł', 'l');
}

/** A word in place of the day, on a line that is not booked yet. */
export function isNoDayYet(cell: string): boolean {
  return /^(offen|pending|open|vorgemerkt|ausstehend|en attente|in behandeling|reserverad)$/i.test(cell);
}
