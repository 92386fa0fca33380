import { HospitalError } from '../../shared/errors';
import type { PdfLimits, PdfRefusal } from './types';

const BY_HAND =
	'Have the document read by a person, and ask the sender for it as a plain PDF or fax.';

const megabytes = (bytes: number): string => `${Math.round(bytes / 1024 / 1024)} MB`;

/** A refusal in plain words; nothing of the document stands in it. */
export function refusal(why: PdfRefusal | 'bytes', limits: PdfLimits): HospitalError {
	const make = (code: string, message: string, nextStep = BY_HAND): HospitalError =>
		new HospitalError(code, message, { nextStep });
	switch (why) {
		case 'password':
			return make(
				'document-encrypted',
				'The document is protected by a password',
				'Ask the sender for it without a password, over a protected way.',
			);
		case 'security':
			return make('document-encrypted', 'The document is protected in a way that is not supported');
		case 'pages-none':
			return make('document-unreadable', 'The document has no page');
		case 'pages-many':
			return make(
				'document-too-many-pages',
				`The document has more than ${limits.maxPages} pages`,
				'Have it split, or raise Most Pages in the options of the node.',
			);
		case 'page':
			return make('document-page-unreadable', 'A page of the document is damaged');
		case 'page-size':
			return make('document-page-too-large', 'A page of the document is too large, or has no size');
		case 'memory':
			return make('document-too-large', 'The document needs more memory than it may have');
		case 'bytes':
			return make(
				'document-too-large',
				`The document is larger than ${megabytes(limits.maxBytes)}`,
			);
		case 'format':
			return make(
				'document-unreadable',
				'The document is no PDF, or it is damaged',
				'Ask the sender to send it again. Nothing was read from it.',
			);
	}
}

export const tooSlow = (): HospitalError =>
	new HospitalError('document-too-slow', 'A page of the document takes too long to read', {
		nextStep: BY_HAND,
	});
