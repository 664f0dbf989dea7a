import { KEEPS_FOR, emailLayout, paragraph, PAYMENT, ROWS } from './layout.js';

export const suspendedTemplate = emailLayout(`
        ${paragraph('lead')}
        ${ROWS}
        ${KEEPS_FOR}
        <mj-raw>{{#asks}}</mj-raw>
        ${PAYMENT}
        ${paragraph('justPaid')}
        <mj-raw>{{/asks}}</mj-raw>`);
