// Under another name: formatters rewrite templates called "html", and the hash of the style must match its bytes.
import { html as markup, type Html as Markup } from '../../shared/html';

export const section = (title: string, content: Markup): Markup =>
	markup`<section><h2>${title}</h2>${content}</section>`;

export const empty = (sentence: string): Markup => markup`<p class="empty">${sentence}</p>`;

/** @param heading a column of numbers begins with # */
export function table(heading: readonly string[], rows: ReadonlyArray<readonly Markup[]>): Markup {
	const heads = heading.map((title) =>
		title.startsWith('#')
			? markup`<th scope="col" class="number">${title.slice(1)}</th>`
			: markup`<th scope="col">${title}</th>`,
	);
	const lines = rows.map((cells) => markup`<tr>${cells}</tr>`);
	return markup`<div class="wide" tabindex="0"><table><thead><tr>${heads}</tr></thead><tbody>${lines}</tbody></table></div>`;
}

export const text = (content: string): Markup => markup`<td>${content}</td>`;

export const numeric = (number: number): Markup =>
	markup`<td class="number${number === 0 ? ' zero' : ''}">${grouped(number)}</td>`;

/** Thousands apart: `1 234 567`, with spaces that do not break. */
export const grouped = (number: number): string =>
	String(number).replace(/\B(?=(\d{3})+$)/g, '\u00a0');
