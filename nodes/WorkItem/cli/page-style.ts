/** The look of the page, for light and dark screens and for paper. */
export const STYLE = `
:root{color-scheme:light dark;--ground:#f6f7f9;--card:#fff;--ink:#1b2430;--soft:#5b6675;--line:#dde2e9;
--calm:#2f6f4f;--busy:#245fa8;--wait:#8a5a00;--stop:#a32020;--off:#6b3fa0}
@media (prefers-color-scheme:dark){:root{--ground:#12161c;--card:#1a2029;--ink:#e7ecf3;--soft:#9aa7b8;
--line:#2c3542;--calm:#6cc79a;--busy:#7db2f2;--wait:#e0b050;--stop:#f28b82;--off:#c3a2f0}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:15px/1.5 system-ui,"Segoe UI",sans-serif}
header,section{max-width:1280px;margin:0 auto;padding:0 24px}
header{padding-top:28px}
h1{margin:0;font-size:26px;letter-spacing:-.01em}
header p,.hint,.empty{color:var(--soft);margin:4px 0 0}
h2{font-size:16px;margin:28px 0 10px}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(190px,1fr));gap:12px;margin:0;padding:0;list-style:none}
.tiles li{background:var(--card);border:1px solid var(--line);border-top:4px solid var(--busy);border-radius:8px;padding:12px 14px}
.tiles strong{display:block;font-size:28px;line-height:1.1;font-variant-numeric:tabular-nums}
.tiles span{display:block;font-weight:600}
.tiles small{color:var(--soft)}
.tiles .delivered{border-top-color:var(--calm)}
.tiles .waiting,.tiles .retrying,.tiles .no_result,.tiles .blocked{border-top-color:var(--wait)}
.tiles .escalated{border-top-color:var(--stop)}
.tiles .escalated strong{color:var(--stop)}
td small{display:block;color:var(--soft);font-size:12px}td small code{display:block}a{color:var(--busy)}td:target{outline:2px solid var(--busy)}
.tiles .unclaimed,.tiles .parked{border-top-color:var(--off)}
.tiles .none{border-top-color:var(--line)}
.tiles .none strong{color:var(--soft)}
.ages{display:flex;flex-wrap:wrap;gap:6px 24px;margin:0 0 10px;padding:0;list-style:none;color:var(--soft)}
.ages strong{color:var(--ink)}
.wide{overflow-x:auto;background:var(--card);border:1px solid var(--line);border-radius:8px}
table{border-collapse:collapse;width:100%;font-size:14px}
th,td{text-align:left;padding:8px 12px;border-bottom:1px solid var(--line);white-space:nowrap}
tbody tr:last-child td{border-bottom:0}
th{font-size:12px;color:var(--soft);font-weight:600}
.number{text-align:right;font-variant-numeric:tabular-nums}
.zero{color:var(--soft)}
b{font-weight:600;color:var(--busy)}
b.unclaimed,b.parked{color:var(--off)}
b.waiting,b.retrying{color:var(--wait)}
code{font:12px ui-monospace,Consolas,monospace}
section:last-child{padding-bottom:40px}
@media print{body{background:#fff}.wide{overflow:visible}}
`;
