import { KEEPS_FOR, letterTemplate, paragraph, PAYMENT, ROWS } from './frame.js';

export const suspendedTemplate = letterTemplate(`
        ${paragraph('lead')}
        ${ROWS}
        ${KEEPS_FOR}
        <mj-raw>{{#asks}}</mj-raw>
        ${PAYMENT}
        ${paragraph('justPaid')}
        <mj-raw>{{/asks}}</mj-raw>`);
