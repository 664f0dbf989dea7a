import { emailLayout, paragraph, PAYMENT, ROWS } from './layout.js';

export const receiptTemplate = emailLayout(`
        ${paragraph('lead')}
        ${ROWS}
        <mj-raw>{{#short}}</mj-raw>
        ${PAYMENT}
        <mj-raw>{{/short}}</mj-raw>`);
