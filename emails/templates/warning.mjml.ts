import { KEEPS_FOR, letterTemplate, paragraph, PAYMENT, ROWS } from './frame.js';

/** Of a week ahead and of a day ahead: what differs stands in the texts. */
export const warningTemplate = letterTemplate(`
        ${paragraph('lead')}
        ${ROWS}
        ${KEEPS_FOR}
        ${PAYMENT}
        ${paragraph('afterwards')}
        ${paragraph('justPaid')}`);
