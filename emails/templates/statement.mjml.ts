import { LEDGER_CELLS, emailLayout, paragraph, REFERENCE } from './layout.js';

const { CELL, FIGURE, INK, SECONDARY } = LEDGER_CELLS;
const HEAD = `font-size:14px;font-weight:400;border-bottom:1px solid ${INK}`;
const STRONG = 'font-weight:700';
const QUIET = `font-size:13px;line-height:18px;color:${SECONDARY}`;

/** The account's statement for one period: the opening balance, every entry, the closing balance. */
export const statementTemplate = emailLayout(`
        ${paragraph('lead')}
        <mj-table>
          <tr><th scope="col" style="${CELL};${HEAD}">{{what}}</th><th scope="col" style="${FIGURE};${HEAD}">{{amountIn}}</th></tr>
          <tr><th scope="row" style="${CELL};${STRONG}">{{opening}}</th><td style="${FIGURE};${STRONG}">{{openingBalance}}</td></tr>
          {{#nothing}}<tr><td colspan="2" style="${CELL}">{{line}}</td></tr>{{/nothing}}
          {{#groups}}<tr><th colspan="2" scope="colgroup" class="quiet" style="${CELL};padding-top:20px;font-size:14px;font-weight:400;color:${SECONDARY}">{{title}}</th></tr>
          {{#lines}}<tr><td style="${CELL}">{{description}}<br><span class="quiet" style="${QUIET}">{{detail}}</span></td><td style="${FIGURE}">{{amount}}</td></tr>
          {{/lines}}{{#hasTotal}}<tr><th scope="row" style="${CELL};font-weight:400">{{totalLabel}}</th><td style="${FIGURE}">{{total}}</td></tr>{{/hasTotal}}
          {{/groups}}
          <tr><th scope="row" style="${CELL};${STRONG};padding-top:20px">{{closing}}</th><td style="${FIGURE};${STRONG};padding-top:20px">{{closingBalance}}</td></tr>
        </mj-table>
        ${REFERENCE}
        <mj-raw>{{#files}}</mj-raw>
        <mj-text>{{asFile}} <a href="{{portal}}">{{portal}}</a></mj-text>
        <mj-raw>{{/files}}</mj-raw>`);
