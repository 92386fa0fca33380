import { Html } from '../../shared/html';

/** For every page that the compliance officer gets: light and dark screens, and paper. */
export const STYLE = new Html(`
:root{color-scheme:light dark;--ground:#f4f6f8;--card:#fff;--ink:#1b2430;--soft:#5b6675;--line:#e1e6ec;--ok:#3b6ea5;--bad:#b23a2b;--good:#2b7a4b;--good-soft:#e9f5ee;--bad-soft:#fbecea}
@media (prefers-color-scheme:dark){:root{--ground:#12161c;--card:#1a2029;--ink:#e7ecf3;--soft:#9aa7b8;--line:#2c3542;--ok:#79abe0;--bad:#f0897b;--good:#74c99a;--good-soft:#18291f;--bad-soft:#331d1b}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:1120px;padding:32px 24px 48px;background:var(--ground);color:var(--ink);font:15px/1.5 system-ui,"Segoe UI",sans-serif}
h1{font-size:28px;letter-spacing:-.01em;margin:0}
h2{font-size:16px;margin:0 0 10px}
h2 small{color:var(--soft);font-weight:400;margin-left:4px}
header p,footer p,.none{color:var(--soft)}
header p{margin:6px 0 0}
footer{margin-top:24px;font-size:13px}
p{margin:0 0 8px}
section{margin:16px 0;padding:18px 20px;background:var(--card);border:1px solid var(--line);border-radius:10px;overflow-x:auto}
section>:last-child{margin-bottom:0}
.verdict{border-left:6px solid var(--good);background:var(--good-soft)}
.verdict.broken{border-left-color:var(--bad);background:var(--bad-soft)}
.verdict.partly{border-left-color:var(--ok);background:var(--card)}
.verdict h2{font-size:20px;margin-bottom:4px}
.verdict.sound h2{color:var(--good)}
.verdict.broken h2{color:var(--bad)}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:12px;padding:0;background:none;border:0;overflow:visible}
.tiles div{background:var(--card);border:1px solid var(--line);border-top:4px solid var(--ok);border-radius:10px;padding:12px 16px}
.tiles .alert{border-top-color:var(--bad)}
.tiles .alert b{color:var(--bad)}
.tiles .zero{border-top-color:var(--line)}
.tiles .zero b{color:var(--soft)}
.tiles b{display:block;font-size:28px;line-height:1.2;font-variant-numeric:tabular-nums}
.tiles span{color:var(--soft);font-size:13px}
.columns{columns:2 440px;column-gap:16px;margin:16px 0 0}
.columns section{margin:0 0 16px;break-inside:avoid}
table{border-collapse:collapse;width:100%;font-size:13.5px}
th{text-align:left;color:var(--soft);font-weight:600;font-size:12px}
th,td{padding:7px 14px 7px 0;border-bottom:1px solid var(--line);vertical-align:top;overflow-wrap:break-word}
tr:last-child td{border-bottom:0}
td:last-child,th:last-child{padding-right:0}
td small{display:block;color:var(--soft);font-size:12px}
.when{white-space:nowrap;font-variant-numeric:tabular-nums}
.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.share{width:26%}
.share i{display:block;height:9px;margin-top:6px;min-width:2px;border-radius:2px;background:var(--ok)}
.failing .share i{background:var(--bad)}
td.bad{color:var(--bad);font-weight:600}
code{font:12px ui-monospace,Consolas,monospace;white-space:nowrap}
svg{display:block;width:100%;height:auto}
svg+.none{margin-top:10px;font-size:13px}
svg text{fill:var(--soft);font-size:12px}
rect.ok,.legend .ok{fill:var(--ok);background:var(--ok)}
rect.bad,.legend .bad{fill:var(--bad);background:var(--bad)}
.grid{stroke:var(--line)}
.axis{stroke:var(--soft)}
.legend{margin:0 0 8px;color:var(--soft);font-size:13px}
.legend span{display:inline-block;width:11px;height:11px;border-radius:2px;margin:0 5px 0 14px}
.legend span:first-child{margin-left:0}
@media print{body{max-width:none;padding:0;background:#fff;font-size:12px}section,.tiles div{break-inside:avoid}section:has(tr:nth-child(20)){break-inside:auto}tr{break-inside:avoid}}
`);
