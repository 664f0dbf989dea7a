import type { InvoiceTexts } from './en.js';

/** An invoice in Spanish. */
export const es: InvoiceTexts = {
  numbered: {
    invoice: (number) => `Factura ${number}`,
    'credit-note': (number) => `Factura rectificativa ${number}`,
    prepayment: (number) => `Factura de anticipo ${number}`,
  },
  due: 'Vencimiento',
  buyerReference: 'Su referencia',
  vatId: (id) => `NIF-IVA ${id}`,
  companyId: (id) => `Número de registro ${id}`,
  corrects: (documents, count) => `Rectifica ${count === 1 ? 'la factura' : 'las facturas'} ${documents}.`,
  follows: (documents, count) => `Sigue ${count === 1 ? 'al documento' : 'a los documentos'} ${documents}.`,
  document: (number, day) => `${number} del ${day}`,
  description: 'Concepto',
  price: 'Cantidad y precio',
  priceFor: (price, base) => `${price} por ${base}`,
  net: (currency) => `Neto ${currency}`,
  taxOf: 'Cuota del impuesto',
  on: 'Base imponible',
  sum: 'Total neto',
  gross: 'Importe total',
  paid: 'Pagado con el saldo',
  toPay: { invoice: 'A pagar', 'credit-note': 'Abonado', prepayment: 'A pagar' },
  account: { holder: 'Titular de la cuenta', iban: 'IBAN', bic: 'BIC' },
  dueAtOnce: 'Pago inmediato.',
  credited: 'El importe se abona en su cuenta.',
  nothingToPay: 'No queda nada por pagar.',
  isElectronic: 'Este archivo contiene también la factura como datos (factur-x.xml).',
};
