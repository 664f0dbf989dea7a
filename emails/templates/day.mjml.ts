import { KEEPS_FOR, letterTemplate, paragraph, PAYMENT, ROWS } from './frame.js';

export const dayTemplate = letterTemplate(`
        ${paragraph('lead')}
        ${ROWS}
        ${KEEPS_FOR}
        ${PAYMENT}
        ${paragraph('afterwards')}
        ${paragraph('justPaid')}`);
