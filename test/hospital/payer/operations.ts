import { OperationOutcomeError } from '@medplum/core';
import type { Bundle, Resource } from '@medplum/fhirtypes';
import { validate } from '../ehr/validation.ts';
import type { Book } from './book.ts';
import { sha256 } from './book.ts';
import { entriesOf, list, type Json } from './fhir.ts';
import { judge } from './judge.ts';
import { PAYER_OUTCOMES, type PayerOutcome, type PayerRequest, type Reply } from './types.ts';

export const refusal = (code: string, problems: readonly string[], status = 400): Reply => ({
	status,
	body: {
		resourceType: 'OperationOutcome',
		issue: problems.map((text) => ({
			severity: 'error',
			code,
			details: { text },
			...(/^[A-Z]\w+(\.\w+(\[\d+\])?)*$/.test(text) ? { expression: [text] } : {}),
		})),
	},
});

export interface Incoming {
	body: Buffer;
	bundle: Json;
	contentType: string;
	/** Header x-payer-outcome. */
	asked: string | undefined;
}

/** What is told of a request beside its answer. */
export type Noted = Pick<PayerRequest, 'identifier' | 'repeat' | 'problems'>;

/** Claim/$submit: judged, taken, answered. Nothing is taken of a packet with a problem. */
export function submit(
	book: Book,
	{ body, bundle, contentType, asked }: Incoming,
	lenient: boolean,
): { reply: Reply; noted: Noted; taken?: { response: Bundle } } {
	const problems = [...wrongForm(contentType), ...judge(bundle)];
	if (!lenient && bundle?.resourceType === 'Bundle') problems.push(...structure(bundle));
	const identifier = nameOf(bundle);
	if (problems.length > 0) {
		return { reply: refusal('invalid', problems), noted: { identifier, problems } };
	}
	const wanted = PAYER_OUTCOMES.find((outcome) => outcome === asked) as PayerOutcome | undefined;
	const { held, repeat, contradicts } = book.take(bundle as Bundle, sha256(body), wanted);
	const noted = { identifier, repeat, problems };
	if (contradicts) {
		const text = 'another packet came under this identifier before';
		return { reply: refusal('duplicate', [text], 409), noted };
	}
	return { reply: { status: 200, body: held.response }, noted, taken: held };
}

/**
 * Claim/$inquire: by example. The patient by member id, and who asks by NPI, must be those of the case
 * (spec-53); what is asked for by a number must have it.
 */
export function inquire(
	book: Book,
	{ bundle, contentType }: Incoming,
): { reply: Reply; noted: Noted } {
	const problems = [...wrongForm(contentType), ...judge(bundle, true)];
	const identifier = nameOf(bundle);
	if (problems.length > 0) {
		return { reply: refusal('invalid', problems), noted: { identifier, problems } };
	}
	const found = [...book.cases.values()].filter(({ request }) => isSameExample(request, bundle));
	const parameter = found.map(({ response }) => ({
		name: 'responseBundle',
		resource: inquiryResponse(response, bundle),
	}));
	return {
		reply: { status: 200, body: { resourceType: 'Parameters', parameter } },
		noted: { identifier, problems },
	};
}

const wrongForm = (contentType: string): string[] =>
	/^application\/fhir\+json\b/.test(contentType) ? [] : ['spec-11: it is not sent as fhir+json'];

const nameOf = (bundle: Json): string =>
	`${bundle?.identifier?.system ?? ''}|${bundle?.identifier?.value ?? ''}`;

/** Structure, cardinality and codes of FHIR R4, by the definitions themselves. */
function structure(bundle: Json): string[] {
	try {
		validate(bundle as Resource);
		return [];
	} catch (error) {
		if (!(error instanceof OperationOutcomeError)) throw error;
		return list(error.outcome.issue).map(
			({ expression, details }: Json) => `R4: ${list(expression).join()} ${details?.text ?? ''}`,
		);
	}
}

/** Member ids of the coverages, and NPIs of who asks. */
function whoIn(bundle: Json): { members: string[]; requestors: string[]; services: string[] } {
	const entries = entriesOf(bundle);
	const of = (type: string) => entries.filter(({ resource }) => resource.resourceType === type);
	const [claim] = entries;
	return {
		members: of('Coverage').flatMap(({ resource }) =>
			list(resource.identifier).map(({ value }: Json) => String(value)),
		),
		requestors: [...of('Organization'), ...of('Practitioner')].flatMap(({ resource }) =>
			list(resource.identifier)
				.filter(({ system }: Json) => /us-npi$/.test(String(system)))
				.map(({ value }: Json) => String(value)),
		),
		services: list(claim?.resource.item).flatMap(({ productOrService }: Json) =>
			list(productOrService?.coding).map(({ code }: Json) => String(code)),
		),
	};
}

function isSameExample(request: Json, example: Json): boolean {
	const [there, asked] = [whoIn(request), whoIn(example)];
	const shares = (a: string[], b: string[]) => a.some((one) => b.includes(one));
	const services = asked.services.filter((code) => code !== 'not-applicable');
	return (
		shares(there.members, asked.members) &&
		shares(there.requestors, asked.requestors) &&
		(services.length === 0 || shares(there.services, services))
	);
}

/** The answer to an inquiry has the identifier of the inquiry, and asks for nothing (spec-9). */
function inquiryResponse(response: Bundle, inquiry: Json): Bundle {
	const { identifier: _, entry = [], ...rest } = structuredClone(response) as Json;
	const kept = entry.filter(
		({ resource }: Json) => !/^(Task|CommunicationRequest)$/.test(resource.resourceType),
	);
	delete kept[0].resource.communicationRequest;
	return { ...rest, identifier: inquiry.identifier, entry: kept } as Bundle;
}
