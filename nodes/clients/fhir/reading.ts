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
	const { body } = await exchange.call(doing, options, {}, (kit, init) =>
		kit.read({ resourceType: type, id: checkId(id), options: init }),
	);
	return expect(doing, body, type, id);
}

export async function readVersion(
	exchange: Exchange,
	type: string,
	id: string,
	version: string,
	options: CallOptions,
): Promise<FhirResource> {
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
