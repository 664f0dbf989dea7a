import { catalogue } from '../../core/values/language.js';

/** A reason in plain words, and whether collections on the mandate must stop. */
interface ReturnClass {
  readonly text: keyof ReasonTexts;
  readonly stops: boolean;
}

interface ReasonTexts {
  readonly account: string;
  readonly closed: string;
  readonly blocked: string;
  readonly notAllowed: string;
  readonly funds: string;
  readonly noMandate: string;
  readonly objected: string;
  readonly deceased: string;
  readonly data: string;
  readonly technical: string;
  readonly unspecified: string;
}

/** The codes of ISO 20022 that European banks use. A code that is not listed stops nothing. */
const CODES: Readonly<Record<string, ReturnClass>> = {
  AC01: { text: 'account', stops: true },
  AC04: { text: 'closed', stops: true },
  AC06: { text: 'blocked', stops: true },
  AC13: { text: 'notAllowed', stops: true },
  AG01: { text: 'notAllowed', stops: true },
  AG02: { text: 'technical', stops: false },
  AM04: { text: 'funds', stops: false },
  AM05: { text: 'technical', stops: false },
  BE05: { text: 'data', stops: true },
  CNOR: { text: 'technical', stops: false },
  DNOR: { text: 'technical', stops: false },
  FF01: { text: 'technical', stops: false },
  MD01: { text: 'noMandate', stops: true },
  MD02: { text: 'noMandate', stops: true },
  MD06: { text: 'objected', stops: true },
  MD07: { text: 'deceased', stops: true },
  MS02: { text: 'objected', stops: true },
  MS03: { text: 'unspecified', stops: false },
  RC01: { text: 'account', stops: true },
  RR01: { text: 'data', stops: false },
  RR02: { text: 'data', stops: false },
  RR03: { text: 'data', stops: false },
  RR04: { text: 'unspecified', stops: false },
  SL01: { text: 'objected', stops: true },
  SL11: { text: 'objected', stops: true },
  SL12: { text: 'objected', stops: true },
  SL13: { text: 'objected', stops: true },
  SL14: { text: 'objected', stops: true },
};

/** Whether a bank's reason ends a mandate. */
export function stopsMandate(code: string | null): boolean {
  return code !== null && (CODES[code]?.stops ?? false);
}

/** A bank's reason in the words of a language. */
export function describeReturn(language: string, code: string | null): string {
  const texts = reasonTexts(language);
  return texts[CODES[code ?? '']?.text ?? 'unspecified'];
}

const reasonTexts = catalogue<ReasonTexts>({
  en: {
    account: 'The account number is wrong.',
    closed: 'The account is closed.',
    blocked: 'The account is blocked.',
    notAllowed: 'The account does not allow direct debits.',
    funds: 'There was not enough money on the account.',
    noMandate: 'The bank knows no valid mandate for it.',
    objected: 'The account holder or the bank objected to it.',
    deceased: 'The account holder has died.',
    data: 'The bank lacks details of the account holder or the creditor.',
    technical: 'The bank could not process it.',
    unspecified: 'The bank gave no reason.',
  },
  de: {
    account: 'Die Kontonummer ist falsch.',
    closed: 'Das Konto ist aufgelöst.',
    blocked: 'Das Konto ist gesperrt.',
    notAllowed: 'Das Konto lässt keine Lastschriften zu.',
    funds: 'Das Konto war nicht ausreichend gedeckt.',
    noMandate: 'Der Bank liegt kein gültiges Mandat vor.',
    objected: 'Der Kontoinhaber oder die Bank hat widersprochen.',
    deceased: 'Der Kontoinhaber ist verstorben.',
    data: 'Der Bank fehlen Angaben zum Kontoinhaber oder zum Gläubiger.',
    technical: 'Die Bank konnte sie nicht verarbeiten.',
    unspecified: 'Die Bank hat keinen Grund genannt.',
  },
  fr: {
    account: 'Le numéro de compte est erroné.',
    closed: 'Le compte est clôturé.',
    blocked: 'Le compte est bloqué.',
    notAllowed: 'Le compte n’accepte pas les prélèvements.',
    funds: 'La provision du compte était insuffisante.',
    noMandate: 'La banque ne connaît aucun mandat valide.',
    objected: 'Le titulaire du compte ou la banque s’y est opposé.',
    deceased: 'Le titulaire du compte est décédé.',
    data: 'Il manque à la banque des informations sur le titulaire ou le créancier.',
    technical: 'La banque n’a pas pu le traiter.',
    unspecified: 'La banque n’a donné aucun motif.',
  },
  nl: {
    account: 'Het rekeningnummer is onjuist.',
    closed: 'De rekening is opgeheven.',
    blocked: 'De rekening is geblokkeerd.',
    notAllowed: 'De rekening staat geen incasso’s toe.',
    funds: 'Er stond niet genoeg geld op de rekening.',
    noMandate: 'De bank kent geen geldige machtiging.',
    objected: 'De rekeninghouder of de bank heeft bezwaar gemaakt.',
    deceased: 'De rekeninghouder is overleden.',
    data: 'De bank mist gegevens van de rekeninghouder of de incassant.',
    technical: 'De bank kon deze niet verwerken.',
    unspecified: 'De bank heeft geen reden opgegeven.',
  },
  es: {
    account: 'El número de cuenta no es correcto.',
    closed: 'La cuenta está cancelada.',
    blocked: 'La cuenta está bloqueada.',
    notAllowed: 'La cuenta no admite adeudos directos.',
    funds: 'No había saldo suficiente en la cuenta.',
    noMandate: 'El banco no conoce ningún mandato válido.',
    objected: 'El titular de la cuenta o el banco se opuso.',
    deceased: 'El titular de la cuenta ha fallecido.',
    data: 'Al banco le faltan datos del titular o del acreedor.',
    technical: 'El banco no pudo procesarlo.',
    unspecified: 'El banco no indicó ningún motivo.',
  },
  it: {
    account: 'Il numero di conto è errato.',
    closed: 'Il conto è chiuso.',
    blocked: 'Il conto è bloccato.',
    notAllowed: 'Il conto non consente addebiti diretti.',
    funds: 'Il saldo del conto non era sufficiente.',
    noMandate: 'Alla banca non risulta un mandato valido.',
    objected: 'Il titolare del conto o la banca si è opposto.',
    deceased: 'Il titolare del conto è deceduto.',
    data: 'Alla banca mancano dati del titolare o del creditore.',
    technical: 'La banca non ha potuto elaborarlo.',
    unspecified: 'La banca non ha indicato un motivo.',
  },
});
