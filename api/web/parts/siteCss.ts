import { DESIGNER_CSS } from '../../console/plans/pages/designerCss.js';

/** Rows as cards, on screens too narrow for the table's columns. */
function stackedRows(table: string, widthMax: number): string {
  return `@media(max-width:${widthMax}px){
${table},${table} tbody,${table} tr,${table} td{display:block;width:auto}
${table} thead{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}
${table}{border-top:1px solid var(--ink)}
${table} tr{border-bottom:1px solid var(--rule);padding:11px 0}
${table} td{border:0;padding:2px 0}
${table} td[data-label]{display:flex;justify-content:space-between;gap:18px;text-align:right;white-space:normal}
${table} td[data-label]::before{content:attr(data-label);color:var(--quiet);font-size:13px;text-align:left;flex:none;padding-top:1px}
${table} td.amount{white-space:nowrap}
${table} td.does{text-align:left;white-space:normal;padding-top:8px}
${table} td.does:empty,${table} td[data-label]:empty{display:none}
}`;
}

/**
 * The style sheet of pages behind a login, with light and dark colours. Colours are named by their role; every pair of
 * text and background has a contrast of at least 4.5 to 1.
 */
export const SITE_CSS = `
:root{color-scheme:light dark;
--paper:#fbfaf6;--card:#fffefb;--ink:#1d1b16;--quiet:#6b665a;--rule:#e3dfd3;--edge:#8f897a;--accent:#1f5c57;--on-accent:#fffefb;--accent-deep:#174743;
--bad:#a3281c;--bad-ground:#f7e6e2;--warning:#7d5200;--warning-ground:#f6ecd4;--good:#276545;--good-ground:#e4efe6;--held:#625d52;--held-ground:#efece3;
--serif:Georgia,'Iowan Old Style','Times New Roman',serif}
@media(prefers-color-scheme:dark){:root{
--paper:#14130f;--card:#1c1a16;--ink:#ece8dc;--quiet:#aaa696;--rule:#35322a;--edge:#7d786a;--accent:#8cc9c1;--on-accent:#10211f;--accent-deep:#a9dbd4;
--bad:#f0a397;--bad-ground:#3a1f1a;--warning:#e3bd6d;--warning-ground:#352a12;--good:#9dcfae;--good-ground:#1b2f22;--held:#b5afa0;--held-ground:#2a2822}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,-apple-system,'Segoe UI',Helvetica,Arial,sans-serif;overflow-wrap:break-word;font-variant-numeric:tabular-nums}
h1,h2,h3{line-height:1.25;margin:0}
h1{font:400 27px/1.25 var(--serif);letter-spacing:-.005em}
h2{font:400 20px/1.3 var(--serif)}
h3{font-size:13px;font-weight:600;color:var(--quiet);text-transform:uppercase;letter-spacing:.06em}
p{margin:0 0 12px;max-width:42rem}
a{color:var(--accent);text-underline-offset:3px;text-decoration-thickness:1px}
a:hover{color:var(--accent-deep)}
:focus-visible{outline:2px solid var(--accent);outline-offset:3px;border-radius:2px}
code,.code{font:13px/1.5 ui-monospace,Menlo,Consolas,monospace}
.quiet{color:var(--quiet)}
.small{font-size:13px}
.narrow{max-width:27rem}
.hidden{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden;white-space:nowrap}
.skip{position:absolute;left:16px;top:-60px;background:var(--card);padding:8px 14px;z-index:3}
.skip:focus{top:8px}

.top{display:flex;align-items:center;flex-wrap:wrap;gap:0 28px;padding:0 32px;border-bottom:1px solid var(--rule);min-height:52px}
.brand{font:700 18px/1.3 var(--serif);color:var(--ink);text-decoration:none;padding:12px 0;max-width:18rem;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.top nav{flex:1 1 auto}
.top nav ul{display:flex;flex-wrap:wrap;gap:0 18px;list-style:none;margin:0;padding:0}
.top nav ul[popover]{position:static;width:auto;height:auto;border:0;background:none;color:inherit;overflow:visible}
.top nav a{display:block;color:var(--quiet);text-decoration:none;padding:14px 0 12px;border-bottom:2px solid transparent}
.top nav a:hover{color:var(--ink)}
.top nav a[aria-current]{color:var(--ink);border-bottom-color:var(--accent)}
.tabs{padding:0 32px}
.count{background:var(--warning-ground);color:var(--warning);border-radius:99px;padding:0 7px;font-size:12px}
.opens{background:none;border:0;border-radius:0;font:inherit;color:var(--quiet);padding:14px 0 12px}
.opens::after,.button.opens::after{content:' \\25BE';content:' \\25BE'/'';font-size:12px}
.top nav .opens{display:none}
.find{color:var(--quiet);text-decoration:none;padding:14px 0 12px;margin-left:auto}
.find:hover{color:var(--ink)}
.find::after{content:' /';content:' /'/'';color:var(--rule)}
.user{margin-left:auto}
.find+.user{margin-left:0}
.menu{margin:0;min-width:15rem;max-width:calc(100vw - 24px);background:var(--card);color:inherit;border:1px solid var(--rule);border-radius:4px;box-shadow:0 6px 20px rgb(0 0 0/.10);padding:14px 16px}
@supports(position-area:bottom){.menu,.top nav ul:popover-open{inset:auto;margin:4px 0 0;position-area:bottom span-right;position-try-fallbacks:flip-inline}.user .menu{position-area:bottom span-left}}
.menu p{margin:0 0 10px}
.menu ul{list-style:none;margin:0;padding:0}
.menu p+ul{padding-top:10px;border-top:1px solid var(--rule)}
.menu li{padding:5px 0}

.sandbox{display:flex;flex-wrap:wrap;align-items:center;gap:4px 16px;padding:6px 32px;border-bottom:1px dashed var(--edge);background:var(--held-ground);color:var(--held);font-size:13px}
.sandbox p{margin:0;max-width:none}
.sandbox form{display:flex;flex-wrap:wrap;gap:6px}
.sandbox strong{font-weight:600}
.sandbox a{color:inherit}
.banner{display:flex;flex-wrap:wrap;align-items:center;gap:8px 20px;background:var(--warning-ground);color:var(--warning);border-bottom:2px solid var(--warning);padding:10px 32px}
.banner p{margin:0;flex:1 1 20rem;max-width:none}
.banner strong{font-weight:600}
.flash{border-left:3px solid var(--good);background:var(--good-ground);color:var(--good);padding:10px 16px;margin:0 0 22px;max-width:none}
.flash.bad{border-color:var(--bad);background:var(--bad-ground);color:var(--bad)}
.flash ul{margin:6px 0 0;padding-left:20px}
.flash a{color:inherit}

main{max-width:1180px;margin:0 auto;padding:36px 32px 72px}
main.alone{max-width:27rem;margin-top:9vh;padding:32px 36px 36px;background:var(--card);border:1px solid var(--rule);border-top:3px solid var(--accent);border-radius:4px}
.lead{color:var(--quiet);margin:6px 0 20px}
.crumbs{margin:0 0 4px;color:var(--quiet)}
.crumbs a{text-decoration:none}
.crumbs a:hover{text-decoration:underline}
.crumbs a::before{content:'\\2190\\a0';content:'\\2190\\a0'/''}
section{margin-top:36px}
section>h2+p,section>h2+.lead{margin-top:6px}
.split{display:grid;grid-template-columns:minmax(0,2fr) minmax(0,1fr);gap:0 48px}
.paycode{margin:18px 0;max-width:38rem}
.figures{display:flex;flex-wrap:wrap;overflow:hidden;margin:22px 0 0;padding:0;border-top:1px solid var(--rule);border-bottom:1px solid var(--rule)}
.figures div{flex:1 1 9rem;margin-left:-19px;padding:14px 18px;border-left:1px solid var(--rule)}
.figures dt{font-size:13px;color:var(--quiet)}
.figures dd{margin:2px 0 0;font:400 21px/1.35 var(--serif)}

.facts{margin:16px 0;border-top:1px solid var(--rule)}
.facts div{display:flex;align-items:baseline;flex-wrap:wrap;gap:2px 24px;padding:9px 0;border-bottom:1px solid var(--rule)}
.facts dt{flex:0 0 11rem;color:var(--quiet)}
.facts dd{margin:0;flex:1 1 14rem;min-width:0;overflow-wrap:anywhere}
.split section:last-child .facts dt{flex-basis:4.5rem}
.split section:last-child .facts dd{flex-basis:8rem}

table{width:100%;border-collapse:collapse;margin:18px 0 8px}
th{font-weight:400;font-size:13px;color:var(--quiet);text-align:left;border-bottom:1px solid var(--ink);vertical-align:bottom}
th,td{padding:10px 20px 10px 0}
td{border-bottom:1px solid var(--rule);vertical-align:top;overflow-wrap:anywhere}
td:last-child,th:last-child{padding-right:0}
td .small,td .sub{display:block;color:var(--quiet);font-size:13px}
td strong{font-weight:600}
.amount{text-align:right;white-space:nowrap;overflow-wrap:normal}
th.amount{white-space:normal}
@media(min-width:1181px){table.accounts td:first-child{width:26%;min-width:11rem}table.accounts td.amount{white-space:normal}}
.when{white-space:nowrap}
table.accounts input[type=checkbox]{margin:4px 9px 0 0;vertical-align:top}
form.bulk .choice{margin:0 8px 0 0}
a.sorts{color:inherit;text-decoration:none}
a.sorts:hover,th[aria-sort] a.sorts{color:var(--ink);text-decoration:underline}
.views{display:flex;flex-wrap:wrap;gap:4px 18px;margin:18px 0 0}
.views a[aria-current]{color:var(--ink);font-weight:600;text-decoration:none}
details.whole{flex:1 1 100%;margin:0;border:0}
div.inline{display:flex;flex-wrap:wrap;gap:12px 14px;align-items:flex-end}
td.does,th.does{text-align:right;white-space:nowrap;width:1%}
td.does form{display:inline-block}
td.does .button,td.does button{margin:0 0 4px 6px}
.more{margin:16px 0}
.as-written{white-space:pre-wrap;overflow-wrap:anywhere}

.pill{display:inline-block;border-radius:99px;padding:1px 9px;font-size:13px;background:var(--held-ground);color:var(--held);white-space:nowrap}
.pill.good{background:var(--good-ground);color:var(--good)}
.pill.bad{background:var(--bad-ground);color:var(--bad)}
.pill.warning{background:var(--warning-ground);color:var(--warning)}

.button,button{display:inline-block;font:inherit;font-size:14px;line-height:1.4;cursor:pointer;background:var(--card);color:var(--ink);border:1px solid var(--rule);border-radius:4px;padding:7px 13px;text-decoration:none;text-align:center}
.button:hover,button:hover{border-color:var(--edge);color:var(--ink)}
.button.first,button.first{background:var(--accent);border-color:var(--accent);color:var(--on-accent)}
.button.first:hover,button.first:hover{background:var(--accent-deep);border-color:var(--accent-deep)}
.button.danger,button.danger{color:var(--bad)}
button.danger.first{background:var(--bad);border-color:var(--bad);color:var(--paper)}
button.link{background:none;border:0;padding:0;color:var(--accent);text-decoration:underline;text-underline-offset:3px;font-size:inherit}
.actions{display:flex;flex-wrap:wrap;gap:10px;align-items:center;margin:18px 0 0}
.banner button{background:transparent;border-color:currentColor;color:inherit}

form.fields{max-width:30rem;margin-top:16px}
form.inline{display:flex;flex-wrap:wrap;gap:12px 14px;align-items:flex-end;margin-top:18px}
form.inline .field{margin:0;flex:0 1 12rem}
form.inline button,form.inline .button{margin-bottom:1px}
.field{margin:0 0 16px;min-width:0}
.field label,legend{display:block;font-size:13px;color:var(--quiet);margin:0 0 4px;padding:0}
.field .hint{display:block;font-size:13px;color:var(--quiet);margin:4px 0 0}
.field .error{display:block;font-size:13px;color:var(--bad);margin:4px 0 0;white-space:pre-line}
input,select,textarea{font:inherit;color:var(--ink);background:var(--card);border:1px solid var(--edge);border-radius:4px;padding:8px 11px;width:100%;max-width:100%}
select{padding:8px 9px}
input[aria-invalid]{border-color:var(--bad)}
input[type=checkbox],input[type=radio]{width:17px;height:17px;margin:3px 9px 0 0;padding:0;flex:none;accent-color:var(--accent)}
fieldset .error{display:block;font-size:13px;color:var(--bad);margin:4px 0 0}
fieldset{border:0;margin:0 0 16px;padding:0;min-width:0}
.choices{display:grid;grid-template-columns:repeat(auto-fill,minmax(17rem,1fr));gap:2px 24px;margin:4px 0 0}
.choices label{display:flex;align-items:flex-start;color:var(--ink);font-size:14px;padding:5px 0;margin:0}
.choices small{display:block;font-size:13px;color:var(--quiet)}
form.wide{max-width:58rem}
form.wide>.field{max-width:30rem}

.empty{border:1px dashed var(--edge);border-radius:4px;padding:22px 24px;margin:18px 0;color:var(--quiet)}
.empty p:last-child{margin:0}
.empty .button{margin:0 8px 6px 0}
.once{background:var(--card);border:1px solid var(--rule);border-left:3px solid var(--accent);border-radius:4px;padding:18px 22px;margin:18px 0;max-width:46rem}
.once .code{font-size:15px}
.once .code,.whole{overflow-wrap:anywhere;user-select:all}
.once ul{columns:2;margin:8px 0;padding-left:20px}
.once ul.plain{columns:1;margin:0;color:var(--quiet)}
.careful{border:1px solid var(--rule);border-top:3px solid var(--bad);background:var(--card);border-radius:4px;padding:20px 24px;margin:20px 0;max-width:44rem}
.careful ul{margin:10px 0 14px;padding-left:20px}
.found{list-style:none;margin:0;padding:0;border-top:1px solid var(--rule);max-width:44rem}
.found li{padding:8px 0;border-bottom:1px solid var(--rule)}
.found .sub{display:block;color:var(--quiet);font-size:13px}
.qr{display:inline-block;background:#fff;padding:12px;border:1px solid var(--rule);border-radius:4px}
.qr svg{display:block;width:188px;height:188px}
details.fold{margin:14px 0;border-top:1px solid var(--rule);border-bottom:1px solid var(--rule);padding:4px 0}
details.fold>summary{cursor:pointer;padding:8px 0;color:var(--accent)}
details.fold[open]{padding-bottom:14px}
details.fold+details.fold{border-top:0;margin-top:-14px}

@media(max-width:900px){
.top nav .opens{display:block;color:var(--ink)}
.top nav ul[popover]{display:none}
.top nav ul:popover-open{display:block;position:absolute;min-width:13rem;background:var(--card);border:1px solid var(--rule);border-radius:4px;box-shadow:0 6px 20px rgb(0 0 0/.10);padding:8px 18px}
.top nav a{padding:8px 0}
}
${stackedRows('table.wide', 1180)}
@media(min-width:721px) and (max-width:1180px){
table.accounts tr{display:grid;grid-template-columns:repeat(4,minmax(0,1fr)) auto;gap:4px 24px}
table.accounts td:first-child{grid-column:span 2}
table.accounts td.does{grid-area:1/5;padding-top:2px}
table.accounts td[data-label]{display:block;text-align:left}
table.accounts td[data-label]::before{display:block}
}
${stackedRows('table.cards', 720)}
@media(max-width:720px){
.top{padding:0 18px;gap:0 16px}
.brand{max-width:9rem}
.opens{max-width:8.5rem;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.tabs{padding:0 18px}
.banner,.sandbox{padding:8px 18px}
main{padding:24px 18px 56px}
main.alone{margin:0;padding:28px 18px 40px;border-width:3px 0 1px;border-radius:0}
.split{display:block}
.figures{display:block}
.figures div{margin:0;border-left:0;border-top:1px solid var(--rule);padding:9px 0;display:flex;justify-content:space-between;align-items:baseline;gap:16px}
.figures div:first-child{border-top:0}
.figures dd{font-size:18px;margin:0;text-align:right}
.choices{grid-template-columns:1fr}
td.does .button,td.does button{margin:0 8px 4px 0}
.when{white-space:normal}
form.inline .field{flex:1 1 9rem}
.once ul{columns:1}
}
.chart{display:block;max-width:100%;height:auto;margin:10px 0 4px;font:12px system-ui,-apple-system,'Segoe UI',Helvetica,Arial,sans-serif;overflow:visible}
.chart text{fill:var(--quiet)}
.chart text.strong{fill:var(--ink)}
.chart .grid{stroke:var(--rule);stroke-width:1}
.chart .zero,.chart .axis{stroke:var(--edge);stroke-width:1}
.chart .today{stroke:var(--edge);stroke-width:1;stroke-dasharray:2 3}
.chart .was{fill:none;stroke:var(--ink);stroke-width:1.8;stroke-linejoin:round}
.chart .expected{fill:none;stroke:var(--accent);stroke-width:1.8;stroke-dasharray:5 4}
.chart .edges{fill:var(--accent);fill-opacity:.12}
.chart rect.below{fill:var(--bad);fill-opacity:.07}
.chart line.limit{stroke:var(--bad);stroke-width:1.5}
.chart text.limit{fill:var(--bad)}
.chart text.notice{fill:var(--warning)}
.chart text.planned{fill:var(--accent)}
.chart text.money{fill:var(--ink)}
.chart circle{stroke-width:1.8;stroke:var(--paper)}
.chart circle.money{fill:var(--ink)}
.chart circle.notice{fill:var(--warning)}
.chart circle.limit{fill:var(--bad)}
.chart circle.planned{fill:var(--accent)}
.chart circle.ahead{fill:var(--paper);stroke:var(--accent)}
.chart circle.notice.ahead{stroke:var(--warning)}
.chart .tick{stroke:var(--edge);stroke-width:1.5}
.chart .tick.notice{stroke:var(--warning)}
.chart .tick.limit{stroke:var(--bad)}
.chart .tick.planned{stroke:var(--accent)}
.chart .bar{fill:var(--edge);fill-opacity:.65}
.chart .bar.most{fill:var(--accent);fill-opacity:1}
.chart .whisker{stroke:currentColor;stroke-width:1.5;stroke-opacity:.7}
.picture-narrow{display:none}
@media(max-width:720px){.picture-wide{display:none}.picture-narrow{display:block}}
.chart text{paint-order:stroke;stroke:var(--paper);stroke-width:3px;stroke-linejoin:round}
.picture{margin:8px 0 0}
.owed{color:var(--bad)}
.toned.warning{color:var(--warning)}
.toned.bad{color:var(--bad)}
.small-inline{font-size:13px}
table.totals th,table.totals td{padding-top:6px;padding-bottom:6px}
.bar form.inline{flex:1 1 34rem}
.bar form.inline .field{flex:1 1 7.5rem;max-width:15rem}
.bar{display:flex;flex-wrap:wrap;align-items:flex-end;justify-content:space-between;gap:0 24px;margin-top:8px}
.number{text-align:right;width:1%;white-space:nowrap}
table.cards td.number{overflow-wrap:normal}
@media(max-width:720px){table.cards td.number{float:right;color:var(--quiet)}table.cards td.exact,table.cards td.none{display:none}}
td .line{display:block}
.notes{list-style:none;margin:0 0 4px;padding:0}
.notes li{padding:3px 0}
div.account{display:grid;grid-template:'picture timeline' auto 'rest timeline' 1fr / minmax(0,2fr) minmax(0,.85fr);gap:0 48px}
.ahead-and-behind{grid-area:picture}
.timeline{grid-area:timeline}
.rest{grid-area:rest}
@media(max-width:720px){div.account{display:block}}
.timeline ol{list-style:none;margin:10px 0 26px;padding:0}
.timeline li{position:relative;padding:0 0 18px 20px;overflow-wrap:anywhere}
.timeline li::before{content:'';position:absolute;left:0;top:6px;width:8px;height:8px;border:2px solid var(--edge);border-radius:50%;background:var(--paper);z-index:1}
.timeline li::after{content:'';position:absolute;left:5px;top:8px;bottom:-6px;border-left:2px solid var(--rule)}
.timeline .ahead li::before{border-color:var(--accent)}
.timeline .ahead li::after{border-left-style:dashed;border-color:var(--edge)}
.timeline strong{display:block;font-weight:600}
.timeline .sub,.line .sub{display:block;color:var(--quiet);font-size:13px}
.timeline h3{margin-top:14px}
h3.above{margin-top:28px}
iframe.email{display:block;width:100%;max-width:44rem;height:46rem;margin:22px 0;border:1px solid var(--rule);border-radius:4px;background:#fff}
pre.plain{white-space:pre-wrap;overflow-wrap:anywhere;font:13px/1.5 ui-monospace,Menlo,Consolas,monospace;max-width:44rem}
.explained table{max-width:44rem}
tbody th{font-size:inherit;border-bottom:1px solid var(--rule);vertical-align:top}
tfoot td{border-bottom:0;border-top:1px solid var(--ink)}
.columns{display:grid;grid-template-columns:repeat(auto-fit,minmax(17rem,1fr));gap:0 48px}
.columns h2{margin:14px 0 10px}
label.choice,label.check{display:flex;align-items:flex-start;color:var(--ink);font-size:15px;padding:4px 0}
.field.choices label{display:flex;align-items:flex-start;color:var(--ink);font-size:15px}
${DESIGNER_CSS}
h1.standing{border-left:4px solid var(--good);padding-left:14px}
h1.standing.warning{border-color:var(--warning)}
h1.standing.bad{border-color:var(--bad)}
h1.standing.held{border-color:var(--held)}
table caption{text-align:left;color:var(--quiet);font-size:13px;padding:0 0 4px}
table.lines tfoot th{font-size:inherit;color:var(--ink);border:0}
table.lines tfoot td{border:0}
table.lines tfoot tr:last-child>*{border-top:1px solid var(--ink)}
.facts.ahead>div{border-bottom-style:dashed}
@media(max-width:720px){
table.cards caption{display:block}
table.lines tfoot{display:block}
table.lines tfoot tr{display:flex;justify-content:space-between;align-items:baseline;padding:6px 0;border:0}
table.lines tfoot tr>*{padding:0}
table.lines tfoot tr:last-child{border-top:1px solid var(--ink)}
table.lines tfoot tr:last-child>*{border-top:0}
}
.amounts{margin:18px 0;max-width:34rem}
.amounts label{display:flex;align-items:baseline;gap:10px;padding:10px 0;border-bottom:1px solid var(--rule);color:var(--ink)}
.amounts label strong{flex:0 0 7rem;text-align:right;font-weight:600}
.amounts p{margin:10px 0 0}
label.choice{display:flex;align-items:flex-start;color:var(--ink);padding:5px 0}
.amounts+.field{max-width:16rem}
.said{white-space:pre-line}
.waiting td:last-child{width:44%}
form.whose{margin:6px 0 2px;flex-wrap:nowrap}
form.inline.whose .field{flex:1 1 10rem}
p.whose{margin:4px 0 0}
@media(max-width:720px){.waiting td:last-child{width:auto}}
@media print{.top nav,.find,.tabs,.user,.actions,td.does,.skip{display:none}}
`.trim();
