import { catalogue } from '../../core/values/language.js';

/** What a mandate says; the creditor is the tenant. */
export interface MandateTerms {
  readonly creditor: string;
  /** On one line; '' if the creditor has not entered one. */
  readonly address: string;
  readonly creditorId: string;
  /** The unique mandate reference; '' while a provider has not given it. */
  readonly reference: string;
  readonly noticeDays: number;
}

interface MandateTexts {
  readonly title: string;
  readonly creditor: string;
  readonly creditorId: string;
  readonly reference: string;
  readonly type: string;
  readonly authorise: (creditor: string) => string;
  readonly refund: string;
  readonly notice: (days: number) => string;
}

/** The parts of a mandate for a page or an email, in a language. */
export interface MandateWords {
  readonly title: string;
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  readonly paragraphs: readonly string[];
}

/** The SEPA Core Direct Debit mandate in a language, as the European Payments Council words it. */
export function mandateWords(language: string, terms: MandateTerms): MandateWords {
  const texts = mandateTexts(language);
  const { creditor, address, reference } = terms;
  return {
    title: texts.title,
    facts: [
      { label: texts.creditor, value: address === '' ? creditor : `${creditor}, ${address}` },
      { label: texts.creditorId, value: terms.creditorId },
      ...(reference === '' ? [] : [{ label: texts.reference, value: reference }]),
    ],
    paragraphs: [texts.authorise(creditor), texts.refund, texts.type, texts.notice(terms.noticeDays)],
  };
}

/** The same as plain text, as it is kept. */
export function mandateAsText({ title, facts, paragraphs }: MandateWords): string {
  return [title, ...facts.map(({ label, value }) => `${label}: ${value}`), ...paragraphs].join('\n');
}

const mandateTexts = catalogue<MandateTexts>({
  en: {
    title: 'SEPA Direct Debit Mandate',
    creditor: 'Creditor',
    creditorId: 'Creditor identifier',
    reference: 'Mandate reference',
    type: 'Type of payment: recurrent.',
    authorise: (creditor) =>
      `By signing this mandate form, you authorise (A) ${creditor} to send instructions to your bank to debit your account ` +
      `and (B) your bank to debit your account in accordance with the instructions from ${creditor}.`,
    refund:
      'As part of your rights, you are entitled to a refund from your bank under the terms and conditions of your ' +
      'agreement with your bank. A refund must be claimed within 8 weeks starting from the date on which your account ' +
      'was debited. Your rights are explained in a statement that you can obtain from your bank.',
    notice: (days) =>
      `You are told of each debit, with its amount and date, at least ${days} ${days === 1 ? 'day' : 'days'} before.`,
  },
  de: {
    title: 'SEPA-Lastschriftmandat',
    creditor: 'Zahlungsempfänger',
    creditorId: 'Gläubiger-Identifikationsnummer',
    reference: 'Mandatsreferenz',
    type: 'Zahlungsart: wiederkehrende Zahlung.',
    authorise: (creditor) =>
      `Ich ermächtige/Wir ermächtigen ${creditor}, Zahlungen von meinem/unserem Konto mittels Lastschrift einzuziehen. ` +
      `Zugleich weise ich mein/weisen wir unser Kreditinstitut an, die von ${creditor} auf mein/unser Konto gezogenen ` +
      'Lastschriften einzulösen.',
    refund:
      'Hinweis: Ich kann/Wir können innerhalb von acht Wochen, beginnend mit dem Belastungsdatum, die Erstattung des ' +
      'belasteten Betrages verlangen. Es gelten dabei die mit meinem/unserem Kreditinstitut vereinbarten Bedingungen.',
    notice: (days) =>
      `Jede Lastschrift wird mit Betrag und Datum spätestens ${days} ${days === 1 ? 'Tag' : 'Tage'} vorher angekündigt.`,
  },
  fr: {
    title: 'Mandat de prélèvement SEPA',
    creditor: 'Créancier',
    creditorId: 'Identifiant créancier SEPA',
    reference: 'Référence unique du mandat',
    type: 'Type de paiement : récurrent.',
    authorise: (creditor) =>
      `En signant ce formulaire de mandat, vous autorisez (A) ${creditor} à envoyer des instructions à votre banque pour ` +
      `débiter votre compte, et (B) votre banque à débiter votre compte conformément aux instructions de ${creditor}.`,
    refund:
      'Vous bénéficiez du droit d’être remboursé par votre banque selon les conditions décrites dans la convention que ' +
      'vous avez passée avec elle. Une demande de remboursement doit être présentée dans les 8 semaines suivant la date ' +
      'de débit de votre compte. Vos droits sont expliqués dans un document que vous pouvez obtenir auprès de votre banque.',
    notice: (days) =>
      `Chaque prélèvement vous est annoncé, avec son montant et sa date, au moins ${days} ${days === 1 ? 'jour' : 'jours'} avant.`,
  },
  nl: {
    title: 'SEPA-machtiging voor doorlopende incasso',
    creditor: 'Incassant',
    creditorId: 'Incassant-ID',
    reference: 'Kenmerk van de machtiging',
    type: 'Soort betaling: doorlopend.',
    authorise: (creditor) =>
      `Door ondertekening van dit formulier geeft u toestemming aan (A) ${creditor} om doorlopende incasso-opdrachten te ` +
      'sturen naar uw bank om een bedrag van uw rekening af te schrijven en (B) uw bank om doorlopend een bedrag van uw ' +
      `rekening af te schrijven overeenkomstig de opdracht van ${creditor}.`,
    refund:
      'Als u het niet eens bent met deze afschrijving, kunt u deze laten terugboeken. Neem hiervoor binnen acht weken na ' +
      'afschrijving contact op met uw bank. Vraag uw bank naar de voorwaarden.',
    notice: (days) =>
      `Elke incasso wordt met bedrag en datum minstens ${days} ${days === 1 ? 'dag' : 'dagen'} van tevoren aangekondigd.`,
  },
  es: {
    title: 'Orden de domiciliación de adeudo directo SEPA',
    creditor: 'Acreedor',
    creditorId: 'Identificador del acreedor',
    reference: 'Referencia de la orden de domiciliación',
    type: 'Tipo de pago: recurrente.',
    authorise: (creditor) =>
      `Mediante la firma de esta orden de domiciliación, el deudor autoriza (A) a ${creditor} a enviar instrucciones a la ` +
      'entidad del deudor para adeudar su cuenta y (B) a la entidad para efectuar los adeudos en su cuenta siguiendo las ' +
      `instrucciones de ${creditor}.`,
    refund:
      'Como parte de sus derechos, el deudor está legitimado al reembolso por su entidad en los términos y condiciones ' +
      'del contrato suscrito con la misma. La solicitud de reembolso deberá efectuarse dentro de las ocho semanas que ' +
      'siguen a la fecha de adeudo en cuenta. Puede obtener información adicional sobre sus derechos en su entidad ' +
      'financiera.',
    notice: (days) =>
      `Cada adeudo se anuncia, con su importe y su fecha, al menos ${days} ${days === 1 ? 'día' : 'días'} antes.`,
  },
  it: {
    title: 'Mandato per addebito diretto SEPA',
    creditor: 'Creditore',
    creditorId: 'Codice identificativo del creditore',
    reference: 'Riferimento del mandato',
    type: 'Tipo di pagamento: ricorrente.',
    authorise: (creditor) =>
      `Con la sottoscrizione del presente mandato il debitore autorizza (A) ${creditor} a richiedere alla banca del ` +
      'debitore l’addebito del suo conto e (B) la banca del debitore a procedere a tale addebito conformemente alle ' +
      `disposizioni impartite da ${creditor}.`,
    refund:
      'Il debitore ha diritto di ottenere il rimborso dalla propria banca in accordo con gli obblighi e le condizioni ' +
      'che regolano il rapporto con questa. Il rimborso deve essere richiesto entro 8 settimane a decorrere dalla data ' +
      'di addebito in conto. I diritti del debitore sono indicati in un documento ottenibile dalla propria banca.',
    notice: (days) =>
      `Ogni addebito viene annunciato, con importo e data, almeno ${days} ${days === 1 ? 'giorno' : 'giorni'} prima.`,
  },
});
