/**
 * The style sheet of public pages, with light and dark colours. It is inline, because a suspended site's web server
 * passes on a single response and no linked files.
 */
export const CSS = `
:root{color-scheme:light dark;--paper:#fbfaf6;--card:#fffefb;--ink:#1d1b16;--quiet:#6b665a;--rule:#e3dfd3;--accent:#1f5c57;--held:#efece3}
@media(prefers-color-scheme:dark){:root{--paper:#14130f;--card:#1f1d18;--ink:#ece8dc;--quiet:#a8a294;--rule:#3a372f;--accent:#8cc9c1;--held:#2a2822}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,-apple-system,'Segoe UI',Helvetica,Arial,sans-serif;overflow-wrap:anywhere;font-variant-numeric:tabular-nums}
main{max-width:46rem;margin:0 auto;padding:8vh 20px 40px}
main.wide{max-width:64rem;padding-top:32px}
h1,h2{font-family:Georgia,'Iowan Old Style','Times New Roman',serif;font-weight:400;line-height:1.25;margin:0 0 12px}
h1{font-size:27px}h2{font-size:20px;margin-top:32px}
p{margin:0 0 14px;max-width:38rem}
a{color:var(--accent);text-underline-offset:3px}
a:focus-visible,summary:focus-visible,pre:focus-visible{outline:2px solid var(--accent);outline-offset:3px}
a.act{display:inline-block;font-weight:600;padding:11px 20px;border-radius:4px;background:var(--accent);color:var(--paper);text-decoration:none}
.quiet{color:var(--quiet)}
.small{font-size:13px}
dl{margin:20px 0;border-top:1px solid var(--rule)}
dl div{display:flex;flex-wrap:wrap;gap:2px 24px;padding:9px 0;border-bottom:1px solid var(--rule)}
dt{flex:0 0 9.5rem;color:var(--quiet)}
dd{margin:0;flex:1 1 14rem}
pre{background:var(--held);padding:14px 16px;border-radius:4px;font:13px/1.5 ui-monospace,Menlo,Consolas,monospace;overflow:auto;white-space:pre-wrap}
table{width:100%;border-collapse:collapse;margin:20px 0}
th{font-weight:400;font-size:13px;color:var(--quiet);text-align:left;border-bottom:1px solid var(--ink)}
th,td{padding:9px 16px 9px 0;vertical-align:baseline}
td{border-bottom:1px solid var(--rule)}
td:last-child,th:last-child{padding-right:0}
.to{width:34%}
.when{white-space:nowrap;color:var(--quiet)}
iframe{display:block;width:100%;height:80vh;min-height:420px;border:1px solid var(--rule);border-radius:4px;background:#efece3}
summary{cursor:pointer;padding:9px 0}
@media(max-width:640px){
table.cards thead{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}
table.cards,table.cards tbody,table.cards tr,table.cards td{display:block}
table.cards tr{border-bottom:1px solid var(--rule);padding:10px 0}
table.cards td{border:0;padding:0;width:auto}
}
`.trim();
