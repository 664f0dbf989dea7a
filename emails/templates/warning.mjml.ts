import { KEEPS_FOR, emailLayout, paragraph, PAYMENT, ROWS } from './layout.js';

/** Used for the week and the day notice; only their texts differ. */
export const warningTemplate = emailLayout(`
        ${paragraph('lead')}
        ${ROWS}
        ${KEEPS_FOR}
        ${PAYMENT}
        ${paragraph('afterwards')}
        ${paragraph('justPaid')}`);
