import type { FhirResource } from '../../clients/fhir';
import type { DraftDocument } from '../../shared/contracts/draft-document';
import { HospitalError } from '../../shared/errors';
import { sectionsOf } from './document-bundle';
import { sectionsElement, textElement, type Elements } from './fingerprint';
import { sectionsHash, sha256 } from './text';
import type { DraftForm, DraftSection } from './types';

/** What a person approved, where it may differ from the draft. */
export interface Approval {
	/** The exact text, whose SHA-256 the review step gives. */
	text: string;
	/** The same in sections, for a document in sections. */
	sections: DraftSection[];
}

const MAX_TEXT = 2 * 2 ** 20;

/**
 * The approved text must be the one whose fingerprint the review step gives; a document in sections must
 * hold that text and nothing else.
 *
 * @throws HospitalError `approval-mismatch`
 */
export function checkApproval(
	{ form, title }: DraftDocument,
	{ text, sections }: Approval,
	reviewedHash: string,
): void {
	if (text.trim() === '' || text.length > MAX_TEXT) throw mismatch('it is empty or too long');
	if (sha256(Buffer.from(text, 'utf8')) !== reviewedHash) {
		throw mismatch('its fingerprint is not the one that the review step gives');
	}
	if (form === 'documentReference') return;
	if (sections.length === 0) throw mismatch('the sections of the document are missing');
	if (sections.some((one) => one.title.trim() === '')) throw mismatch('a section has no title');
	if (!holdsSections(text, title, sections)) {
		throw mismatch('its sections do not say the same as the text that was approved');
	}
}

/**
 * What stands in the chart: a section that has a title of the draft's must have its code too, and none may
 * hold another one within its text.
 *
 * @throws HospitalError `approval-mismatch`
 */
export function checkCodes({ sections }: Approval, drafted: readonly DraftedSection[]): void {
	for (const { title, code, text } of sections) {
		const before = drafted.filter((one) => one.title === title);
		if (before.length > 0 && before.every((one) => one.code !== (code ?? ''))) {
			throw mismatch('a section has another code than in the draft');
		}
		const lines = lineOf(text)
			.split('\n')
			.map((one) => one.trim().toLowerCase());
		if (drafted.some((one) => one.title !== '' && lines.includes(one.title.toLowerCase()))) {
			throw mismatch('a section holds the heading of another one in its text');
		}
	}
}

/** Title and LOINC code of a section as the draft has it; the code empty where it has none. */
export interface DraftedSection {
	title: string;
	code: string;
}

/** Lines about the people of a document, as the rendered text has them. */
const PEOPLE = /^(Patient|Born|Age|Sex|Deceased|Identifier): \S/;

const lineOf = (text: string): string =>
	text
		.replace(/\r\n?/g, '\n')
		.replace(/[ \t]+$/gm, '')
		.trim();

/**
 * True when the text is its title, lines about the people, and these sections one after the other, each
 * with its title in a line above it: to the letter, so that nothing that was approved is left out and
 * nothing else comes in. Only titles may be in capital letters.
 */
function holdsSections(text: string, title: string, sections: readonly DraftSection[]): boolean {
	let rest = lineOf(text);
	for (const section of sections.toReversed()) {
		for (const [part, isTitle] of [
			[lineOf(section.text), false],
			[lineOf(section.title), true],
		] as const) {
			const end = rest.slice(rest.length - part.length);
			const isSame = isTitle ? end.toLowerCase() === part.toLowerCase() : end === part;
			const before = rest.slice(0, rest.length - part.length);
			if (rest.length < part.length || !isSame || !/(^|\n)$/.test(before)) return false;
			rest = before.trimEnd();
		}
	}
	const [first = '', ...others] = rest.split('\n').filter((one) => one.trim() !== '');
	const isTitle = first.trim().toLowerCase() === title.trim().toLowerCase();
	return (isTitle ? others : first === '' ? [] : [first, ...others]).every((line) =>
		PEOPLE.test(line.trim()),
	);
}

/** Fingerprint of the text of the document once it is approved. */
export const approvedHash = (
	{ form, title }: DraftDocument,
	{ text, sections }: Approval,
): string =>
	form === 'documentReference'
		? sha256(Buffer.from(text, 'utf8'))
		: sectionsHash(title, hashedSections(sections));

/** Fingerprints of the elements that the approved text changes. */
export function approvedElements(
	draft: DraftDocument,
	approval: Approval | undefined,
	baseUrl: string,
): Elements {
	if (approval === undefined) return {};
	return draft.form === 'documentReference'
		? textElement(approvedHash(draft, approval))
		: sectionsElement(sectionsOf(approval.sections), baseUrl);
}

const hashedSections = (sections: readonly DraftSection[]) =>
	sectionsOf(sections).map(({ title, code, text }) => ({
		title,
		code: code?.coding[0]?.code ?? '',
		div: text.div,
	}));

/** The stored document with the approved text in the place of the drafted one. */
export const approvedDocument = (
	form: DraftForm,
	resource: FhirResource,
	approval: Approval | undefined,
): FhirResource => (approval === undefined ? resource : form.approved(resource, approval));

const mismatch = (reason: string) =>
	new HospitalError('approval-mismatch', `The approved text cannot be signed: ${reason}`, {
		nextStep:
			'Nothing was signed. Take the approved text, its sections and its fingerprint from the same review step.',
	});
