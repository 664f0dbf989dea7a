import { catalogue } from '../../src/core/values/language.js';

/** The texts of emails about direct debits. */
interface DebitTexts {
  readonly holder: string;
  readonly account: string;
  readonly signedOn: string;
  readonly reference: string;
  readonly creditorId: string;
  readonly amount: string;
  readonly collectOn: string;
  readonly given: {
    readonly subject: (owner: string) => string;
    readonly preview: string;
    readonly lead: (owner: string) => string;
    readonly paper: (owner: string) => string;
    readonly end: string;
  };
  readonly ended: {
    readonly subject: (owner: string) => string;
    readonly lead: (owner: string, reference: string) => string;
    readonly note: string;
  };
  readonly announced: {
    readonly subject: (amount: string, day: string) => string;
    readonly preview: string;
    readonly lead: (owner: string, amount: string, day: string) => string;
    readonly why: { readonly 'top-up': string; readonly invoice: string };
    readonly note: string;
    /** Within a notice or a statement. */
    readonly sentence: (
      amount: string,
      day: string,
      account: string,
      reference: string,
      creditorId: string,
    ) => string;
  };
  readonly returned: {
    readonly subject: (amount: string) => string;
    readonly lead: (amount: string, day: string, reason: string) => string;
    readonly fee: (fee: string) => string;
    readonly mandateEnded: string;
    readonly pay: string;
  };
  readonly show: string;
  readonly pay: string;
}

export const debitTexts = catalogue<DebitTexts>({
  en: {
    holder: 'Account holder',
    account: 'Account',
    signedOn: 'Agreed on',
    reference: 'Mandate reference',
    creditorId: 'Creditor identifier',
    amount: 'Amount',
    collectOn: 'Date of collection',
    given: {
      subject: (owner) => `Your direct debit mandate for ${owner}`,
      preview: 'This is your copy. Please keep it.',
      lead: (owner) =>
        `You have agreed that ${owner} collects what you owe by direct debit. This is your copy.`,
      paper: (owner) => `${owner} has recorded the direct debit mandate that you signed on paper.`,
      end: 'You can end it at any time on your account’s pages or by replying to this email.',
    },
    ended: {
      subject: (owner) => `Your direct debit mandate for ${owner} has ended`,
      lead: (owner, reference) =>
        `The mandate ${reference} has ended: ${owner} starts no more debits on it. Debits that were already handed to the bank may still arrive.`,
      note: 'From now on, please pay in another way.',
    },
    announced: {
      subject: (amount, day) => `${amount} will be collected on ${day}`,
      preview: 'You need not do anything.',
      lead: (owner, amount, day) =>
        `${owner} will collect ${amount} by direct debit on ${day}. You need not do anything.`,
      why: {
        'top-up': 'It keeps your site online.',
        invoice: 'It is what you owe after the last settlement.',
      },
      note: 'Please make sure that there is enough money on the account. If you do not agree, reply to this email before that date.',
      sentence: (amount, day, account, reference, creditorId) =>
        `${amount} will be collected by direct debit on ${day} from the account ${account} (mandate ${reference}, creditor identifier ${creditorId}). You need not pay it in another way.`,
    },
    returned: {
      subject: (amount) => `Your bank returned the direct debit of ${amount}`,
      lead: (amount, day, reason) => `Your bank returned the direct debit of ${amount} of ${day}. ${reason}`,
      fee: (fee) => `The return cost ${fee}, which is charged to your account.`,
      mandateEnded:
        'No further debits are made on this mandate. You can give a new one or pay in another way.',
      pay: 'Please pay in another way, so that your site stays online.',
    },
    show: 'Show direct debit',
    pay: 'Pay now',
  },
  de: {
    holder: 'Kontoinhaber',
    account: 'Konto',
    signedOn: 'Erteilt am',
    reference: 'Mandatsreferenz',
    creditorId: 'Gläubiger-Identifikationsnummer',
    amount: 'Betrag',
    collectOn: 'Tag der Abbuchung',
    given: {
      subject: (owner) => `Ihr Lastschriftmandat für ${owner}`,
      preview: 'Dies ist Ihre Kopie. Bitte bewahren Sie sie auf.',
      lead: (owner) =>
        `Sie haben ${owner} ermächtigt, fällige Beträge per Lastschrift einzuziehen. Dies ist Ihre Kopie.`,
      paper: (owner) =>
        `${owner} hat das Lastschriftmandat erfasst, das Sie auf Papier unterschrieben haben.`,
      end: 'Sie können es jederzeit auf den Seiten Ihres Kontos oder als Antwort auf diese E-Mail beenden.',
    },
    ended: {
      subject: (owner) => `Ihr Lastschriftmandat für ${owner} ist beendet`,
      lead: (owner, reference) =>
        `Das Mandat ${reference} ist beendet: ${owner} zieht damit nichts mehr ein. Lastschriften, die schon bei der Bank liegen, können noch kommen.`,
      note: 'Bitte zahlen Sie von jetzt an auf andere Weise.',
    },
    announced: {
      subject: (amount, day) => `${amount} werden am ${day} eingezogen`,
      preview: 'Sie müssen nichts tun.',
      lead: (owner, amount, day) =>
        `${owner} zieht am ${day} ${amount} per Lastschrift ein. Sie müssen nichts tun.`,
      why: {
        'top-up': 'Damit bleibt Ihre Website online.',
        invoice: 'Das ist der offene Betrag nach der letzten Abrechnung.',
      },
      note: 'Bitte sorgen Sie für ausreichende Deckung. Wenn Sie nicht einverstanden sind, antworten Sie vor diesem Tag auf diese E-Mail.',
      sentence: (amount, day, account, reference, creditorId) =>
        `${amount} werden am ${day} per Lastschrift vom Konto ${account} eingezogen (Mandat ${reference}, Gläubiger-ID ${creditorId}). Sie müssen den Betrag nicht auf andere Weise zahlen.`,
    },
    returned: {
      subject: (amount) => `Ihre Bank hat die Lastschrift über ${amount} zurückgegeben`,
      lead: (amount, day, reason) =>
        `Ihre Bank hat die Lastschrift über ${amount} vom ${day} zurückgegeben. ${reason}`,
      fee: (fee) => `Die Rückgabe kostet ${fee}; der Betrag ist auf Ihrem Konto berechnet.`,
      mandateEnded:
        'Mit diesem Mandat wird nichts mehr eingezogen. Sie können ein neues erteilen oder auf andere Weise zahlen.',
      pay: 'Bitte zahlen Sie auf andere Weise, damit Ihre Website online bleibt.',
    },
    show: 'Lastschrift anzeigen',
    pay: 'Jetzt zahlen',
  },
  fr: {
    holder: 'Titulaire du compte',
    account: 'Compte',
    signedOn: 'Accepté le',
    reference: 'Référence du mandat',
    creditorId: 'Identifiant créancier',
    amount: 'Montant',
    collectOn: 'Date du prélèvement',
    given: {
      subject: (owner) => `Votre mandat de prélèvement pour ${owner}`,
      preview: 'Ceci est votre exemplaire. Conservez-le.',
      lead: (owner) => `Vous avez autorisé ${owner} à prélever les montants dus. Ceci est votre exemplaire.`,
      paper: (owner) => `${owner} a enregistré le mandat de prélèvement que vous avez signé sur papier.`,
      end: 'Vous pouvez y mettre fin à tout moment sur les pages de votre compte ou en répondant à cet e-mail.',
    },
    ended: {
      subject: (owner) => `Votre mandat de prélèvement pour ${owner} a pris fin`,
      lead: (owner, reference) =>
        `Le mandat ${reference} a pris fin : ${owner} ne lance plus de prélèvement. Ceux qui sont déjà à la banque peuvent encore arriver.`,
      note: 'Désormais, veuillez payer d’une autre manière.',
    },
    announced: {
      subject: (amount, day) => `${amount} seront prélevés le ${day}`,
      preview: 'Vous n’avez rien à faire.',
      lead: (owner, amount, day) => `${owner} prélèvera ${amount} le ${day}. Vous n’avez rien à faire.`,
      why: {
        'top-up': 'Votre site reste ainsi en ligne.',
        invoice: 'C’est le montant dû après la dernière facturation.',
      },
      note: 'Veillez à ce que votre compte soit suffisamment approvisionné. Si vous n’êtes pas d’accord, répondez à cet e-mail avant cette date.',
      sentence: (amount, day, account, reference, creditorId) =>
        `${amount} seront prélevés le ${day} sur le compte ${account} (mandat ${reference}, identifiant créancier ${creditorId}). Vous n’avez pas à payer ce montant d’une autre manière.`,
    },
    returned: {
      subject: (amount) => `Votre banque a rejeté le prélèvement de ${amount}`,
      lead: (amount, day, reason) => `Votre banque a rejeté le prélèvement de ${amount} du ${day}. ${reason}`,
      fee: (fee) => `Ce rejet coûte ${fee}, portés sur votre compte.`,
      mandateEnded:
        'Aucun autre prélèvement n’est fait sur ce mandat. Vous pouvez en donner un nouveau ou payer d’une autre manière.',
      pay: 'Veuillez payer d’une autre manière afin que votre site reste en ligne.',
    },
    show: 'Afficher le prélèvement',
    pay: 'Payer maintenant',
  },
  nl: {
    holder: 'Rekeninghouder',
    account: 'Rekening',
    signedOn: 'Gegeven op',
    reference: 'Kenmerk van de machtiging',
    creditorId: 'Incassant-ID',
    amount: 'Bedrag',
    collectOn: 'Datum van afschrijving',
    given: {
      subject: (owner) => `Uw incassomachtiging voor ${owner}`,
      preview: 'Dit is uw kopie. Bewaar deze.',
      lead: (owner) =>
        `U hebt ${owner} gemachtigd om te incasseren wat u verschuldigd bent. Dit is uw kopie.`,
      paper: (owner) => `${owner} heeft de machtiging vastgelegd die u op papier hebt ondertekend.`,
      end: 'U kunt de machtiging altijd intrekken op de pagina’s van uw account of door deze e-mail te beantwoorden.',
    },
    ended: {
      subject: (owner) => `Uw incassomachtiging voor ${owner} is beëindigd`,
      lead: (owner, reference) =>
        `De machtiging ${reference} is beëindigd: ${owner} start er geen incasso’s meer mee. Incasso’s die al bij de bank liggen, kunnen nog komen.`,
      note: 'Betaal vanaf nu op een andere manier.',
    },
    announced: {
      subject: (amount, day) => `${amount} wordt op ${day} geïncasseerd`,
      preview: 'U hoeft niets te doen.',
      lead: (owner, amount, day) => `${owner} incasseert op ${day} ${amount}. U hoeft niets te doen.`,
      why: {
        'top-up': 'Daarmee blijft uw website online.',
        invoice: 'Dat is wat u na de laatste afrekening verschuldigd bent.',
      },
      note: 'Zorg voor voldoende saldo op de rekening. Bent u het niet eens, beantwoord deze e-mail dan vóór die datum.',
      sentence: (amount, day, account, reference, creditorId) =>
        `${amount} wordt op ${day} geïncasseerd van de rekening ${account} (machtiging ${reference}, incassant-ID ${creditorId}). U hoeft dit niet op een andere manier te betalen.`,
    },
    returned: {
      subject: (amount) => `Uw bank heeft de incasso van ${amount} teruggeboekt`,
      lead: (amount, day, reason) =>
        `Uw bank heeft de incasso van ${amount} van ${day} teruggeboekt. ${reason}`,
      fee: (fee) => `De terugboeking kost ${fee}; dit is op uw account in rekening gebracht.`,
      mandateEnded:
        'Op deze machtiging wordt niets meer geïncasseerd. U kunt een nieuwe geven of op een andere manier betalen.',
      pay: 'Betaal op een andere manier, zodat uw website online blijft.',
    },
    show: 'Incasso tonen',
    pay: 'Nu betalen',
  },
  es: {
    holder: 'Titular de la cuenta',
    account: 'Cuenta',
    signedOn: 'Aceptada el',
    reference: 'Referencia de la orden',
    creditorId: 'Identificador del acreedor',
    amount: 'Importe',
    collectOn: 'Fecha del adeudo',
    given: {
      subject: (owner) => `Su orden de domiciliación para ${owner}`,
      preview: 'Esta es su copia. Consérvela.',
      lead: (owner) => `Ha autorizado a ${owner} a cobrar por adeudo directo lo que deba. Esta es su copia.`,
      paper: (owner) => `${owner} ha registrado la orden de domiciliación que usted firmó en papel.`,
      end: 'Puede anularla en cualquier momento en las páginas de su cuenta o respondiendo a este mensaje.',
    },
    ended: {
      subject: (owner) => `Su orden de domiciliación para ${owner} ha terminado`,
      lead: (owner, reference) =>
        `La orden ${reference} ha terminado: ${owner} no inicia más adeudos con ella. Los que ya están en el banco aún pueden llegar.`,
      note: 'A partir de ahora, pague de otra forma.',
    },
    announced: {
      subject: (amount, day) => `El ${day} se cobrarán ${amount}`,
      preview: 'No tiene que hacer nada.',
      lead: (owner, amount, day) =>
        `${owner} cobrará ${amount} por adeudo directo el ${day}. No tiene que hacer nada.`,
      why: {
        'top-up': 'Así su sitio sigue en línea.',
        invoice: 'Es lo que debe tras la última liquidación.',
      },
      note: 'Asegúrese de que haya saldo suficiente en la cuenta. Si no está de acuerdo, responda a este mensaje antes de esa fecha.',
      sentence: (amount, day, account, reference, creditorId) =>
        `${amount} se cobrarán por adeudo directo el ${day} de la cuenta ${account} (orden ${reference}, identificador del acreedor ${creditorId}). No tiene que pagarlos de otra forma.`,
    },
    returned: {
      subject: (amount) => `Su banco devolvió el adeudo de ${amount}`,
      lead: (amount, day, reason) => `Su banco devolvió el adeudo de ${amount} del ${day}. ${reason}`,
      fee: (fee) => `La devolución cuesta ${fee}, que se cargan en su cuenta.`,
      mandateEnded: 'No se hacen más adeudos con esta orden. Puede dar una nueva o pagar de otra forma.',
      pay: 'Pague de otra forma para que su sitio siga en línea.',
    },
    show: 'Ver la domiciliación',
    pay: 'Pagar ahora',
  },
  it: {
    holder: 'Titolare del conto',
    account: 'Conto',
    signedOn: 'Accettato il',
    reference: 'Riferimento del mandato',
    creditorId: 'Codice del creditore',
    amount: 'Importo',
    collectOn: 'Data dell’addebito',
    given: {
      subject: (owner) => `Il suo mandato di addebito diretto per ${owner}`,
      preview: 'Questa è la sua copia. La conservi.',
      lead: (owner) =>
        `Ha autorizzato ${owner} a incassare con addebito diretto quanto dovuto. Questa è la sua copia.`,
      paper: (owner) => `${owner} ha registrato il mandato di addebito che lei ha firmato su carta.`,
      end: 'Può revocarlo in ogni momento nelle pagine del suo account o rispondendo a questa e-mail.',
    },
    ended: {
      subject: (owner) => `Il suo mandato di addebito diretto per ${owner} è terminato`,
      lead: (owner, reference) =>
        `Il mandato ${reference} è terminato: ${owner} non avvia altri addebiti. Quelli già presso la banca possono ancora arrivare.`,
      note: 'Da ora in poi paghi in un altro modo.',
    },
    announced: {
      subject: (amount, day) => `${amount} saranno addebitati il ${day}`,
      preview: 'Non deve fare nulla.',
      lead: (owner, amount, day) => `${owner} addebiterà ${amount} il ${day}. Non deve fare nulla.`,
      why: {
        'top-up': 'Così il suo sito resta online.',
        invoice: 'È quanto deve dopo l’ultima liquidazione.',
      },
      note: 'Si assicuri che sul conto ci sia denaro sufficiente. Se non è d’accordo, risponda a questa e-mail prima di quella data.',
      sentence: (amount, day, account, reference, creditorId) =>
        `${amount} saranno addebitati il ${day} sul conto ${account} (mandato ${reference}, codice del creditore ${creditorId}). Non deve pagarli in un altro modo.`,
    },
    returned: {
      subject: (amount) => `La sua banca ha restituito l’addebito di ${amount}`,
      lead: (amount, day, reason) =>
        `La sua banca ha restituito l’addebito di ${amount} del ${day}. ${reason}`,
      fee: (fee) => `La restituzione costa ${fee}, addebitati sul suo account.`,
      mandateEnded:
        'Con questo mandato non si fanno altri addebiti. Può darne uno nuovo o pagare in un altro modo.',
      pay: 'Paghi in un altro modo, così il suo sito resta online.',
    },
    show: 'Mostra l’addebito diretto',
    pay: 'Paga ora',
  },
});
