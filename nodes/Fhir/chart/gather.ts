import { referencesIn, type FhirResource, type SearchParameters } from '../../clients/fhir';
import type { ChartContext, ChartResource } from '../../shared/contracts/chart-context';
import { HospitalError } from '../../shared/errors';
import { Asker, type ChartReader } from './ask';
import { isDated, timeOf, TYPES } from './compartment';
import { isCurrent } from './current';
import { checkPatient, isShared, type Local } from './foreign';
import { ChangedMeanwhile, Kept } from './kept';
import { readMedications } from './medications';
import type { Purpose, PurposeRead } from './purpose';
import { keptElements, strip } from './strip';
import { idOf, referenceTo, scopeOf, type ChartSubject, type Scope } from './subject';
import { firstDay } from './window';

/** Records of a read at most of which only the current ones are kept. */
const MOST_READ = 2000;

/**
 * Reads the part of one patient's chart that a purpose declares: these types, these searches, these
 * elements, and nothing else. All searches go by POST.
 *
 * @throws OtherPatient when the server sends a record of somebody else; HospitalError
 *   `patient-not-found`, `patient-replaced`, `encounter-missing`, `encounter-not-found`,
 *   `encounter-entered-in-error`, `chart-changing`, what the server said
 */
export async function gatherChart(
	client: ChartReader,
	purpose: Purpose,
	subject: ChartSubject,
	options: { signal?: AbortSignal; now?: Date } = {},
): Promise<ChartContext> {
	for (let attempt = 1; ; attempt++) {
		try {
			return await gatherOnce(client, purpose, subject, options);
		} catch (error) {
			if (!(error instanceof ChangedMeanwhile)) throw error;
			if (attempt >= MOST_ATTEMPTS) throw changing();
		}
	}
}

/** A chart in which records change all the time is not read as if it stood still. */
const MOST_ATTEMPTS = 3;

const changing = () =>
	new HospitalError(
		'chart-changing',
		`Records of this chart were changed while it was read, ${MOST_ATTEMPTS} times in a row`,
		{
			nextStep:
				'Nothing of the chart was handed on, because two versions of a record must not be mixed. Run it again in a moment.',
			retryable: true,
		},
	);

/** @throws ChangedMeanwhile and what {@link gatherChart} throws */
async function gatherOnce(
	client: ChartReader,
	purpose: Purpose,
	subject: ChartSubject,
	{ signal, now = new Date() }: { signal?: AbortSignal; now?: Date },
): Promise<ChartContext> {
	const patient = referenceTo('Patient', subject.patient);
	const local: Local = (reference) => client.local(reference);
	const check = (resource: FhirResource) => {
		// Of other types nothing is kept, and not all of them belong to somebody.
		if (Object.hasOwn(TYPES, resource.resourceType)) checkPatient(resource, patient, local);
	};
	const asker = new Asker(client, check, signal);
	const kept = new Kept();
	const scope = await scopeOf(asker, purpose, { ...subject, patient }, now);
	remarks(scope.state).forEach((text) => kept.remark(text));
	for (const read of purpose.reads) {
		const found = await perform(asker, read, scope, kept, local);
		kept.add(read.name, found);
	}
	await readMedications(asker, purpose.reads, kept, local);
	const { before } = subject;
	// Only what is earlier has a "before": the rest of the chart is as it is now.
	const earlier: Scope = {
		...scope,
		times: { ...scope.times, ...(before && { before: checkDate(before) }) },
	};
	const priors = purpose.priors && (await perform(asker, purpose.priors, earlier, kept, local));
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

/** What a reader must know of the patient's own record: records that hang elsewhere are not in it. */
const remarks = ({ inactive, replaces }: Scope['state']): string[] => [
	...(replaces > 0
		? [
				`merged-records: ${replaces} merged into this patient's record, what still hangs there not read`,
			]
		: []),
	...(inactive ? ["patient: the patient's record says that it is not in use"] : []),
];

async function perform(
	asker: Asker,
	read: PurposeRead,
	scope: Scope,
	kept: Kept,
	local: Local,
): Promise<ChartResource[]> {
	const rule = TYPES[read.type];
	const ofEncounter = read.encounter === true && scope.encounter !== undefined;
	const shown = keptElements(read.type, read.elements);
	// Needed to see whose encounter it is, also where the purpose does not keep it.
	const elements = ofEncounter ? [...new Set([...shown, ...(rule.encounter ?? [])])] : shown;
	const parameters = parametersOf(read, scope, ofEncounter);
	kept.declare(read, Object.keys(parameters), shown);
	const { type, atMost } = read;
	// What is over must not push out what is current: it counts only after it was left out.
	const most = read.current === true ? MOST_READ : atMost;
	const question = { type, parameters, elements, atMost: most };
	const { resources, sorted, short } = await asker.ask(question);
	const asked = resources.slice(0, most);
	const own = asked.filter((one) => !isShared(one, scope.patient, local));
	kept.missing(read.name, asked.length - own.length, 'of several patients together, left out');
	const right = own
		.filter((one) => kept.isValid(one))
		.filter((one) => !ofEncounter || kept.isOf(isOfEncounter(one, scope, local)))
		.filter((one) => read.current !== true || isCurrent(one));
	const taken = right.slice(0, atMost);
	if (resources.length > most || right.length > atMost) {
		// Where a record without the date stands among sorted ones, each server decides for itself.
		const lacks =
			!resources.every(isDated) || (resources.length > most && (await asker.mayLackDate(question)));
		kept.cutOff(read, taken.length, sorted && !lacks);
	} else if (short !== undefined) {
		kept.cutOff(read, taken.length, false);
	}
	if (short !== undefined) kept.short(read.name, short);
	return taken.map((one) => strip(one, shown));
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

function isOfEncounter(resource: FhirResource, { encounter = '' }: Scope, local: Local): boolean {
	if (resource.resourceType === 'Encounter') return `Encounter/${resource.id}` === encounter;
	const references = referencesIn(resource, TYPES[resource.resourceType].encounter ?? []);
	return references.some((one) => local(one)?.reference === encounter);
}

function newestFirst(resources: ChartResource[]): ChartResource[] {
	return resources.toSorted((a, b) => (timeOf(b) ?? 0) - (timeOf(a) ?? 0));
}

function checkDate(text: string): string {
	if (/^\d{4}-\d\d-\d\d(T[0-9:.]{5,15}(Z|[+-]\d\d:\d\d))?$/.test(text)) return text;
	throw new HospitalError('input-invalid', 'The field Before holds no date', {
		nextStep: 'Write it like 2026-11-01 or 2026-11-01T08:00:00Z.',
	});
}
