import type { PacketSection } from '../../shared/contracts';
import { Html, html } from '../../shared/html';

const STYLE = `
:root{color-scheme:light dark;--ground:#f3f5f7;--card:#fff;--ink:#18212b;--soft:#52606e;--line:#d5dce3;--accent:#14597f;--good:#1c6b43;--warn:#7d5200;--bad:#a12a1d}
@media (prefers-color-scheme:dark){:root{--ground:#10151a;--card:#182027;--ink:#e8edf2;--soft:#a3b0bd;--line:#35414d;--accent:#7cc0ea;--good:#7ed0a2;--warn:#eec267;--bad:#f59b8f}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,"Segoe UI",Roboto,sans-serif;overflow-wrap:anywhere}
main{max-width:1080px;margin:0 auto;padding:24px 20px 60px}
h1{font-size:26px;margin:0 0 6px}
h2{font-size:19px;margin:0 0 10px}
p{margin:0 0 10px;white-space:pre-line}
.soft{color:var(--soft)}
section{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:18px 20px;margin:0 0 16px}
table{border-collapse:collapse;width:100%;font-size:14.5px}
th{text-align:left;color:var(--soft);font-size:13px}
th,td{padding:7px 14px 7px 0;border-bottom:1px solid var(--line);vertical-align:top}
td.met{color:var(--good);font-weight:600}td.unmet{color:var(--bad);font-weight:600}td.unknown{color:var(--warn);font-weight:600}
@media (max-width:700px){main{padding:14px}table,tbody,tr,td{display:block;width:100%}thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}tr{border-bottom:1px solid var(--line);padding:8px 0}td{border:0;padding:2px 0}td[data-label]:not([data-label=""])::before{content:attr(data-label) ": ";color:var(--soft);font-size:13px;font-weight:400}}
@media print{section{break-inside:avoid}body{background:#fff;color:#000}}
`;

/** Colours for what a rule of the site judged; an answer to a question has none. */
const STATES: Readonly<Record<string, string>> = {
	Met: 'met',
	'Not met': 'unmet',
	Unknown: 'unknown',
};

/** The packet as one page that loads nothing. */
export function packetPage(
	title: string,
	sections: readonly PacketSection[],
	madeAt: string,
): string {
	const body = html`<!doctype html>
		<html lang="en">
			<head>
				<meta charset="utf-8" />
				<meta name="viewport" content="width=device-width, initial-scale=1" />
				<meta
					http-equiv="Content-Security-Policy"
					content="default-src 'none'; style-src 'unsafe-inline'"
				/>
				<title>${title}</title>
				<style>
					${new Html(STYLE)}
				</style>
			</head>
			<body>
				<main>
					<h1>${title}</h1>
					<p class="soft">Made ${madeAt}. Not sent yet. A person approves it, and nobody else.</p>
					${sections.map(part)}
				</main>
			</body>
		</html>`;
	return body.text;
}

const part = ({ title, text, columns = [], rows = [] }: PacketSection): Html =>
	html`<section>
		<h2>${title}</h2>
		${text === undefined ? undefined : html`<p>${text}</p>`}
		${columns.length === 0
			? undefined
			: rows.length === 0
				? html`<p class="soft">Nothing.</p>`
				: html`<table>
						<thead>
							<tr>
								${columns.map((column) => html`<th scope="col">${column}</th>`)}
							</tr>
						</thead>
						<tbody>
							${rows.map(
								(row) =>
									html`<tr>
										${columns.map((column, at) => cell(column, row[at] ?? ''))}
									</tr>`,
							)}
						</tbody>
					</table>`}
	</section>`;

const cell = (column: string, value: string): Html =>
	html`<td class="${column === 'State' ? (STATES[value] ?? '') : ''}" data-label="${column}">
		${value}
	</td>`;
