/**
 * One style sheet for all pages of the room: light and dark screens, phones, paper. Contrast of text
 * is at least 4.5:1 in both (WCAG 2.2, 1.4.3); no meaning is told by colour alone.
 */
export const STYLE = `
:root{color-scheme:light dark;--ground:#f3f5f7;--card:#fff;--ink:#18212b;--soft:#52606e;--line:#d5dce3;--accent:#14597f;--accent-ink:#fff;--good:#1c6b43;--good-soft:#e8f4ec;--warn:#7d5200;--warn-soft:#fdf3dc;--bad:#a12a1d;--bad-soft:#fcebe8;--own:#5b3a8c;--own-soft:#f1ecf9;--mark:#fff0b3}
@media (prefers-color-scheme:dark){:root{--ground:#10151a;--card:#182027;--ink:#e8edf2;--soft:#a3b0bd;--line:#35414d;--accent:#7cc0ea;--accent-ink:#08202f;--good:#7ed0a2;--good-soft:#15291e;--warn:#eec267;--warn-soft:#2f2612;--bad:#f59b8f;--bad-soft:#361d1a;--own:#c4abee;--own-soft:#261d36;--mark:#5a4a10}}
*{box-sizing:border-box}
html{scroll-padding:16px 0 96px}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,"Segoe UI",Roboto,sans-serif;overflow-wrap:break-word}
.wrap{max-width:1120px;margin:0 auto;padding:24px 20px 120px}
.narrow{max-width:640px;padding-bottom:48px}
h1{font-size:26px;line-height:1.25;margin:0;letter-spacing:-.01em}
h2{font-size:19px;line-height:1.3;margin:0 0 12px}
h3{font-size:16px;margin:0 0 6px}
p{margin:0 0 8px}
a{color:var(--accent)}
.soft{color:var(--soft)}
.small{font-size:14px}
.skip{position:absolute;left:-999px;top:0;background:var(--card);padding:10px 16px;z-index:9}
.skip:focus{left:8px;top:8px}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:3px}
.top{display:flex;flex-wrap:wrap;gap:4px 16px;justify-content:space-between;align-items:baseline;color:var(--soft);font-size:14px;margin-bottom:14px}
.top form{display:inline}
.card{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:18px 20px;margin:0 0 16px}
.card>:last-child{margin-bottom:0}
.patient{border-top:5px solid var(--accent)}
.patient dl{display:grid;grid-template-columns:repeat(auto-fit,minmax(190px,1fr));gap:10px 20px;margin:14px 0 0}
.patient dt{color:var(--soft);font-size:13px}
.patient dd{margin:0;font-weight:600}
.note{border:1px solid var(--line);border-left:6px solid var(--accent);border-radius:8px;background:var(--card);padding:12px 16px;margin:0 0 16px}
.note.warn{border-left-color:var(--warn);background:var(--warn-soft)}
.note.bad{border-left-color:var(--bad);background:var(--bad-soft)}
.note.good{border-left-color:var(--good);background:var(--good-soft)}
.note h2{font-size:17px;margin-bottom:4px}
.note ul{margin:6px 0 0;padding-left:20px}
.note>:last-child{margin-bottom:0}
.tally{display:flex;flex-wrap:wrap;gap:8px;list-style:none;padding:0;margin:0 0 16px}
.tally li{background:var(--card);border:1px solid var(--line);border-radius:999px;padding:4px 14px;font-size:14px}
.tally b{font-variant-numeric:tabular-nums}
.tally .bad{border-color:var(--bad);color:var(--bad)}
.tally .warn{border-color:var(--warn);color:var(--warn)}
.row{display:grid;grid-template-columns:minmax(0,1.35fr) minmax(0,1fr);gap:6px 24px;padding:12px 0 8px 14px;border-top:1px solid var(--line);border-left:4px solid transparent;margin-left:-14px}
.row.supported{border-left-color:var(--good)}
.row.partly{border-left-color:var(--warn)}
.row.unsupported{border-left-color:var(--bad)}
.row.own{border-left-color:var(--own)}
.row:first-of-type{border-top:0}
.said{font-size:17px;line-height:1.55;margin:0 0 6px}
.out .said{color:var(--soft);text-decoration:line-through;text-decoration-thickness:1px}
.badge{display:inline-block;border-radius:5px;padding:1px 8px;font-size:13px;font-weight:600;margin:0 6px 6px 0}
.badge.supported{color:var(--good);background:var(--good-soft)}
.badge.partly{color:var(--warn);background:var(--warn-soft)}
.badge.unsupported{color:var(--bad);background:var(--bad-soft)}
.badge.own{color:var(--own);background:var(--own-soft)}
.line{display:flex;flex-wrap:wrap;gap:0 18px;align-items:center}
.line .badge{margin-bottom:0}
.findings{margin:0 0 8px;padding-left:18px;font-size:14px}
ins{text-decoration:underline;text-decoration-thickness:2px;background:var(--good-soft);color:var(--good)}
del{text-decoration:line-through;background:var(--bad-soft);color:var(--bad)}
.sources{font-size:14px;margin:0;padding:0;list-style:none}
.sources li{padding:0 0 8px}
.sources .where{color:var(--soft);font-size:13px}
.sources blockquote{margin:3px 0;padding-left:10px;border-left:3px solid var(--line)}
mark{background:var(--mark);color:inherit}
.what{color:var(--soft);font-size:13px;font-weight:600}
details{margin:0 0 6px}
summary{cursor:pointer;color:var(--accent);font-size:14px;padding:5px 0}
details[open]>summary{margin-bottom:4px}
label{font-weight:600;font-size:14px;display:block;margin:0 0 4px}
label.tick{display:flex;gap:10px;align-items:flex-start;font-weight:400;font-size:15px;padding:5px 0;margin:0}
input[type=checkbox]{width:20px;height:20px;margin:2px 0 0;flex:none;accent-color:var(--accent)}
textarea,input[type=text],input[type=password],select{width:100%;padding:10px;font:inherit;color:inherit;background:var(--card);border:1px solid var(--soft);border-radius:6px}
textarea{resize:vertical;min-height:76px}
button,.button{display:inline-block;font:inherit;font-weight:600;padding:11px 20px;min-height:44px;border-radius:8px;border:1px solid var(--accent);background:var(--card);color:var(--accent);cursor:pointer;text-decoration:none}
button.main,.button.main{background:var(--accent);color:var(--accent-ink)}
button.stop{border-color:var(--bad);color:var(--bad)}
button.plain{border:0;background:none;padding:0;min-height:0;font-weight:400;text-decoration:underline}
button[disabled]{opacity:.55;cursor:default}
.actions{display:flex;flex-wrap:wrap;gap:10px;margin:14px 0}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:14.5px}
caption{text-align:left;font-weight:600;padding:0 0 6px}
th{text-align:left;color:var(--soft);font-size:13px;font-weight:600}
th,td{padding:7px 14px 7px 0;border-bottom:1px solid var(--line);vertical-align:top}
td.src{color:var(--soft);font-size:13px}
.date{white-space:nowrap}
.lines{white-space:pre-line}
.list{list-style:none;padding:0;margin:0}
.list>li{border-top:1px solid var(--line);padding:10px 0}
.list>li:first-child{border-top:0}
.waiting{display:grid;grid-template-columns:minmax(0,1fr) auto;gap:8px 20px;align-items:center}
.waiting h2{margin:0 0 2px}
.waiting.late{border-left:6px solid var(--warn)}
.waiting.here{outline:3px solid var(--accent)}
.bar{position:fixed;left:0;right:0;bottom:0;background:var(--card);border-top:1px solid var(--line);padding:9px 20px;display:flex;gap:6px 20px;justify-content:center;align-items:center;flex-wrap:wrap;font-size:14px}
code{font:13px ui-monospace,Consolas,monospace;overflow-wrap:anywhere}
@media (max-width:760px){h1{font-size:22px}.patient dl{grid-template-columns:1fr 1fr}.wrap{padding:16px 14px 130px}.card{padding:14px}.row{grid-template-columns:minmax(0,1fr)}.waiting{grid-template-columns:minmax(0,1fr)}.actions button,.waiting button,.actions .button{width:100%;text-align:center}
table,tbody,tr,td,caption{display:block;width:100%}thead{position:absolute;left:0;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}thead *{width:1px}tr{border-bottom:1px solid var(--line);padding:8px 0}td{border:0;padding:2px 0}td[data-label]:not([data-label=""])::before{content:attr(data-label) ": ";color:var(--soft);font-size:13px}}
@media (prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}
@media print{.bar,.actions,details:not([open]),.skip,button{display:none}.card{break-inside:avoid;border-color:#999}body{background:#fff;color:#000}}
`;
