import type { FhirResource } from '../../../clients/fhir/types';
import { createMessage, type Hl7Message, type NewMessage } from '../../../formats/hl7';
import { HospitalError } from '../../../shared/errors';
import { hl7DateTime } from '../datatypes/times';
import { warning, type Hl7Warning } from '../warnings';
import { cwe, dtm, ei, xcn, type AuthorityNames } from './datatypes';
import { Line } from './line';
import { OBR_STATUS, OBX_STATUS, writeObx, writeReportObr } from './observations';
import { writePid, writePv1 } from './people';
import { ResourceReading, type Part } from './resource-reading';

/** Messages that can be made, with what each needs. */
export const MESSAGES = {
	'ADT^A01': ['Patient', 'Encounter'],
	'ADT^A03': ['Patient', 'Encounter'],
	'ADT^A04': ['Patient', 'Encounter'],
	'ADT^A08': ['Patient'],
	'ADT^A11': ['Patient', 'Encounter'],
	'ADT^A40': ['Patient'],
	'ORU^R01': ['Patient', 'DiagnosticReport'],
	'ORM^O01': ['Patient', 'ServiceRequest'],
	'OMI^O23': ['Patient', 'ServiceRequest'],
	'MDM^T02': ['Patient', 'DocumentReference'],
} as const;

export type MessageKind = keyof typeof MESSAGES;

const STRUCTURES: Readonly<Record<MessageKind, string>> = {
	'ADT^A01': 'ADT_A01',
	'ADT^A03': 'ADT_A03',
	'ADT^A04': 'ADT_A01',
	'ADT^A08': 'ADT_A01',
	'ADT^A11': 'ADT_A09',
	'ADT^A40': 'ADT_A39',
	'ORU^R01': 'ORU_R01',
	'ORM^O01': 'ORM_O01',
	'OMI^O23': 'OMI_O23',
	'MDM^T02': 'MDM_T02',
};

export interface FromFhirOptions extends Omit<NewMessage, 'type' | 'event' | 'structure'> {
	kind: MessageKind;
	/** Names of assigning authorities by the address of their identifier system. */
	authorities: AuthorityNames;
}

/**
 * Makes a message out of resources. What has no place in it is told, element by element.
 *
 * @param resources of one patient, in any order; entries of a Bundle
 * @throws HospitalError `hl7-resource-missing`, `hl7-resources-ambiguous`, `hl7-status-unknown`
 */
export function fromFhir(
	resources: readonly FhirResource[],
	options: FromFhirOptions,
): { message: Hl7Message; warnings: Hl7Warning[] } {
	const [type, event] = options.kind.split('^') as [string, string];
	const structure = STRUCTURES[options.kind];
	const message = createMessage({ ...options, type, event, structure });
	checkSubjects(resources);
	const given = new Given(resources);
	for (const needed of MESSAGES[options.kind]) given.one(needed);
	if (type === 'ADT') admission(message, given, options, event);
	else if (type === 'ORU') results(message, given, options);
	else if (type === 'MDM') document(message, given, options);
	else order(message, given, options);
	return { message, warnings: given.unread() };
}

/** @throws HospitalError `hl7-other-patient` when a resource is about somebody else than the given patient */
function checkSubjects(resources: readonly FhirResource[]): void {
	const patient = resources.find(({ resourceType }) => resourceType === 'Patient');
	const own = patient?.id === undefined ? undefined : `Patient/${patient.id}`;
	for (const resource of resources) {
		if (resource === patient || own === undefined) continue;
		const subject = (resource.subject as { reference?: unknown } | undefined)?.reference;
		if (typeof subject === 'string' && subject !== own) throw otherPatient(resource.resourceType);
	}
}

/** The resources that were given, each read once. */
class Given {
	private readonly readings: ResourceReading[];
	private readonly used = new Set<ResourceReading>();

	constructor(resources: readonly FhirResource[]) {
		this.readings = resources.map((resource) => new ResourceReading(resource));
	}

	/** @throws HospitalError when there is none, or more than one */
	one(type: string): Part {
		const found = this.readings.filter(({ resource }) => resource.resourceType === type);
		const [only] = found;
		if (only === undefined) throw missing(type);
		if (found.length > 1) throw ambiguous(type);
		this.used.add(only);
		return only.root;
	}

	maybe(type: string): Part | undefined {
		const found = this.readings.some(({ resource }) => resource.resourceType === type);
		return found ? this.one(type) : undefined;
	}

	/** Those that a list of references names, in its order; all of the type when it names none. */
	named(type: string, references: ReadonlyArray<string | undefined>): Part[] {
		const all = this.readings.filter(({ resource }) => resource.resourceType === type);
		const chosen =
			references.length === 0
				? all
				: references
						.map((reference) => all.find(({ resource }) => reference === `${type}/${resource.id}`))
						.filter((one) => one !== undefined);
		for (const reading of chosen) this.used.add(reading);
		return chosen.map(({ root }) => root);
	}

	unread(): Hl7Warning[] {
		return this.readings.flatMap((reading) =>
			this.used.has(reading)
				? reading.unread()
				: [warning(reading.resource.resourceType, 'segment-not-mapped')],
		);
	}
}

type Options = FromFhirOptions;

function admission(
	message: Hl7Message,
	given: Given,
	{ authorities, at }: Options,
	event: string,
): void {
	new Line(message, 'EVN')
		.put(1, event)
		.put(2, hl7DateTime((at ?? new Date()).toISOString().slice(0, 19) + 'Z'));
	const patient = given.one('Patient');
	writePid(message, patient, authorities);
	if (event !== 'A40') {
		const encounter = given.maybe('Encounter');
		if (encounter !== undefined) writePv1(message, encounter, authorities);
		return;
	}
	const old = patient.list('identifier').filter((one) => one.get('use').text === 'old');
	if (old.length === 0) throw missing('Patient.identifier');
	const numbers = old.map((one) => [one.get('value').text]);
	new Line(message, 'MRG').parts(1, ...numbers);
}

function results(message: Hl7Message, given: Given, { authorities }: Options): void {
	writePid(message, given.one('Patient'), authorities);
	const encounter = given.maybe('Encounter');
	if (encounter !== undefined) writePv1(message, encounter, authorities);
	const report = given.one('DiagnosticReport');
	if (OBR_STATUS[report.get('status').text ?? ''] === undefined)
		throw unknownStatus('DiagnosticReport');
	writeReportObr(message, report, authorities);
	const references = report.list('result').map((one) => one.get('reference').text);
	const observations = given.named('Observation', references);
	// A result that the report names and nobody gave would be missing without a word.
	if (observations.length < references.length) throw missing('Observation');
	for (const [at, observation] of observations.entries()) {
		if (OBX_STATUS[observation.get('status').text ?? ''] === undefined)
			throw unknownStatus('Observation');
		writeObx(message, at + 1, observation);
	}
	writeFiles(message, report.list('presentedForm'), observations.length);
	const conclusion = report.get('conclusion').text;
	if (conclusion !== undefined) {
		const code = '59776-5^Procedure findings^LN';
		new Line(message, 'OBX')
			.put(1, String(observations.length + 1 + report.list('presentedForm').length))
			.put(2, 'TX')
			.raw(3, code)
			.parts(5, ...conclusion.split('\n').map((line) => [line]))
			.put(11, OBR_STATUS[report.get('status').text ?? ''] === 'F' ? 'F' : 'P');
	}
}

/** Documents in base64, one OBX each. */
function writeFiles(message: Hl7Message, files: readonly Part[], before: number): void {
	for (const [at, file] of files.entries()) {
		const [contentType = 'application/octet-stream', data, title] = file.texts(
			'contentType',
			'data',
			'title',
		);
		if (data === undefined) continue;
		const [type, subtype = ''] = (contentType.split(';')[0] as string).split('/');
		new Line(message, 'OBX')
			.put(1, String(before + at + 1))
			.put(2, 'ED')
			.one(3, ['55108-5', title ?? 'Document', 'LN'])
			.one(5, [undefined, type, subtype.toUpperCase(), 'Base64', data])
			.put(11, 'F');
	}
}

const ORDER_CONTROL: Readonly<Record<string, [control: string, status: string]>> = {
	active: ['NW', 'IP'],
	'on-hold': ['HD', 'HD'],
	revoked: ['CA', 'CA'],
	completed: ['SC', 'CM'],
	'entered-in-error': ['DC', 'ER'],
};
const PRIORITY: Readonly<Record<string, string>> = {
	stat: 'S',
	asap: 'A',
	urgent: 'A',
	routine: 'R',
};

function order(message: Hl7Message, given: Given, { authorities, kind }: Options): void {
	writePid(message, given.one('Patient'), authorities);
	const encounter = given.maybe('Encounter');
	if (encounter !== undefined) writePv1(message, encounter, authorities);
	const request = given.one('ServiceRequest');
	const control = ORDER_CONTROL[request.get('status').text ?? ''];
	if (control === undefined) throw unknownStatus('ServiceRequest');
	const of = (code: string) =>
		request
			.list('identifier')
			.find((one) => one.get('type').first('coding').get('code').text === code);
	const placer = of('PLAC') ?? request.first('identifier');
	const filler = of('FILL');
	const requester = xcn(request.get('requester'), authorities);
	const orc = new Line(message, 'ORC').put(1, control[0]).one(2, ei(placer, authorities));
	if (filler !== undefined) orc.one(3, ei(filler, authorities));
	orc
		.put(5, control[1])
		.put(9, dtm(request.get('authoredOn')))
		.one(12, requester);
	const priority = PRIORITY[request.get('priority').text ?? ''];
	const when = dtm(request.get('occurrenceDateTime'));
	if (kind === 'OMI^O23') new Line(message, 'TQ1').put(1, '1').put(7, when).one(9, [priority]);
	const obr = new Line(message, 'OBR').put(1, '1').one(2, ei(placer, authorities));
	if (filler !== undefined) obr.one(3, ei(filler, authorities));
	obr.one(4, cwe(request.get('code'))).one(16, requester);
	if (kind === 'ORM^O01') {
		obr.parts(27, [undefined, undefined, undefined, when, undefined, priority]);
	}
	obr.parts(31, ...request.list('reasonCode').map(cwe));
	for (const [at, note] of request.list('note').entries()) {
		new Line(message, 'NTE').put(1, String(at + 1)).put(3, note.get('text').text);
	}
	const accession = of('ACSN');
	if (accession !== undefined) {
		if (kind === 'OMI^O23') new Line(message, 'IPC').one(1, ei(accession, authorities));
	}
	request.get('intent').passOver();
	request.get('subject').passOver();
	request.get('encounter').passOver();
}

const COMPLETION: Readonly<Record<string, string>> = {
	preliminary: 'DO',
	final: 'AU',
	amended: 'AU',
};

function document(message: Hl7Message, given: Given, { authorities, at }: Options): void {
	new Line(message, 'EVN')
		.put(1, 'T02')
		.put(2, hl7DateTime((at ?? new Date()).toISOString().slice(0, 19) + 'Z'));
	writePid(message, given.one('Patient'), authorities);
	const encounter = given.maybe('Encounter');
	if (encounter !== undefined) writePv1(message, encounter, authorities);
	else new Line(message, 'PV1').put(1, '1').put(2, 'U');
	const reference = given.one('DocumentReference');
	const completion = COMPLETION[reference.get('docStatus').text ?? ''];
	if (completion === undefined) throw unknownStatus('DocumentReference');
	const number = reference.get('masterIdentifier').exists
		? reference.get('masterIdentifier')
		: reference.first('identifier');
	reference.get('identifier').passOver();
	const contents = reference.list('content').map((content) => content.get('attachment'));
	const txa = new Line(message, 'TXA').put(1, '1').one(2, cwe(reference.get('type')));
	txa.put(3, 'TX').put(4, dtm(reference.get('context').get('period').get('start')));
	txa.put(6, dtm(reference.get('date')));
	txa.parts(9, ...reference.list('author').map((author) => xcn(author, authorities)));
	txa.one(12, ei(number, authorities)).put(17, completion).put(19, 'AV');
	const signer = reference.get('authenticator');
	if (signer.exists) txa.one(22, xcn(signer, authorities));
	const texts = contents.filter((part) => part.get('contentType').text?.startsWith('text/plain'));
	const files = contents.filter((part) => !texts.includes(part));
	for (const [index, text] of texts.entries()) {
		const words = Buffer.from(text.get('data').text ?? '', 'base64').toString('utf8');
		new Line(message, 'OBX')
			.put(1, String(index + 1))
			.put(2, 'TX')
			.raw(3, '55108-5^Clinical presentation^LN')
			.parts(5, ...words.split('\n').map((line) => [line]))
			.put(11, completion === 'AU' ? 'F' : 'P');
	}
	writeFiles(message, files, texts.length);
	reference.get('status').passOver();
	reference.get('subject').passOver();
	reference.get('context').get('encounter').passOver();
}

const otherPatient = (type: string) =>
	new HospitalError('hl7-other-patient', `The ${type} that was given is about another patient`, {
		nextStep: 'Pass on resources of one patient only. Nothing was made of them.',
	});

const missing = (type: string) =>
	new HospitalError('hl7-resource-missing', `No ${type} was given, which the HL7 message needs`, {
		nextStep: 'Read it from the chart first and pass it on with the others.',
	});

const ambiguous = (type: string) =>
	new HospitalError(
		'hl7-resources-ambiguous',
		`More than one ${type} was given for one HL7 message`,
		{
			nextStep: 'Pass on the resources of one patient and one event only.',
		},
	);

const unknownStatus = (type: string) =>
	new HospitalError(
		'hl7-status-unknown',
		`The status of the ${type} cannot be said in an HL7 message`,
		{ nextStep: 'Send it when its status is one that HL7 v2 has a code for, such as final.' },
	);
