import { concept, golden, PAS, resourceOf, type Json } from './golden.ts';

export const X306 = 'https://codesystem.x12.org/005010/306';
export const X886 = 'https://codesystem.x12.org/external/886';

/** An adjudication with a review action. */
export const action = (code: string, number?: string, reason?: string): Json => ({
	category: concept('http://terminology.hl7.org/CodeSystem/adjudication', 'submitted'),
	extension: [
		{
			url: `${PAS}extension-reviewAction`,
			extension: [
				...(number === undefined ? [] : [{ url: 'number', valueString: number }]),
				{ url: `${PAS}extension-reviewActionCode`, valueCodeableConcept: concept(X306, code) },
				...(reason === undefined
					? []
					: [{ url: 'reasonCode', valueCodeableConcept: concept(X886, reason) }]),
			],
		},
	],
});

export const request = (): Json => golden('request-referral');

/** The published approval, with another decision about its only item. */
export function answer(change: (response: Json, bundle: Json) => void): Json {
	const bundle = golden('response-approved');
	change(resourceOf(bundle, 'ClaimResponse'), bundle);
	return bundle;
}

export const decided = (code: string): Json =>
	answer((response) => (response.item[0].adjudication = [action(code, 'N-1')]));

/** Another published request, under the names of the one that the published approval answers. */
export function renamed(name: string): Json {
	const asked = golden(name);
	asked.identifier = request().identifier;
	asked.entry[0].fullUrl = request().entry[0].fullUrl;
	return asked;
}
