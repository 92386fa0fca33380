import { randomUUID } from 'node:crypto';
import { numberOf, type Made } from './answer.ts';
import { concept, extensionUrl, list, PAS, profile, TEMP_CODES, X12, type Json } from './fhir.ts';
import type { PayerAnswer } from './types.ts';

/** A request for additional information (guide, additional information page). */
export function ask(
	made: Made,
	response: Json,
	{ by, code, until }: NonNullable<PayerAnswer['ask']>,
): void {
	const { claim } = made;
	const [item] = list(claim.resource.item);
	const line = {
		url: extensionUrl('serviceLineNumber'),
		valuePositiveInt: Number(item?.sequence ?? 1),
	};
	const identifier = [
		{ system: `${PAS}/control`, value: numberOf(made, 'ACN', Number(item?.sequence ?? 1)) },
	];
	const url = `urn:uuid:${randomUUID()}`;
	if (by === 'communication') {
		response.communicationRequest = [{ reference: url }];
		made.entries.set(url, {
			resourceType: 'CommunicationRequest',
			id: url.slice(9),
			meta: { profile: [profile('communicationrequest')] },
			extension: [line],
			identifier,
			status: 'active',
			category: [concept(`${X12}/755`, '15')],
			payload: [{ contentString: code }],
		});
		return;
	}
	const input = (name: string, value: Json): Json => ({
		type: concept(TEMP_CODES, name),
		...value,
	});
	const wantsForm = code === '102089-0';
	made.entries.set(url, {
		resourceType: 'Task',
		id: url.slice(9),
		meta: { profile: [profile('task')] },
		identifier,
		status: 'requested',
		intent: 'order',
		code: concept(
			TEMP_CODES,
			wantsForm ? 'attachment-request-questionnaire' : 'attachment-request-code',
		),
		for: response.patient,
		reasonCode: concept(TEMP_CODES, 'priorAuthorization'),
		reasonReference: { reference: claim.fullUrl },
		requester: { identifier: { system: 'http://hl7.org/fhir/sid/us-npi', value: '1999999984' } },
		owner: { identifier: { system: 'http://hl7.org/fhir/sid/us-npi', value: '1999999984' } },
		...(until !== undefined && { restriction: { period: { end: until } } }),
		input: [
			input('payer-url', { valueUrl: 'https://payer.example.org/attachments' }),
			wantsForm
				? input('questionnaire-context', {
						extension: [line],
						valueString: numberOf(made, 'CTX', Number(item?.sequence ?? 1)),
					})
				: input('attachments-needed', {
						extension: [line],
						valueCodeableConcept: concept('http://loinc.org', code),
					}),
		],
	});
}
