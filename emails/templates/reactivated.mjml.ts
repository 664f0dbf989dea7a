import { KEEPS_FOR, emailLayout, PAYMENT, ROWS } from './layout.js';

export const reactivatedTemplate = emailLayout(`
        <mj-text>{{lead}} {{until}}</mj-text>
        ${ROWS}
        ${KEEPS_FOR}
        <mj-raw>{{#short}}</mj-raw>
        ${PAYMENT}
        <mj-raw>{{/short}}</mj-raw>`);
