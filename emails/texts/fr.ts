import type { Texts } from './en.js';

const METHODS: ReadonlyMap<string, string> = new Map([
  ['bank', 'virement'],
  ['bank-transfer', 'virement'],
  ['bank_transfer', 'virement'],
  ['bank transfer', 'virement'],
  ['card', 'carte'],
  ['cash', 'espèces'],
  ['stripe', 'carte'],
]);

/** Cities whose French name differs from the zone's. */
const PLACES: Readonly<Record<string, string>> = {
  Algiers: 'Alger',
  Athens: 'Athènes',
  Brussels: 'Bruxelles',
  Bucharest: 'Bucarest',
  Copenhagen: 'Copenhague',
  Lisbon: 'Lisbonne',
  London: 'Londres',
  Montreal: 'Montréal',
  Vienna: 'Vienne',
  Warsaw: 'Varsovie',
};

/** "de Paris", "d’Athènes" */
const of = (name: string): string => (/^[aeiouyàâéèêîôù]/i.test(name) ? `d’${name}` : `de ${name}`);

/** The emails in French. A narrow space that does not break stands before ; : ! ? and within « ». */
export const fr: Texts = {
  hello: (name) => `Bonjour ${name},`,
  sites: (names, atStart) => {
    const [first, second] = names;
    if (first === undefined) return atStart ? 'Votre compte' : 'votre compte';
    if (second === undefined) return first;
    if (names.length === 2) return `${first} et ${second}`;
    return `${atStart ? 'Vos' : 'vos'} ${names.length} sites`;
  },
  zone: (place, isPlace) => (isPlace ? `heure ${of(PLACES[place] ?? place)}` : place),
  moment: (day, time, zone) => `${day} à ${time} (${zone})`,
  colon: '\u202f:',

  labels: {
    sites: 'Sites',
    balanceNow: 'Solde, consommation en cours déduite',
    disputed: 'Contesté (non pris en compte)',
    creditLimit: 'Limite de crédit',
    toBeHeld: 'Solde minimum',
    limitDate: 'Crédit épuisé vers le',
    exemptionEnds: 'Nous attendons jusqu’au',
    suspendedSince: 'Suspension depuis le',
    suspendedFrom: 'Suspension à partir du',
    suspendedUntil: 'jusqu’au',
    owed: 'Montant exact manquant',
    onlineSince: 'Réactivation le',
    lastsUntil: 'Votre crédit suffit jusqu’au (environ)',
    noEnd: 'plus d’un an',
    amount: 'Montant reçu',
    method: 'Mode de paiement',
    reference: 'Référence',
    receivedAt: 'Reçu le',
    entryNumber: 'Écriture',
    balanceAfter: 'Solde après paiement',
    balanceWithout: 'Solde actuel',
    openingBalance: 'Solde initial',
    closingBalance: 'Solde final',
    total: 'Total',
  },
  entryNumber: (number) => `nº ${number}`,
  plannedCharge: (description, day) => `${description}, prévu le ${day}`,
  pace: (observedDays) => {
    if (observedDays <= 0) return 'Coût par jour, selon votre formule';
    if (observedDays >= 28) return 'Coût par jour, sur les quatre dernières semaines';
    return observedDays === 1
      ? 'Coût par jour, sur une journée'
      : `Coût par jour, sur les ${observedDays} derniers jours`;
  },
  reported: {
    label: 'Relevé de consommation',
    every: (every, next) => {
      if (every === 'week') return `une fois par semaine, le prochain vers le ${next}`;
      if (every === 'month') return `une fois par mois, le prochain vers le ${next}`;
      return `tous les ${every.days} jours, le prochain vers le ${next}`;
    },
  },
  method: (method) => METHODS.get(method) ?? method,
  quantity: (quantity, unit) =>
    unit === '' ? quantity : `${quantity} ${unit === 'bytes' ? 'octets' : unit}`,
  bytes: (short, exact) => `${short} (${exact})`,

  keepsFor: {
    title: (many) => `Pour que ${many ? 'vos sites restent' : 'votre site reste'} en ligne`,
    titleSuspended: (many) =>
      many
        ? 'Payez maintenant pour remettre vos sites en ligne durablement'
        : 'Payez maintenant pour remettre votre site en ligne durablement',
    titleAccount: 'Payez maintenant pour approvisionner votre compte',
    until: (moment) => `jusqu’au ${moment} environ`,
    forNow: 'jusqu’à nouvel ordre',
    span: (days) => {
      if (days >= 28 && days <= 31) return 'pendant un mois';
      if (days >= 89 && days <= 92) return 'pendant 3 mois';
      if (days >= 365 && days <= 366) return 'pendant un an';
      return days === 1 ? 'pendant un jour' : `pendant ${days} jours`;
    },
    preview: (amount, span, many) =>
      `Avec ${amount}, ${many ? 'vos sites restent' : 'votre site reste'} en ligne ${span}.`,
  },
  pay: {
    title: 'Comment payer',
    button: 'Payer en ligne',
    otherWays: 'Autres moyens\u202f:',
    ask: (email) => `Écrivez à ${email}\u202f: nous vous indiquerons comment faire.`,
    reference: 'Référence\u202f:',
    holder: 'Titulaire du compte\u202f:',
    transfer: (amount) =>
      `Ou scannez ce code avec votre application bancaire. Le montant de ${amount}, notre compte et votre référence sont alors remplis.`,
    justPaid: 'Vous venez de payer\u202f? Ne tenez pas compte de cet e-mail.',
  },
  footer: {
    because: (sites) => `Vous recevez cet e-mail parce que vous payez pour ${sites}.`,
    becauseAccount: 'Vous recevez cet e-mail parce que vous avez un compte chez nous.',
    questions: 'Une question\u202f? Répondez simplement à cet e-mail.',
  },

  week: {
    subject: (sites, _many, day) => `${sites}\u202f: paiement nécessaire d’ici au ${day} environ`,
    subjectExemption: (sites, _many, day) => `${sites}\u202f: paiement nécessaire d’ici au ${day}`,
    afterwards: (many) =>
      'Sans paiement, nous vous écrirons de nouveau un jour avant la suspension. Ensuite, une courte notice s’affiche ' +
      `à la place de vos pages. Rien n’est supprimé, et ${many ? 'vos sites reviennent' : 'votre site revient'} en ligne ` +
      'dès qu’un montant suffisant est payé.',
    afterwardsUpstream: (many) =>
      'Sans paiement, nous vous écrirons de nouveau un jour avant la suspension. Ensuite, votre propre compte est lui ' +
      `aussi suspendu. Rien n’est supprimé, et ${many ? 'vos sites reviennent' : 'votre site revient'} en ligne dès ` +
      'qu’un montant suffisant est payé et que le service de l’hébergeur est rétabli.',
  },
  day: {
    subject: (sites, many, moment) =>
      `${sites} ${many ? 'seront suspendus' : 'sera suspendu'} vers le ${moment}`,
    subjectExemption: (sites, many, moment) =>
      `${sites} ${many ? 'seront suspendus' : 'sera suspendu'} le ${moment}`,
    subjectUpstream: (sites, _many, moment) =>
      `${sites}\u202f: paiement nécessaire d’ici au ${moment} environ`,
    afterwardsUpstream: (many) =>
      'Sans paiement d’ici là, votre propre compte est lui aussi suspendu. Rien n’est supprimé, et ' +
      `${many ? 'vos sites reviennent' : 'votre site revient'} en ligne dès qu’un montant suffisant est payé et que le ` +
      'service de l’hébergeur est rétabli.',
    afterwards: (many) =>
      'Sans paiement d’ici là, une courte notice s’affiche à la place de vos pages. Rien n’est supprimé, et ' +
      `${many ? 'vos sites reviennent' : 'votre site revient'} en ligne dès qu’un montant suffisant est payé.`,
  },
  why: {
    traffic: (moment) => `Au rythme actuel, votre crédit sera épuisé vers le ${moment}.`,
    between: (earliest, latest, moment) =>
      `Au rythme actuel, votre crédit sera épuisé entre le ${earliest} et le ${latest}, le plus probablement vers le ${moment}.`,
    recurring: (moment) => `Les frais fixes de votre formule épuiseront votre crédit vers le ${moment}.`,
    charge: (description, day) =>
      `Un montant est prévu le ${day}, «\u202f${description}\u202f», et votre crédit ne le couvre pas.`,
    exemption: (until) =>
      `Votre crédit est épuisé. Comme convenu, nous attendons votre paiement jusqu’au ${until}.`,
    exemptionAfter: (moment, until) =>
      `Au rythme actuel, votre crédit sera épuisé vers le ${moment}. Comme convenu, nous attendons votre paiement ` +
      `jusqu’au ${until}.`,
    policy: (many, until) =>
      `Votre crédit est épuisé. Sans paiement, ${many ? 'vos sites seront suspendus' : 'votre site sera suspendu'} vers le ${until}.`,
    policyAfter: (many, moment, until) =>
      `Au rythme actuel, votre crédit sera épuisé vers le ${moment}. Sans paiement, ` +
      `${many ? 'vos sites seront suspendus' : 'votre site sera suspendu'} vers le ${until}.`,
    topUpInTime: 'Si vous rechargez votre compte avant, rien ne change pour vos visiteurs.',
    payInTime: 'Si vous payez avant, rien ne change pour vos visiteurs.',
    upstream: (many) =>
      `${many ? 'Vos sites sont' : 'Votre site est'} de toute façon hors ligne pour le moment, car le service de ` +
      'l’hébergeur est interrompu. Un paiement maintient votre propre compte en règle.',
  },
  now: {
    fine: 'Vous n’avez rien à faire pour le moment. Si un paiement devient nécessaire, nous vous écrirons à temps.',
    unforeseen: 'Nous ne pouvons pas dire pour l’instant combien de temps votre crédit suffira.',
    disputed: (amount) =>
      `Des paiements d’un montant de ${amount} sont contestés et ne comptent pas pour l’instant.`,
    soon: (many, moment) =>
      `Sans paiement, ${many ? 'vos sites restent' : 'votre site reste'} en ligne jusqu’au ${moment} environ.`,
    suspended: (many, amount, until) =>
      `${many ? 'Vos sites sont suspendus' : 'Votre site est suspendu'}. Un paiement de ${amount} maintenant ` +
      `${many ? 'les' : 'le'} remet en ligne` +
      (until === null ? '.' : ` jusqu’au ${until} environ.`),
    exact: (amount, until) =>
      `Il manque exactement ${amount}\u202f; ce montant seul suffirait jusqu’au ${until} environ.`,
    owed: (amount) => `Il manque exactement ${amount} sur votre compte.`,
    coming: (many) =>
      `Le montant payé est suffisant\u202f; ${many ? 'vos sites reviennent' : 'votre site revient'} en ligne dans un instant.`,
    suspendedUpstream: (many) =>
      `${many ? 'Vos sites sont suspendus' : 'Votre site est suspendu'}, et le service de l’hébergeur est lui aussi ` +
      'interrompu.',
    held: (many) =>
      `Nous avons suspendu ${many ? 'vos sites' : 'votre site'} manuellement\u202f; demandez-nous ce qu’il faut faire.`,
    upstream: (many) =>
      `${many ? 'Vos sites sont' : 'Votre site est'} hors ligne pour le moment, car le service de l’hébergeur est ` +
      'interrompu.',
    owing: (amount) => `Il manque exactement ${amount}\u202f; merci de payer bientôt.`,
    exempt: (amount, moment) =>
      `Il manque exactement ${amount}\u202f; comme convenu, nous attendons votre paiement jusqu’au ${moment}.`,
    delayed: (many, amount, moment) =>
      `Il manque exactement ${amount}. Sans paiement, ${many ? 'vos sites restent' : 'votre site reste'} en ligne ` +
      `jusqu’au ${moment} environ.`,
    closedOwing: (amount) => `Le compte est clos, et ${amount} restent dus. Merci de régler ce montant.`,
    closedCredit: (amount) =>
      `Le compte est clos avec un crédit de ${amount}. Répondez à cet e-mail pour nous dire où l’envoyer.`,
    closedDisputed: (amount) =>
      `Le compte est clos. Des paiements d’un montant de ${amount} sont contestés\u202f; nous saurons ce qui est dû ` +
      'quand le litige sera tranché.',
    closedEven: 'Le compte est clos, et rien n’est dû de part ni d’autre.',
  },
  allClear: {
    subject: (sites) => `${sites}\u202f: notre avertissement n’est plus valable`,
    lead: 'Nous vous avions avertis que votre crédit serait bientôt épuisé. Ce n’est plus le cas.',
  },
  suspended: {
    subject: (sites, many, amount) =>
      `${sites} ${many ? 'sont suspendus' : 'est suspendu'}\u202f; ${amount} pour revenir en ligne`,
    subjectPlain: (sites, many) => `${sites} ${many ? 'sont suspendus' : 'est suspendu'}`,
    subjectOver: (sites, many) => `${sites} ${many ? 'ont été suspendus' : 'a été suspendu'}`,
    whyUsed: 'Le crédit est épuisé.',
    whyDisputed: 'Un paiement est contesté et ne compte pas pour l’instant. Le reste du crédit est épuisé.',
    visitors: 'Une courte notice s’affiche désormais à la place de vos pages\u202f; rien n’est supprimé.',
    comesBack: (many) =>
      `${many ? 'Vos sites reviennent' : 'Votre site revient'} en ligne dès qu’un montant suffisant est payé.`,
    held: (many) =>
      `Nous avons aussi suspendu ${many ? 'vos sites' : 'votre site'} manuellement\u202f; un paiement seul ne ` +
      `${many ? 'les' : 'le'} remet donc pas en ligne. Demandez-nous ce qu’il faut faire.`,
    upstream: (many) =>
      `Le service de l’hébergeur est lui aussi interrompu\u202f: ${many ? 'vos sites reviennent' : 'votre site revient'} ` +
      'en ligne quand il est rétabli et qu’un montant suffisant est payé.',
    was: 'Le crédit était épuisé, et une courte notice s’affichait à la place de vos pages.',
    wasHeld: (many) =>
      `Nous avions suspendu ${many ? 'vos sites' : 'votre site'} manuellement, et une courte notice s’affichait à la ` +
      'place de vos pages.',
    isBack: (many) =>
      `${many ? 'Vos sites sont' : 'Votre site est'} de nouveau en ligne\u202f; rien n’a été perdu.`,
  },
  reactivated: {
    subject: (sites, many) => `${sites} ${many ? 'sont' : 'est'} de nouveau en ligne. Merci.`,
    subjectPlain: (sites, many) => `${sites} ${many ? 'sont' : 'est'} de nouveau en ligne`,
    subjectUpstream: (sites) => `${sites}\u202f: votre propre compte est réactivé`,
    subjectOver: (sites, many) =>
      `${sites} ${many ? 'ont été' : 'a été'} de nouveau en ligne pendant un temps`,
    lead: (many) =>
      `${many ? 'Vos sites sont' : 'Votre site est'} de nouveau visible${many ? 's' : ''}\u202f; rien n’a été perdu.`,
    ended: () => 'Votre propre compte n’est plus suspendu\u202f; rien n’a été perdu.',
    over: (many) =>
      `${many ? 'Vos sites ont été' : 'Votre site a été'} de nouveau visible${many ? 's' : ''} pendant un temps, ` +
      `mais ne ${many ? 'le sont' : 'l’est'} plus maintenant.`,
    until: (day) => `Au rythme actuel, votre crédit suffit jusqu’au ${day} environ.`,
    endless: 'Au rythme actuel, votre crédit suffit pour plus d’un an.',
  },
  receipt: {
    subject: (amount) => `Nous avons reçu ${amount}. Merci.`,
    subjectShort: (amount, shortBy) => `Nous avons reçu ${amount}\u202f; il manque encore ${shortBy}`,
    subjectReversed: (amount) => `Votre paiement de ${amount} n’est pas pris en compte`,
    lead: (sites) => `Le paiement est crédité sur votre compte pour ${sites}.`,
    leadReversed: (sites) =>
      `Ce paiement avait été crédité sur votre compte pour ${sites} et a depuis été annulé.`,
    short: 'Merci. Le paiement ne suffit pas encore.',
  },
  statement: {
    subject: (days, amount) => `Relevé ${days}\u202f: solde final ${amount}`,
    subjectInvoice: (number, days, amount) => `Facture ${number}, ${days}\u202f: solde final ${amount}`,
    lead: (days, sites) => `Voici votre relevé pour la période ${days}, pour ${sites}.`,
    attached: (list) => `En pièce jointe, au format PDF\u202f: ${list}.`,
    documents: {
      invoice: (number) => `facture ${number}`,
      'credit-note': (number) => `facture d’avoir ${number}`,
      prepayment: (number) => `facture d’acompte ${number}`,
      receipt: (number) => `reçu ${number}`,
    },
    what: 'Libellé',
    amountIn: (currency) => `Montant ${currency}`,
    charges: 'Prestations',
    tax: 'Taxes',
    corrections: 'Corrections',
    payments: 'Paiements',
    reference: 'Votre référence de paiement\u202f:',
    nothing: 'Rien n’a été facturé et rien n’a été payé.',
    asFile: 'Le relevé numéroté en PDF\u202f:',
  },

  users: {
    site: 'Site',
    group: 'Votre groupe',
    linkEnds: 'Lien valable jusqu’au',
    openAddress: 'Si le bouton ne fonctionne pas, ouvrez cette adresse\u202f:',
    worksOnce:
      'Le lien ne fonctionne qu’une fois. Gardez-le pour vous\u202f: toute personne qui l’ouvre peut choisir le mot de passe.',
    linkNotKept: '(le lien n’est pas conservé)',
  },
  invitation: {
    subject: (site) => `Votre accès à ${site}`,
    lead: (site, invitedBy) =>
      invitedBy === null
        ? `Un accès à ${site} vous attend. Choisissez un mot de passe pour l’utiliser.`
        : `${invitedBy} vous invite à rejoindre ${site}. Choisissez un mot de passe pour vous connecter.`,
    button: 'Choisir un mot de passe',
    preview: (until) => `Choisissez un mot de passe avant le ${until}.`,
    unexpected:
      'Si vous n’attendiez pas cet e-mail, n’en tenez pas compte\u202f: sans le lien, l’accès est inutilisable.',
    because: (site) => `Vous recevez cet e-mail en raison d’une invitation à rejoindre ${site}.`,
  },
  passwordReset: {
    subject: (site) => `Nouveau mot de passe pour ${site}`,
    lead: (site) =>
      `Un nouveau mot de passe a été demandé pour votre accès à ${site}. Si c’est bien vous, choisissez-en un maintenant.`,
    button: 'Choisir un nouveau mot de passe',
    preview: (until) => `Choisissez-en un avant le ${until}.`,
    unexpected:
      'Si ce n’est pas vous, ne tenez pas compte de cet e-mail\u202f: votre mot de passe reste le même.',
    because: (site) => `Vous recevez cet e-mail parce que vous avez un accès à ${site}.`,
  },
  loginChanged: {
    subject: {
      email: (site) => `Votre accès à ${site} a une autre adresse e-mail`,
      password: (site) => `Votre mot de passe pour ${site} a été modifié`,
      'second-factor': (site) => `Votre accès à ${site} demande désormais un code`,
      'second-factor-removed': (site) => `Votre accès à ${site} ne demande plus de code`,
    },
    lead: {
      email: (site) =>
        `L’adresse e-mail de votre accès à ${site} a été modifiée. Celle-ci ne permet plus de se connecter.`,
      password: (site) => `Le mot de passe de votre accès à ${site} a été modifié.`,
      'second-factor': (site) =>
        `Désormais, votre accès à ${site} demande un code de votre application en plus du mot de passe.`,
      'second-factor-removed': (site) =>
        `Le second facteur de votre accès à ${site} a été retiré\u202f: le mot de passe seul suffit désormais.`,
    },
    when: 'Quand',
    preview: 'Si c’est bien vous, vous n’avez rien à faire.',
    unexpected: {
      lost: 'Si ce n’est pas vous, répondez immédiatement à cet e-mail\u202f: une autre personne peut se connecter, et vous ne le pouvez plus.',
      held: 'Si ce n’est pas vous, choisissez immédiatement un nouveau mot de passe. Toutes les sessions ouvertes avec votre accès seront fermées.',
    },
  },
  impersonation: {
    subject: (from, site) => `${from} agit au nom du propriétaire de ${site}`,
    lead: (from, site) =>
      `Le propriétaire de ${from} voit maintenant ${site} comme vous le voyez, pour vérifier quelque chose ou pour vous ` +
      'aider. Vous n’avez rien à faire\u202f; cet e-mail est envoyé pour information.',
    who: 'Qui',
    since: 'Depuis le',
    endsAt: 'Fin au plus tard le',
    preview: (moment) => `Fin au plus tard le ${moment}.`,
    limits:
      'Cette personne agit sous son propre nom, et tout ce qu’elle fait figure dans le journal de votre site. Elle ne ' +
      'peut pas toucher aux mots de passe, aux adresses e-mail, aux utilisateurs, aux groupes, aux clés d’API ni aux ' +
      'cartes enregistrées.',
    button: 'Lire le journal',
    code: 'Dans vos réglages, vous choisissez si un code de votre part est nécessaire pour cela.',
  },
  upstream: {
    subject: (site) =>
      `${site} est hors ligne pour le moment\u202f: le service de l’hébergeur est interrompu`,
    lead: (site, host) =>
      `Le service de votre hébergeur, ${host}, est interrompu, et ${site} avec lui. Une courte notice s’affiche à la ` +
      'place de vos pages.',
    host: 'Votre hébergeur',
    since: 'Hors ligne depuis le',
    preview: 'Le service de votre hébergeur est interrompu\u202f; rien n’est supprimé.',
    nothingOwed: 'Votre propre compte n’en est pas la cause.',
    missing: (amount) => `Il manque par ailleurs exactement ${amount} sur votre propre compte.`,
    ownSuspended: (amount) =>
      `Votre propre compte est lui aussi suspendu, et il y manque exactement ${amount}. Votre site revient en ligne dès ` +
      'que ce montant est payé et que le service de votre hébergeur est rétabli.',
    ownHeld: 'Votre propre compte est lui aussi suspendu, manuellement\u202f; demandez ce qu’il faut faire.',
    back:
      'Rien n’est supprimé, et votre site revient en ligne de lui-même dès que le service de votre hébergeur est rétabli, ' +
      'sauf s’il est alors suspendu pour une autre raison.',
    ask: (host, ways) => `Pour en savoir plus, contactez ${host}\u202f: ${ways}.`,
  },
  breaker: {
    subject: (site, accounts) =>
      accounts === 0
        ? `Les suspensions de ${site} sont en pause`
        : `Les suspensions de ${site} sont en pause\u202f: ${accounts} ${accounts === 1 ? 'client reste' : 'clients restent'} en ligne`,
    preview: 'Rien n’est perdu. Merci de vérifier et de décider.',
    lead: (suspended, active, allowed) =>
      `En une heure, ${suspended} de vos ${active} clients actifs ont été suspendus. D’autres suspensions dépasseraient ` +
      `les ${allowed} que vous autorisez. Il est rare qu’autant de clients cessent de payer en même temps\u202f; aucun ` +
      'autre site n’est donc suspendu avant votre décision.',
    leadReminder: (accounts) =>
      `Les suspensions sont toujours en pause, et ${accounts} de vos clients ${accounts === 1 ? 'reste' : 'restent'} en ` +
      `ligne sous ${accounts === 1 ? 'sa' : 'leur'} limite jusqu’à votre décision. D’ici là, vous recevez cet e-mail une ` +
      'fois par jour.',
    since: 'En pause depuis le',
    suspendedWithinHour: 'Suspendus dans l’heure précédente',
    of: (suspended, active) => `${suspended} sur ${active}`,
    kept: 'En ligne sous leur limite',
    count: (accounts, sites) =>
      `${accounts} ${accounts === 1 ? 'client' : 'clients'} avec ${sites} ${sites === 1 ? 'site' : 'sites'}`,
    others: (count) => `${count} ${count === 1 ? 'autre' : 'autres'}`,
    names: (names) => `Restent en ligne\u202f: ${names}.`,
    button: 'Vérifier les suspensions',
    likely:
      'Un client a-t-il été facturé par erreur, ou une formule remplacée\u202f? Les paiements arrivent-ils\u202f? Une ' +
      'ancienne base de données a-t-elle été restaurée\u202f? Si tout est correct, un clic fait reprendre les ' +
      'suspensions\u202f; un autre exempte ces clients jusqu’à la date de votre choix.',
    meanwhile:
      'La facturation, les paiements, les avertissements et les réactivations continuent normalement.',
  },
  silence: {
    subject: (name, count) =>
      count === 1 ? `${name} n’envoie plus de relevés` : `${count} sites n’envoient plus de relevés`,
    preview: (many) =>
      `${many ? 'Leurs' : 'Ses'} compteurs avaient toujours relevé de la consommation, mais n’envoient plus rien.`,
    lead: (many) =>
      `Depuis plusieurs jours, aucune consommation n’est relevée pour ${many ? 'ces sites' : 'ce site'}, alors que ` +
      `${many ? 'leurs' : 'ses'} compteurs en avaient toujours relevé.`,
    lastReport: (meters, day) => `${meters}, la dernière fois le ${day}`,
    others: (count) => `Et ${count} ${count === 1 ? 'autre site' : 'autres sites'}.`,
    button: 'Voir les compteurs',
    check: (many) =>
      many
        ? 'Si de nombreux sites s’arrêtent en même temps, le programme qui relève leur consommation s’est probablement ' +
          'arrêté\u202f: vérifiez-le d’abord.'
        : 'Le programme qui relève sa consommation fonctionne-t-il encore, et trouve-t-il toujours son journal\u202f?',
    meanwhile:
      'Une consommation qui n’est pas relevée n’est pas facturée. Si elle est relevée dans les 60 jours, elle est ' +
      'facturée comme d’habitude. D’ici là, les prévisions supposent la même consommation qu’avant. Si tout est normal, ' +
      'vous n’avez rien à faire.',
  },
  webhookOff: {
    subject: (host) => `Plus aucun événement n’est envoyé à ${host}`,
    failed: (host) => `${host} n’a reçu aucun événement depuis cinq jours ; plus rien ne lui est envoyé.`,
    gone: (host) => `${host} a répondu que l’adresse n’existe plus (410) ; plus rien ne lui est envoyé.`,
    answer: 'Dernière réponse',
    button: 'Voir les webhooks',
    after:
      'Si vous le réactivez, il reçoit tous les événements survenus depuis, dans l’ordre. Les débits, les paiements et les e-mails continuent comme d’habitude.',
  },
  morning: {
    subject: (today, tomorrow) => {
      const clients = (count: number): string =>
        count === 1 ? '1 client à suspendre' : `${count} clients à suspendre`;
      if (today === 0) return `${clients(tomorrow)} demain`;
      return `${clients(today)} aujourd’hui${tomorrow === 0 ? '' : `, ${tomorrow} demain`}`;
    },
    lead: (today, tomorrow) => {
      const clients = (count: number): string =>
        count === 1 ? '1 client doit être suspendu' : `${count} clients doivent être suspendus`;
      const unless = 'sauf changement';
      if (today === 0) return `${clients(tomorrow)} demain, ${unless}.`;
      return `${clients(today)} aujourd’hui${tomorrow === 0 ? '' : ` et ${tomorrow} demain`}, ${unless}.`;
    },
    when: (day, time) => `${day === 'today' ? 'aujourd’hui' : 'demain'} vers ${time}`,
    heldBack: 'reste en ligne tant que les suspensions sont en pause',
    balance: (amount) => `solde ${amount}`,
    keepsUp: (amount) => `en ligne 30 jours avec ${amount}`,
    notices: { week: 'avis à une semaine', day: 'avis à un jour', reactivated: 'e-mail de réactivation' },
    notice: (notice, state, moment) =>
      state === 'waiting'
        ? `${notice} pas encore accepté par le serveur de messagerie`
        : `${notice} ${state === 'accepted' ? 'envoyé' : 'refusé'} ${moment}`,
    noNotice: 'aucun avis envoyé',
    others: (count) => `Et ${count} ${count === 1 ? 'autre' : 'autres'}.`,
    button: 'Voir la liste du matin',
    added: (day, names) => `Nouveau depuis le ${day}\u202f: ${names}.`,
    left: (list) => `Ne figurent plus sur la liste\u202f: ${list}.`,
    reasons: {
      paid: (name, amount) => `${name} a payé ${amount}`,
      suspended: (name) => `${name} est suspendu`,
      held: (name) => `${name} est suspendu manuellement`,
      closed: (name) => `le compte de ${name} est clos`,
      exempt: (name, day) => `${name} a un délai jusqu’à la fin du ${day}`,
      later: (name, day) => `${name} est maintenant prévu le ${day}`,
      notDue: (name) => `${name} n’est pas concerné pour l’instant`,
    },
    act: 'Sur la page, vous pouvez accorder un délai à un client, le suspendre manuellement ou désactiver cet e-mail.',
    because: (site) => `Vous recevez cet e-mail parce que vous avez demandé la liste du matin de ${site}.`,
  },
  promise: {
    subject: (name, days) => `${name} a demandé un délai de ${days} ${days === 1 ? 'jour' : 'jours'}`,
    preview: (day) => `Comme vos réglages le permettent, le client a jusqu’à la fin du ${day}.`,
    lead: (wasSuspended, day) =>
      'Le client a demandé un délai de paiement et l’a obtenu, comme vos réglages le permettent. ' +
      `Le site ${wasSuspended ? 'est réactivé et ' : ''}n’est pas suspendu pour sa limite avant la fin du ${day}.`,
    client: 'Client',
    until: 'Jusqu’à la fin du',
    button: 'Voir le compte',
    then:
      'Sans paiement d’ici là, le site est suspendu comme d’habitude. Sur la page du compte, vous pouvez modifier ce ' +
      'délai ou y mettre fin.',
  },
  becauseOwner: (site) => `Vous recevez cet e-mail parce que vous êtes propriétaire de ${site}.`,
};
