import { letterTemplate, paragraph, PAYMENT, ROWS } from './frame.js';

export const receiptTemplate = letterTemplate(`
        ${paragraph('lead')}
        ${ROWS}
        <mj-raw>{{#short}}</mj-raw>
        ${PAYMENT}
        <mj-raw>{{/short}}</mj-raw>`);
