import { badAnswer, FhirError } from './errors';
import type { Answer, Exchange } from './exchange';
import { checkId, checkType, parseReference, referenceOf } from './names';
import { bodyOf, mediaTypeOf } from './patch';
import type { CallOptions, FhirResource, PatchBody, WriteOptions } from './types';

/** What a write left on the server. */
export interface WriteResult {
	/** `Type/id` */
	reference: string;
	outcome: 'created' | 'existing' | 'updated';
	/** As the server returned it, when it did. */
	resource?: FhirResource;
	/** Value for the next If-Match. */
	etag?: string;
}

/** What a deletion left. */
export interface RemoveResult {
	/** `Type/id` */
	reference: string;
	/** `absent` when there was nothing to delete (any more), as far as the server tells. */
	outcome: 'deleted' | 'absent';
	etag?: string;
}

export const REPRESENTATION = { prefer: 'return=representation' };

export async function createResource(
	exchange: Exchange,
	resource: FhirResource,
	{ ifNoneExist, ...options }: CallOptions & { ifNoneExist?: string },
): Promise<WriteResult> {
	const type = checkType(resource.resourceType);
	const doing = `Creating a ${type}`;
	const headers: Record<string, string> = { ...REPRESENTATION };
	if (ifNoneExist !== undefined) headers['if-none-exist'] = ifNoneExist;
	const repeatable = ifNoneExist !== undefined;
	const answer = await exchange.call(doing, options, { headers, repeatable }, (kit, init) =>
		kit.create({ resourceType: type, body: resource, options: init }),
	);
	return readWrite(doing, type, answer, answer.status === 201 ? 'created' : 'existing');
}

export async function updateResource(
	exchange: Exchange,
	resource: FhirResource,
	{ ifMatch, ...options }: WriteOptions,
): Promise<WriteResult> {
	const type = checkType(resource.resourceType);
	const id = checkId(resource.id ?? '');
	const doing = `Updating a ${type}`;
	// With If-Match a repetition after a lost answer would be refused although the first was done.
	const repeatable = ifMatch === undefined;
	const headers = { ...REPRESENTATION, ...matching(ifMatch) };
	const answer = await exchange.call(doing, options, { headers, repeatable }, (kit, init) =>
		kit.update({ resourceType: type, id, body: resource, options: init }),
	);
	return readWrite(doing, type, answer, answer.status === 201 ? 'created' : 'updated', id);
}

/** Never sent again by itself: most patches change something more when they come twice. */
export async function patchResource(
	exchange: Exchange,
	type: string,
	id: string,
	patch: PatchBody,
	{ ifMatch, ...options }: WriteOptions,
): Promise<WriteResult> {
	const doing = `Patching a ${checkType(type)}`;
	const answer = await exchange.request(doing, options, {
		method: 'PATCH',
		path: `${type}/${checkId(id)}`,
		headers: { ...REPRESENTATION, 'content-type': mediaTypeOf(patch), ...matching(ifMatch) },
		body: bodyOf(patch),
	});
	return readWrite(doing, type, answer, 'updated', id);
}

export async function removeResource(
	exchange: Exchange,
	type: string,
	id: string,
	{ ifMatch, ...options }: WriteOptions,
): Promise<RemoveResult> {
	const doing = `Deleting a ${checkType(type)}`;
	const reference = `${type}/${checkId(id)}`;
	const extra = { headers: matching(ifMatch), repeatable: ifMatch === undefined };
	try {
		const { header } = await exchange.call(doing, options, extra, (kit, init) =>
			kit.delete({ resourceType: type, id, options: init }),
		);
		const etag = header('etag');
		return { reference, outcome: 'deleted', ...(etag !== undefined && { etag }) };
	} catch (error) {
		const gone = error instanceof FhirError && (error.status === 404 || error.status === 410);
		if (gone) return { reference, outcome: 'absent' };
		throw error;
	}
}

const matching = (ifMatch: string | undefined): Record<string, string> =>
	ifMatch === undefined ? {} : { 'if-match': ifMatch };

/**
 * Where a write went, from Location or from the resource that came back.
 *
 * @param id where it must have gone, for a write that named its resource
 */
function readWrite(
	doing: string,
	type: string,
	{ body, header }: Answer,
	outcome: WriteResult['outcome'],
	id?: string,
): WriteResult {
	const returned = body.resourceType === type ? body : undefined;
	const found =
		parseReference(header('location') ?? header('content-location')) ??
		referenceOf(returned) ??
		parseReference(id && `${type}/${id}`);
	if (found?.type !== type) throw badAnswer(doing, 'the answer does not say where it was written');
	if (id !== undefined && (found.id !== id || (returned?.id ?? id) !== id)) {
		throw badAnswer(doing, 'the answer is about another resource than the one written');
	}
	const etag = header('etag');
	return {
		reference: found.reference,
		outcome,
		...(returned && { resource: returned }),
		...(etag !== undefined && { etag }),
	};
}
