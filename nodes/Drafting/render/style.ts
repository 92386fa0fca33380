import { Html } from '../../shared/html';

/** The whole look of the page: large enough to read, two columns where there is room, one on paper. */
export const STYLE = new Html(`
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem; max-width: 72rem; font: 1rem/1.5 system-ui, sans-serif; color: #1b1f23; background: #fff; overflow-wrap: anywhere; }
h1 { margin: .25rem 0 .5rem; font-size: 1.6rem; }
h2 { margin: 1.75rem 0 .5rem; padding-bottom: .2rem; border-bottom: 2px solid #1f5f8b; font-size: 1.15rem; }
.draft { display: inline-block; margin: 0; padding: .15rem .6rem; border: 2px solid #a32020; color: #a32020; font-weight: 700; }
dl { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; margin: 0; }
dt { display: inline; font-weight: 600; }
dt::after { content: ": "; }
dd { display: inline; margin: 0; }
.sentences { list-style: none; margin: 0; padding: 0; }
.sentences > li { display: grid; grid-template-columns: 3fr 2fr; gap: 1rem; padding: .5rem 0; border-bottom: 1px solid #d5dae0; break-inside: avoid; }
.sources { font-size: .85rem; color: #3b444d; }
.sources ul { margin: 0; padding-left: 1rem; }
.sources p { margin: 0; }
.label { font-weight: 600; }
.id { font-weight: 600; }
.place { color: #57606a; }
.partly .said { border-left: 4px solid #9a6700; padding-left: .5rem; }
.unsupported .said { border-left: 4px solid #a32020; padding-left: .5rem; }
.table { overflow-x: auto; overflow-wrap: normal; }
table { width: 100%; margin: .5rem 0 1rem; border-collapse: collapse; break-inside: avoid; }
caption { text-align: left; font-weight: 600; }
th, td { padding: .3rem .5rem; border: 1px solid #b6bec8; text-align: left; vertical-align: top; }
th { background: #eef2f6; }
.column { display: none; }
.empty { font-style: italic; }
@media screen and (max-width: 40rem) {
.sentences > li { grid-template-columns: 1fr; gap: .25rem; }
.table, .table td { overflow-wrap: anywhere; }
table, caption, tbody, tr, td { display: block; }
thead { display: none; }
tr { margin: 0 0 .75rem; border: 1px solid #b6bec8; }
td { border: 0; }
td:empty { display: none; }
.column { display: inline; }
}
@media print { body { max-width: none; padding: 0; font-size: 10pt; } h2 { break-after: avoid; } }
`);
