import { HospitalError } from '../../shared/errors';
import { badAnswer } from './errors';
import { parseReference } from './names';
import type { Bundle, BundleEntry, FhirResource } from './types';

/** What became of one entry of a transaction. */
export interface EntryResult {
	/** HTTP status of the entry. */
	status: number;
	outcome: 'created' | 'existing' | 'updated' | 'deleted' | 'read';
	/** `Type/id`, when the server named it. */
	reference?: string;
	resourceType?: string;
	etag?: string;
	resource?: FhirResource;
}

/**
 * True when sending the whole transaction twice changes nothing more than sending it once: each
 * create is conditional, each update or delete names its resource and no version.
 */
export function isRepeatable(bundle: Bundle): boolean {
	return (bundle.entry ?? []).every(({ request }) => {
		switch (request?.method) {
			case 'POST':
				return (request.ifNoneExist ?? '') !== '';
			case 'PUT':
			case 'DELETE':
				return request.ifMatch === undefined;
			case 'GET':
			case 'HEAD':
				return true;
			default:
				return false;
		}
	});
}

/** @throws HospitalError `fhir-bundle-invalid` for what cannot be sent as a transaction */
export function checkTransaction(bundle: FhirResource): Bundle {
	const { resourceType, type, entry } = bundle as Partial<Bundle>;
	if (resourceType !== 'Bundle' || type !== 'transaction')
		throw invalid('is no Bundle of type transaction');
	if (!Array.isArray(entry) || entry.length === 0) throw invalid('has no entries');
	for (const { request } of entry) {
		if (!/^(GET|HEAD|POST|PUT|PATCH|DELETE)$/.test(request?.method ?? '')) {
			throw invalid('has an entry without a request method');
		}
		// Relative to the endpoint (http.html 3.1.0.11.1): an address of its own would be followed there.
		if (
			!/^[A-Z][A-Za-z]*([/?]|$)/.test(request?.url ?? '') ||
			/\.\.|%2e|%2f|%5c|\\/i.test(path(request?.url))
		) {
			throw invalid('has an entry whose request is not relative to the server');
		}
	}
	return bundle as Bundle;
}

const path = (url: string | undefined) => (url ?? '').split('?')[0] ?? '';

const invalid = (reason: string) =>
	new HospitalError('fhir-bundle-invalid', `The transaction ${reason}`, {
		nextStep:
			'Correct the bundle; every entry needs request.method and request.url such as Observation.',
	});

/** Reads the answer to a transaction, entry by entry. The order is that of the request. */
export function readResults(doing: string, sent: Bundle, answer: FhirResource): EntryResult[] {
	const { resourceType, type, entry = [] } = answer as Partial<Bundle>;
	if (resourceType !== 'Bundle' || type !== 'transaction-response') {
		throw badAnswer(doing, 'the answer is no transaction-response');
	}
	if (!Array.isArray(entry) || entry.length !== sent.entry?.length) {
		throw badAnswer(doing, 'the answer names another number of entries than were sent');
	}
	return entry.map((result, index) => readResult(doing, sent.entry?.[index] ?? {}, result));
}

function readResult(
	doing: string,
	sent: BundleEntry,
	{ response, resource }: BundleEntry,
): EntryResult {
	const status = Number.parseInt(response?.status ?? '', 10);
	// A transaction is all or nothing: a failed entry inside a success is a broken server.
	if (!(status >= 200 && status < 400))
		throw badAnswer(doing, 'an entry of the transaction failed');
	const found = parseReference(response?.location) ?? referenceOf(resource);
	const expected = /^[A-Z][A-Za-z]*/.exec(sent.request?.url ?? '')?.[0];
	if (found && expected && found.type !== expected) {
		throw badAnswer(doing, 'the answer names another resource type than was sent');
	}
	return {
		status,
		outcome: outcomeOf(sent.request?.method ?? '', status),
		...(found && { reference: found.reference, resourceType: found.type }),
		...(response?.etag !== undefined && { etag: response.etag }),
		...(resource && { resource }),
	};
}

const referenceOf = (resource: FhirResource | undefined) =>
	parseReference(resource && `${resource.resourceType}/${resource.id}`);

function outcomeOf(method: string, status: number): EntryResult['outcome'] {
	if (method === 'GET' || method === 'HEAD') return 'read';
	if (method === 'DELETE') return 'deleted';
	if (status === 201) return 'created';
	return method === 'POST' ? 'existing' : 'updated';
}
