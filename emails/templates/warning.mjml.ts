import { KEEPS_FOR, emailLayout, paragraph, PAYMENT, ROWS } from './layout.js';

/** Of a week ahead and of a day ahead: what differs stands in the texts. */
export const warningTemplate = emailLayout(`
        ${paragraph('lead')}
        ${ROWS}
        ${KEEPS_FOR}
        ${PAYMENT}
        ${paragraph('afterwards')}
        ${paragraph('justPaid')}`);
