import type { ChartContext } from '../../../shared/contracts';
import { cleanText } from '../../../clients/llm';
import type { FhirResource } from '../../../clients/fhir';
import { namesAnother } from '../../request/names-another';
import { wordsIn } from '../../request/words';
import { evidenceIn } from '../expressions/evaluator';
import { isFields, isRetracted, keyOf, list, patientReference, text, words } from '../fhir';
import type { EvidenceSource } from '../types';

/** UTF-16 code units of one text and of all of them. */
const MOST_OF_ONE = 60_000;
const MOST_OF_ALL = 600_000;
const SHORTEST = 3;

/**
 * Texts of the chart in which evidence may stand: notes, reports, and words on orders, problems and
 * results. Records of somebody else, those that do not say whose they are, what was replaced, and what the
 * patient or a relative wrote are left out, and what names another person in its heading. The newest
 * first. Signs that nobody sees are taken out; spans
 * count in what is left.
 */
export function sourcesOf(chart: ChartContext): EvidenceSource[] {
	const all = [...chart.resources, ...(chart.priors ?? [])];
	const server = serverOf(all);
	const replaced = new Set(all.flatMap(replacedBy));
	const own = all.find((one) => `Patient/${one.id ?? ''}` === chart.patient && isPatient(one));
	const person = own && { path: '', value: own };
	const records = all
		.filter((resource) => patientReference(resource) === chart.patient && isStanding(resource))
		.filter((resource) => (serverIn(resource) ?? server) === server)
		.filter((resource) => !replaced.has(String(keyOf(resource))) && !isOfPatient(resource))
		.flatMap((resource) =>
			wordsIn(resource).map((written) => ({ resource, written: tidy(written) })),
		)
		.filter(({ written }) => written.length >= SHORTEST && !namesAnother(written, person))
		.map(({ resource, written }) => ({ ...evidenceIn(resource), written }))
		.toSorted((a, b) => (b.date ?? '').localeCompare(a.date ?? ''));
	const sources: EvidenceSource[] = [];
	let room = MOST_OF_ALL;
	for (const { written, reference, version, title, date } of records) {
		const kept = cutAtSentence(written, Math.min(MOST_OF_ONE, room));
		if (kept.length < SHORTEST) break;
		room -= kept.length;
		sources.push({
			id: `S${sources.length + 1}`,
			reference,
			...(version !== undefined && { version }),
			title,
			...(date !== undefined && { date }),
			text: kept,
		});
	}
	return sources;
}

/** Gaps so long say no more than shorter ones. */
const tidy = (written: string): string =>
	cleanText(written.slice(0, MOST_OF_ONE * 4))
		.text.trim()
		.replace(/[^\S\n]{8,}/g, ' '.repeat(8))
		.replace(/\n{5,}/g, '\n'.repeat(5));

/** A sentence that is cut may lack the word that denies it: it is left out. */
function cutAtSentence(written: string, most: number): string {
	if (written.length <= most) return written;
	const kept = written.slice(0, most);
	return kept.slice(0, Math.max(kept.lastIndexOf('. '), kept.lastIndexOf('\n')) + 1).trimEnd();
}

const isPatient = ({ resourceType }: FhirResource): boolean => resourceType === 'Patient';

const isStanding = (resource: FhirResource): boolean =>
	keyOf(resource) !== undefined &&
	!isRetracted(resource) &&
	![resource.status, resource.docStatus].some((state) => UNSIGNED.has(String(state)));

/** Nobody has signed these yet. */
const UNSIGNED: ReadonlySet<string> = new Set(['preliminary', 'partial', 'draft', 'cancelled']);

/** Server that a record names for its patient; empty for one that names none. */
function serverIn(resource: FhirResource): string | undefined {
	const subject = isFields(resource.subject) ? text(resource.subject.reference) : undefined;
	return subject === undefined ? undefined : subject.slice(0, subject.lastIndexOf('Patient/'));
}

/** Where the chart's patient is: records that name another server may be of somebody else with the same id. */
function serverOf(all: readonly FhirResource[]): string {
	const servers = [...new Set(all.flatMap((resource) => serverIn(resource) ?? []))];
	return servers.length === 1 ? servers[0] : '';
}

/** Records that this one takes the place of. */
const replacedBy = (resource: FhirResource): string[] =>
	list(resource.relatesTo).flatMap(({ code, target }) =>
		code === 'replaces' && isFields(target) ? (text(target.reference) ?? []) : [],
	);

const OF_PATIENT =
	/\b(?:patient|portal|secure|family) messag|\bpatient[- ](?:reported|entered|generated|supplied|questionnaire)|\bself[- ]report/i;

/** Words of the patient or of a relative: nobody has examined what they say. */
function isOfPatient(resource: FhirResource): boolean {
	const authors = list(resource.author).map(({ reference }) => String(reference));
	const kinds = [...list(resource.category), resource.type, resource.code].map(
		(kind) => words(kind) ?? '',
	);
	return (
		authors.some((author) => /(?:^|\/)(?:Patient|RelatedPerson)\//.test(author)) ||
		kinds.some((kind) => OF_PATIENT.test(kind))
	);
}
