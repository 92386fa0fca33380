import { HospitalError } from '../../shared/errors';
import { otherRecord, type Local } from './belonging';
import { checkOutcome } from './confirmed';
import { badAnswer, FhirError, readIssues, type OutcomeIssue } from './errors';
import type { Exchange } from './exchange';
import { askedIn, fits } from './judging';
import { parseReference, referenceOf } from './names';
import type { Bundle, BundleEntry, CallOptions, FhirResource } from './types';

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

/** What became of one entry of a batch, where each stands for itself. */
export interface BatchResult extends Omit<EntryResult, 'outcome'> {
	outcome: EntryResult['outcome'] | 'failed';
	/** What the server says about a failed entry: codes and element paths. Empty for the others. */
	issues: OutcomeIssue[];
	/** The IssueTypes among them, each once. */
	codes: string[];
}

const JSON_CONTENT = { 'content-type': 'application/fhir+json' };

/** @throws HospitalError `fhir-bundle-invalid` before anything is sent */
export async function sendTransaction(
	exchange: Exchange,
	bundle: FhirResource,
	options: CallOptions,
): Promise<EntryResult[]> {
	const doing = 'Writing a transaction';
	const checked = checkBundle(bundle, 'transaction');
	const body = await post(exchange, doing, checked, options);
	const local: Local = (one) => exchange.local(one);
	return readAnswer(doing, checked, body, 'transaction-response').map(([sent, result]) =>
		readResult(doing, sent, result, local),
	);
}

/** @throws HospitalError `fhir-bundle-invalid` before anything is sent */
export async function sendBatch(
	exchange: Exchange,
	bundle: FhirResource,
	options: CallOptions,
	doing = 'Sending a batch',
): Promise<BatchResult[]> {
	const checked = checkBundle(bundle, 'batch');
	const body = await post(exchange, doing, checked, options);
	const local: Local = (one) => exchange.local(one);
	return readAnswer(doing, checked, body, 'batch-response').map(([sent, result]) =>
		readBatchResult(doing, sent, result, local),
	);
}

async function post(
	exchange: Exchange,
	doing: string,
	bundle: Bundle,
	options: CallOptions,
): Promise<FhirResource> {
	const { body } = await exchange.request(doing, options, {
		method: 'POST',
		path: '',
		headers: JSON_CONTENT,
		repeatable: isRepeatable(bundle),
		body: bundle,
	});
	return body;
}

/**
 * True when sending the whole bundle twice changes nothing more than sending it once: each create is
 * conditional, each update names its resource or finds it by a condition, each delete names its
 * resource, and none of them names a version.
 */
export function isRepeatable(bundle: Bundle): boolean {
	return (bundle.entry ?? []).every(({ request }) => {
		switch (request?.method) {
			case 'POST':
				return (request.ifNoneExist ?? '') !== '';
			case 'PUT':
				return request.ifMatch === undefined;
			case 'DELETE':
				// A condition might find another resource the second time.
				return request.ifMatch === undefined && !request.url.includes('?');
			case 'GET':
			case 'HEAD':
				return true;
			default:
				return false;
		}
	});
}

/** @throws HospitalError `fhir-bundle-invalid` for what cannot be sent */
function checkBundle(bundle: FhirResource, wanted: 'transaction' | 'batch'): Bundle {
	const { resourceType, type, entry } = (bundle ?? {}) as Partial<Bundle>;
	const invalid = (reason: string) => invalidBundle(wanted, reason);
	if (resourceType !== 'Bundle' || type !== wanted) throw invalid(`is no Bundle of type ${wanted}`);
	if (!Array.isArray(entry) || entry.length === 0) throw invalid('has no entries');
	for (const one of entry) {
		const { request } = one ?? {};
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

const invalidBundle = (what: string, reason: string) =>
	new HospitalError('fhir-bundle-invalid', `The ${what} ${reason}`, {
		nextStep:
			'Correct the bundle; every entry needs request.method and request.url such as Observation.',
	});

/** Each entry with its answer. The order is that of the request (http.html 3.1.0.11.3). */
function readAnswer(
	doing: string,
	sent: Bundle,
	answer: FhirResource,
	wanted: string,
): Array<[BundleEntry, BundleEntry]> {
	const { resourceType, type, entry = [] } = answer as Partial<Bundle>;
	if (resourceType !== 'Bundle' || type !== wanted) {
		throw badAnswer(doing, `the answer is no ${wanted}`);
	}
	if (!Array.isArray(entry) || entry.length !== sent.entry?.length) {
		throw badAnswer(doing, 'the answer names another number of entries than were sent');
	}
	return entry.map((result, index) => [sent.entry?.[index] ?? {}, result ?? {}]);
}

function readBatchResult(
	doing: string,
	sent: BundleEntry,
	result: BundleEntry,
	local: Local,
): BatchResult {
	const status = Number.parseInt(result.response?.status ?? '', 10);
	if (status >= 200 && status < 400) {
		try {
			return { ...readResult(doing, sent, result, local), issues: [], codes: [] };
		} catch (error) {
			// A success that says of itself that it failed: this entry only.
			if (!(error instanceof FhirError && error.code === 'fhir-write-refused')) throw error;
			return { status, outcome: 'failed', issues: [...error.issues], codes: error.codes };
		}
	}
	if (!(status >= 400 && status < 600)) {
		throw badAnswer(doing, 'an entry of the answer has no status');
	}
	const issues = readIssues(result.response?.outcome ?? result.resource);
	const codes = [...new Set(issues.map(({ code }) => code))];
	return { status, outcome: 'failed', issues, codes };
}

function readResult(
	doing: string,
	sent: BundleEntry,
	{ response, resource }: BundleEntry,
	local: Local,
): EntryResult {
	const status = Number.parseInt(response?.status ?? '', 10);
	// A transaction is all or nothing: a failed entry inside a success is a broken server.
	if (!(status >= 200 && status < 400))
		throw badAnswer(doing, 'an entry of the transaction failed');
	const isWrite = !/^(GET|HEAD)$/.test(sent.request?.method ?? '');
	if (isWrite) {
		checkOutcome(doing, response?.outcome, status);
		// What an operation such as $validate finds is its result, not what became of the entry.
		if (!isOperation(sent.request?.url)) checkOutcome(doing, resource, status);
	}
	const found = targetOf(doing, sent, response?.location, resource);
	checkExisting(doing, sent, status, resource, local);
	return {
		status,
		outcome: outcomeOf(sent.request?.method ?? '', status),
		...(found && { reference: found.reference, resourceType: found.type }),
		...(typeof response?.etag === 'string' && { etag: response.etag }),
		...(resource && { resource }),
	};
}

/** What was there already must be what the condition asked for (http.html 3.1.0.8.1). */
function checkExisting(
	doing: string,
	{ request, resource: sent }: BundleEntry,
	status: number,
	resource: FhirResource | undefined,
	local: Local,
): void {
	const { method = '', ifNoneExist = '', url = '' } = request ?? {};
	const [type, query = ''] = url.split('?');
	// A foreign answer may hold null.
	if (resource?.resourceType !== type) return;
	const isExisting = method === 'POST' && ifNoneExist !== '' && status !== 201;
	// A record that is sent whole brings its own values along, also those that it was found by.
	const sentFits = sent === undefined || fits(sent, askedIn(query), local);
	const isChanged = /^(PUT|PATCH)$/.test(method) && query !== '' && status !== 201 && sentFits;
	const condition = isExisting ? ifNoneExist : isChanged ? query : '';
	if (condition === '' || fits(resource, askedIn(condition), local)) return;
	throw otherRecord(doing, isExisting ? { inWrite: true } : CHANGED_ANOTHER);
}

const CHANGED_ANOTHER = {
	what: 'word that it changed another record than the condition asks for',
	nextStep:
		'Look at the record in the chart, and report it to whoever runs the FHIR server. Search for the right record before the write is repeated.',
};

const isOperation = (url: string | undefined): boolean => path(url).split('/').at(-1)?.[0] === '$';

/** What an entry is about. A search or an operation inside a bundle answers with something else. */
function targetOf(
	doing: string,
	{ request }: BundleEntry,
	location: unknown,
	resource: FhirResource | undefined,
): ReturnType<typeof parseReference> {
	const [address = '', query] = (request?.url ?? '').split('?');
	const isRead = request?.method === 'GET' || request?.method === 'HEAD';
	const [, type, id] = /^([A-Z][A-Za-z]*)(?:\/([^/$]+)(?:\/_history\/.+)?)?$/.exec(address) ?? [];
	if (type === undefined || (isRead && (query !== undefined || id === undefined))) return undefined;
	const returned = resource?.resourceType === 'OperationOutcome' ? undefined : resource;
	const named = id === undefined || id === '_history' ? undefined : `${type}/${id}`;
	const found = parseReference(location) ?? referenceOf(returned) ?? parseReference(named);
	if (found && found.type !== type) {
		throw badAnswer(doing, 'the answer names another resource type than was sent');
	}
	if (found && id !== undefined && id !== '_history' && found.id !== id) {
		throw badAnswer(doing, 'the answer names another resource than was sent');
	}
	return found;
}

function outcomeOf(method: string, status: number): EntryResult['outcome'] {
	if (method === 'GET' || method === 'HEAD') return 'read';
	if (method === 'DELETE') return 'deleted';
	if (status === 201) return 'created';
	return method === 'POST' ? 'existing' : 'updated';
}
