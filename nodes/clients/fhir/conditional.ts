import { HospitalError } from '../../shared/errors';
import { checkDone } from './confirmed';
import { badAnswer, errorOf, FhirError } from './errors';
import type { Exchange, Method } from './exchange';
import { checkType, parseReference, queryText, referenceOf } from './names';
import { bodyOf, mediaTypeOf, patchEntry } from './patch';
import { sendBatch } from './transaction';
import type { BundleEntry, Condition, ConditionalOptions, FhirResource, PatchBody } from './types';
import { locationIn, REPRESENTATION, type RemoveResult, type WriteResult } from './writing';

/** A write whose target is found by a condition (http.html 3.1.0.4.3, 3.1.0.7.1, 3.1.0.8.1). */
interface Write {
	doing: string;
	type: string;
	method: Method;
	condition: string;
	/** Body of the request itself, and how it is called. */
	body?: object;
	mediaType?: string;
	/** The same as the resource of a batch entry. */
	resource?: FhirResource;
}

interface Done {
	status: number;
	/** `Type/id`, when the server named it. */
	reference?: string;
	resource?: FhirResource;
	etag?: string;
}

export async function conditionalUpdate(
	exchange: Exchange,
	resource: FhirResource,
	condition: Condition,
	options: ConditionalOptions,
): Promise<WriteResult> {
	const type = checkType(resource.resourceType);
	const done = await write(
		exchange,
		{
			doing: `Updating a ${type} by a condition`,
			type,
			method: 'PUT',
			condition: checkCondition(condition),
			body: resource,
			mediaType: 'application/fhir+json',
			resource,
		},
		options,
	);
	return written(`Updating a ${type} by a condition`, done);
}

export async function conditionalPatch(
	exchange: Exchange,
	type: string,
	condition: Condition,
	patch: PatchBody,
	options: ConditionalOptions,
): Promise<WriteResult> {
	const doing = `Patching a ${checkType(type)} by a condition`;
	const done = await write(
		exchange,
		{
			doing,
			type,
			method: 'PATCH',
			condition: checkCondition(condition),
			body: bodyOf(patch),
			mediaType: mediaTypeOf(patch),
			resource: patchEntry(patch),
		},
		options,
	);
	return written(doing, done);
}

export async function conditionalDelete(
	exchange: Exchange,
	type: string,
	condition: Condition,
	options: ConditionalOptions,
): Promise<Omit<RemoveResult, 'reference'> & { reference?: string }> {
	const doing = `Deleting a ${checkType(type)} by a condition`;
	const plan = { doing, type, method: 'DELETE' as const, condition: checkCondition(condition) };
	try {
		const { reference, etag } = await write(exchange, plan, options);
		return {
			outcome: 'deleted',
			...(reference !== undefined && { reference }),
			...(etag !== undefined && { etag }),
		};
	} catch (error) {
		const nothing = error instanceof FhirError && (error.status === 404 || error.status === 410);
		if (nothing) return { outcome: 'absent' };
		throw error;
	}
}

/** Without any condition the server might take the first resource it has. */
function checkCondition(condition: Condition): string {
	const entries = Object.entries(condition);
	if (entries.length === 0 || entries.some(([, value]) => value.trim() === '')) {
		throw new HospitalError('fhir-condition-invalid', 'The condition of the write is empty', {
			nextStep:
				'Give at least one search parameter with a value, such as identifier=https://hospital.example/id|123.',
		});
	}
	return queryText(condition);
}

async function write(
	exchange: Exchange,
	plan: Write,
	{ conditionIn = 'body', ...options }: ConditionalOptions,
): Promise<Done> {
	const done =
		conditionIn === 'body'
			? await byBatch(exchange, plan, options)
			: await byAddress(exchange, plan, options);
	const type = parseReference(done.reference)?.type ?? done.resource?.resourceType;
	if (type !== undefined && type !== plan.type) {
		throw badAnswer(plan.doing, 'the answer names another resource type than was sent');
	}
	return done;
}

async function byBatch(
	exchange: Exchange,
	{ doing, type, method, condition, resource }: Write,
	{ ifMatch, ...options }: ConditionalOptions,
): Promise<Done> {
	const entry: BundleEntry = {
		...(resource && { resource }),
		request: { method, url: `${type}?${condition}`, ...(ifMatch !== undefined && { ifMatch }) },
	};
	const batch = { resourceType: 'Bundle', type: 'batch', entry: [entry] };
	const [result] = await sendBatch(exchange, batch, options, doing);
	if (result === undefined) throw badAnswer(doing, 'the answer is empty');
	if (result.outcome === 'failed') throw errorOf(doing, result.status, result.issues);
	return result;
}

async function byAddress(
	exchange: Exchange,
	{ doing, type, method, condition, body, mediaType }: Write,
	{ ifMatch, ...options }: ConditionalOptions,
): Promise<Done> {
	const answer = await exchange.request(doing, options, {
		method,
		path: `${type}?${condition}`,
		headers: {
			...(method !== 'DELETE' && REPRESENTATION),
			...(mediaType !== undefined && { 'content-type': mediaType }),
			...(ifMatch !== undefined && { 'if-match': ifMatch }),
		},
		repeatable: method === 'PUT' && ifMatch === undefined,
		...(body && { body }),
	});
	checkDone(doing, type, answer);
	const resource = answer.body.resourceType === type ? answer.body : undefined;
	const own = referenceOf(resource);
	const found = locationIn(exchange, doing, answer, own?.reference) ?? own;
	const etag = answer.header('etag');
	return {
		status: answer.status,
		...(found && { reference: found.reference }),
		...(resource && { resource }),
		...(etag !== undefined && { etag }),
	};
}

function written(doing: string, { status, reference, resource, etag }: Done): WriteResult {
	if (reference === undefined) {
		throw badAnswer(doing, 'the answer does not say where it was written');
	}
	return {
		reference,
		outcome: status === 201 ? 'created' : 'updated',
		...(resource && { resource }),
		...(etag !== undefined && { etag }),
	};
}
