import type { BundleEntry, FhirResource } from '../../../clients/fhir/types';
import { queryText, token } from '../../../clients/fhir/names';
import { namedUuid } from '../../../shared/named-uuid';
import { HospitalError } from '../../../shared/errors';
import { isSame, recordSystems } from '../datatypes/identifiers';
import { zoneOfMessage } from '../datatypes/times';
import type { Lookup, SystemValue, ToFhirOptions } from '../options';
import type { Reading } from '../reading';

/** A resource that is being written: how others of the bundle refer to it. */
export interface Written {
	reference: string;
	resource: FhirResource;
}

/**
 * What a conversion shares: the message, the options and the bundle that grows. Whether an entry
 * creates or changes something is decided by what the chart has under its identifier.
 */
export class Conversion {
	readonly entries: BundleEntry[] = [];
	readonly lookups: Lookup[] = [];
	/** Keys of reports and results that were given in this message. */
	readonly keys = new Set<string>();
	/** The patient as the message alone has them. */
	said: FhirResource | undefined;
	readonly options: ToFhirOptions;

	constructor(
		readonly reading: Reading,
		options: ToFhirOptions,
	) {
		const patients = [reading.first('PID')?.repetitions(3), reading.first('MRG')?.repetitions(1)];
		this.options = {
			...options,
			timeZone: zoneOfMessage(reading.first('MSH')?.field(7), options.timeZone),
			patientSystems: recordSystems(
				patients.flatMap((fields) => fields ?? []),
				options,
			),
		};
	}

	/** True when the message is compared with what the chart has. */
	get isCompared(): boolean {
		return this.options.chart !== undefined;
	}

	/** The chart's own resource with that identifier; undefined too when the chart was not asked. */
	inChart(type: Lookup['type'], identifier: SystemValue): FhirResource | undefined {
		const found = this.allInChart(type, identifier);
		if (found.length > 1) throw ambiguous(type);
		return found[0];
	}

	/** All that the chart has with that identifier, each once. */
	allInChart(type: Lookup['type'], identifier: SystemValue): FhirResource[] {
		const known = this.lookups.some(
			(one) => one.type === type && !('id' in one) && isSame(one, identifier),
		);
		const { system, value } = identifier;
		if (!known) this.lookups.push({ type, system, value });
		return this.chartWhere(type, (resource) =>
			identifiersOf(resource).some((one) => isSame(identifier, one)),
		);
	}

	/** What a reference of the chart leads to; undefined too when the chart was not asked. */
	referredTo(type: Lookup['type'], reference: unknown): FhirResource | undefined {
		const id = new RegExp(`(?:^|/)${type}/([A-Za-z0-9.-]{1,64})$`).exec(String(reference))?.[1];
		if (id === undefined) return undefined;
		if (!this.lookups.some((one) => one.type === type && 'id' in one && one.id === id)) {
			this.lookups.push({ type, id });
		}
		return this.chartWhere(type, (resource) => resource.id === id)[0];
	}

	private chartWhere(
		type: Lookup['type'],
		fits: (resource: FhirResource) => boolean,
	): FhirResource[] {
		const found = (this.options.chart ?? []).filter(
			(resource) => resource.resourceType === type && fits(resource),
		);
		const once = new Map(found.map((resource) => [resource.id, resource]));
		return withoutReplaced([...once.values()]);
	}

	/**
	 * Refuses what the chart has of somebody else under the same number: a record must never change hands.
	 *
	 * @throws HospitalError `hl7-other-patient`
	 */
	sameHands(there: FhirResource | undefined, patient: Written): void {
		const subject = (there?.subject as { reference?: unknown } | undefined)?.reference;
		if (typeof subject !== 'string' || subject === patient.reference) return;
		if (this.wasMerged(subject, patient)) return;
		throw otherPatient(there?.resourceType ?? 'record');
	}

	/** True when the record of that reference was merged into the patient, at once or by steps. */
	private wasMerged(subject: string, patient: Written): boolean {
		const patients = (this.options.chart ?? []).filter(
			({ resourceType }) => resourceType === 'Patient',
		);
		const known = new Set([patient.reference]);
		for (const into of known) {
			const survivor =
				into === patient.reference
					? patient.resource
					: patients.find(({ id }) => `Patient/${id}` === into);
			for (const reference of survivor ? linked(survivor, 'replaces') : []) known.add(reference);
			for (const one of patients)
				if (replacements(one).includes(into)) known.add(`Patient/${one.id}`);
		}
		return known.has(subject);
	}

	/**
	 * Adds a resource that this message says everything about: it takes the place of what is there.
	 *
	 * @param identifier tells it again when the next message about it comes
	 * @param there what the chart has of it; undefined for what is new: then a record that the chart has
	 *   with that very identifier is not touched
	 * @throws HospitalError `hl7-chart-ambiguous`
	 */
	put(resource: FhirResource, identifier: SystemValue, there: FhirResource | undefined): Written {
		const type = resource.resourceType;
		if (there?.id !== undefined) return this.change(resource, there, there.id);
		if (this.allInChart(type as Lookup['type'], identifier).length > 0) throw ambiguous(type);
		const url = `${type}?${queryText({ identifier: token(identifier.system, identifier.value) })}`;
		return this.add(resource, identifier, { method: 'PUT', url });
	}

	/** Adds a resource unless the chart has one with this identifier, whatever that says. */
	create(resource: FhirResource, identifier: SystemValue): Written {
		const type = resource.resourceType;
		const ifNoneExist = queryText({ identifier: token(identifier.system, identifier.value) });
		return this.add(resource, identifier, { method: 'POST', url: type, ifNoneExist });
	}

	/**
	 * Replaces the version of a resource that the chart was seen to have, and no other.
	 *
	 * @throws HospitalError `hl7-chart-ambiguous` when the message would change one record twice
	 */
	change(resource: FhirResource, there: FhirResource, id: string): Written {
		const type = resource.resourceType;
		const version = there.meta?.versionId;
		const reference = `${type}/${id}`;
		if (this.entries.some(({ fullUrl }) => fullUrl === reference)) throw twice(type);
		const next = { ...resource, id };
		this.entries.push({
			fullUrl: reference,
			resource: next,
			request: {
				method: 'PUT',
				url: reference,
				...(version !== undefined && { ifMatch: `W/"${version}"` }),
			},
		});
		return { reference, resource: next };
	}

	private add(
		resource: FhirResource,
		{ system, value }: SystemValue,
		request: BundleEntry['request'],
	): Written {
		const key = [resource.resourceType, system, value];
		const fullUrl = `urn:uuid:${namedUuid('hl7', ...key)}`;
		// Which of two entries for one record holds nobody knows.
		if (this.entries.some((one) => one.fullUrl === fullUrl)) throw twice(resource.resourceType);
		const written = { reference: fullUrl, resource };
		this.entries.push({ fullUrl, resource, request });
		return written;
	}
}

export const identifiersOf = (resource: FhirResource): unknown[] =>
	Array.isArray(resource.identifier) ? (resource.identifier as unknown[]) : [];

/** Records that were merged into another one still carry their numbers; the other one counts. */
function withoutReplaced(found: readonly FhirResource[]): FhirResource[] {
	return found.filter(
		(one) =>
			one.resourceType !== 'Patient' ||
			!found.some((other) => replacements(one).includes(`Patient/${other.id}`)),
	);
}

/** References of the patients that took the place of this one. */
export const replacements = (patient: FhirResource): string[] => linked(patient, 'replaced-by');

function linked({ link }: FhirResource, kind: string): string[] {
	const links = Array.isArray(link) ? (link as Array<Record<string, unknown>>) : [];
	return links
		.filter(({ type }) => type === kind)
		.map(({ other }) => String((other as { reference?: unknown } | undefined)?.reference));
}

const otherPatient = (type: string) =>
	new HospitalError(
		'hl7-other-patient',
		`The chart has the ${type} with the number in the HL7 message for another patient`,
		{
			nextStep:
				'Nothing is written. Have somebody find out whose it is: the sender has used a number twice, or named the wrong patient.',
		},
	);

const twice = (type: string) =>
	new HospitalError(
		'hl7-chart-ambiguous',
		`The HL7 message says two things of one ${type}, so that nobody can tell which of them holds`,
		{ nextStep: 'Nothing is written. Have somebody compare the message with the chart.' },
	);

const ambiguous = (type: string) =>
	new HospitalError(
		'hl7-chart-ambiguous',
		`The chart has more than one ${type} under the number in the HL7 message`,
		{
			nextStep:
				'Have the records checked and merged. Until then nothing is written for this number.',
		},
	);
