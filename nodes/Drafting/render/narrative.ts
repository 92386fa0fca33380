import type { DraftTable } from '../../shared/contracts';
import { Html, html } from '../../shared/html';
import type { ViewSection } from './view';

/**
 * One section as the inside of a FHIR narrative (R4 narrative.html): paragraphs and tables, every text
 * of the chart or of a model escaped. Signs that XML does not allow are taken out.
 */
export const sectionBody = ({ sentences, tables, empty }: ViewSection): Html => {
	const paragraph = sentences.map(({ text }) => text).join(' ');
	const isBare = paragraph === '' && tables.length === 0 && empty === '';
	return html`${paragraph === '' ? undefined : html`<p>${xml(paragraph)}</p>`}${tables.map(
		(table) => tableBody(table),
	)}${empty === '' ? undefined : html`<p>${xml(empty)}</p>`}${isBare
		? html`<p>Not recorded.</p>`
		: undefined}`;
};

/**
 * @param isStacked each cell begins with its heading, which only narrow screens show: there the cells
 *   of a row stand below each other
 */
export const tableBody = (
	{ title, columns, rows }: DraftTable,
	{ isStacked = false }: { isStacked?: boolean } = {},
): Html =>
	html`<table>
		<caption>
			${xml(title)}
		</caption>
		<thead>
			<tr>
				${columns.map((column) => html`<th>${xml(column)}</th>`)}
			</tr>
		</thead>
		<tbody>
			${rows.map(
				({ cells }) =>
					html`<tr>
						${cells.map((cell, at) => cellOf(cell, isStacked ? columns[at] : undefined))}
					</tr>`,
			)}
		</tbody>
	</table>`;

const cellOf = (cell: string, column?: string): Html => {
	if (column === undefined || cell === '') return html`<td>${xml(cell)}</td>`;
	return html`<td><b class="column">${xml(column)}: </b>${xml(cell)}</td>`;
};

/** @param body escaped, each text in it on one line: line ends are those of its template */
export const div = (body: Html): string =>
	`<div xmlns="http://www.w3.org/1999/xhtml">${body.text.replace(/\s*\n\s*/g, '')}</div>`;

/** Text without the signs that XML 1.0 (2.2) does not allow, lone surrogates included. */
// eslint-disable-next-line no-control-regex -- control characters are what is removed
const NOT_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/gu;
export const xml = (text: string): string => text.replace(NOT_XML, '');
