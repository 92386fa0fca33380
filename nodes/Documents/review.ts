import type { DocumentReview, FoundDocument } from '../shared/contracts';
import type { PageDoubt, PageReading } from './reading/types';

const PAGE_MESSAGES: Readonly<Record<PageDoubt, string>> = {
	'hidden-text':
		'The file carries text that nobody sees on this page. It was left out: only what can be seen was read.',
	'text-layer-differs':
		'The text in the file is not what the page shows. The page was read from its picture.',
	'text-layer-cut': 'The page carries more text than is read. Its end is missing.',
	'hard-to-read': 'Too much of this page is guessed.',
	turned: 'The page was turned to be read.',
	'unread-ink': 'The page shows much that is no print: handwriting, a picture, a stamp.',
	'not-read': 'The page could not be read.',
};

/** A page that was turned and then read well needs nobody. */
const HARMLESS = new Set<PageDoubt>(['turned']);
/** Below it a number or a name may be another person's. */
const CLAIM = 0.8;

/** Everything for which a person should look, by page and by document; without any of the text. */
export function reviewOf(
	pages: readonly PageReading[],
	documents: readonly FoundDocument[],
	threshold: number,
): DocumentReview[] {
	const ofPages = pages.flatMap(({ number, doubts }) =>
		doubts
			.filter((doubt) => !HARMLESS.has(doubt))
			.map((code) => ({ code, page: number, message: PAGE_MESSAGES[code] })),
	);
	const ofDocuments = documents.flatMap((found, index) =>
		reasons(found, threshold).map(([code, message]) => ({ code, document: index + 1, message })),
	);
	return [...ofPages, ...ofDocuments];
}

function reasons(
	{ kind, kindConfidence, splitConfidence, readConfidence, claims, ...found }: FoundDocument,
	threshold: number,
): Array<[code: string, message: string]> {
	const made: Array<[string, string]> = [];
	if (kind === 'other')
		made.push(['kind-unknown', 'It is not clear what kind of document this is.']);
	else if (kindConfidence < threshold) {
		made.push(['kind-unsure', 'What kind of document this is, is a guess.']);
	}
	if (splitConfidence < threshold) {
		made.push(['split-unsure', 'Where this document begins or ends is a guess.']);
	}
	if (readConfidence < threshold) made.push(['read-unsure', 'Much of its text is a guess.']);
	if (found.mixedIdentity) {
		made.push(['mixed-identity', 'Its pages say different things about whose document it is.']);
	}
	if (claims.length > 0 && found.claimConfidence < CLAIM) {
		made.push(['claim-unsure', 'A name, number or date of the patient is hard to read.']);
	}
	return made;
}
