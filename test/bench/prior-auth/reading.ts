import type { PriorAuthRequest } from '../../../dist/nodes/shared/contracts/prior-auth.js';
import type { Truth } from './cases.ts';
import { passesCheck } from './numbers.ts';
import { ICD10, NPI, PLACES, type Json } from './records.ts';

/** The eight administrative elements, as the issue names them. */
export const ELEMENTS = [
	'codes',
	'diagnosis',
	'units',
	'dates',
	'provider',
	'place',
	'urgency',
	'identifiers',
] as const;
export type ElementName = (typeof ELEMENTS)[number];

const PAS = 'http://hl7.org/fhir/us/davinci-pas/StructureDefinition/extension-';
/** Most diagnoses of an X12 278 (guide, Claim.diagnosis). */
const CARRIED = 12;

/**
 * Which of the eight elements a packet says as the order said them: read from the bundle alone, not from
 * what the product says about it.
 */
export function readPacket(packet: PriorAuthRequest, truth: Truth): Record<ElementName, boolean> {
	const read = new Reading(packet.bundle);
	return {
		codes: read.codes(truth),
		diagnosis: read.diagnosis(truth),
		units: read.units(truth),
		dates: read.dates(truth),
		provider: read.provider(truth),
		place: read.place(truth),
		urgency: read.urgency(truth),
		identifiers: read.identifiers(truth),
	};
}

/** Words of the chart that no payer may see, or that the payer needs and does not get. */
export function leaks(packet: PriorAuthRequest, { mark, words }: Truth): string[] {
	const text = JSON.stringify(packet.bundle);
	return [
		...(text.includes(mark) ? ['something travels that may not'] : []),
		...words.filter((word) => !text.includes(word)).map(() => 'evidence does not travel'),
	];
}

class Reading {
	private readonly bundle: Json;
	private readonly claim: Json;

	constructor(bundle: Json) {
		this.bundle = bundle;
		this.claim = bundle.entry[0].resource;
	}

	codes({ items }: Truth): boolean {
		return this.each(items, ({ productOrService }, { system, code }) =>
			has(productOrService, system, code),
		);
	}

	/** The codes in their order, and every item pointing to them. */
	diagnosis({ diagnoses, items }: Truth): boolean {
		const said = (this.claim.diagnosis ?? []) as Json[];
		const wanted = diagnoses.slice(0, CARRIED);
		const inOrder =
			said.length === wanted.length &&
			wanted.every((code, at) => has(said[at].diagnosisCodeableConcept, ICD10, code));
		const numbers = said.map(({ sequence }) => sequence as number);
		return (
			inOrder &&
			this.each(items, ({ diagnosisSequence }) =>
				(diagnosisSequence as number[]).every((number) => numbers.includes(number)),
			)
		);
	}

	units({ items }: Truth): boolean {
		return this.each(
			items,
			({ quantity }, truth) =>
				quantity?.value === truth.quantity.value && quantity?.unit === truth.quantity.unit,
		);
	}

	/** The days of the item; without days the order that travels must say how often and for how long. */
	dates({ items }: Truth): boolean {
		return this.each(items, (item, { serviced }) => {
			if (typeof serviced === 'string') return item.servicedDate === serviced;
			if (serviced !== undefined) {
				const { start, end } = item.servicedPeriod ?? {};
				return start === serviced.start && end === serviced.end;
			}
			const order = this.order(item);
			const timings = [
				order?.occurrenceTiming,
				...(order?.dosageInstruction ?? []).map(({ timing }: Json) => timing),
			];
			return (
				item.servicedDate === undefined &&
				item.servicedPeriod === undefined &&
				timings.some((timing) => timing?.repeat?.boundsDuration?.value > 0)
			);
		});
	}

	/** Who asks is in the packet, with every number that is known, and somebody of them has one. */
	provider({ npis }: Truth): boolean {
		const people = [
			this.at(this.claim.provider),
			...(this.claim.careTeam ?? []).map(({ provider }: Json) => this.at(provider)),
		].flatMap((one) => [one, this.at(one?.practitioner), this.at(one?.organization)]);
		const numbers = people
			.flatMap((one) => (one?.identifier ?? []) as Json[])
			.filter(({ system }) => system === NPI)
			.map(({ value }) => value as string);
		return (
			this.at(this.claim.provider) !== undefined &&
			numbers.every(passesCheck) &&
			npis.every((number) => numbers.includes(number)) &&
			numbers.length > 0
		);
	}

	place({ items }: Truth): boolean {
		return this.each(items, ({ locationCodeableConcept }, { place }) =>
			has(locationCodeableConcept, PLACES, place),
		);
	}

	/** `stat` and a level of service for an expedited request (guide, expedited requests). */
	urgency({ urgency }: Truth): boolean {
		const expedited = urgency === 'expedited';
		const level = ((this.claim.extension ?? []) as Json[]).some(
			({ url }) => url === `${PAS}levelOfServiceCode`,
		);
		return (
			has(
				this.claim.priority,
				'http://terminology.hl7.org/CodeSystem/processpriority',
				expedited ? 'stat' : 'normal',
			) && level === expedited
		);
	}

	identifiers({ member, payer, mrn }: Truth): boolean {
		const { identifier } = this.bundle;
		const values = (record: Json): unknown[] =>
			(record?.identifier ?? []).map(({ value }: Json) => value as unknown);
		const coverage = this.at(this.claim.insurance?.[0]?.coverage);
		return (
			Boolean(identifier?.system && identifier.value) &&
			Boolean(this.claim.identifier?.[0]?.system && this.claim.identifier[0].value) &&
			values(this.at(this.claim.patient)).includes(mrn) &&
			values(this.at(this.claim.insurer)).includes(payer) &&
			values(coverage).includes(member)
		);
	}

	private order(item: Json): Json {
		const asked = (item.extension as Json[]).find(({ url }) => url === `${PAS}requestedService`);
		return this.at(asked?.valueReference);
	}

	private at(reference: Json): Json {
		const found = (this.bundle.entry as Json[]).filter(
			({ fullUrl }) => reference?.reference !== undefined && fullUrl === reference.reference,
		);
		return found.length === 1 ? found[0].resource : undefined;
	}

	/** Every item in its place, numbered from 1, and none more. */
	private each(
		wanted: Truth['items'],
		right: (item: Json, truth: Truth['items'][number]) => boolean,
	): boolean {
		const items = (this.claim.item ?? []) as Json[];
		return (
			items.length === wanted.length &&
			items.every((item, at) => {
				const truth = wanted[at];
				const order = this.order(item) !== undefined;
				return (
					truth !== undefined &&
					item.sequence === at + 1 &&
					order === truth.travels &&
					right(item, truth)
				);
			})
		);
	}
}

const has = (of: Json, system: string, code: string): boolean =>
	((of?.coding ?? []) as Json[]).some((one) => one.system === system && one.code === code);
