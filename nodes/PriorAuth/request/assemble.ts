import type { BundleEntry, FhirResource } from '../../clients/fhir';
import type { LeftOut } from '../../shared/contracts/prior-auth';
import { HospitalError } from '../../shared/errors';
import { namedUuid } from '../../shared/named-uuid';
import { isFields } from '../rules/element';
import { keyIn, keyOf, type RecordServer } from './input';
import { keep, type Part } from './keep';
import { otherPatient, OWNERS } from './same-patient';
import { stands } from './standing';

/** Records that come along when something that travels refers to them (spec-18). */
const PULLED: Readonly<Record<string, Part>> = {
	Practitioner: 'practitioner',
	PractitionerRole: 'role',
	Organization: 'organization',
	Location: 'location',
	Medication: 'evidence',
};
/** Parts of a report: they come along with it. */
const REPORTS = new Set(['DiagnosticReport', 'Observation']);
/** References without which the record says nothing. */
const NEEDED = new Set(['medicationReference']);

/**
 * Gathers the entries of a packet: each record once, with the elements that may travel, and with its
 * references pointing to entries. References to what does not travel are taken out, not followed.
 */
export class Assembly {
	readonly #entries: BundleEntry[] = [];
	readonly #urls = new Map<string, string>();
	readonly #known = new Map<string, FhirResource>();
	readonly #chosen = new Map<string, Part>();
	readonly leftOut: LeftOut[] = [];

	readonly #site: string;
	readonly #server: RecordServer | undefined;
	#patient: string | undefined;

	/**
	 * @param site keeps the addresses of two senders apart
	 * @param known records that may come along
	 */
	constructor(site: string, known: readonly FhirResource[], server?: RecordServer) {
		this.#site = site;
		this.#server = server;
		for (const resource of known) {
			const key = keyOf(resource);
			if (key !== undefined && !this.#known.has(key)) this.#known.set(key, resource);
		}
	}

	get entries(): BundleEntry[] {
		return this.#entries;
	}

	/** Says beforehand that a record travels, so that references to it stay. */
	choose(resource: FhirResource, part: Part): void {
		const key = requireKey(resource);
		if (part === 'beneficiary') this.#patient = key;
		if (!this.#chosen.has(key)) this.#chosen.set(key, part);
		this.#known.set(key, resource);
	}

	/** @returns the address of the record in the packet */
	add(resource: FhirResource, part: Part): string {
		const key = requireKey(resource);
		const there = this.#urls.get(key);
		if (there !== undefined) return there;
		const fullUrl = `urn:uuid:${namedUuid('pas-record', this.#site, key)}`;
		this.#urls.set(key, fullUrl);
		const { copy, dropped } = keep(resource, this.#chosen.get(key) ?? part);
		const entry = { fullUrl, resource: copy };
		this.#entries.push(entry);
		// A bundle as evidence (answers with their questionnaire) refers to its own entries.
		const whole = copy.resourceType === 'Bundle';
		const cut = whole ? [] : this.#rewrite(copy, copy.resourceType, '');
		if (dropped.length > 0) {
			this.leftOut.push({
				type: copy.resourceType,
				reference: key,
				elements: dropped,
				why: 'not-needed',
			});
		}
		if (cut.length > 0) {
			const why = 'address-of-another-record';
			this.leftOut.push({ type: copy.resourceType, reference: key, elements: cut, why });
		}
		return fullUrl;
	}

	/** Points references to entries. @returns where references were taken out */
	#rewrite(value: object, owner: string, path: string): string[] {
		const cut: string[] = [];
		for (const [name, child] of Object.entries(value)) {
			if (typeof child !== 'object' || child === null) continue;
			const at = Array.isArray(value) ? path : path === '' ? name : `${path}.${name}`;
			if (isFields(child) && typeof child.reference === 'string') {
				if (!this.#point(child as Record<string, unknown>, owner, at)) cut.push(at);
				continue;
			}
			cut.push(...this.#rewrite(child as object, owner, at));
		}
		return [...new Set(cut)];
	}

	#point(reference: Record<string, unknown>, owner: string, at: string): boolean {
		const to = String(reference.reference);
		if (to.startsWith('#')) return true;
		const key = keyIn(to, this.#server);
		// What comes along with a report is about the same patient, or nothing is built.
		if (OWNERS.includes(at) && key !== this.#patient) throw otherPatient(`record (${owner})`);
		const target = key === undefined ? undefined : this.#known.get(key);
		const part = target && this.#partOf(target, owner);
		if (target !== undefined && part !== undefined) {
			// The name stands in the record that is referred to.
			delete reference.display;
			reference.reference = this.add(target, part);
			return true;
		}
		if (NEEDED.has(at)) throw lacksTarget(owner);
		for (const name of Object.keys(reference)) delete reference[name];
		// An empty object is no FHIR; the type alone says that something stood there.
		reference.type = key?.split('/')[0] ?? 'Resource';
		return false;
	}

	#partOf(target: FhirResource, owner: string): Part | undefined {
		const chosen = this.#chosen.get(requireKey(target));
		if (chosen !== undefined) return chosen;
		const type = target.resourceType;
		if (type === 'Observation' && REPORTS.has(owner)) {
			return stands(target) ? 'evidence' : undefined;
		}
		// People and places do not lead to further ones, but a role has its clinician.
		const party = ['Patient', 'Organization', 'Location', 'Practitioner', 'Coverage'].includes(
			owner,
		);
		return party || !Object.hasOwn(PULLED, type) ? undefined : PULLED[type];
	}
}

function requireKey(resource: FhirResource): string {
	const key = keyOf(resource);
	if (key !== undefined) return key;
	throw new HospitalError('prior-auth-no-id', 'A record that should travel has no id', {
		nextStep: 'Read the record from the record system first, so that it has its id.',
	});
}

const lacksTarget = (type: string) =>
	new HospitalError(
		'prior-auth-evidence-incomplete',
		`A ${type} refers to a drug that is not at hand`,
		{ nextStep: 'Give the Medication among the other records, then build again.' },
	);
