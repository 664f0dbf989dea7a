import { catalogue } from '../../../src/core/values/language.js';

/** The texts of the pages on which a client gives, sees and ends a mandate. */
export interface DebitPageTexts {
  readonly title: string;
  readonly lead: (owner: string) => string;
  readonly holder: string;
  readonly iban: string;
  readonly agree: string;
  readonly give: string;
  /** Where the account is typed on a provider's page. */
  readonly there: (provider: string) => string;
  readonly goOn: (provider: string) => string;
  readonly given: string;
  readonly current: (account: string, reference: string) => string;
  readonly replace: string;
  readonly end: string;
  readonly ended: string;
  readonly none: string;
  readonly pending: string;
  readonly collected: (amount: string, day: string) => string;
  readonly cancel: string;
  readonly cancelled: string;
  readonly problem: {
    readonly holder: string;
    readonly iban: string;
    readonly agreed: string;
    readonly other: string;
  };
}

export const debitPageTexts = catalogue<DebitPageTexts>({
  en: {
    title: 'Direct debit',
    lead: (owner) => `${owner} then collects what is due from your bank account, and tells you before.`,
    holder: 'Account holder',
    iban: 'IBAN',
    agree: 'I have read the mandate and agree to it.',
    give: 'Give the mandate',
    there: (provider) => `You enter your bank account at ${provider}, on the next page.`,
    goOn: (provider) => `Go on to ${provider}`,
    given: 'Thank you. The mandate is given, and a copy is on its way to you by email.',
    current: (account, reference) => `The mandate ${reference} for the account ${account} is in force.`,
    replace: 'A new mandate replaces it.',
    end: 'End the mandate',
    ended: 'The mandate has ended.',
    none: 'Direct debit is not offered for this account.',
    pending: 'What will be collected',
    collected: (amount, day) => `${amount} on ${day}`,
    cancel: 'Do not collect this',
    cancelled: 'This will not be collected.',
    problem: {
      holder: 'Please enter the name of the account holder.',
      iban: 'This is not a correct IBAN of a SEPA country. Please compare it digit by digit.',
      agreed: 'Please confirm that you agree.',
      other: 'This was not possible. Please read the mandate and try again.',
    },
  },
  de: {
    title: 'Lastschrift',
    lead: (owner) => `${owner} zieht dann fällige Beträge von Ihrem Bankkonto ein und kündigt das vorher an.`,
    holder: 'Kontoinhaber',
    iban: 'IBAN',
    agree: 'Ich habe das Mandat gelesen und stimme zu.',
    give: 'Mandat erteilen',
    there: (provider) => `Ihr Bankkonto geben Sie auf der nächsten Seite bei ${provider} ein.`,
    goOn: (provider) => `Weiter zu ${provider}`,
    given: 'Danke. Das Mandat ist erteilt. Eine Kopie erhalten Sie per E-Mail.',
    current: (account, reference) => `Das Mandat ${reference} für das Konto ${account} gilt.`,
    replace: 'Ein neues Mandat ersetzt es.',
    end: 'Mandat beenden',
    ended: 'Das Mandat ist beendet.',
    none: 'Für dieses Konto wird keine Lastschrift angeboten.',
    pending: 'Was eingezogen wird',
    collected: (amount, day) => `${amount} am ${day}`,
    cancel: 'Nicht einziehen',
    cancelled: 'Dies wird nicht eingezogen.',
    problem: {
      holder: 'Bitte geben Sie den Namen des Kontoinhabers ein.',
      iban: 'Das ist keine richtige IBAN eines SEPA-Landes. Bitte vergleichen Sie jede Stelle.',
      agreed: 'Bitte bestätigen Sie, dass Sie zustimmen.',
      other: 'Das ging nicht. Bitte lesen Sie das Mandat und versuchen Sie es noch einmal.',
    },
  },
  fr: {
    title: 'Prélèvement',
    lead: (owner) => `${owner} prélève alors les montants dus sur votre compte et vous prévient avant.`,
    holder: 'Titulaire du compte',
    iban: 'IBAN',
    agree: 'J’ai lu le mandat et je l’accepte.',
    give: 'Donner le mandat',
    there: (provider) => `Vous saisissez votre compte bancaire chez ${provider}, à la page suivante.`,
    goOn: (provider) => `Continuer vers ${provider}`,
    given: 'Merci. Le mandat est donné ; vous en recevez une copie par e-mail.',
    current: (account, reference) => `Le mandat ${reference} pour le compte ${account} est en vigueur.`,
    replace: 'Un nouveau mandat le remplace.',
    end: 'Mettre fin au mandat',
    ended: 'Le mandat a pris fin.',
    none: 'Le prélèvement n’est pas proposé pour ce compte.',
    pending: 'Ce qui sera prélevé',
    collected: (amount, day) => `${amount} le ${day}`,
    cancel: 'Ne pas prélever',
    cancelled: 'Ce montant ne sera pas prélevé.',
    problem: {
      holder: 'Veuillez saisir le nom du titulaire du compte.',
      iban: 'Ce n’est pas un IBAN correct d’un pays SEPA. Veuillez le comparer chiffre par chiffre.',
      agreed: 'Veuillez confirmer votre accord.',
      other: 'Cela n’a pas été possible. Veuillez lire le mandat et réessayer.',
    },
  },
  nl: {
    title: 'Automatische incasso',
    lead: (owner) => `${owner} incasseert dan wat u verschuldigd bent en laat het u vooraf weten.`,
    holder: 'Rekeninghouder',
    iban: 'IBAN',
    agree: 'Ik heb de machtiging gelezen en ga akkoord.',
    give: 'Machtiging geven',
    there: (provider) => `U voert uw bankrekening op de volgende pagina bij ${provider} in.`,
    goOn: (provider) => `Verder naar ${provider}`,
    given: 'Dank u. De machtiging is gegeven; u krijgt een kopie per e-mail.',
    current: (account, reference) => `De machtiging ${reference} voor de rekening ${account} is geldig.`,
    replace: 'Een nieuwe machtiging vervangt deze.',
    end: 'Machtiging intrekken',
    ended: 'De machtiging is beëindigd.',
    none: 'Voor dit account is er geen automatische incasso.',
    pending: 'Wat er wordt geïncasseerd',
    collected: (amount, day) => `${amount} op ${day}`,
    cancel: 'Niet incasseren',
    cancelled: 'Dit wordt niet geïncasseerd.',
    problem: {
      holder: 'Vul de naam van de rekeninghouder in.',
      iban: 'Dit is geen juiste IBAN van een SEPA-land. Vergelijk elk teken.',
      agreed: 'Bevestig dat u akkoord gaat.',
      other: 'Dit is niet gelukt. Lees de machtiging en probeer het opnieuw.',
    },
  },
  es: {
    title: 'Domiciliación bancaria',
    lead: (owner) => `${owner} cobra entonces lo que debe de su cuenta y le avisa antes.`,
    holder: 'Titular de la cuenta',
    iban: 'IBAN',
    agree: 'He leído la orden y la acepto.',
    give: 'Dar la orden',
    there: (provider) => `Indique su cuenta bancaria en ${provider}, en la página siguiente.`,
    goOn: (provider) => `Continuar a ${provider}`,
    given: 'Gracias. La orden está dada; recibirá una copia por correo electrónico.',
    current: (account, reference) => `La orden ${reference} para la cuenta ${account} está en vigor.`,
    replace: 'Una nueva orden la sustituye.',
    end: 'Anular la orden',
    ended: 'La orden ha terminado.',
    none: 'La domiciliación no se ofrece para esta cuenta.',
    pending: 'Lo que se cobrará',
    collected: (amount, day) => `${amount} el ${day}`,
    cancel: 'No cobrar esto',
    cancelled: 'Esto no se cobrará.',
    problem: {
      holder: 'Indique el nombre del titular de la cuenta.',
      iban: 'No es un IBAN correcto de un país SEPA. Compárelo dígito a dígito.',
      agreed: 'Confirme que está de acuerdo.',
      other: 'No ha sido posible. Lea la orden e inténtelo de nuevo.',
    },
  },
  it: {
    title: 'Addebito diretto',
    lead: (owner) => `${owner} incassa allora quanto dovuto dal suo conto e la avvisa prima.`,
    holder: 'Titolare del conto',
    iban: 'IBAN',
    agree: 'Ho letto il mandato e lo accetto.',
    give: 'Conferire il mandato',
    there: (provider) => `Inserisca il conto bancario su ${provider}, nella pagina seguente.`,
    goOn: (provider) => `Continua su ${provider}`,
    given: 'Grazie. Il mandato è conferito; ne riceverà una copia via e-mail.',
    current: (account, reference) => `Il mandato ${reference} per il conto ${account} è in vigore.`,
    replace: 'Un nuovo mandato lo sostituisce.',
    end: 'Revocare il mandato',
    ended: 'Il mandato è terminato.',
    none: 'L’addebito diretto non è offerto per questo conto.',
    pending: 'Che cosa sarà addebitato',
    collected: (amount, day) => `${amount} il ${day}`,
    cancel: 'Non addebitare',
    cancelled: 'Questo importo non sarà addebitato.',
    problem: {
      holder: 'Inserisca il nome del titolare del conto.',
      iban: 'Non è un IBAN corretto di un paese SEPA. Lo confronti cifra per cifra.',
      agreed: 'Confermi di essere d’accordo.',
      other: 'Non è stato possibile. Legga il mandato e riprovi.',
    },
  },
});
