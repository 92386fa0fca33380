import { otherRecord } from './belonging';
import { badAnswer } from './errors';
import type { Exchange } from './exchange';
import { checkId, checkType, isId } from './names';
import type { CallOptions, FhirResource } from './types';

export async function readCapabilityStatement(
	exchange: Exchange,
	options: CallOptions,
): Promise<FhirResource> {
	const doing = 'Reading the capabilities';
	const { body } = await exchange.call(doing, options, {}, (kit, init) =>
		kit.capabilityStatement(init),
	);
	if (body.resourceType !== 'CapabilityStatement') {
		throw badAnswer(doing, 'the answer is no CapabilityStatement');
	}
	return body;
}

export async function readResource(
	exchange: Exchange,
	type: string,
	id: string,
	options: CallOptions,
): Promise<FhirResource> {
	const doing = `Reading a ${checkType(type)}`;
	const { body, header } = await exchange.call(doing, options, {}, (kit, init) =>
		kit.read({ resourceType: type, id: checkId(id), options: init }),
	);
	return withVersion(expect(doing, body, type, id), header('etag'));
}

/** Some servers tell the version in the ETag only (http.html 3.1.0.1.3). */
function withVersion(resource: FhirResource, etag: string | undefined): FhirResource {
	if (etag === undefined || resource.meta?.versionId !== undefined) return resource;
	const versionId = bareVersion(etag);
	return isId(versionId) ? { ...resource, meta: { ...resource.meta, versionId } } : resource;
}

/** `W/"3"` and `"3"` name version 3. */
const bareVersion = (text: string): string => /^(?:W\/)?"([^"]*)"$/.exec(text.trim())?.[1] ?? text;

export async function readVersion(
	exchange: Exchange,
	type: string,
	id: string,
	named: string,
	options: CallOptions,
): Promise<FhirResource> {
	const version = bareVersion(named);
	const doing = `Reading a version of a ${checkType(type)}`;
	const { body } = await exchange.call(doing, options, {}, (kit, init) =>
		kit.vread({
			resourceType: type,
			id: checkId(id),
			version: checkId(version),
			options: init,
		}),
	);
	const resource = expect(doing, body, type, id);
	const { versionId = version } = resource.meta ?? {};
	if (versionId !== version)
		throw otherRecord(doing, {
			what: 'another version than the one asked for',
			nextStep:
				'Nothing of it was handed on. Look at the versions with History, and report it to whoever runs the FHIR server.',
		});
	return resource;
}

/** An answer about another patient than the one asked for must not go on. */
function expect(doing: string, body: FhirResource, type: string, id: string): FhirResource {
	if (body.resourceType !== type || body.id !== id) {
		if (typeof body.resourceType !== 'string' || !isId(body.id)) {
			throw badAnswer(doing, 'the answer is another resource than the one asked for');
		}
		throw otherRecord(doing);
	}
	return body;
}
