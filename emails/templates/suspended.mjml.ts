import { KEEPS_FOR, letterTemplate, paragraph, PAYMENT, ROWS } from './frame.js';

export const suspendedTemplate = letterTemplate(`
        ${paragraph('lead')}
        ${ROWS}
        ${KEEPS_FOR}
        ${PAYMENT}
        ${paragraph('justPaid')}`);
