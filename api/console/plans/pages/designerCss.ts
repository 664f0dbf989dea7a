/** Styles of the plan designer, the email gallery and long tasks. */
export const DESIGNER_CSS = `
.designer{display:grid;grid-template-columns:minmax(0,1.7fr) minmax(0,1fr);gap:0 48px;align-items:start;margin-top:20px}
.row{display:grid;grid-template-columns:repeat(auto-fit,minmax(8.2rem,1fr));gap:0 14px;align-items:start}
.row>button{align-self:start;margin-top:24px;justify-self:start}
.row .field{margin-bottom:12px}
.field .label{display:block;font-size:13px;color:var(--quiet);margin:0 0 4px}
.field .fixed{margin:0;padding:8px 0}
fieldset.line{border:0;box-shadow:0 -1px 0 var(--rule);padding:14px 0 4px;margin:0}
fieldset.line legend{font-size:14px;color:var(--ink);padding:22px 0 0;margin-bottom:8px}
section h2+.row{margin-top:12px}
.gallery h2{margin:22px 0 -12px}
iframe.email.short{height:24rem;margin-top:4px}
fieldset.line legend.hidden+*{margin-top:0}
.adders{display:flex;flex-wrap:wrap;gap:8px;margin:6px 0 0;max-width:none}
p.error{font-size:13px;color:var(--bad);margin:0 0 12px}
.preview{background:var(--card);border:1px solid var(--rule);border-top:3px solid var(--accent);border-radius:4px;padding:20px 24px 14px;position:sticky;top:16px;max-height:calc(100vh - 32px);overflow-y:auto}
.preview h2{margin:0 0 12px}
.preview section{margin-top:26px}
.preview .gap{margin-top:16px}
.preview.stale [data-live=outcome]{opacity:.45}
caption{text-align:left;font-size:13px;color:var(--quiet);padding:0 0 4px}
th.amount{text-align:right}
table.prices{max-width:26rem}
table.bill td,table.prices td{padding-top:6px;padding-bottom:6px}
.curves{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,24rem),1fr));gap:0 48px}
.curves section{margin-top:18px}
.chart .today+.today{stroke-opacity:.8}
progress{display:block;width:100%;max-width:44rem;height:14px;margin:20px 0;accent-color:var(--accent)}
.gallery{display:grid;grid-template-columns:minmax(0,44rem) minmax(0,1fr);gap:0 40px;align-items:start}
iframe.email.phone{max-width:360px}
.kinds{display:flex;flex-wrap:wrap;gap:6px 16px;list-style:none;margin:14px 0 0;padding:0}
.kinds a[aria-current]{color:var(--ink);text-decoration:none;border-bottom:2px solid var(--accent)}
.swatch{display:inline-block;width:1.1em;height:1.1em;border-radius:3px;border:1px solid var(--edge);vertical-align:-.2em}
.swatch rect{stroke:none}
.logo{display:block;max-width:280px;max-height:64px;background:#fffefb;padding:10px;border:1px solid var(--rule);border-radius:4px}
.suspended-words{border:1px solid var(--rule);border-radius:4px;background:var(--card);padding:18px 22px;max-width:34rem}
input[type=color]{padding:3px;width:4.5rem;height:38px}
@media(max-width:960px){.designer,.gallery{display:block}.preview{position:static;max-height:none;margin-top:32px}}
`.trim();
