import type { BundleEntry, FhirResource } from '../../../clients/fhir/types';
import { queryText, token } from '../../../clients/fhir/names';
import { namedUuid } from '../../../shared/named-uuid';
import { HospitalError } from '../../../shared/errors';
import { isSame } from '../datatypes/identifiers';
import { Keys } from './keys';
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
	/** Identifiers of results that were given in this message. */
	readonly keys = new Keys();
	/** The patient as the message alone has them. */
	said: FhirResource | undefined;
	private readonly written = new Map<string, Written>();

	constructor(
		readonly reading: Reading,
		readonly options: ToFhirOptions,
	) {}

	/** The chart's own resource with that identifier; undefined too when the chart was not asked. */
	inChart(type: Lookup['type'], identifier: SystemValue): FhirResource | undefined {
		const known = this.lookups.some((one) => one.type === type && isSame(one, identifier));
		const { system, value } = identifier;
		if (!known) this.lookups.push({ type, system, value });
		const found = (this.options.chart ?? []).filter(
			(resource) =>
				resource.resourceType === type &&
				identifiersOf(resource).some((one) => isSame(identifier, one)),
		);
		const current = withoutReplaced(found);
		if (new Set(current.map(({ id }) => id)).size > 1) throw ambiguous(type);
		return current[0];
	}

	/**
	 * Refuses what the chart has of somebody else under the same number: a record must never change hands.
	 *
	 * @throws HospitalError `hl7-other-patient`
	 */
	sameHands(there: FhirResource | undefined, patient: Written): void {
		const subject = (there?.subject as { reference?: unknown } | undefined)?.reference;
		if (typeof subject !== 'string' || subject === patient.reference) return;
		const merged = (this.options.chart ?? []).find(
			(one) => one.resourceType === 'Patient' && `Patient/${one.id}` === subject,
		);
		if (merged !== undefined && replacements(merged).includes(patient.reference)) return;
		throw otherPatient(there?.resourceType ?? 'record');
	}

	/**
	 * Adds a resource that this message says everything about: it takes the place of what is there.
	 *
	 * @param identifier tells it again when the next message about it comes
	 */
	put(resource: FhirResource, identifier: SystemValue): Written {
		const type = resource.resourceType as Lookup['type'];
		const there = this.inChart(type, identifier);
		if (there?.id !== undefined) return this.change(resource, there, there.id);
		const url = `${type}?${queryText({ identifier: token(identifier.system, identifier.value) })}`;
		return this.add(resource, identifier, { method: 'PUT', url });
	}

	/** Adds a resource unless the chart has one with this identifier, whatever that says. */
	create(resource: FhirResource, identifier: SystemValue): Written {
		const type = resource.resourceType;
		const ifNoneExist = queryText({ identifier: token(identifier.system, identifier.value) });
		return this.add(resource, identifier, { method: 'POST', url: type, ifNoneExist });
	}

	/** Replaces the version of a resource that the chart was seen to have, and no other. */
	change(resource: FhirResource, there: FhirResource, id: string): Written {
		const type = resource.resourceType;
		const version = there.meta?.versionId;
		const reference = `${type}/${id}`;
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
		const before = this.written.get(fullUrl);
		// Two entries for one thing would make the server refuse the bundle: the later one says more.
		if (before !== undefined) {
			const entry = this.entries.find((one) => one.fullUrl === fullUrl);
			if (entry !== undefined) entry.resource = resource;
			return before;
		}
		const written = { reference: fullUrl, resource };
		this.written.set(fullUrl, written);
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
export function replacements({ link }: FhirResource): string[] {
	const links = Array.isArray(link) ? (link as Array<Record<string, unknown>>) : [];
	return links
		.filter(({ type }) => type === 'replaced-by')
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

const ambiguous = (type: string) =>
	new HospitalError(
		'hl7-chart-ambiguous',
		`The chart has more than one ${type} under the number in the HL7 message`,
		{
			nextStep:
				'Have the records checked and merged. Until then nothing is written for this number.',
		},
	);
