import { html, Html } from '../../shared/html';
import { STYLE } from '../report/page';
import type { AuditForm, Question } from './form';

/** For every page that the trigger itself serves. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
	'content-type': 'text/html; charset=utf-8',
	'content-security-policy':
		"default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
	'cache-control': 'no-store',
	'referrer-policy': 'no-referrer',
	'x-content-type-options': 'nosniff',
};

const FORM_STYLE = new Html(`
body{max-width:620px}label{display:block;margin:18px 0 4px;font-weight:600}small{display:block;color:var(--soft);font-weight:400}
input,select{width:100%;padding:9px;font:inherit;color:inherit;background:var(--panel);border:1px solid var(--line)}button{margin-top:24px;padding:11px 20px;font:inherit;font-weight:600;color:#fff;background:var(--ok);border:0;cursor:pointer}
`);

const shell = (title: string, body: Html): string =>
	html`<!doctype html>
		<html lang="en">
			<head>
				<meta charset="utf-8" />
				<meta name="viewport" content="width=device-width, initial-scale=1" />
				<title>${title}</title>
				<style>
					${STYLE}${FORM_STYLE}
				</style>
			</head>
			<body>
				${body}
			</body>
		</html> `.text;

/**
 * @param account of the person, where signing on told it; undefined: the form asks for it
 */
export function formPage(
	{ title, intro, submit }: AuditForm,
	questions: readonly Question[],
	account: string | undefined,
): string {
	return shell(
		title,
		html`<header>
				<h1>${title}</h1>
				<p>${intro}</p>
			</header>
			<form method="post" autocomplete="off">
				${account === undefined
					? field(ACCOUNT)
					: html`<p>You are signed on as <b>${account}</b>.</p>`}
				${questions.map(field)}
				<button type="submit">${submit}</button>
			</form>`,
	);
}

/** Asked when nothing else tells who fills in the form. */
export const ACCOUNT: Question = {
	name: 'account',
	label: 'Your account',
	hint: 'With which you sign on to the record. It is recorded as you type it.',
	required: true,
	maxLength: 128,
	pattern: /^[A-Za-z0-9][A-Za-z0-9._:@+-]{0,127}$/,
};

function field({ name, label, hint, required, choices, type = 'text', maxLength }: Question): Html {
	const must = required ? new Html(' required') : undefined;
	return html`<label for="${name}"
			>${label}${required ? undefined : ' (if known)'}${hint === undefined
				? undefined
				: html`<small>${hint}</small>`}</label
		>${choices === undefined
			? html`<input id="${name}" name="${name}" type="${type}" maxlength="${maxLength}" ${must} />`
			: html`<select id="${name}" name="${name}" ${must}>
					${choices.map(({ value, words }) => html`<option value="${value}">${words}</option>`)}
				</select>`}`;
}

/** Something could not be done: what, and what to do. */
export const refusalPage = (title: string, message: string, nextStep: string): string =>
	shell(
		title,
		html`<section class="verdict broken">
			<h2>${title}</h2>
			<p><b>${message}.</b> ${nextStep}</p>
		</section>`,
	);
