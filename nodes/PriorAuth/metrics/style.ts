/** The look of the report, for light and dark screens, narrow ones and paper. */
export const STYLE = `
:root{color-scheme:light dark;--ground:#f6f7f9;--card:#fff;--ink:#1b2430;--soft:#5b6675;--line:#dde2e9;
--granted:#2f6f4f;--changed:#b7791f;--denied:#a32020;--other:#7a8594}
@media (prefers-color-scheme:dark){:root{--ground:#12161c;--card:#1a2029;--ink:#e7ecf3;--soft:#9aa7b8;
--line:#2c3542;--granted:#6cc79a;--changed:#e0b050;--denied:#f28b82;--other:#8b97a7}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:15px/1.5 system-ui,"Segoe UI",sans-serif}
header,section{max-width:1180px;margin:0 auto;padding:0 20px}
header{padding-top:24px}
h1{margin:0;font-size:26px}
header p{color:var(--soft);margin:4px 0 0}
h2{font-size:16px;margin:26px 0 10px}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:12px;margin:18px 0 0;padding:0;list-style:none}
.tiles li,figure,.wide{background:var(--card);border:1px solid var(--line);border-radius:8px}
.tiles li{padding:12px 14px}
.tiles strong{display:block;font-size:28px;line-height:1.1;font-variant-numeric:tabular-nums}
.tiles span{display:block;font-weight:600}
.tiles small,.notes p{color:var(--soft)}
figure{margin:0;padding:12px}
.chart{display:block;width:100%;height:auto}
.chart .grid{stroke:var(--line)}
.chart .axis{fill:var(--soft);font-size:11px}
.granted{fill:var(--granted);background:var(--granted)}
.changed{fill:var(--changed);background:var(--changed)}
.denied{fill:var(--denied);background:var(--denied)}
.other{fill:var(--other);background:var(--other)}
figcaption{display:flex;flex-wrap:wrap;gap:4px 18px;margin-top:8px;color:var(--soft);font-size:13px}
figcaption i{display:inline-block;width:11px;height:11px;border-radius:2px;margin-right:6px}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:14px}
th,td{text-align:left;padding:7px 8px;border-bottom:1px solid var(--line);white-space:nowrap}
thead th{font-size:12px;line-height:1.3;color:var(--soft);white-space:normal;vertical-align:bottom}
tfoot th,tfoot td{border-bottom:0;font-weight:600}
.number{text-align:right;font-variant-numeric:tabular-nums}
.zero{color:var(--soft)}
code{font:12px ui-monospace,Consolas,monospace}
section:last-child{padding-bottom:36px}
@media print{body{background:#fff}.wide{overflow:visible}}
`;
