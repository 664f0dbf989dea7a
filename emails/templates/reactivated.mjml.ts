import { KEEPS_FOR, letterTemplate, PAYMENT, ROWS } from './frame.js';

export const reactivatedTemplate = letterTemplate(`
        <mj-text>{{lead}} {{until}}</mj-text>
        ${ROWS}
        ${KEEPS_FOR}
        <mj-raw>{{#short}}</mj-raw>
        ${PAYMENT}
        <mj-raw>{{/short}}</mj-raw>`);
