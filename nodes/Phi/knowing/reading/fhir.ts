import type { PhiRole } from '../../types';
import {
	addressesOf,
	contactOf,
	element,
	type Element,
	type Gathered,
	list,
	nameInText,
	namesOf,
	strings,
} from './gather';
import { flattened, type Entry } from './flatten';
import { identifierType } from './identifier';
import { digitFirst } from '../../detecting/marks';

/** Elements and depth of one resource beyond which the rest is left out, and counted. */
const MOST_ELEMENTS = 200_000;
const DEEPEST = 24;

const PEOPLE: Readonly<Record<string, PhiRole>> = {
	Patient: 'patient',
	Person: 'patient',
	RelatedPerson: 'relative',
	Practitioner: 'provider',
	PractitionerRole: 'provider',
};
/** Resources that speak of the world at large: their names and days identify nobody. */
const IMPERSONAL = new Set([
	'CodeSystem',
	'ValueSet',
	'ConceptMap',
	'StructureDefinition',
	'SearchParameter',
	'CapabilityStatement',
	'ImplementationGuide',
	'Questionnaire',
	'PlanDefinition',
	'ActivityDefinition',
	'Library',
	'Measure',
	'OperationOutcome',
	'Medication',
	'Substance',
	'MedicationKnowledge',
	'InsurancePlan',
]);
const IS_DATE = /^\d{4}-\d\d-\d\d(?:$|T)/;
/** Elements whose dates are those of the record keeping, not of the patient. */
const NOT_OF_PATIENT = new Set(['meta', 'lastUpdated', 'expirationDate', 'manufactureDate']);
const CODED = new Set(['coding', 'code', 'system', 'status', 'meta', 'text', 'unit', 'language']);

/**
 * Reads FHIR R4 resources: Bundles and contained resources are opened, what is no resource is counted.
 * The first Patient is the one whom the chart is about.
 */
export function readResources(resources: readonly unknown[], into: Gathered): void {
	const all = flattened(resources, into);
	new Reading(all, into).read();
}

class Reading {
	/** Resource type by full URL, `Type/id` and bare id. */
	private readonly types = new Map<string, string>();
	/** References to organizations that pay: their names stay. */
	private readonly payers = new Set<string>();
	private left = MOST_ELEMENTS;

	constructor(
		private readonly all: readonly Entry[],
		private readonly into: Gathered,
	) {}

	read(): void {
		for (const { resource, url } of this.all) {
			const type = resource.resourceType as string;
			if (url !== undefined) this.types.set(url, type);
			if (typeof resource.id === 'string') this.types.set(`${type}/${resource.id}`, type);
			if (type === 'Coverage' || type === 'Claim' || type === 'ExplanationOfBenefit') {
				for (const payer of [...list(resource.payor), ...list(resource.insurer)]) {
					if (typeof payer.reference === 'string') this.payers.add(payer.reference);
				}
			}
		}
		for (const { resource, url } of this.all) {
			const type = resource.resourceType as string;
			if (IMPERSONAL.has(type)) continue;
			this.resource(resource, type, url);
		}
	}

	private resource(resource: Element, type: string, url: string | undefined): void {
		const { into } = this;
		const role = PEOPLE[type];
		if (role !== undefined) this.person(resource, role);
		else if (type === 'Organization' || type === 'HealthcareService') {
			this.organization(resource, url);
		} else if (type === 'Location') this.location(resource);
		else if (type === 'Device') this.device(resource);
		else if (type === 'Coverage') {
			into.number(resource.subscriberId, 'PLAN', 'patient');
			for (const one of list(resource.class)) into.number(one.value, 'PLAN', 'patient');
		}
		this.walk(resource, type, role ?? ownerOf(type), 0);
	}

	private person(resource: Element, role: PhiRole): void {
		const contact = contactOf(resource.telecom);
		const days = {
			...(typeof resource.birthDate === 'string' ? { birthDate: resource.birthDate } : {}),
			...(typeof resource.deceasedDateTime === 'string'
				? { deathDate: resource.deceasedDateTime }
				: {}),
		};
		const names = namesOf(resource.name);
		for (const extension of list(resource.extension)) {
			const url = String(extension.url ?? '');
			if (/mothersMaidenName$/i.test(url) && typeof extension.valueString === 'string') {
				this.into.people.push({ role: 'relative', names: [{ family: extension.valueString }] });
			}
		}
		const addresses = addressesOf(resource.address);
		this.into.people.push({ role, names, ...days, addresses, ...contact });
		for (const other of list(resource.contact)) {
			this.into.people.push({
				role: 'relative',
				names: namesOf(other.name),
				addresses: addressesOf(other.address),
				...contactOf(other.telecom),
			});
		}
		for (const qualification of list(resource.qualification)) {
			for (const one of list(qualification.identifier)) {
				this.into.number(one.value, 'LICENCE', role, one.system);
			}
		}
	}

	private organization(resource: Element, url: string | undefined): void {
		const ids = [url, `Organization/${String(resource.id)}`];
		const codes = list(resource.type).flatMap((type) => list(type.coding).map((one) => one.code));
		const pays =
			codes.some((code) => code === 'pay' || code === 'ins') ||
			ids.some((id) => id !== undefined && this.payers.has(id));
		if (pays) return;
		for (const name of [resource.name, ...strings(resource.alias)]) {
			this.into.place(name, 'facility');
		}
		this.sited(resource);
	}

	private location(resource: Element): void {
		const codes = list(element(resource.physicalType).coding).map((one) => one.code);
		let kind: 'facility' | 'unit' | 'room' | 'bed' = 'facility';
		if (codes.includes('bd')) kind = 'bed';
		else if (codes.includes('ro')) kind = 'room';
		else if (codes.some((code) => code === 'wa' || code === 'wi' || code === 'lvl')) kind = 'unit';
		for (const name of [resource.name, ...strings(resource.alias)]) this.into.place(name, kind);
		this.sited(resource);
	}

	/** Address, telephone and contacts of an organization or place. */
	private sited(resource: Element): void {
		const addresses = addressesOf(resource.address);
		const contact = contactOf(resource.telecom);
		this.into.people.push({ role: 'organization', names: [], addresses, ...contact });
		for (const other of list(resource.contact)) {
			const names = namesOf(other.name);
			this.into.people.push({ role: 'provider', names, ...contactOf(other.telecom) });
		}
	}

	private device(resource: Element): void {
		const { into } = this;
		for (const key of ['serialNumber', 'lotNumber', 'distinctIdentifier']) {
			into.number(resource[key], 'DEVICE', 'patient');
		}
		for (const carrier of list(resource.udiCarrier)) {
			into.number(carrier.carrierHRF, 'DEVICE', 'patient');
			into.number(carrier.deviceIdentifier, 'DEVICE', 'patient');
		}
	}

	/** Identifiers, days, and names by reference, wherever they stand in a resource. */
	private walk(value: unknown, type: string, role: PhiRole, depth: number): void {
		if (typeof value !== 'object' || value === null) return;
		if (depth > DEEPEST || this.left-- <= 0) {
			this.into.skip('too-large-resource');
			return;
		}
		if (Array.isArray(value)) {
			for (const one of value) this.walk(one, type, role, depth + 1);
			return;
		}
		const parts = value as Element;
		if (typeof parts.display === 'string' && parts.coding === undefined) this.reference(parts);
		for (const key of Object.keys(parts)) {
			const part = parts[key];
			if (typeof part === 'string') {
				if (digitFirst(part) && IS_DATE.test(part) && !NOT_OF_PATIENT.has(key))
					this.day(part, key, role);
				else if (key === 'authorString') this.named(part, 'provider');
				else if (key === 'uid') this.into.number(part, 'OTHER_ID', 'patient');
				continue;
			}
			if (key === 'identifier') this.identifiers(part, type, role);
			else if (key === 'valueAddress' || (key === 'address' && !isSited(type))) {
				this.into.people.push({ role, names: [], addresses: addressesOf(part) });
			}
			if (!CODED.has(key) && key !== 'contained') this.walk(part, type, role, depth + 1);
		}
	}

	private day(value: string, key: string, role: PhiRole): void {
		if (key === 'birthDate' && role === 'provider') this.into.date(value, 'provider');
		else this.into.date(value, role === 'relative' ? 'relative' : 'patient');
	}

	private identifiers(value: unknown, type: string, role: PhiRole): void {
		for (const identifier of list(value)) {
			const codes = list(element(identifier.type).coding).map((coding) => coding.code);
			const kind = identifierType(codes, identifier.system, type);
			this.into.number(identifier.value, kind, role, identifier.system);
		}
	}

	/** The name that a reference shows, where what it points to is a person or a place. */
	private reference(parts: Element): void {
		const to = typeof parts.reference === 'string' ? parts.reference : '';
		const type =
			typeof parts.type === 'string' ? parts.type : (this.types.get(to) ?? to.split('/').at(-2));
		if (type === undefined) return;
		const role = PEOPLE[type];
		if (role !== undefined) this.named(parts.display, role);
		else if (type === 'Location') this.into.place(parts.display, 'facility');
		else if (type === 'Organization' && !this.payers.has(to)) {
			this.into.place(parts.display, 'facility');
		}
	}

	private named(text: unknown, role: PhiRole): void {
		const name = nameInText(text);
		if (name !== undefined) this.into.people.push({ role, names: [name] });
	}
}

function isPlace(type: string): boolean {
	return type === 'Organization' || type === 'Location' || type === 'HealthcareService';
}

/** Whether the address of a resource is read with the resource itself. */
function isSited(type: string): boolean {
	return PEOPLE[type] !== undefined || isPlace(type);
}

function ownerOf(type: string): PhiRole {
	return isPlace(type) ? 'organization' : 'patient';
}
