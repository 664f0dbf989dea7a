import type { PublicTexts } from './en.js';

/** The pages without a login, in Dutch. */
export const nl: PublicTexts = {
  pay: {
    title: (sites) => `Betalen voor ${sites}`,
    to: (owner) => `Uw betaling gaat naar ${owner}.`,
    choose: 'Wat wilt u betalen?',
    settle: 'om het gesloten account te vereffenen',
    closed: 'Dit account is gesloten. Door een betaling komt geen website weer online.',
    restore: (until) =>
      until === null ? 'om meteen weer online te zijn' : `om meteen weer online te zijn, tot rond ${until}`,
    covers: (until) =>
      until === null
        ? 'om het openstaande bedrag te betalen'
        : `om het openstaande bedrag te betalen, tot rond ${until}`,
    exact: (amount, until) => `Er staat ${amount} open. Dat bedrag is voldoende tot rond ${until}.`,
    held: (owner) =>
      `${owner} heeft dit account geblokkeerd. Een betaling heft de blokkering niet op. Neem contact op met ${owner}.`,
    upstream:
      'De dienst van uw hostingprovider is onderbroken. Een betaling vereffent dit account, maar beëindigt de onderbreking niet.',
    span: (days) => (days <= 31 ? '1 maand online' : days <= 100 ? '3 maanden online' : '12 maanden online'),
    forecast: 'De bedragen zijn schattingen op basis van recent verbruik.',
    nothing: 'Op dit moment hoeft u niets te betalen.',
    online: (provider) => `Betalen met ${provider}`,
    transfer: 'Per overschrijving',
    account: { holder: 'Rekeninghouder', iban: 'IBAN', bic: 'BIC' },
    scan: (amount) =>
      `Scan deze code met uw bankapp. ${amount}, de rekening en het kenmerk zijn dan ingevuld.`,
    reference: 'Kenmerk',
    quote: 'Vermeld het kenmerk, met of zonder streepjes.',
    ask: (owner) => `Vraag ${owner} om de bankgegevens.`,
    thanks: 'Hartelijk dank.',
    thanksMore:
      'Zodra uw betaling is bevestigd, ontvangt u een ontvangstbewijs en worden uw websites automatisch weer online gebracht.',
    thanksClosed: 'Zodra uw betaling is bevestigd, ontvangt u een ontvangstbewijs.',
    posted: 'Uw betaling is ontvangen.',
    open: (sites) => `${sites}: online.`,
    gone: 'Deze betaallink is verlopen',
    goneMore:
      'Betaallinks zijn enkele weken geldig. Gebruik de link in uw laatste e-mail, of beantwoord die e-mail voor hulp.',
    trouble:
      'De betaling is mislukt. Er is niets betaald. Probeer het opnieuw, of betaal op een andere manier.',
  },
  promise: {
    title: 'Hebt u meer tijd nodig?',
    lead: (isSuspended, everyDays) =>
      `Uw website ${isSuspended ? 'is meteen weer online' : 'blijft online'} tot het einde van de dag die u kiest, en u ` +
      `betaalt vóór die tijd. U kunt hier eens in de ${everyDays} dagen om vragen.`,
    label: 'Hoeveel tijd',
    choice: (days, day) => `${days} ${days === 1 ? 'dag' : 'dagen'} extra, tot en met ${day}`,
    button: 'Om meer tijd vragen',
    granted: (owner) => `U hebt meer tijd. ${owner} is per e-mail op de hoogte gebracht.`,
    refused: () => 'Meer tijd was niet mogelijk.',
    exempt: (until) => `U hebt meer tijd, tot ${until}. Betaal vóór die tijd.`,
    amount: (owner, upTo) =>
      `Meer tijd is hier mogelijk tot een schuld van ${upTo}. Betaal een deel, of vraag het ${owner}.`,
    often: (owner, again) =>
      `U hebt al eerder om meer tijd gevraagd. Vanaf ${again} kunt u dat opnieuw doen. Betaal, of vraag het ${owner}.`,
  },
  suspended: {
    title: (site) => `${site} is opgeschort`,
    lead: 'Deze website is tijdelijk offline. Er is geen inhoud verloren gegaan.',
    visitor: 'Probeer het later opnieuw.',
    owner: 'Is dit uw website?',
    bringBack: 'Weer online brengen',
    contact: (sender) => `Neem contact op met ${sender} om de website weer online te brengen:`,
    contactless: (sender) => `Neem contact op met ${sender} om de website weer online te brengen.`,
  },
};
