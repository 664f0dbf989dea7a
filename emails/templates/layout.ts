/**
 * The layout of all emails. MJML turns it into markup that mail programs support; `{{…}}` are filled later, see
 * `fillTemplate`. MJML links fonts it knows from the open internet, so only the system's are named.
 */
const SERIF = "Georgia, 'Iowan Old Style', 'Times New Roman', serif";
const SANS = "system-ui, -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif";

const INK = '#1d1b16';
const SECONDARY = '#6b665a';
const RULE = '#e3dfd3';
const CARD = '#fffefb';
const BACKGROUND = '#efece3';
/** The default accent colour; `buildEmail` replaces it with the agency's. */
export const ACCENT = '#1f5c57';
/** The button colour in the dark scheme. */
export const DARK_BUTTON = { ground: '#8cc9c1', ink: '#10201e' } as const;

/** Keeps text that is copied or dialled on one line. */
const WHOLE = 'display:inline-block;max-width:100%;overflow-wrap:anywhere';

/** The same roles in the dark scheme. Programs without dark schemes show the light one. */
const DARK = `
  @media (prefers-color-scheme: dark) {
    body, .background, .background > div { background-color: #14130f !important; }
    .card, .card > table { background-color: #1f1d18 !important; }
    .ink div, .ink td, .ink th { color: #ece8dc !important; }
    .secondary div, .ink .quiet { color: #a8a294 !important; }
    .ink td, .ink th { border-color: #3a372f !important; }
    .rule p { border-color: #3a372f !important; }
    .button td, .button a { background: ${DARK_BUTTON.ground} !important; color: ${DARK_BUTTON.ink} !important; }
  }`;

/** Wider margins on large screens. Phone programs that drop this rule keep the narrow margins. */
const WIDE =
  '@media (min-width: 560px) { .card > table > tbody > tr > td { padding: 40px 44px !important; } }';

/** The agency's own text: one paragraph with line breaks, if there is any. */
function customText(name: string, attributes = ''): string {
  return `<mj-raw>{{#${name}}}</mj-raw>
        <mj-text${attributes}>{{#lines}}{{line}}<br>{{/lines}}</mj-text>
        <mj-raw>{{/${name}}}</mj-raw>`;
}

/** A complete email around its specific part. */
export function emailLayout(body: string): string {
  return `<mjml lang="{{language}}" dir="ltr">
  <mj-head>
    <mj-title>{{subject}}</mj-title>
    <mj-preview>{{preview}}</mj-preview>
    <mj-raw>
      <meta name="color-scheme" content="light dark">
      <meta name="supported-color-schemes" content="light dark">
    </mj-raw>
    <mj-attributes>
      <mj-all font-family="${SANS}" />
      <mj-text color="${INK}" font-size="16px" line-height="24px" padding="0 0 16px" css-class="ink" />
      <mj-table color="${INK}" font-size="16px" line-height="24px" padding="0 0 24px" css-class="ink" />
      <mj-class name="sender" color="${SECONDARY}" font-size="15px" padding="0 0 20px" css-class="secondary" />
      <mj-class name="heading" font-family="${SERIF}" font-size="25px" line-height="32px" />
      <mj-class name="title" font-family="${SERIF}" font-size="19px" line-height="26px" padding="0 0 4px" />
      <mj-class name="aside" color="${SECONDARY}" font-size="14px" line-height="21px" css-class="secondary" />
      <mj-class name="footer" color="${SECONDARY}" font-size="13px" line-height="20px" padding="0 0 4px" css-class="secondary" />
    </mj-attributes>
    <mj-style>${DARK}
      ${WIDE}
      .ink div, .secondary div { overflow-wrap: anywhere; }
    </mj-style>
  </mj-head>
  <mj-body width="600px" background-color="${BACKGROUND}" css-class="background">
    <mj-section padding="16px 0" />
    <mj-section background-color="${CARD}" border-radius="6px" border-top="3px solid ${ACCENT}" padding="28px 20px" css-class="card">
      <mj-column>
        <mj-raw>{{#hasLogo}}</mj-raw>
        <mj-text padding="0 0 20px"><img src="{{logoSource}}" alt="{{senderName}}" width="{{logoWidth}}" height="{{logoHeight}}" style="display:block;border:0;max-width:100%"></mj-text>
        <mj-raw>{{/hasLogo}}{{#hasNoLogo}}</mj-raw>
        <mj-text mj-class="sender">{{senderName}}</mj-text>
        <mj-raw>{{/hasNoLogo}}</mj-raw>
        <mj-text mj-class="heading"><h1 style="margin:0;font:inherit">{{subject}}</h1></mj-text>
        <mj-text>{{hello}}</mj-text>
        ${customText('ownOpening')}
${body}
        ${customText('ownClosing')}
        <mj-divider border-width="1px" border-color="${RULE}" padding="12px 0 16px" css-class="rule" />
        <mj-text mj-class="footer">{{#contacts}}<span style="${WHOLE}">{{line}}</span> {{/contacts}}</mj-text>
        <mj-text mj-class="footer">{{because}}</mj-text>
        ${customText('ownFooter', ' mj-class="footer"')}
      </mj-column>
    </mj-section>
    <mj-section padding="16px 0" />
  </mj-body>
</mjml>`;
}

const CELL = `padding:8px 12px 8px 0;border-bottom:1px solid ${RULE};text-align:left;vertical-align:baseline;overflow-wrap:anywhere`;
const FIGURE = `padding:8px 0;border-bottom:1px solid ${RULE};text-align:right;vertical-align:baseline;white-space:nowrap;font-variant-numeric:tabular-nums`;
const FACT = `padding:8px 0;border-bottom:1px solid ${RULE};overflow-wrap:anywhere`;

/**
 * One row: a label and a value. A long value stands right of its label if there is room, and below it on a phone;
 * otherwise one long value would narrow the labels of all rows.
 */
const ROW =
  `{{#isFigure}}<tr><th scope="row" style="${CELL};font-weight:{{weight}}">{{label}}</th><td style="${FIGURE};font-weight:{{weight}}">{{value}}</td></tr>{{/isFigure}}` +
  `{{#isFact}}<tr><td colspan="2" style="${FACT};font-weight:{{weight}}">{{label}} <span style="float:right;text-align:right;padding-left:16px">{{value}}</span></td></tr>{{/isFact}}`;

/** The figures that explain the first line. */
export const ROWS = `<mj-table>{{#rows}}${ROW}{{/rows}}</mj-table>`;

/** Possible payments and how long each lasts. */
export const KEEPS_FOR = `<mj-raw>{{#hasKeepsFor}}</mj-raw>
        <mj-text mj-class="title"><h2 style="margin:0;font:inherit">{{keepsForTitle}}</h2></mj-text>
        <mj-table>{{#keepsFor}}${ROW}{{/keepsFor}}</mj-table>
        <mj-raw>{{/hasKeepsFor}}</mj-raw>`;

/** Where to pay. The reference is emphasised because clients copy it. */
export const PAYMENT = `<mj-text mj-class="title"><h2 style="margin:0;font:inherit">{{payTitle}}</h2></mj-text>
        <mj-raw>{{#hasLink}}</mj-raw>
        <mj-button href="{{link}}" background-color="${ACCENT}" color="#ffffff" font-size="16px" border-radius="4px" inner-padding="13px 26px" align="left" padding="8px 0 16px" css-class="button">{{payButton}}</mj-button>
        <mj-raw>{{/hasLink}}</mj-raw>
        <mj-text>{{#payLines}}{{line}}<br>{{/payLines}}<b>{{payReferenceLabel}} <span style="${WHOLE}">{{reference}}</span></b></mj-text>
        <mj-raw>{{#hasTransfer}}</mj-raw>
        <mj-text>{{transferText}}<br><img src="{{transferSource}}" alt="{{transferText}}" width="{{transferSide}}" height="{{transferSide}}" style="display:block;border:0;margin-top:8px"></mj-text>
        <mj-raw>{{/hasTransfer}}</mj-raw>`;

/** The payment reference under an email that needs no payment now. */
export const REFERENCE = `<mj-text>{{payReferenceLabel}} <span style="${WHOLE}">{{reference}}</span></mj-text>`;

export const LEDGER_CELLS = { CELL, FIGURE, INK, SECONDARY } as const;

/** A paragraph of the email's own text. */
export function paragraph(name: string): string {
  return `<mj-text>{{${name}}}</mj-text>`;
}

/** One paragraph for each list item. */
export function paragraphs(name: string): string {
  return `<mj-raw>{{#${name}}}</mj-raw>
        <mj-text>{{line}}</mj-text>
        <mj-raw>{{/${name}}}</mj-raw>`;
}

/** The button, and its address as text for programs that show no buttons. */
export const ACTION = `<mj-raw>{{#hasAction}}</mj-raw>
        <mj-button href="{{address}}" background-color="${ACCENT}" color="#ffffff" font-size="16px" border-radius="4px" inner-padding="13px 26px" align="left" padding="8px 0 16px" css-class="button">{{button}}</mj-button>
        <mj-text mj-class="aside">{{openAddress}}<br><span style="${WHOLE};word-break:break-all">{{address}}</span></mj-text>
        <mj-raw>{{/hasAction}}</mj-raw>`;
