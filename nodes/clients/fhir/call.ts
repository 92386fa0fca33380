import { HospitalError } from '../../shared/errors';
import { badAnswer } from './errors';
import { parseReference } from './names';
import type { CallOptions, FhirResource } from './types';

/** What a create or update left on the server. */
export interface WriteResult {
	/** `Type/id` */
	reference: string;
	outcome: 'created' | 'existing' | 'updated';
	/** As the server returned it, when it did. */
	resource?: FhirResource;
	/** Value for the next If-Match. */
	etag?: string;
}

/** A parsed answer with what its headers say. */
export interface Answer {
	body: FhirResource;
	status: number;
	header: (name: string) => string | undefined;
}

/** The bundled client hangs the response it got under this key, hidden from JSON. */
interface Held {
	__response?: { status: number; headers: { get(name: string): string | null } };
}

interface Extra {
	headers?: Record<string, string>;
	repeatable?: boolean;
	onBytes?: (bytes: number) => void;
}

/** Makes one call of the bundled client. @throws HospitalError and nothing else */
export async function callKit(
	doing: string,
	{ signal }: CallOptions,
	extra: Extra,
	send: (init: object) => Promise<FhirResource>,
): Promise<Answer> {
	let body: FhirResource;
	try {
		body = await send({ doing, ...(signal && { signal }), ...extra });
	} catch (error) {
		if (error instanceof HospitalError) throw error;
		// What remains is JSON that breaks off; the library's message would hold the address.
		throw badAnswer(doing, 'the answer is not valid JSON');
	}
	const response = (body as Held).__response;
	return {
		body,
		status: response?.status ?? 0,
		header: (name) => response?.headers.get(name) ?? undefined,
	};
}

/** Where a create or update went, from Location or from the resource that came back. */
export function readWrite(
	doing: string,
	type: string,
	{ body, header }: Answer,
	outcome: WriteResult['outcome'],
): WriteResult {
	const returned = body.resourceType === type ? body : undefined;
	const found =
		parseReference(header('location') ?? header('content-location')) ??
		parseReference(returned && `${type}/${returned.id}`);
	if (found?.type !== type) throw badAnswer(doing, 'the answer does not say where it was written');
	const etag = header('etag');
	return {
		reference: found.reference,
		outcome,
		...(returned && { resource: returned }),
		...(etag !== undefined && { etag }),
	};
}
