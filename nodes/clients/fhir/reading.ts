import { badAnswer, FhirError } from './errors';
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
	return expect(doing, body, type, id);
}

/** An answer about another patient than the one asked for must not go on. */
function expect(doing: string, body: FhirResource, type: string, id: string): FhirResource {
	if (body.resourceType !== type || body.id !== id) {
		if (typeof body.resourceType !== 'string' || !isId(body.id)) {
			throw badAnswer(doing, 'the answer is another resource than the one asked for');
		}
		throw new FhirError(
			'fhir-other-record-received',
			`${doing}: the FHIR server sent another record than the one asked for`,
			{
				nextStep:
					'Nothing of it was handed on. Report it to whoever runs the FHIR server: it must not answer with the record of somebody else.',
				status: 200,
				issues: [],
			},
		);
	}
	return body;
}
