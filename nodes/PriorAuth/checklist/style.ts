import { Html } from '../../shared/html';

/** The whole look of the page: for the screen, a telephone and paper. */
export const CHECKLIST_STYLE = new Html(`
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem; max-width: 60rem; font: 1rem/1.5 system-ui, sans-serif; color: #1b1f23; background: #fff; overflow-wrap: anywhere; }
h1 { margin: .25rem 0 .5rem; font-size: 1.6rem; }
h2 { margin: 1.75rem 0 .5rem; padding-bottom: .2rem; border-bottom: 2px solid #1f5f8b; font-size: 1.15rem; }
.kind { display: inline-block; margin: 0; padding: .15rem .6rem; border: 2px solid #1f5f8b; color: #1f5f8b; font-weight: 700; }
dl { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; margin: 0; }
dt { display: inline; font-weight: 600; }
dt::after { content: ": "; }
dd { display: inline; margin: 0; }
.note { margin: .75rem 0; padding: .5rem .75rem; background: #eef2f6; }
.counts { display: flex; flex-wrap: wrap; gap: .5rem; margin: 0; padding: 0; list-style: none; }
.counts li { padding: .15rem .6rem; border: 1px solid currentColor; border-radius: 1rem; font-weight: 600; }
main ol { margin: 0; padding: 0; list-style: none; }
main ol > li { padding: .75rem 0 .75rem .75rem; border-bottom: 1px solid #d5dae0; border-left: 4px solid currentColor; break-inside: avoid; }
main ol > li > * { color: #1b1f23; }
.met { color: #1a6d34; }
.unmet { color: #a32020; }
.unknown { color: #8a5c00; }
.head { display: grid; grid-template-columns: 9rem 1fr; gap: .75rem; }
.state { font-weight: 700; }
.met .state { color: #1a6d34; }
.unmet .state { color: #a32020; }
.unknown .state { color: #8a5c00; }
.text, .answer, .why, .said, .from { margin: 0; }
.answer { margin-top: .25rem; font-weight: 600; }
.why { font-style: italic; color: #3b444d; }
.required { padding: 0 .35rem; border: 1px solid #57606a; border-radius: .25rem; font-size: .75rem; }
.answer, .why, .said, .evidence { margin-left: 9.75rem; }
.evidence { padding: 0; list-style: none; font-size: .9rem; }
.evidence li { margin-top: .35rem; }
blockquote { margin: 0; padding-left: .6rem; border-left: 3px solid #b6bec8; }
mark { background: #fff3bf; color: inherit; }
.said, .from { color: #57606a; }
@media screen and (max-width: 40rem) {
.head { grid-template-columns: 1fr; gap: .1rem; }
.answer, .why, .said, .evidence { margin-left: 0; }
}
@media print { body { max-width: none; padding: 0; font-size: 10pt; } h2 { break-after: avoid; } }
`);
