import type { ChartContext, ChartResource } from '../../shared/contracts/chart-context';
import type { FactFlag, FactSource, Gap, Requirement } from '../../shared/contracts/clinical-facts';
import { HospitalError } from '../../shared/errors';
import { elements, hasCode, isElement, string, typeAndId, type Element } from './elements';
import { isNotUnderstood, patientsOf, stayOf } from './subject';
import { isBefore, isTime, period, timeIn } from './words/times';

/** What the facts are for: one stay that ends, or a look at the whole patient before a visit. */
export type FactsPurpose = 'discharge-summary' | 'chart-summary';

/** Records that one chart may hold; a Chart Context never holds more than its purposes allow. */
const MOST_RESOURCES = 20_000;
/** Records that belong to one stay as a whole: one of another stay is a mistake of whoever read it. */
const ONE_STAY = new Set([
	'Encounter',
	'MedicationAdministration',
	'Procedure',
	'DocumentReference',
	'ServiceRequest',
]);
/** Records that are read by date: some may be of another stay or visit. They are left out. */
const BY_DATE = new Set([
	'Observation',
	'DiagnosticReport',
	'Immunization',
	'CarePlan',
	'CareTeam',
	'ImagingStudy',
]);

/** A chart that was checked: all of one patient, and of the right stay. */
export class Chart {
	readonly patient: string;
	readonly encounter?: string;
	readonly stay?: Element;
	/** As the chart writes them. */
	readonly admission?: string;
	readonly discharge?: string;
	readonly gaps: Gap[] = [];
	private readonly byType = new Map<string, ChartResource[]>();
	private readonly byReference = new Map<string, ChartResource>();

	/**
	 * @throws HospitalError `facts-no-chart`, `facts-no-encounter`, `facts-other-patient`,
	 *   `facts-other-encounter`
	 */
	constructor(
		readonly context: ChartContext,
		readonly purpose: FactsPurpose,
	) {
		checkShape(context);
		this.patient = context.patient;
		this.encounter = context.encounter;
		if (purpose === 'discharge-summary' && context.encounter === undefined) {
			throw new HospitalError('facts-no-encounter', 'The chart is not about one stay', {
				nextStep:
					'A discharge summary needs a Chart Context that was read for one encounter. Give FHIR, Chart Context the encounter, or choose the purpose Chart Summary.',
			});
		}
		let elsewhere = 0;
		for (const resource of context.resources) {
			checkPatient(resource, context.patient);
			if (isEnteredInError(resource)) continue;
			if (this.isElsewhere(resource)) elsewhere += 1;
			else this.keep(resource);
		}
		checkOneServer(context.resources);
		for (const list of this.byType.values()) list.sort(byId);
		this.stay = this.encounter === undefined ? undefined : this.find(this.encounter);
		const { start, end } = period(this.stay?.period);
		this.admission = start;
		this.discharge = this.stay?.status === 'finished' ? end : undefined;
		if (elsewhere > 0) {
			this.gap(
				'other-encounter',
				[],
				`Records of another stay or visit were left out: ${elsewhere}.`,
			);
		}
	}

	get isStay(): boolean {
		return this.purpose === 'discharge-summary';
	}

	of(type: string): ChartResource[] {
		return this.byType.get(type) ?? [];
	}

	/** A record of this chart by `Type/id`, in full or relative. */
	find(reference: string | undefined): ChartResource | undefined {
		const key = reference === undefined ? undefined : typeAndId(reference);
		return key === undefined ? undefined : this.byReference.get(key);
	}

	/** Where a fact stands. `path` is below the resource type: `dosageInstruction[0]`. */
	source(resource: Element, path = ''): FactSource {
		const type = String(resource.resourceType);
		const { versionId } = isElement(resource.meta) ? resource.meta : {};
		return {
			reference: `${type}/${String(resource.id)}`,
			...(typeof versionId === 'string' && { version: versionId.slice(0, 64) }),
			path: path === '' ? type : `${type}.${path}`,
		};
	}

	/** Flags that any fact of a record has. */
	flagsOf(resource: Element): FactFlag[] {
		const { security } = isElement(resource.meta) ? resource.meta : {};
		// v3-Confidentiality restricted and very restricted; the sensitivity codes of ActCode (42 CFR 2).
		return hasCode(
			security,
			'R',
			'V',
			'ETH',
			'SUD',
			'PSY',
			'HIV',
			'STD',
			'SEX',
			'SDV',
			'MH',
			'BH',
			'42CFRPart2',
		)
			? ['restricted']
			: [];
	}

	/** `outside-stay` for a time that is certainly before the admission or after the discharge. */
	outside(at: string | undefined): FactFlag | undefined {
		if (!this.isStay || at === undefined) return undefined;
		const early = this.admission !== undefined && isBefore(at, this.admission);
		const late = this.discharge !== undefined && isBefore(this.discharge, at);
		return early || late ? 'outside-stay' : undefined;
	}

	/** True for a record that names this stay, false for one that names another, else undefined. */
	isOfStay(resource: Element): boolean | undefined {
		const stays = stayOf(resource);
		if (stays.length === 0 || this.encounter === undefined) return undefined;
		return stays.some((one) => typeAndId(one) === this.encounter);
	}

	/** True when a read of this type gave more than was taken: then not all is here. */
	isCut(type: string): boolean {
		return this.context.truncated.some((one) => one.type === type);
	}

	gap(code: string, requirements: Requirement[], message: string, source: FactSource[] = []): void {
		const same = this.gaps.find((one) => one.code === code && one.message === message);
		if (same === undefined) {
			this.gaps.push({
				code,
				requirements,
				message,
				...(source.length > 0 && { source: source.slice(0, MOST_SOURCES) }),
			});
		} else if (source.length > 0) {
			same.source = [...(same.source ?? []), ...source].slice(0, MOST_SOURCES);
		}
	}

	private keep(resource: ChartResource): void {
		if (isNotUnderstood(resource)) {
			this.gap(
				'not-understood',
				[],
				'A record holds an extension or rule that changes its meaning and is not known here. It was not used.',
				[this.source(resource)],
			);
			return;
		}
		const key = `${resource.resourceType}/${resource.id}`;
		// Two reads can give the same record: it is one.
		if (this.byReference.has(key)) return;
		this.byReference.set(key, resource);
		const list = this.byType.get(resource.resourceType);
		if (list === undefined) this.byType.set(resource.resourceType, [resource]);
		else list.push(resource);
	}

	private isElsewhere(resource: ChartResource): boolean {
		if (!this.isStay) return false;
		const { resourceType: type } = resource;
		const other =
			type === 'Encounter'
				? `Encounter/${resource.id}` !== this.encounter
				: this.isOfStay(resource) === false;
		if (other && ONE_STAY.has(type)) {
			throw new HospitalError(
				'facts-other-encounter',
				`The chart holds a record (${type}) of another stay or visit`,
				{
					nextStep:
						'Nothing was made of this chart. Read it again with FHIR, Chart Context for the one encounter that the summary is about.',
				},
			);
		}
		return other && BY_DATE.has(type);
	}
}

const MOST_SOURCES = 50;

const byId = (a: ChartResource, b: ChartResource): number =>
	a.id === b.id ? 0 : String(a.id) < String(b.id) ? -1 : 1;

function checkShape(context: ChartContext): void {
	const { contract, patient, encounter, resources, truncated, asOf } = isElement(context)
		? (context as ChartContext)
		: ({} as Partial<ChartContext>);
	const right =
		contract === 'ChartContext/1' &&
		typeof patient === 'string' &&
		typeAndId(patient) === patient &&
		patient.startsWith('Patient/') &&
		(encounter === undefined || typeAndId(encounter) === encounter) &&
		isTime(asOf) &&
		Array.isArray(truncated) &&
		Array.isArray(resources) &&
		resources.length <= MOST_RESOURCES &&
		resources.every((one) => isElement(one) && isId(one.resourceType) && isId(one.id));
	if (right) return;
	throw new HospitalError('facts-no-chart', 'The item holds no Chart Context that can be used', {
		nextStep:
			'Place FHIR, Chart Context before this node and hand on what it gives, without changing it.',
	});
}

const isId = (value: unknown): boolean =>
	typeof value === 'string' && /^[A-Za-z0-9.-]{1,64}$/.test(value);

function checkPatient(resource: ChartResource, patient: string): void {
	const about = patientsOf(resource);
	if (about === 'nobody') return;
	if (about.length > 0 && about.every((one) => typeAndId(one) === patient)) return;
	throw new HospitalError(
		'facts-other-patient',
		`The chart holds a record (${resource.resourceType}) that is not of its patient`,
		{
			nextStep:
				'Nothing was made of this chart. Report it to whoever runs the FHIR server or changed the item: a chart must hold records of one patient only.',
		},
	);
}

/**
 * References to the patient that lead to several servers are of several patients, whatever their id: all
 * of them are relative, or all in full with one address.
 */
function checkOneServer(resources: readonly ChartResource[]): void {
	const servers = new Set(
		resources
			.filter(({ resourceType }) => resourceType !== 'Patient')
			.flatMap((one) => {
				const about = patientsOf(one);
				return about === 'nobody' ? [] : about;
			})
			.map((one) => one.slice(0, one.lastIndexOf('Patient/'))),
	);
	if (servers.size <= 1) return;
	throw new HospitalError(
		'facts-other-patient',
		'The records of the chart name their patient on more than one server',
		{
			nextStep:
				'Nothing was made of this chart. Report it to whoever runs the FHIR server or changed the item: a patient of another server is another patient, also with the same number.',
		},
	);
}

function isEnteredInError(resource: Element): boolean {
	return (
		resource.status === 'entered-in-error' ||
		resource.docStatus === 'entered-in-error' ||
		hasCode(resource.verificationStatus, 'entered-in-error')
	);
}

/** The first of these elements that is a time. */
export const firstTime = (resource: Element, ...names: string[]): string | undefined =>
	names.map((name) => timeIn(resource[name]) ?? period(resource[name]).start).find(Boolean);

/** The code of a state that FHIR writes as a concept: `clinicalStatus`. */
export const stateOf = (concept: unknown): string | undefined =>
	elements(element0(concept).coding)
		.map((one) => string(one.code))
		.find((code) => code !== undefined);

const element0 = (value: unknown): Element => elements(value)[0] ?? {};
