import {
	checkId,
	parseReference,
	type FhirResource,
	type SearchParameters,
} from '../../clients/fhir';
import type { ChartContext, ChartResource } from '../../shared/contracts/chart-context';
import { HospitalError } from '../../shared/errors';
import { Asker, type ChartReader } from './ask';
import { referencesIn, TYPES } from './compartment';
import { checkPatient, leadsTo } from './foreign';
import { Kept } from './kept';
import { readMedications } from './medications';
import type { Purpose, PurposeRead } from './purpose';
import { keptElements, strip } from './strip';
import { firstDay, type Times } from './window';

export interface ChartSubject {
	/** `Patient/<id>` */
	patient: string;
	/** `Encounter/<id>` */
	encounter?: string;
	/** FHIR date or instant: earlier reports are those from before. */
	before?: string;
}

/** What is known once the subject is checked. */
interface Scope {
	patient: string;
	encounter?: string;
	times: Times;
}

/**
 * Reads the part of one patient's chart that a purpose declares: these types, these searches, these
 * elements, and nothing else. All searches go by POST.
 *
 * @throws OtherPatient when the server sends a record of somebody else; HospitalError
 *   `encounter-missing`, `encounter-not-found`, what the server said
 */
export async function gatherChart(
	client: ChartReader,
	purpose: Purpose,
	subject: ChartSubject,
	{ signal, now = new Date() }: { signal?: AbortSignal; now?: Date } = {},
): Promise<ChartContext> {
	const patient = referenceTo('Patient', subject.patient);
	const check = (resource: FhirResource) => {
		// Of other types nothing is kept, and not all of them belong to somebody.
		if (Object.hasOwn(TYPES, resource.resourceType))
			checkPatient(resource, patient, client.baseUrl);
	};
	const asker = new Asker(client, check, signal);
	const kept = new Kept();
	const scope = await scopeOf(asker, purpose, { ...subject, patient }, now);
	for (const read of purpose.reads) {
		const found = await perform(asker, read, scope, kept, client.baseUrl);
		kept.add(read.name, found);
	}
	await readMedications(asker, purpose.reads, kept);
	const { before } = subject;
	// Only what is earlier has a "before": the rest of the chart is as it is now.
	const earlier: Scope = {
		...scope,
		times: { ...scope.times, ...(before && { before: checkDate(before) }) },
	};
	const priors =
		purpose.priors && (await perform(asker, purpose.priors, earlier, kept, client.baseUrl));
	if (purpose.priors && priors) kept.count(purpose.priors.name, priors.length);
	return {
		contract: 'ChartContext/1',
		purpose: purpose.name,
		purposeVersion: purpose.version,
		patient,
		...(scope.encounter !== undefined && { encounter: scope.encounter }),
		declared: kept.declared,
		resources: kept.resources,
		...(priors && { priors: newestFirst(priors) }),
		asOf: now.toISOString(),
		counts: kept.counts,
		notFound: kept.notFound,
		truncated: kept.truncated,
		enteredInError: kept.enteredInError,
		otherEncounter: kept.otherEncounter,
	};
}

/** The encounter must be the patient's own; its start bounds other reads. */
async function scopeOf(
	asker: Asker,
	purpose: Purpose,
	{ patient, encounter }: ChartSubject,
	now: Date,
): Promise<Scope> {
	const times: Times = { now };
	if (purpose.encounter === 'none') return { patient, times };
	if (encounter === undefined || encounter === '') {
		if (purpose.encounter === 'optional') return { patient, times };
		throw new HospitalError('encounter-missing', 'This purpose is about one stay or visit', {
			nextStep: 'Give the node the encounter, as a reference such as Encounter/123.',
		});
	}
	const reference = referenceTo('Encounter', encounter);
	const elements = keptElements('Encounter', ['period']);
	const parameters = { _id: idOf(reference), patient };
	const { resources } = await asker.ask({ type: 'Encounter', parameters, elements, atMost: 1 });
	const found = resources.find(({ id }) => `Encounter/${id}` === reference);
	if (found === undefined) {
		throw new HospitalError(
			'encounter-not-found',
			'The chart has no such encounter of this patient',
			{ nextStep: 'Check which encounter the item carries, and whether it is of this patient.' },
		);
	}
	const { start } = (found.period ?? {}) as { start?: unknown };
	if (typeof start === 'string') times.encounterStart = start;
	return { patient, encounter: reference, times };
}

async function perform(
	asker: Asker,
	read: PurposeRead,
	scope: Scope,
	kept: Kept,
	baseUrl: string,
): Promise<ChartResource[]> {
	const rule = TYPES[read.type];
	const ofEncounter = read.encounter === true && scope.encounter !== undefined;
	const shown = keptElements(read.type, read.elements);
	// Needed to see whose encounter it is, also where the purpose does not keep it.
	const elements = ofEncounter ? [...new Set([...shown, ...(rule.encounter ?? [])])] : shown;
	const parameters = parametersOf(read, scope, ofEncounter);
	kept.declare(read, Object.keys(parameters), shown);
	const { type, atMost } = read;
	const { resources, sorted } = await asker.ask({ type, parameters, elements, atMost });
	if (resources.length > atMost) kept.cutOff(read, sorted);
	return resources
		.slice(0, atMost)
		.filter((one) => kept.isValid(one))
		.filter((one) => !ofEncounter || kept.isOf(isOfEncounter(one, scope, baseUrl)))
		.map((one) => strip(one, shown));
}

function parametersOf(read: PurposeRead, scope: Scope, ofEncounter: boolean): SearchParameters {
	const rule = TYPES[read.type];
	const parameters: SearchParameters = { ...read.search };
	parameters[rule.patientSearch] =
		rule.patientSearch === '_id' ? idOf(scope.patient) : scope.patient;
	const { encounterSearch: search } = rule;
	if (ofEncounter && search !== undefined && scope.encounter !== undefined) {
		parameters[search] = search === '_id' ? idOf(scope.encounter) : scope.encounter;
	}
	// The encounter itself began when it began.
	const from = search === '_id' && ofEncounter ? undefined : firstDay(read, scope.times);
	const { before } = scope.times;
	const bounds = [
		...(from === undefined ? [] : [`ge${from}`]),
		...(before === undefined ? [] : [`lt${before}`]),
	];
	if (rule.date !== undefined && bounds.length > 0) parameters[rule.date.search] = bounds;
	return parameters;
}

function isOfEncounter(
	resource: FhirResource,
	{ encounter = '' }: Scope,
	baseUrl: string,
): boolean {
	if (resource.resourceType === 'Encounter') return `Encounter/${resource.id}` === encounter;
	const references = referencesIn(resource, TYPES[resource.resourceType].encounter ?? []);
	return references.some((one) => leadsTo(one, encounter, baseUrl));
}

function newestFirst(resources: ChartResource[]): ChartResource[] {
	return resources.toSorted((a, b) => timeOf(b) - timeOf(a));
}

function timeOf(resource: ChartResource): number {
	for (const element of TYPES[resource.resourceType].date?.elements ?? []) {
		const value = resource[element];
		const text = typeof value === 'object' ? (value as { start?: unknown } | null)?.start : value;
		const time = typeof text === 'string' ? Date.parse(text) : Number.NaN;
		if (!Number.isNaN(time)) return time;
	}
	return 0;
}

function referenceTo(type: string, text: string): string {
	const found = parseReference(text.trim());
	if (found?.type === type && text.trim() === found.reference) return found.reference;
	throw new HospitalError('reference-invalid', `That is no reference to a ${type}`, {
		nextStep: `Give it as ${type}/ and its id, as the Identity Gate does.`,
	});
}

const idOf = (reference: string): string => checkId(reference.split('/')[1] ?? '');

function checkDate(text: string): string {
	if (/^\d{4}-\d\d-\d\d(T[0-9:.]{5,15}(Z|[+-]\d\d:\d\d))?$/.test(text)) return text;
	throw new HospitalError('input-invalid', 'The field Before holds no date', {
		nextStep: 'Write it like 2026-11-01 or 2026-11-01T08:00:00Z.',
	});
}
