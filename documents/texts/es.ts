import type { DocumentTexts } from './en.js';

/** A statement in Spanish. */
export const es: DocumentTexts = {
  numbered: (number) => `Extracto de cuenta ${number}`,
  for: 'Para',
  issued: 'Emitido el',
  period: 'Período',
  reference: 'Referencia',
  sites: 'Sitios web',
  taxNumber: (number) => `Número fiscal ${number}`,
  amountIn: (currency) => `Importe ${currency}`,
  opening: (day) => `Saldo al inicio del ${day}`,
  closing: (day) => `Saldo al final del ${day}`,
  inCredit: 'Su cuenta tiene saldo a favor.',
  owing: 'Este importe está pendiente de pago.',
  even: 'No queda nada pendiente por ninguna de las partes.',
  recurring: 'Cargos periódicos',
  usage: 'Consumo',
  limits: 'Mínimo y máximo',
  corrections: 'Correcciones',
  tax: 'Impuestos',
  payments: 'Pagos y reembolsos',
  total: 'Total',
  taxed: (net, tax, gross) => `Neto ${net} · impuesto ${tax} · bruto ${gross}`,
  rate: (name, percent) => (percent === '' ? name : `${name} ${percent.replace('.', ',')} %`),
  correcting: (rate, number) => `${rate}, corrección del extracto ${number}`,
  onTheSum: (byLine) =>
    `El impuesto se calcula sobre la suma de estos importes; sumado línea por línea era ${byLine}.`,
  untaxed: 'Sin impuesto',
  nothing: 'En este período no se ha cargado ni pagado nada.',
  howToPay: 'Cómo pagar',
  ask: (name) => `${name} le indicará adónde enviar el pago.`,
  scan: (amount) =>
    `Escanee este código con la aplicación de su banco. Rellena el importe de ${amount}, la cuenta y la referencia.`,
  quote: (reference) => `Indique la referencia ${reference} en el pago.`,
  page: (page, pages) => `Página ${page} de ${pages}`,
};
