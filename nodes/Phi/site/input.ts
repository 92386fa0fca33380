import type {
	ChartContext,
	Hl7MessageReference,
	PhiFormat,
	StudyReference,
} from '../../shared/contracts';
import { HospitalError } from '../../shared/errors';

type Fields = Record<string, unknown>;

/** What a step was given, sorted by format. */
export type PhiInput =
	| { readonly format: 'text'; readonly text: string }
	| { readonly format: 'fhir'; readonly record: unknown; readonly resources: readonly unknown[] }
	| { readonly format: 'hl7'; readonly message: string | Buffer }
	| { readonly format: 'dicom'; readonly studies: readonly StudyAsked[] };

/** A study in the spool: by its reference, or by its UID as a chart names it. */
export type StudyAsked = { readonly study: StudyReference } | { readonly studyInstanceUid: string };

/**
 * Finds out what a value is. In doubt it is refused: a record that was taken for another format would
 * pass with most of its identifiers.
 *
 * @param asked a format that the user chose, or `auto`
 * @throws HospitalError `input-missing`, `phi-input-unknown`, `phi-input-refused`
 */
export function readInput(value: unknown, asked: PhiFormat | 'auto' = 'auto'): PhiInput {
	if (value === undefined || value === null || value === '') throw missing();
	if (typeof value === 'string') return readText(value, asked);
	if (Buffer.isBuffer(value)) return readText(value.toString('utf8'), asked);
	if (typeof value !== 'object') throw unknown();
	if (asked === 'dicom') return { format: 'dicom', studies: studiesIn(value) };
	const found = readObject(value as Fields);
	if (found === undefined || (asked !== 'auto' && asked !== found.format)) throw unknown();
	return found;
}

function readText(text: string, asked: PhiFormat | 'auto'): PhiInput {
	if (asked === 'text') return { format: 'text', text };
	if (asked === 'hl7') return { format: 'hl7', message: text };
	if (asked === 'fhir') return { format: 'fhir', record: text, resources: [] };
	const start = text
		.slice(0, 4096)
		.replace(/^\ufeff/, '')
		.trimStart();
	if (asked === 'dicom') {
		const uids = text.split(/[\s,;]+/).filter((one) => one !== '');
		if (uids.length > 0 && uids.every(isUid)) {
			return { format: 'dicom', studies: uids.map((studyInstanceUid) => ({ studyInstanceUid })) };
		}
		throw unknown();
	}
	if (/^MSH[^A-Za-z0-9\s]/.test(start)) return { format: 'hl7', message: text };
	if (/^[FB]HS[^A-Za-z0-9\s]/.test(start)) {
		throw refused('a batch of HL7 messages', 'Split it first: HL7 > Split Messages.');
	}
	if (start.startsWith('%PDF') || start.startsWith('JVBER')) {
		throw refused('a PDF', 'Take the text out of it first. A PDF itself never passes.');
	}
	if (/^<(?:\?xml|ClinicalDocument|[A-Z][A-Za-z]+ xmlns="http:\/\/hl7\.org\/fhir")/.test(start)) {
		throw refused(
			'a document in XML',
			'FHIR is read as JSON only, and CDA documents are not read.',
		);
	}
	if (/^[[{]/.test(start)) {
		const parsed = parse(text);
		if (typeof parsed === 'object' && parsed !== null) {
			const found = readObject(parsed as Fields);
			if (found !== undefined) return found;
		}
		// A record that is cut off is no note.
		if (/"resourceType"\s*:/.test(text))
			throw refused('damaged FHIR', 'Have the record sent again.');
	}
	return { format: 'text', text };
}

function readObject(value: Fields): PhiInput | undefined {
	if (Array.isArray(value)) {
		if (value.length === 0) throw missing();
		if (value.every(isResource))
			return { format: 'fhir', record: collection(value), resources: value };
		if (value.every(isStudy)) {
			return { format: 'dicom', studies: (value as StudyReference[]).map((study) => ({ study })) };
		}
		return undefined;
	}
	if (isResource(value)) return { format: 'fhir', record: value, resources: [value] };
	const chart = resourcesOfChart(value);
	if (chart !== undefined) return { format: 'fhir', record: collection(chart), resources: chart };
	if (isStudy(value)) {
		return { format: 'dicom', studies: [{ study: value as unknown as StudyReference }] };
	}
	const { base64, controlId } = value as Partial<Hl7MessageReference>;
	if (typeof base64 === 'string' && typeof controlId === 'string') {
		return { format: 'hl7', message: Buffer.from(base64, 'base64') };
	}
	return undefined;
}

/** The resources of a Chart Context, or undefined. */
function resourcesOfChart(value: Fields): readonly unknown[] | undefined {
	const { contract, resources, priors = [] } = value as Partial<ChartContext>;
	if (typeof contract !== 'string' || !contract.startsWith('ChartContext/')) return undefined;
	return [...(resources ?? []), ...priors];
}

/**
 * What the chart says of the patient, for the field Patient Context.
 *
 * @throws HospitalError `phi-input-unknown`
 */
export function readContext(value: unknown): readonly unknown[] {
	if (value === undefined || value === null || value === '') return [];
	const given = typeof value === 'string' ? parse(value) : value;
	if (typeof given === 'object' && given !== null) {
		if (isResource(given)) return [given];
		if (Array.isArray(given) && given.every(isResource)) return given;
		const chart = resourcesOfChart(given as Fields);
		if (chart !== undefined) return chart;
	}
	throw new HospitalError(
		'phi-input-unknown',
		'The field "Patient Context" holds no FHIR records',
		{
			nextStep:
				'Point it at the chart of FHIR > Chart Context, at a Bundle or at the Patient, or leave it empty.',
		},
	);
}

const collection = (resources: readonly unknown[]): Fields => ({
	resourceType: 'Bundle',
	type: 'collection',
	entry: resources.map((resource) => ({ resource })),
});

/** Study Instance UIDs that ImagingStudy records name (`urn:dicom:uid`, as urn:oid). */
export function studyUidsIn(resources: readonly unknown[]): string[] {
	const uids = resources.flatMap((resource) => {
		if (!isResource(resource)) return [];
		const { resourceType, identifier, entry } = resource as Fields;
		if (resourceType === 'Bundle' && Array.isArray(entry)) {
			return studyUidsIn(entry.map((one: unknown) => (one as Fields | undefined)?.resource));
		}
		if (resourceType !== 'ImagingStudy' || !Array.isArray(identifier)) return [];
		return identifier.flatMap((one: unknown) => {
			const { system, value } = (one ?? {}) as Fields;
			if (system !== 'urn:dicom:uid' || typeof value !== 'string') return [];
			const uid = value.replace(/^urn:oid:/, '');
			return isUid(uid) ? [uid] : [];
		});
	});
	return [...new Set(uids)];
}

function studiesIn(value: object): StudyAsked[] {
	const found = readObject(value as Fields);
	if (found?.format === 'dicom') return [...found.studies];
	if (found?.format === 'fhir') {
		return studyUidsIn(found.resources).map((studyInstanceUid) => ({ studyInstanceUid }));
	}
	throw unknown();
}

const isResource = (value: unknown): boolean =>
	typeof value === 'object' && value !== null && typeof (value as Fields).resourceType === 'string';

function isStudy(value: unknown): boolean {
	const { key, version, studyInstanceUid } = (value ?? {}) as Partial<StudyReference>;
	return [key, version, studyInstanceUid].every((one) => typeof one === 'string' && one !== '');
}

const isUid = (text: string): boolean =>
	text.length <= 64 && /^[0-2](?:\.(?:0|[1-9]\d*))+$/.test(text);

function parse(text: string): unknown {
	try {
		return JSON.parse(text.replace(/^\ufeff/, '')) as unknown;
	} catch {
		return undefined;
	}
}

const missing = (): HospitalError =>
	new HospitalError('input-missing', 'The field "Record" is empty', {
		nextStep:
			'Point it at what is to be worked on: a text, a FHIR record or chart, an HL7 message, or a study.',
	});

const unknown = (): HospitalError =>
	new HospitalError('phi-input-unknown', 'What the field "Record" holds is of no known format', {
		nextStep:
			'It takes a text, FHIR R4 as JSON, an HL7 v2 message, the chart of Chart Context, or a study of the DICOM Trigger. Nothing of it was passed on.',
	});

const refused = (what: string, nextStep: string): HospitalError =>
	new HospitalError(
		'phi-input-refused',
		`The field "Record" holds ${what}, which is not worked on`,
		{
			nextStep: `${nextStep} Nothing of it was passed on.`,
		},
	);
