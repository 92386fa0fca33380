import { isDeepStrictEqual } from 'node:util';
import { HospitalError } from '../../shared/errors';
import { otherRecord, patientsOf } from './belonging';
import { checkDone } from './confirmed';
import { badAnswer, FhirError } from './errors';
import type { Answer, Exchange } from './exchange';
import { askedIn, fits } from './judging';
import { checkId, checkType, parseReference, referenceOf } from './names';
import { bodyOf, mediaTypeOf } from './patch';
import { readResource } from './reading';
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
	const made = await createdHere(exchange, resource, answer, options);
	const written = readWrite(
		exchange,
		{ doing, type, ...(made !== undefined && { id: made }) },
		answer,
		answer.status === 201 ? 'created' : 'existing',
	);
	checkKept(exchange, doing, resource, written);
	// What is there already must be what the condition asked for: else nothing was written at all.
	const { outcome, resource: there } = written;
	if (outcome === 'existing' && there !== undefined && ifNoneExist !== undefined) {
		if (!fits(there, askedIn(ifNoneExist), (one) => exchange.local(one)))
			throw otherRecord(doing, { inWrite: true });
	}
	return written;
}

/**
 * A server behind a proxy may answer a create with nothing but a Location under a name of its own. The
 * record of that id here settles it when it says what was sent: told as failed, the create would be
 * repeated and make a second record.
 *
 * @returns the id; undefined when the answer itself tells, or when it is not settled
 */
async function createdHere(
	exchange: Exchange,
	sent: FhirResource,
	{ status, bytes, header }: Answer,
	options: CallOptions,
): Promise<string | undefined> {
	if (status !== 201 || bytes > 0) return undefined;
	const location = header('location') ?? header('content-location');
	const named = parseReference(location);
	if (named?.type !== sent.resourceType || exchange.local(location) !== undefined) return undefined;
	try {
		const there = await readResource(exchange, named.type, named.id, options);
		return saysTheSame(sent, there) ? named.id : undefined;
	} catch {
		return undefined;
	}
}

const saysTheSame = (sent: FhirResource, there: FhirResource): boolean =>
	Object.entries(sent).every(
		([name, value]) =>
			/^(id|meta|text|contained)$/.test(name) || isDeepStrictEqual(value, there[name]),
	);

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
	const written = readWrite(
		exchange,
		{ doing, type, id },
		answer,
		answer.status === 201 ? 'created' : 'updated',
	);
	checkKept(exchange, doing, resource, written, ifMatch);
	return written;
}

/**
 * What came back after a write must be what was sent: about the same patient, and not the version that was
 * to be replaced, unchanged.
 *
 * @throws FhirError `fhir-other-record-received`
 */
function checkKept(
	exchange: Exchange,
	doing: string,
	sent: FhirResource,
	{ resource: there, outcome }: WriteResult,
	ifMatch?: string,
): void {
	if (there === undefined || outcome === 'existing') return;
	const [before, after] = [sent, there].map((one) =>
		patientsOf(one).flatMap((patient) => exchange.local(patient)?.reference ?? []),
	);
	const isOther =
		sent.resourceType !== 'Patient' &&
		before !== undefined &&
		after !== undefined &&
		before.length > 0 &&
		after.length > 0 &&
		!before.some((patient) => after.includes(patient));
	const isOld = ifMatch !== undefined && ifMatch === `W/"${there.meta?.versionId}"`;
	if (isOther || (isOld && differs(sent, there))) throw otherRecord(doing, NOT_AS_SENT);
}

/** True when a plain value that was sent is another one there: servers may change the rest in storing. */
const differs = (sent: FhirResource, there: FhirResource): boolean =>
	Object.entries(sent).some(
		([name, value]) =>
			name !== 'id' && typeof value !== 'object' && name in there && there[name] !== value,
	);

const NOT_AS_SENT = {
	what: 'back something else than what was written',
	nextStep:
		'It does not count as written. Look at the record in the chart before the write is repeated, and report it to whoever runs the FHIR server.',
};

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
	return readWrite(exchange, { doing, type, id }, answer, 'updated');
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
		const answer = await exchange.call(doing, options, extra, (kit, init) =>
			kit.delete({ resourceType: type, id, options: init }),
		);
		checkDone(doing, type, answer);
		const etag = answer.header('etag');
		return { reference, outcome: 'deleted', ...(etag !== undefined && { etag }) };
	} catch (error) {
		if (isGone(error)) return { reference, outcome: 'absent' };
		const unclear = error instanceof HospitalError && UNCLEAR.has(error.code);
		if (unclear && (await isGoneNow(exchange, type, id, options))) {
			return { reference, outcome: 'deleted' };
		}
		throw error;
	}
}

/** Answers to a deletion that leave open whether it was done: 202, a text that is no FHIR. */
const UNCLEAR = new Set(['fhir-write-unconfirmed', 'fhir-answer-invalid']);

const isGone = (error: unknown): boolean =>
	error instanceof FhirError && (error.status === 404 || error.status === 410);

async function isGoneNow(
	exchange: Exchange,
	type: string,
	id: string,
	options: CallOptions,
): Promise<boolean> {
	try {
		await readResource(exchange, type, id, options);
		return false;
	} catch (error) {
		return isGone(error);
	}
}

const matching = (ifMatch: string | undefined): Record<string, string> =>
	ifMatch === undefined ? {} : { 'if-match': ifMatch };

/** A write that was sent. */
interface Sent {
	doing: string;
	type: string;
	/** Where it must have gone, for a write that named its resource. */
	id?: string;
}

/** Where a write went, from Location or from the resource that came back. */
function readWrite(
	exchange: Exchange,
	{ doing, type, id }: Sent,
	answer: Answer,
	outcome: WriteResult['outcome'],
): WriteResult {
	checkDone(doing, type, answer);
	const { body, header } = answer;
	const returned = body.resourceType === type ? body : undefined;
	const own = referenceOf(returned);
	const found =
		locationIn(exchange, doing, answer, own?.reference ?? (id && `${type}/${id}`)) ??
		own ??
		parseReference(id && `${type}/${id}`);
	if (found?.type !== type) throw badAnswer(doing, 'the answer does not say where it was written');
	const isOther = id !== undefined && found.id !== id;
	if (isOther || (returned?.id !== undefined && returned.id !== found.id)) {
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

/**
 * The record that Location names (RFC 9110 10.2.2). One on another server counts only when the record
 * that came back confirms its id: behind a proxy a server may call itself by a name of its own.
 *
 * @param confirmed `Type/id` of the record that came back
 */
export function locationIn(
	exchange: Exchange,
	doing: string,
	{ header }: Pick<Answer, 'header'>,
	confirmed: string | undefined,
): ReturnType<typeof parseReference> {
	const location = header('location') ?? header('content-location');
	const named = parseReference(location);
	if (named === undefined || exchange.local(location)?.reference === named.reference) return named;
	if (!/^[a-z][a-z0-9+.-]*:/i.test(location ?? '') || named.reference === confirmed) return named;
	throw badAnswer(
		doing,
		'the answer says that the record lies on another server',
		'It may have been written: search for it before the write is repeated. If this server stands behind a proxy, add the address by which it calls itself to the credential.',
	);
}
