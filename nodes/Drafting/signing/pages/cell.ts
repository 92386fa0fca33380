import { html, type Html } from '../../../shared/html';

/** A day, or a span of days: broken at its hyphens it is read wrongly. */
const DAYS = /^\d{4}-\d\d(?:-\d\d)?(?: to \d{4}-\d\d(?:-\d\d)?)?$/;

/** One cell of a table, with the name of its column for narrow screens. */
export const cell = (column: string, text = ''): Html =>
	DAYS.test(text)
		? html`<td class="date" data-label="${column}">${text}</td>`
		: html`<td data-label="${column}">${text}</td>`;
