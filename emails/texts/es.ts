import type { Texts } from './en.js';

const METHODS: ReadonlyMap<string, string> = new Map([
  ['bank', 'transferencia'],
  ['bank-transfer', 'transferencia'],
  ['bank_transfer', 'transferencia'],
  ['bank transfer', 'transferencia'],
  ['card', 'tarjeta'],
  ['cash', 'efectivo'],
  ['stripe', 'tarjeta'],
]);

/** Cities whose Spanish name differs from the zone's. */
const PLACES: Readonly<Record<string, string>> = {
  Amsterdam: 'Ámsterdam',
  Athens: 'Atenas',
  Berlin: 'Berlín',
  Bogota: 'Bogotá',
  Brussels: 'Bruselas',
  Bucharest: 'Bucarest',
  Copenhagen: 'Copenhague',
  Dublin: 'Dublín',
  Lisbon: 'Lisboa',
  London: 'Londres',
  Luxembourg: 'Luxemburgo',
  'Mexico City': 'Ciudad de México',
  Moscow: 'Moscú',
  'New York': 'Nueva York',
  Paris: 'París',
  Prague: 'Praga',
  Rome: 'Roma',
  Stockholm: 'Estocolmo',
  Vienna: 'Viena',
  Warsaw: 'Varsovia',
  Zurich: 'Zúrich',
};

/** The emails in Spanish. The subject "Su cuenta" is feminine and a site is not: no text depends on which it is. */
export const es: Texts = {
  hello: (name) => `Hola, ${name}:`,
  sites: (names, atStart) => {
    const [first, second] = names;
    if (first === undefined) return atStart ? 'Su cuenta' : 'su cuenta';
    if (second === undefined) return first;
    // "y" becomes "e" before the same sound.
    if (names.length === 2) return `${first} ${/^h?[ií](?![aeou])/i.test(second) ? 'e' : 'y'} ${second}`;
    return `${atStart ? 'Sus' : 'sus'} ${names.length} sitios web`;
  },
  zone: (place, isPlace) => (isPlace ? `hora de ${PLACES[place] ?? place}` : place),
  moment: (day, time, zone) => `${day}, ${time} (${zone})`,
  colon: ':',

  labels: {
    sites: 'Sitios web',
    balanceNow: 'Saldo, descontado el consumo actual',
    disputed: 'En disputa (no cuenta)',
    creditLimit: 'Límite de crédito',
    toBeHeld: 'Saldo mínimo',
    limitDate: 'Saldo agotado hacia el',
    exemptionEnds: 'Esperamos hasta el',
    suspendedSince: 'Suspensión desde el',
    suspendedFrom: 'Suspensión a partir del',
    suspendedUntil: 'hasta el',
    owed: 'Importe exacto que falta',
    onlineSince: 'Reactivación el',
    lastsUntil: 'Su saldo alcanza hasta el (aprox.)',
    noEnd: 'más de un año',
    amount: 'Importe recibido',
    method: 'Forma de pago',
    reference: 'Referencia',
    receivedAt: 'Recibido el',
    entryNumber: 'Apunte',
    balanceAfter: 'Saldo tras el pago',
    balanceWithout: 'Saldo actual',
    openingBalance: 'Saldo inicial',
    closingBalance: 'Saldo final',
    total: 'Total',
  },
  entryNumber: (number) => `n.º ${number}`,
  plannedCharge: (description, day) => `${description}, previsto para el ${day}`,
  pace: (observedDays) => {
    if (observedDays <= 0) return 'Coste por día, según su tarifa';
    if (observedDays >= 28) return 'Coste por día, en las últimas cuatro semanas';
    return observedDays === 1
      ? 'Coste por día, a partir de un día'
      : `Coste por día, en los últimos ${observedDays} días`;
  },
  reported: {
    label: 'El consumo se notifica',
    every: (every, next) => {
      if (every === 'week') return `una vez a la semana, la próxima hacia el ${next}`;
      if (every === 'month') return `una vez al mes, la próxima hacia el ${next}`;
      return `cada ${every.days} días, la próxima vez hacia el ${next}`;
    },
  },
  method: (method) => METHODS.get(method) ?? method,
  quantity: (quantity, unit) => (unit === '' ? quantity : `${quantity} ${unit}`),
  bytes: (short, exact) => `${short} (${exact})`,

  keepsFor: {
    title: (many) => `Para que ${many ? 'sus sitios web sigan' : 'su sitio web siga'} en línea`,
    titleSuspended: (many) =>
      many
        ? 'Pague ahora para que sus sitios web vuelvan a estar en línea y lo sigan estando'
        : 'Pague ahora para que su sitio web vuelva a estar en línea y lo siga estando',
    titleAccount: 'Pague ahora para cubrir su cuenta',
    until: (moment) => `hasta aproximadamente el ${moment}`,
    forNow: 'hasta nuevo aviso',
    span: (days) => {
      if (days >= 28 && days <= 31) return 'durante un mes';
      if (days >= 89 && days <= 92) return 'durante 3 meses';
      if (days >= 365 && days <= 366) return 'durante un año';
      return days === 1 ? 'durante un día' : `durante ${days} días`;
    },
    preview: (amount, span, many) =>
      `Con ${amount}, ${many ? 'sus sitios web siguen' : 'su sitio web sigue'} en línea ${span}.`,
  },
  pay: {
    title: 'Cómo pagar',
    button: 'Pagar en línea',
    otherWays: 'Otras formas:',
    ask: (email) => `Escriba a ${email} y le diremos cómo hacerlo.`,
    reference: 'Referencia:',
    holder: 'Titular de la cuenta:',
    transfer: (amount) =>
      `O escanee este código con la aplicación de su banco. Rellena el importe de ${amount}, nuestra cuenta y su referencia.`,
    justPaid: '¿Acaba de pagar? Entonces no tenga en cuenta este mensaje.',
  },
  footer: {
    because: (sites) => `Recibe este mensaje porque paga por ${sites}.`,
    becauseAccount: 'Recibe este mensaje porque tiene una cuenta con nosotros.',
    questions: '¿Tiene preguntas? Responda a este mensaje.',
  },

  week: {
    subject: (sites, _many, day) => `${sites}: pago necesario hacia el ${day}`,
    subjectExemption: (sites, _many, day) => `${sites}: pago necesario antes del ${day}`,
    afterwards: (many) =>
      'Si no se paga nada, le escribiremos de nuevo un día antes de la suspensión. Después, los visitantes verán un breve ' +
      `aviso en lugar de sus páginas. No se borra nada, y ${many ? 'sus sitios web vuelven' : 'su sitio web vuelve'} en ` +
      'cuanto se pague lo suficiente.',
    afterwardsUpstream: (many) =>
      'Si no se paga nada, le escribiremos de nuevo un día antes de la suspensión. Después, también su propia cuenta ' +
      `queda suspendida. No se borra nada, y ${many ? 'sus sitios web vuelven' : 'su sitio web vuelve'} en cuanto se ` +
      'pague lo suficiente y se restablezca el servicio del proveedor.',
  },
  day: {
    subject: (sites, _many, moment) => `${sites}: suspensión hacia el ${moment}`,
    subjectExemption: (sites, _many, moment) => `${sites}: suspensión el ${moment}`,
    subjectUpstream: (sites, _many, moment) => `${sites}: pago necesario hacia el ${moment}`,
    afterwardsUpstream: (many) =>
      'Si no se paga nada hasta entonces, también su propia cuenta queda suspendida. No se borra nada, y ' +
      `${many ? 'sus sitios web vuelven' : 'su sitio web vuelve'} en cuanto se pague lo suficiente y se restablezca el ` +
      'servicio del proveedor.',
    afterwards: (many) =>
      'Si no se paga nada hasta entonces, los visitantes verán un breve aviso en lugar de sus páginas. No se borra nada, ' +
      `y ${many ? 'sus sitios web vuelven' : 'su sitio web vuelve'} en cuanto se pague lo suficiente.`,
  },
  why: {
    traffic: (moment) => `Al ritmo actual, su saldo se agotará hacia el ${moment}.`,
    between: (earliest, latest, moment) =>
      `Al ritmo actual, su saldo se agotará entre el ${earliest} y el ${latest}, lo más probable hacia el ${moment}.`,
    recurring: (moment) => `Los costes fijos de su tarifa agotarán su saldo hacia el ${moment}.`,
    charge: (description, day) =>
      `Para el ${day} está previsto un cargo, «${description}», y su saldo no lo cubre.`,
    exemption: (until) => `Su saldo se ha agotado. Según lo acordado, esperamos su pago hasta el ${until}.`,
    exemptionAfter: (moment, until) =>
      `Al ritmo actual, su saldo se agotará hacia el ${moment}. Según lo acordado, esperamos su pago hasta el ${until}.`,
    policy: (many, until) =>
      `Su saldo se ha agotado. Sin un pago, ${many ? 'sus sitios web se suspenderán' : 'su sitio web se suspenderá'} hacia el ${until}.`,
    policyAfter: (many, moment, until) =>
      `Al ritmo actual, su saldo se agotará hacia el ${moment}. Sin un pago, ` +
      `${many ? 'sus sitios web se suspenderán' : 'su sitio web se suspenderá'} hacia el ${until}.`,
    topUpInTime: 'Si recarga su cuenta antes, nada cambia para sus visitantes.',
    payInTime: 'Si paga antes, nada cambia para sus visitantes.',
    upstream: (many) =>
      `De todos modos, ${many ? 'sus sitios web están' : 'su sitio web está'} fuera de línea por ahora, porque el ` +
      'servicio del proveedor está interrumpido. Un pago mantiene su propia cuenta en regla.',
  },
  now: {
    fine: 'Ahora no tiene que hacer nada. Cuando sea necesario un pago, le escribiremos a tiempo.',
    unforeseen: 'En este momento no se puede saber cuánto durará su saldo.',
    disputed: (amount) => `Hay pagos en disputa por ${amount} que de momento no cuentan.`,
    soon: (many, moment) =>
      `Sin un pago, ${many ? 'sus sitios web siguen' : 'su sitio web sigue'} en línea hasta aproximadamente el ${moment}.`,
    suspended: (many, amount, until) =>
      `${many ? 'Sus sitios web están suspendidos' : 'Su sitio web está suspendido'}. Un pago de ${amount} ahora ` +
      `${many ? 'los' : 'lo'} reactiva` +
      (until === null ? '.' : ` y alcanza hasta aproximadamente el ${until}.`),
    exact: (amount, until) =>
      `Faltan exactamente ${amount}; este importe por sí solo alcanzaría hasta aproximadamente el ${until}.`,
    owed: (amount) => `En su cuenta faltan exactamente ${amount}.`,
    coming: (many) =>
      `Se ha pagado lo suficiente; ${many ? 'sus sitios web vuelven' : 'su sitio web vuelve'} en un momento.`,
    suspendedUpstream: (many) =>
      `${many ? 'Sus sitios web están suspendidos' : 'Su sitio web está suspendido'}, y además el servicio del proveedor ` +
      'está interrumpido.',
    held: (many) =>
      `Hemos suspendido ${many ? 'sus sitios web' : 'su sitio web'} manualmente; pregúntenos qué es necesario.`,
    upstream: (many) =>
      `${many ? 'Sus sitios web están' : 'Su sitio web está'} fuera de línea por ahora, porque el servicio del ` +
      'proveedor está interrumpido.',
    owing: (amount) => `Faltan exactamente ${amount}; le rogamos que pague pronto.`,
    exempt: (amount, moment) =>
      `Faltan exactamente ${amount}; según lo acordado, esperamos su pago hasta el ${moment}.`,
    delayed: (many, amount, moment) =>
      `Faltan exactamente ${amount}. Sin un pago, ${many ? 'sus sitios web siguen' : 'su sitio web sigue'} en línea ` +
      `hasta aproximadamente el ${moment}.`,
    closedOwing: (amount) =>
      `La cuenta está cerrada y quedan ${amount} pendientes. Le rogamos que los pague.`,
    closedCredit: (amount) =>
      `La cuenta está cerrada con un saldo a su favor de ${amount}. Responda e indíquenos adónde enviarlo.`,
    closedDisputed: (amount) =>
      `La cuenta está cerrada. Hay pagos en disputa por ${amount}; sabremos lo que se debe cuando se resuelva la disputa.`,
    closedEven: 'La cuenta está cerrada y no queda nada pendiente por ninguna de las partes.',
  },
  allClear: {
    subject: (sites) => `${sites}: nuestro aviso ya no es válido`,
    lead: 'Le habíamos avisado de que su saldo se agotaría pronto. Ya no es así.',
  },
  suspended: {
    subject: (sites, _many, amount) => `${sites}: servicio suspendido; con ${amount} se reactiva`,
    subjectPlain: (sites) => `${sites}: servicio suspendido`,
    subjectOver: (sites) => `${sites}: el servicio estuvo suspendido`,
    whyUsed: 'El saldo se ha agotado.',
    whyDisputed: 'Un pago está en disputa y de momento no cuenta. El resto del saldo se ha agotado.',
    visitors: 'Los visitantes ven ahora un breve aviso en lugar de sus páginas; no se borra nada.',
    comesBack: (many) =>
      `${many ? 'Sus sitios web vuelven' : 'Su sitio web vuelve'} en cuanto se pague lo suficiente.`,
    held: (many) =>
      `También hemos suspendido ${many ? 'sus sitios web' : 'su sitio web'} manualmente, así que un pago por sí solo no ` +
      `${many ? 'los' : 'lo'} reactiva: pregúntenos qué es necesario.`,
    upstream: (many) =>
      `El servicio del proveedor también está interrumpido: ${many ? 'sus sitios web vuelven' : 'su sitio web vuelve'} ` +
      'cuando se restablezca y se pague lo suficiente.',
    was: 'El saldo se había agotado, y los visitantes veían un breve aviso en lugar de sus páginas.',
    wasHeld: (many) =>
      `Habíamos suspendido ${many ? 'sus sitios web' : 'su sitio web'} manualmente, y los visitantes veían un breve aviso ` +
      'en lugar de sus páginas.',
    isBack: (many) =>
      `${many ? 'Sus sitios web vuelven' : 'Su sitio web vuelve'} a estar en línea; no se ha perdido nada.`,
  },
  reactivated: {
    subject: (sites) => `${sites}: de nuevo en línea. Gracias.`,
    subjectPlain: (sites) => `${sites}: de nuevo en línea`,
    subjectUpstream: (sites) => `${sites}: su propia cuenta se ha reactivado`,
    subjectOver: (sites) => `${sites}: de nuevo en línea durante un tiempo`,
    lead: (many) =>
      `Los visitantes vuelven a ver ${many ? 'sus sitios web' : 'su sitio web'}; no se ha perdido nada.`,
    ended: () => 'Su propia cuenta ya no está suspendida; no se ha perdido nada.',
    over: (many) =>
      `Los visitantes volvieron a ver ${many ? 'sus sitios web' : 'su sitio web'} durante un tiempo, pero ahora no ` +
      `${many ? 'los' : 'lo'} ven.`,
    until: (day) => `Al ritmo actual, su saldo alcanza hasta aproximadamente el ${day}.`,
    endless: 'Al ritmo actual, su saldo alcanza para más de un año.',
  },
  receipt: {
    subject: (amount) => `Hemos recibido ${amount}. Gracias.`,
    subjectShort: (amount, shortBy) => `Hemos recibido ${amount}; aún faltan ${shortBy}`,
    subjectReversed: (amount) => `Su pago de ${amount} no cuenta`,
    lead: (sites) => `El pago se ha abonado en su cuenta de ${sites}.`,
    leadReversed: (sites) => `Este pago se había abonado en su cuenta de ${sites} y después se ha anulado.`,
    short: 'Gracias. El pago aún no es suficiente.',
  },
  statement: {
    subject: (days, amount) => `Extracto ${days}: saldo final ${amount}`,
    subjectInvoice: (number, days, amount) => `Factura ${number}, ${days}: saldo final ${amount}`,
    lead: (days, sites) => `Este es su extracto del período ${days}, de ${sites}.`,
    attached: (list) => `En PDF adjunto: ${list}.`,
    documents: {
      invoice: (number) => `factura ${number}`,
      'credit-note': (number) => `factura rectificativa ${number}`,
      prepayment: (number) => `factura de anticipo ${number}`,
      receipt: (number) => `recibo ${number}`,
    },
    what: 'Concepto',
    amountIn: (currency) => `Importe ${currency}`,
    charges: 'Cargos',
    tax: 'Impuestos',
    corrections: 'Correcciones',
    payments: 'Pagos',
    reference: 'Su referencia para los pagos:',
    nothing: 'No se ha cargado ni pagado nada.',
    asFile: 'El extracto numerado en PDF:',
  },

  users: {
    site: 'Sitio web',
    group: 'Su grupo',
    linkEnds: 'Enlace válido hasta el',
    openAddress: 'Si el botón no funciona, abra esta dirección:',
    worksOnce: 'El enlace funciona una sola vez. No lo comparta: quien lo abra podrá elegir la contraseña.',
    linkNotKept: '(el enlace no se conserva)',
  },
  invitation: {
    subject: (site) => `Su acceso a ${site}`,
    lead: (site, invitedBy) =>
      invitedBy === null
        ? `Tiene un acceso a ${site}. Elija una contraseña para usarlo.`
        : `${invitedBy} le invita a ${site}. Elija una contraseña para iniciar sesión.`,
    button: 'Elegir una contraseña',
    preview: (until) => `Elija una contraseña antes del ${until}.`,
    unexpected:
      'Si no esperaba este mensaje, no lo tenga en cuenta: sin el enlace no se puede usar el acceso.',
    because: (site) => `Recibe este mensaje porque le han invitado a ${site}.`,
  },
  passwordReset: {
    subject: (site) => `Una contraseña nueva para ${site}`,
    lead: (site) =>
      `Se ha solicitado una contraseña nueva para su acceso a ${site}. Si la ha solicitado usted, elíjala ahora.`,
    button: 'Elegir una contraseña nueva',
    preview: (until) => `Elíjala antes del ${until}.`,
    unexpected:
      'Si no la ha solicitado usted, no tenga en cuenta este mensaje: su contraseña sigue siendo la misma.',
    because: (site) => `Recibe este mensaje porque tiene un acceso a ${site}.`,
  },
  loginChanged: {
    subject: {
      email: (site) => `Su acceso a ${site} tiene otra dirección de correo`,
      password: (site) => `Se ha cambiado su contraseña de ${site}`,
      'second-factor': (site) => `Su acceso a ${site} pide ahora un código`,
      'second-factor-removed': (site) => `Su acceso a ${site} ya no pide un código`,
    },
    lead: {
      email: (site) =>
        `Se ha cambiado la dirección de correo de su acceso a ${site}. Con esta ya no puede iniciar sesión.`,
      password: (site) => `Se ha cambiado la contraseña de su acceso a ${site}.`,
      'second-factor': (site) =>
        `A partir de ahora, su acceso a ${site} pide un código de su aplicación además de la contraseña.`,
      'second-factor-removed': (site) =>
        `Se ha quitado el segundo factor de su acceso a ${site}: ahora basta con la contraseña.`,
    },
    when: 'Cuándo',
    preview: 'Si lo ha hecho usted, no tiene que hacer nada.',
    unexpected: {
      lost: 'Si no lo ha hecho usted, responda enseguida a este mensaje: otra persona puede iniciar sesión, y usted no.',
      held: 'Si no lo ha hecho usted, elija enseguida una contraseña nueva. Así se cierran todas las sesiones abiertas con su acceso.',
    },
  },
  impersonation: {
    subject: (from, site) => `${from} actúa en nombre del propietario de ${site}`,
    lead: (from, site) =>
      `El propietario de ${from} ve ahora ${site} como lo ve usted, para comprobar algo o para ayudar. No tiene que ` +
      'hacer nada; este mensaje es solo informativo.',
    who: 'Quién',
    since: 'Desde el',
    endsAt: 'Hasta el, como máximo',
    preview: (moment) => `Como máximo hasta el ${moment}.`,
    limits:
      'Actúa con su propio nombre, y todo lo que hace consta en el registro de su sitio web. No puede tocar contraseñas, ' +
      'direcciones de correo, usuarios, grupos, claves de API ni tarjetas guardadas.',
    button: 'Leer el registro',
    code: 'En su configuración puede decidir si para ello se necesita un código suyo.',
  },
  upstream: {
    subject: (site) => `${site} está fuera de línea por ahora: servicio del proveedor interrumpido`,
    lead: (site, host) =>
      `El servicio de su proveedor, ${host}, está interrumpido y, con él, ${site}. Los visitantes ven un breve aviso en ` +
      'lugar de sus páginas.',
    host: 'Su proveedor',
    since: 'Fuera de línea desde el',
    preview: 'El servicio de su proveedor está interrumpido; no se borra nada.',
    nothingOwed: 'Su propia cuenta no es el motivo.',
    missing: (amount) => `Además, en su propia cuenta faltan exactamente ${amount}.`,
    ownSuspended: (amount) =>
      `Su propia cuenta también está suspendida, y en ella faltan exactamente ${amount}. Su sitio web vuelve en cuanto ` +
      'se pague ese importe y se restablezca el servicio de su proveedor.',
    ownHeld: 'Su propia cuenta también está suspendida manualmente; pregunte qué es necesario.',
    back:
      'No se borra nada, y su sitio web vuelve por sí solo en cuanto se restablezca el servicio de su proveedor, salvo ' +
      'que para entonces esté suspendido por otro motivo.',
    ask: (host, ways) => `Si desea saber más, consulte a ${host}: ${ways}.`,
  },
  breaker: {
    subject: (site, accounts) =>
      accounts === 0
        ? `Las suspensiones de ${site} están en pausa`
        : `Las suspensiones de ${site} están en pausa: ${accounts} ${accounts === 1 ? 'cliente sigue' : 'clientes siguen'} en línea`,
    preview: 'No se ha perdido nada. Revise y decida.',
    lead: (suspended, active, allowed) =>
      `En una hora se han suspendido ${suspended} de sus ${active} clientes activos. Más suspensiones superarían las ` +
      `${allowed} que usted permite. Es raro que tantos clientes dejen de pagar a la vez, así que no se suspende ningún ` +
      'otro sitio web hasta que usted decida.',
    leadReminder: (accounts) =>
      `Las suspensiones siguen en pausa, y ${accounts} de sus clientes ${accounts === 1 ? 'sigue' : 'siguen'} en línea ` +
      'por debajo de su límite hasta que usted decida. Hasta entonces recibe este mensaje una vez al día.',
    since: 'En pausa desde el',
    suspendedWithinHour: 'Suspendidos en la hora anterior',
    of: (suspended, active) => `${suspended} de ${active}`,
    kept: 'En línea por debajo de su límite',
    count: (accounts, sites) =>
      `${accounts} ${accounts === 1 ? 'cliente' : 'clientes'} con ${sites} ${sites === 1 ? 'sitio web' : 'sitios web'}`,
    others: (count) => `${count} más`,
    names: (names) => `Siguen en línea: ${names}.`,
    button: 'Revisar las suspensiones',
    likely:
      '¿Se ha cobrado algo a un cliente por error o se ha sustituido una tarifa? ¿Llegan los pagos? ¿Se ha restaurado una ' +
      'base de datos antigua? Si todo es correcto, un clic reanuda las suspensiones; otro exime a estos clientes hasta ' +
      'el día que usted elija.',
    meanwhile: 'Los cargos, pagos, avisos y reactivaciones continúan como siempre.',
  },
  silence: {
    subject: (name, count) =>
      count === 1 ? `${name} ha dejado de enviar datos` : `${count} sitios web han dejado de enviar datos`,
    preview: (many) =>
      `${many ? 'Sus' : 'Los'} contadores siempre habían notificado consumo, pero ya no lo hacen.`,
    lead: (many) =>
      `Desde hace días no se notifica consumo de ${many ? 'estos sitios web' : 'este sitio web'}, aunque sus contadores ` +
      'siempre lo habían notificado.',
    lastReport: (meters, day) => `${meters}, la última vez el ${day}`,
    others: (count) => `Y ${count} ${count === 1 ? 'sitio web' : 'sitios web'} más.`,
    button: 'Ver los contadores',
    check: (many) =>
      many
        ? 'Si muchos sitios web se detienen a la vez, probablemente se ha detenido el programa que recoge su consumo: ' +
          'compruébelo primero.'
        : '¿Sigue en marcha el programa que recoge su consumo y encuentra todavía su registro?',
    meanwhile:
      'El consumo que no se notifica no se cobra. Si se notifica en un plazo de 60 días, se cobra como siempre. Hasta ' +
      'entonces, las previsiones suponen el mismo consumo que antes. Si todo está bien, no tiene que hacer nada.',
  },
  webhookOff: {
    subject: (host) => `Ya no se envían eventos a ${host}`,
    failed: (host) => `${host} no ha recibido ningún evento en cinco días, así que ya no se le envía nada.`,
    gone: (host) => `${host} respondió que la dirección ya no existe (410), así que ya no se le envía nada.`,
    answer: 'Última respuesta',
    button: 'Ver los webhooks',
    after:
      'Si lo vuelve a activar, recibe todos los eventos desde entonces, en su orden. Los cargos, los pagos y los correos siguen como siempre.',
  },
  morning: {
    subject: (today, tomorrow) => {
      const clients = (count: number): string =>
        `${count} ${count === 1 ? 'cliente' : 'clientes'} por suspender`;
      if (today === 0) return `${clients(tomorrow)} mañana`;
      return `${clients(today)} hoy${tomorrow === 0 ? '' : `, ${tomorrow} mañana`}`;
    },
    lead: (today, tomorrow) => {
      const clients = (count: number): string =>
        count === 1 ? '1 cliente quedará suspendido' : `${count} clientes quedarán suspendidos`;
      const unless = 'salvo que algo cambie';
      if (today === 0) return `${clients(tomorrow)} mañana, ${unless}.`;
      return `${clients(today)} hoy${tomorrow === 0 ? '' : ` y ${tomorrow} mañana`}, ${unless}.`;
    },
    when: (day, time) => `${day === 'today' ? 'hoy' : 'mañana'} hacia las ${time}`,
    heldBack: 'sigue en línea mientras las suspensiones estén en pausa',
    balance: (amount) => `saldo ${amount}`,
    keepsUp: (amount) => `con ${amount}, 30 días en línea`,
    notices: { week: 'aviso semanal', day: 'aviso del día anterior', reactivated: 'mensaje de reactivación' },
    notice: (notice, state, moment) =>
      state === 'waiting'
        ? `${notice} aún no aceptado por el servidor de correo`
        : `${notice} ${state === 'accepted' ? 'enviado' : 'rechazado'} ${moment}`,
    noNotice: 'sin aviso enviado',
    others: (count) => `Y ${count} más.`,
    button: 'Ver la lista de la mañana',
    added: (day, names) => `Nuevos desde el ${day}: ${names}.`,
    left: (list) => `Ya no están en la lista: ${list}.`,
    reasons: {
      paid: (name, amount) => `${name} ha pagado ${amount}`,
      suspended: (name) => `${name} tiene el servicio suspendido`,
      held: (name) => `${name} tiene el servicio suspendido manualmente`,
      closed: (name) => `la cuenta de ${name} está cerrada`,
      exempt: (name, day) => `${name} tiene más tiempo hasta el final del ${day}`,
      later: (name, day) => `${name} está previsto ahora para el ${day}`,
      notDue: (name) => `${name} no está previsto por ahora`,
    },
    act: 'En la página puede dar más tiempo a un cliente o suspenderlo manualmente, y desactivar este mensaje.',
    because: (site) => `Recibe este mensaje porque ha solicitado la lista de la mañana de ${site}.`,
  },
  promise: {
    subject: (name, days) => `${name} ha pedido ${days} ${days === 1 ? 'día' : 'días'} más`,
    preview: (day) => `Como permite su configuración, el cliente tiene tiempo hasta el final del ${day}.`,
    lead: (wasSuspended, day) =>
      'El cliente ha pedido más tiempo para pagar y lo ha obtenido, como permite su configuración. ' +
      `El sitio web ${wasSuspended ? 'se ha reactivado y ' : ''}no se suspende por su límite antes del final del ${day}.`,
    client: 'Cliente',
    until: 'Hasta el final del',
    button: 'Ver la cuenta',
    then:
      'Si no se paga nada hasta entonces, el sitio web se suspende como siempre. En la página de la cuenta puede cambiar ' +
      'o terminar este aplazamiento.',
  },
  becauseOwner: (site) => `Recibe este mensaje porque ${site} es de su propiedad.`,
};
