import type { PublicTexts } from './en.js';

/** The pages without a login, in French. */
export const fr: PublicTexts = {
  pay: {
    title: (sites) => `Payer pour ${sites}`,
    to: (owner) => `Votre paiement est destiné à ${owner}.`,
    choose: 'Que souhaitez-vous payer\u202f?',
    settle: 'pour solder le compte, qui est clos',
    closed: 'Ce compte est clos. Un paiement ne réactive aucun site.',
    restore: (until) =>
      until === null
        ? 'pour être de nouveau en ligne immédiatement'
        : `pour être de nouveau en ligne immédiatement, jusqu’au ${until} environ`,
    covers: (until) =>
      until === null ? 'pour payer le montant dû' : `pour payer le montant dû, jusqu’au ${until} environ`,
    exact: (amount, until) => `${amount} restent dus. Ce montant suffit jusqu’au ${until} environ.`,
    held: (owner) =>
      `${owner} a bloqué ce compte. Un paiement ne lève pas le blocage. Veuillez prendre contact avec ${owner}.`,
    upstream:
      'Le service de votre hébergeur est interrompu. Un paiement solde ce compte, mais ne met pas fin à l’interruption.',
    span: (days) => (days <= 31 ? '1 mois en ligne' : days <= 100 ? '3 mois en ligne' : '12 mois en ligne'),
    forecast: 'Les montants sont des estimations fondées sur la consommation récente.',
    nothing: 'Il n’y a rien à payer pour le moment.',
    online: (provider) => `Payer avec ${provider}`,
    transfer: 'Par virement bancaire',
    account: { holder: 'Titulaire du compte', iban: 'IBAN', bic: 'BIC' },
    scan: (amount) =>
      `Scannez ce code avec votre application bancaire. Le montant de ${amount}, le compte et la référence sont alors remplis.`,
    reference: 'Référence',
    quote: 'Merci d’indiquer la référence, avec ou sans tirets.',
    ask: (owner) => `Demandez les coordonnées bancaires à ${owner}.`,
    thanks: 'Merci.',
    thanksMore:
      'Dès que votre paiement est confirmé, vous recevez un reçu et vos sites sont réactivés automatiquement.',
    thanksClosed: 'Dès que votre paiement est confirmé, vous recevez un reçu.',
    posted: 'Votre paiement est arrivé.',
    open: (sites) => `${sites}\u202f: en ligne.`,
    gone: 'Ce lien de paiement a expiré',
    goneMore:
      'Les liens de paiement sont valables quelques semaines. Utilisez le lien de votre dernier e-mail, ou répondez à cet e-mail pour obtenir de l’aide.',
    trouble: 'Le paiement a échoué. Rien n’a été payé. Réessayez, ou payez par un autre moyen.',
  },
  promise: {
    title: 'Avez-vous besoin de plus de temps\u202f?',
    lead: (isSuspended, everyDays) =>
      `Votre site ${isSuspended ? 'est de nouveau en ligne immédiatement' : 'reste en ligne'} jusqu’à la fin du jour que ` +
      `vous choisissez, et vous payez d’ici là. Vous pouvez le demander une fois tous les ${everyDays} jours.`,
    label: 'Délai souhaité',
    choice: (days, day) => `${days} ${days === 1 ? 'jour' : 'jours'} de plus, jusqu’au ${day} inclus`,
    button: 'Demander un délai',
    granted: (owner) => `Vous avez plus de temps. ${owner} en est informé par e-mail.`,
    refused: () => 'Aucun délai n’a pu être accordé.',
    exempt: (until) => `Vous avez plus de temps, jusqu’au ${until}. Merci de payer d’ici là.`,
    amount: (owner, upTo) =>
      `Un délai est possible ici jusqu’à une dette de ${upTo}. Payez-en une partie, ou contactez ${owner}.`,
    often: (owner, again) =>
      `Vous avez déjà demandé un délai. Vous pourrez en demander un autre à partir du ${again}. Payez, ou contactez ${owner}.`,
  },
  suspended: {
    title: (site) => `${site} est suspendu`,
    lead: 'Ce site est temporairement hors ligne. Aucun contenu n’a été perdu.',
    visitor: 'Merci de réessayer plus tard.',
    owner: 'Est-ce votre site\u202f?',
    bringBack: 'Réactiver',
    contact: (sender) => `Pour le réactiver, contactez ${sender}\u202f:`,
    contactless: (sender) => `Pour le réactiver, contactez ${sender}.`,
  },
};
