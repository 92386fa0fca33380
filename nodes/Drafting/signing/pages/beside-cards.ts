import { html, type Html } from '../../../shared/html';
import type { BesideSection } from '../beside';
import { cell } from './cell';

/** What the workflow wants to be read beside the document; it is no part of it. */
export const besideCards = (sections: readonly BesideSection[]): Html =>
	html`${sections.map(
		({ title, text, columns = [], rows = [] }, at) =>
			html`<section class="card" aria-labelledby="beside-${at}">
				<h2 id="beside-${at}">${title}</h2>
				<p class="small soft">Shown beside the document; not part of it</p>
				${text === undefined ? undefined : html`<p class="lines">${text}</p>`}
				${columns.length === 0 ? undefined : tableOf(title, columns, rows)}
			</section>`,
	)}`;

const tableOf = (
	title: string,
	columns: readonly string[],
	rows: ReadonlyArray<readonly string[]>,
): Html =>
	rows.length === 0
		? html`<p>Nothing.</p>`
		: html`<div class="scroll" role="region" tabindex="0" aria-label="${title}">
				<table>
					<thead>
						<tr>
							${columns.map((column) => html`<th scope="col">${column}</th>`)}
						</tr>
					</thead>
					<tbody>
						${rows.map(
							(row) =>
								html`<tr>
									${columns.map((column, index) => cell(column, row[index]))}
								</tr>`,
						)}
					</tbody>
				</table>
			</div>`;
