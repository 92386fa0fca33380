import { createHash } from 'node:crypto';
import { Html, html } from '../../../shared/html';
import { SCRIPT } from './script';
import { STYLE } from './style';

const fingerprint = (text: string): string =>
	`'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Our own style and script by their fingerprints, and nothing else from anywhere (CSP Level 3). */
export const POLICY = [
	"default-src 'none'",
	`style-src ${fingerprint(STYLE)}`,
	`script-src ${fingerprint(SCRIPT)}`,
	"connect-src 'self'",
	"form-action 'self'",
	"frame-ancestors 'none'",
	"base-uri 'none'",
].join('; ');

/** Their bytes must be those of the fingerprints: no white space around them. */
const HEAD = new Html(`<style>${STYLE}</style>`);
const TAIL = new Html(`<script>${SCRIPT}</script>`);

export interface Shell {
	/** Of the window: never the name of a patient, because browsers keep it. */
	title: string;
	body: Html;
	narrow?: boolean;
}

export const page = ({ title, body, narrow = false }: Shell): string =>
	html`<!doctype html>
		<html lang="en">
			<head>
				<meta charset="utf-8" />
				<meta name="viewport" content="width=device-width, initial-scale=1" />
				<title>${title}</title>
				${HEAD}
			</head>
			<body>
				<div class="wrap ${narrow ? 'narrow' : ''}">${body}</div>
				${TAIL}
			</body>
		</html>`.text;

/** A page with one message. */
export function messagePage(
	heading: string,
	lines: ReadonlyArray<string | Html>,
	kind: 'good' | 'warn' | 'bad' = 'warn',
	link?: { href: string; text: string },
): string {
	return page({
		title: heading,
		narrow: true,
		body: html`<main>
			<div class="note ${kind}">
				<h1 tabindex="-1" data-focus>${heading}</h1>
				${lines.map((line) => html`<p>${line}</p>`)}
			</div>
			${link && html`<p class="actions"><a class="button" href="${link.href}">${link.text}</a></p>`}
		</main>`,
	});
}
