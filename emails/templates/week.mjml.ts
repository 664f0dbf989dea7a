import { KEEPS_FOR, letterTemplate, paragraph, PAYMENT, ROWS } from './frame.js';

export const weekTemplate = letterTemplate(`
        ${paragraph('lead')}
        ${ROWS}
        ${KEEPS_FOR}
        ${PAYMENT}
        ${paragraph('afterwards')}
        ${paragraph('justPaid')}`);
