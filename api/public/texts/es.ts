import type { PublicTexts } from './en.js';

/** The pages without a login, in Spanish. */
export const es: PublicTexts = {
  pay: {
    title: (sites) => `Pagar por ${sites}`,
    to: (owner) => `Su pago va dirigido a ${owner}.`,
    choose: '¿Qué desea pagar?',
    settle: 'para saldar la cuenta, que está cerrada',
    closed: 'Esta cuenta está cerrada. Un pago no reactiva ningún sitio web.',
    restore: (until) =>
      until === null
        ? 'para volver a estar en línea de inmediato'
        : `para volver a estar en línea de inmediato, hasta aproximadamente el ${until}`,
    covers: (until) =>
      until === null
        ? 'para pagar el importe pendiente'
        : `para pagar el importe pendiente, hasta aproximadamente el ${until}`,
    exact: (amount, until) =>
      `Hay ${amount} pendientes. Ese importe alcanza hasta aproximadamente el ${until}.`,
    held: (owner) =>
      `${owner} ha bloqueado esta cuenta. Un pago no levanta el bloqueo. Póngase en contacto con ${owner}.`,
    upstream:
      'El servicio de su proveedor está interrumpido. Un pago salda esta cuenta, pero no pone fin a la interrupción.',
    span: (days) => (days <= 31 ? '1 mes en línea' : days <= 100 ? '3 meses en línea' : '12 meses en línea'),
    forecast: 'Los importes son estimaciones basadas en el consumo reciente.',
    nothing: 'De momento no hay nada que pagar.',
    online: (provider) => `Pagar con ${provider}`,
    transfer: 'Por transferencia bancaria',
    account: { holder: 'Titular de la cuenta', iban: 'IBAN', bic: 'BIC' },
    scan: (amount) =>
      `Escanee este código con la aplicación de su banco. Rellena el importe de ${amount}, la cuenta y la referencia.`,
    reference: 'Referencia',
    quote: 'Indique la referencia, con o sin guiones.',
    ask: (owner) => `Solicite los datos bancarios a ${owner}.`,
    thanks: 'Gracias.',
    thanksMore:
      'Cuando se confirme su pago, recibirá un recibo y sus sitios web se reactivarán automáticamente.',
    thanksClosed: 'Cuando se confirme su pago, recibirá un recibo.',
    posted: 'Hemos recibido su pago.',
    open: (sites) => `${sites}: en línea.`,
    gone: 'Este enlace de pago ha caducado',
    goneMore:
      'Los enlaces de pago son válidos durante unas semanas. Use el enlace de su último mensaje o responda a ese mensaje para recibir ayuda.',
    trouble: 'El pago ha fallado. No se ha pagado nada. Inténtelo de nuevo o pague de otra forma.',
  },
  promise: {
    title: '¿Necesita más tiempo?',
    lead: (isSuspended, everyDays) =>
      `Su sitio web ${isSuspended ? 'vuelve a estar en línea de inmediato' : 'sigue en línea'} hasta el final del día que ` +
      `elija, y usted paga antes de esa fecha. Puede pedirlo una vez cada ${everyDays} días.`,
    label: 'Cuánto tiempo',
    choice: (days, day) => `${days} ${days === 1 ? 'día' : 'días'} más, hasta el ${day} incluido`,
    button: 'Pedir más tiempo',
    granted: (owner) => `Tiene más tiempo. ${owner} lo sabe por correo electrónico.`,
    refused: () => 'No ha sido posible dar más tiempo.',
    exempt: (until) => `Tiene más tiempo, hasta el ${until}. Pague antes de esa fecha, por favor.`,
    amount: (owner, upTo) =>
      `Aquí se puede dar más tiempo hasta una deuda de ${upTo}. Pague una parte o consulte a ${owner}.`,
    often: (owner, again) =>
      `Ya ha pedido más tiempo antes. Puede pedirlo de nuevo a partir del ${again}. Pague o consulte a ${owner}.`,
  },
  suspended: {
    title: (site) => `${site} está suspendido`,
    lead: 'Este sitio web está temporalmente fuera de línea. No se ha perdido ningún contenido.',
    visitor: 'Vuelva a intentarlo más tarde.',
    owner: '¿Es su sitio web?',
    bringBack: 'Reactivar',
    contact: (sender) => `Para reactivarlo, póngase en contacto con ${sender}:`,
    contactless: (sender) => `Para reactivarlo, póngase en contacto con ${sender}.`,
  },
};
