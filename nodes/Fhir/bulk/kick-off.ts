import { checkId, checkType } from '../../clients/fhir';
import { notSupported, requestInvalid } from './errors';
import type { BulkCall, BulkRequest, BulkWire } from './types';

const NDJSON = new Set(['application/fhir+ndjson', 'application/ndjson', 'ndjson']);
const INSTANT =
	/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d{1,9})?(Z|[+-](0\d|1[0-4]):[0-5]\d)$/;
const MAX_FILTERS = 100;

/**
 * Checks what is asked for before anything is sent.
 *
 * @throws HospitalError `bulk-request-invalid`, `fhir-name-invalid`
 */
export function checkRequest(request: BulkRequest): BulkRequest {
	const { level, groupId, types, since, typeFilters, outputFormat } = request;
	if (level === 'group') checkId(groupId ?? '');
	else if (groupId !== undefined) {
		throw requestInvalid('a group is named, but the level is another', 'Choose the level Group.');
	}
	types.forEach(checkType);
	if (since !== undefined && !INSTANT.test(since)) {
		throw requestInvalid(
			'the start is no point in time',
			'Write it like 2026-11-01T00:00:00Z, with a time zone.',
		);
	}
	if (outputFormat !== undefined && !NDJSON.has(outputFormat)) {
		throw requestInvalid(
			'this output format is not supported',
			'Use application/fhir+ndjson, application/ndjson or ndjson.',
		);
	}
	if (typeFilters.length > MAX_FILTERS) {
		throw requestInvalid('there are too many type filters', 'Combine them, or export twice.');
	}
	for (const filter of typeFilters) checkFilter(filter, types);
	return request;
}

/** `MedicationRequest?status=active`: a search relative to the endpoint, of a type that is exported. */
function checkFilter(filter: string, types: string[]): void {
	const [, type] = /^([A-Z][A-Za-z]{1,63})\?[^#\s]{1,2000}$/.exec(filter) ?? [];
	if (type === undefined) {
		throw requestInvalid(
			'a type filter is not readable',
			'Write it like MedicationRequest?status=active.',
		);
	}
	if (types.length > 0 && !types.includes(type)) {
		throw requestInvalid(
			'a type filter names a type that is not exported',
			'Add the type to Resource Types.',
		);
	}
}

/** The request as Bulk Data Access 2.0.0 wants it: the address with a query, or a Parameters body. */
export function kickOffCall(request: BulkRequest): BulkCall {
	const parameters: Array<[name: string, kind: string, value: string]> = [
		['_outputFormat', 'valueString', request.outputFormat ?? 'application/fhir+ndjson'],
	];
	if (request.since !== undefined) parameters.push(['_since', 'valueInstant', request.since]);
	if (request.types.length > 0) {
		parameters.push(['_type', 'valueString', request.types.join(',')]);
	}
	for (const filter of request.typeFilters) parameters.push(['_typeFilter', 'valueString', filter]);
	const headers = { prefer: 'respond-async' };
	const accept = 'application/fhir+json';
	const path = pathOf(request);
	// Sent twice it would start two exports.
	const repeatable = false;
	if (request.method === 'POST') {
		const body = JSON.stringify({
			resourceType: 'Parameters',
			parameter: parameters.map(([name, kind, value]) => ({ name, [kind]: value })),
		});
		return {
			method: 'POST',
			path,
			accept,
			repeatable,
			body,
			headers: { ...headers, 'content-type': 'application/fhir+json' },
		};
	}
	const query = new URLSearchParams(
		parameters.map(([name, , value]): [string, string] => [name, value]),
	);
	return { method: 'GET', path: `${path}?${query}`, accept, headers, repeatable };
}

function pathOf({ level, groupId = '' }: BulkRequest): string {
	if (level === 'group') return `Group/${checkId(groupId)}/$export`;
	return level === 'patient' ? 'Patient/$export' : '$export';
}

/**
 * Starts an export on the server.
 *
 * @returns the address of its status, as the server named it; whoever asks there must check it
 * @throws HospitalError `bulk-not-supported`, and what the server said
 */
export async function kickOff(
	wire: BulkWire,
	request: BulkRequest,
	signal: AbortSignal | undefined,
): Promise<string> {
	const answer = await wire.raw(kickOffCall(request), signal && { signal });
	await answer.discard();
	const location = answer.header('content-location');
	if (answer.status !== 202 || location === undefined || location === '') throw notSupported();
	return location;
}
