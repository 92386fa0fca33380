import { parseMessage } from '../../../dist/nodes/formats/hl7/index.js';
import { needsPerson } from '../../../dist/nodes/Hl7/converting/needs-person.js';
import type { Lookup, ToFhirOptions } from '../../../dist/nodes/Hl7/mapping/options.js';
import { toFhir } from '../../../dist/nodes/Hl7/mapping/to-fhir/index.js';

export type Json = Record<string, any>;

export const MRN = 'https://zz.example/mrn';
export const VISIT = 'https://zz.example/visit';
export const LAB = 'https://zz.example/lab';
export const OPTIONS: ToFhirOptions = {
	identifierSystems: { ZZHOSP: MRN, ZZLAB: LAB, ZZVISIT: VISIT },
	timeZone: 'Europe/Berlin',
};

/** A segment by its fields. */
export function segment(name: string, fields: Record<number, string>): string {
	const last = Math.max(...Object.keys(fields).map(Number));
	return [name, ...Array.from({ length: last }, (_, at) => fields[at + 1] ?? '')].join('|');
}

export const msh = (event: string, at = '20260115101500', processing = 'P'): string =>
	`MSH|^~\\&|ZZLAB|ZZHOSP|EHR|ZZHOSP|${at}||${event}|ZZ1|${processing}|2.5.1|||AL|NE||UNICODE UTF-8`;
export const pid = (fields: Record<number, string> = {}): string =>
	segment('PID', {
		1: '1',
		3: '1001^^^ZZHOSP^MR',
		5: 'Zztest^Ada',
		7: '19700102',
		8: 'F',
		...fields,
	});
export const obr = (fields: Record<number, string> = {}): string =>
	segment('OBR', {
		1: '1',
		3: 'F1^ZZLAB',
		4: '24323-8^Panel^LN',
		7: '20260115080000',
		22: '20260115100000',
		25: 'F',
		...fields,
	});
export const obx = (value: string, fields: Record<number, string> = {}): string =>
	segment('OBX', { 1: '1', 2: 'NM', 3: '2345-7^Glucose^LN', 5: value, 11: 'F', ...fields });
export const text = (subId: string, value: string, fields: Record<number, string> = {}): string =>
	obx(value, { 2: 'TX', 3: '59776-5^Findings^LN', 4: subId, ...fields });
export const oru = (at: string, ...lines: string[]): string[] => [
	msh('ORU^R01', at),
	pid(),
	...lines,
];

/** A patient whom the chart has. */
export const patient = (id: string, number: string, more: Json = {}): Json => ({
	resourceType: 'Patient',
	id,
	meta: { versionId: '1' },
	identifier: [{ system: MRN, value: number }],
	...more,
});

/** A chart that answers look-ups and takes transactions, as the FHIR server does for the node. */
export class Chart {
	readonly resources: Json[];

	constructor(resources: Json[] = [patient('p1', '1001')]) {
		this.resources = resources;
	}

	/** Converts against the chart, as the operation To FHIR does, and writes what comes out. */
	bring(lines: readonly string[], options: Partial<ToFhirOptions> = {}) {
		const converted = this.convert(lines, options);
		this.write(converted.entries);
		return converted;
	}

	convert(lines: readonly string[], options: Partial<ToFhirOptions> = {}) {
		const message = parseMessage(Buffer.from(`${lines.join('\r')}\r`));
		const all = { ...OPTIONS, ...options };
		let converted = toFhir(message, all);
		const found = new Set<Json>();
		for (let round = 1; round <= 4; round++) {
			for (const one of converted.lookups.flatMap((lookup) => this.lookUp(lookup))) found.add(one);
			converted = toFhir(message, { ...all, chart: [...found] as never });
		}
		const { bundle, warnings } = converted;
		return {
			entries: bundle.entry as Json[],
			told: warnings.map(({ path, code }) => `${path} ${code}`),
			person: needsPerson(warnings, message.header),
		};
	}

	of(type: string): Json[] {
		return this.resources.filter(({ resourceType }) => resourceType === type);
	}

	/** Values of the results by their keys' times and sub-ids, as people would read them. */
	get results(): string[] {
		return this.of('Observation').map(
			({ status, valueQuantity, valueString }) =>
				`${valueQuantity?.value ?? valueString ?? 'none'} ${status}`,
		);
	}

	private lookUp(lookup: Lookup): Json[] {
		return this.of(lookup.type).filter((one) =>
			'id' in lookup ? one.id === lookup.id : hasNumber(one, lookup.system, lookup.value),
		);
	}

	private write(entries: readonly Json[]): void {
		const references = new Map<string, string>();
		for (const { fullUrl, resource, request } of entries) {
			const id = this.idOf(resource, request) ?? `s${this.resources.length + references.size}`;
			references.set(fullUrl, `${resource.resourceType}/${id}`);
		}
		for (const { fullUrl, resource, request } of entries) {
			const reference = references.get(fullUrl) as string;
			const id = reference.split('/')[1];
			const at = this.resources.findIndex(
				(one) => one.id === id && one.resourceType === resource.resourceType,
			);
			if (at !== -1 && request.ifNoneExist !== undefined) continue;
			let json = JSON.stringify(resource);
			for (const [url, own] of references) json = json.replaceAll(url, own);
			const next = { ...JSON.parse(json), id, meta: { versionId: 'x' } };
			if (at === -1) this.resources.push(next);
			else this.resources[at] = next;
		}
	}

	private idOf(resource: Json, { url, ifNoneExist }: Json): string | undefined {
		if (resource.id !== undefined) return resource.id as string;
		const query = new URLSearchParams(ifNoneExist ?? url.split('?')[1]).get('identifier') ?? '';
		const [system = '', value = ''] = query.split('|');
		return this.of(resource.resourceType).find((one) => hasNumber(one, system, value))?.id;
	}
}

const hasNumber = (one: Json, system: string, value: string): boolean =>
	(one.identifier ?? []).some((own: Json) => own.system === system && own.value === value);
