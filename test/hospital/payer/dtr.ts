import { randomUUID } from 'node:crypto';
import { list, type Json } from './fhir.ts';
import { refusal, type Noted } from './operations.ts';
import { FORMS, questionnaireUrl, versioned } from './questionnaires.ts';
import type { Reply } from './types.ts';

const DTR = 'http://hl7.org/fhir/us/davinci-dtr/StructureDefinition';

/**
 * Questionnaire/$questionnaire-package (DTR, oper-6 to oper-18): the forms that are named, or the one of
 * this payer for an order; each in a bundle with what it needs and a draft of its answers.
 */
export function packageFor(parameters: Json): { reply: Reply; noted: Partial<Noted> } {
	const given = (name: string): Json[] =>
		list(parameters?.parameter).filter((each: Json) => each?.name === name);
	const coverages = given('coverage').map(({ resource }) => resource);
	const orders = given('order').map(({ resource }) => resource);
	const asked = given('questionnaire').map(({ valueCanonical }) => String(valueCanonical));
	const problems = [
		...(parameters?.resourceType === 'Parameters' ? [] : ['DTR: the input is no Parameters']),
		...(coverages.some((each) => each?.resourceType === 'Coverage')
			? []
			: ['oper-6: coverage is missing']),
		...(orders.length + asked.length + given('context').length > 0
			? []
			: ['dtr-1: neither order nor questionnaire nor context']),
	];
	if (problems.length > 0) {
		return { reply: refusal('required', problems), noted: { problems } };
	}
	const wanted = asked.length > 0 ? asked : [questionnaireUrl];
	const found = wanted.map((canonical) => ({
		canonical,
		form: FORMS.get(canonical.split('|')[0] ?? ''),
	}));
	const unknown = found.filter(({ form }) => form === undefined);
	const parameter = found.flatMap(({ form }) =>
		form === undefined
			? []
			: [
					{
						name: 'packagebundle',
						resource: bundleOf(form.questionnaire, form.needs(), coverages[0], orders),
					},
				],
	);
	const outcome =
		unknown.length === 0
			? []
			: [
					{
						name: 'outcome',
						resource: {
							resourceType: 'OperationOutcome',
							issue: unknown.map(() => ({
								severity: 'warning',
								code: 'not-found',
								details: { text: 'a questionnaire that was asked for is not known' },
							})),
						},
					},
				];
	return {
		reply: {
			status: 200,
			body: { resourceType: 'Parameters', parameter: [...parameter, ...outcome] },
		},
		noted: { problems },
	};
}

function bundleOf(questionnaire: Json, needs: Json[], coverage: Json, orders: Json[]): Json {
	const draft = {
		resourceType: 'QuestionnaireResponse',
		id: randomUUID(),
		meta: { profile: [`${DTR}/dtr-questionnaireresponse`] },
		extension: [
			...orders.map(({ resourceType, id }) => ({
				url: `${DTR}/qr-context`,
				valueReference: { reference: `${resourceType}/${id}` },
			})),
			{ url: `${DTR}/qr-coverage`, valueReference: { reference: `Coverage/${coverage.id}` } },
		],
		questionnaire: versioned(questionnaire.url),
		status: 'in-progress',
		subject: coverage.beneficiary,
		authored: new Date().toISOString(),
	};
	const all = [questionnaire, draft, ...needs];
	return {
		resourceType: 'Bundle',
		id: randomUUID(),
		meta: { profile: [`${DTR}/DTR-QPackageBundle`] },
		type: 'collection',
		timestamp: new Date().toISOString(),
		entry: all.map((resource) => ({
			fullUrl: `http://payer.example.org/fhir/${resource.resourceType}/${resource.id}`,
			resource,
		})),
	};
}
