/** The elements of FHIR R4 resources that identity rests on. */

export interface Identifier {
	use?: string;
	system?: string;
	value?: string;
}

export interface HumanName {
	use?: string;
	family?: string;
	given?: string[];
	suffix?: string[];
	period?: { start?: string; end?: string };
}

export interface Reference {
	reference?: string;
}

export interface Patient {
	resourceType: 'Patient';
	id: string;
	active?: boolean;
	identifier?: Identifier[];
	name?: HumanName[];
	birthDate?: string;
	gender?: string;
	link?: Array<{ type?: string; other?: Reference }>;
}

export interface ServiceRequest {
	resourceType: 'ServiceRequest';
	id: string;
	identifier?: Identifier[];
	status?: string;
	subject?: Reference;
	encounter?: Reference;
}

export interface Coverage {
	resourceType: 'Coverage';
	id: string;
	identifier?: Identifier[];
	status?: string;
	beneficiary?: Reference;
}

/** The part of FhirClient that the gate needs: it only reads. */
export interface ChartReader {
	readonly baseUrl: string;
	read(type: string, id: string, options?: { signal?: AbortSignal }): Promise<object>;
	searchAll(
		type: string,
		parameters: Record<string, string | number>,
		options?: { signal?: AbortSignal; limit?: number },
	): Promise<object[]>;
}

/**
 * The id in a reference to a resource of this server; undefined for contained, logical and foreign
 * references: the same id on another server is another patient.
 */
export function localId(
	reference: Reference | undefined,
	type: string,
	baseUrl: string,
): string | undefined {
	let text = reference?.reference;
	if (typeof text !== 'string') return undefined;
	if (text.startsWith(`${baseUrl}/`)) text = text.slice(baseUrl.length + 1);
	const found = /^([A-Za-z]+)\/([A-Za-z0-9\-.]{1,64})(?:\/_history\/[A-Za-z0-9\-.]{1,64})?$/.exec(
		text,
	);
	return found?.[1] === type ? found[2] : undefined;
}

/** True when the resource itself carries the identifier: a server may have searched too loosely. */
export const carries = (
	resource: { identifier?: Identifier[] },
	system: string | undefined,
	value: string,
): boolean =>
	(resource.identifier ?? []).some(
		(one) => one.value?.trim() === value && (system === undefined || one.system === system),
	);
