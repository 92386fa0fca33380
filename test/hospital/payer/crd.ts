import { randomUUID } from 'node:crypto';
import { codes, list, type Json } from './fhir.ts';
import type { Reply, Requirement } from './types.ts';

const EXTENSION = 'http://hl7.org/fhir/us/davinci-crd/StructureDefinition/ext-coverage-information';

const PREFETCH = {
	patient: 'Patient/{{context.patientId}}',
	encounter: 'Encounter/{{context.encounterId}}',
	coverage: 'Coverage?patient={{context.patientId}}&status=active',
	practitioner: '{{context.userId}}',
};

const HOOKS = ['order-sign', 'order-select'] as const;

/** Discovery (CDS Hooks 2.0, Discovery). */
export const services = (): Reply => ({
	status: 200,
	body: {
		services: HOOKS.map((hook) => ({
			hook,
			id: `${hook}-crd`,
			title: 'Coverage requirements of the demonstration payer',
			description:
				'Says whether an order needs prior authorization, and what the payer wants to know',
			prefetch: PREFETCH,
			extension: { 'davinci-crd.version': ['2.1'] },
		})),
	},
});

export interface CrdSettings {
	/** By the code of an order, `default` for the rest. */
	requirements: ReadonlyMap<string, Requirement>;
	/** Canonical of the payer's questionnaire. */
	questionnaire: string;
	day: string;
}

/**
 * Calls one service. The request is judged by CDS Hooks 2.0 (HTTP Request, Prefetch): a client that sends
 * more than was asked for is refused, because nobody needs it here.
 */
export function call(
	id: string,
	request: Json,
	settings: CrdSettings,
): { reply: Reply; problems: string[] } {
	const hook = HOOKS.find((name) => id === `${name}-crd`);
	if (hook === undefined)
		return { reply: { status: 404, body: { error: 'unknown' } }, problems: [] };
	const problems = problemsOf(hook, request);
	if (problems.length > 0) return { reply: { status: 400, body: { problems } }, problems };
	const { coverage } = request.prefetch ?? {};
	const focal = coverage?.resourceType === 'Bundle' ? coverage.entry?.[0]?.resource : coverage;
	if (focal === undefined) {
		// What was not prefetched would have to be fetched with the client's leave: this payer does not.
		return {
			reply: { status: 412, body: { error: 'prefetch' } },
			problems: ['prefetch: coverage'],
		};
	}
	const orders = list(request.context.draftOrders.entry).map(({ resource }: Json) => resource);
	const selected = hook === 'order-select' ? list(request.context.selections) : undefined;
	const concerned = orders.filter(
		({ resourceType, id: own }: Json) =>
			selected === undefined || selected.includes(`${resourceType}/${own}`),
	);
	return { reply: { status: 200, body: answer(concerned, focal, settings) }, problems };
}

function problemsOf(hook: string, request: Json): string[] {
	const { context, prefetch } = request ?? {};
	const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
	const unasked = Object.keys(prefetch ?? {}).filter((name) => !(name in PREFETCH));
	const drafts = list(context?.draftOrders?.entry);
	const wrongStatus = drafts.filter(
		({ resource }: Json) => !/^(draft|active)$/.test(String(resource?.status)),
	);
	return [
		...(request?.hook === hook ? [] : ['hook is not that of the service']),
		...(uuid.test(String(request?.hookInstance)) ? [] : ['hookInstance is no UUID']),
		...(/^(Practitioner|PractitionerRole|Patient|RelatedPerson)\/[\w.-]+$/.test(
			String(context?.userId),
		)
			? []
			: ['context.userId is no Type/id']),
		...(/^[\w.-]{1,64}$/.test(String(context?.patientId)) ? [] : ['context.patientId is no id']),
		...(context?.draftOrders?.resourceType === 'Bundle' && drafts.length > 0
			? []
			: ['context.draftOrders is no Bundle of orders']),
		...(wrongStatus.length > 0 ? ['an order is neither draft nor active'] : []),
		...(hook === 'order-select' && list(context?.selections).length === 0
			? ['context.selections is missing']
			: []),
		...(unasked.length > 0 ? ['prefetch holds what was not asked for'] : []),
	];
}

const codeOf = (order: Json): string[] =>
	codes(order.code ?? order.codeCodeableConcept ?? order.medicationCodeableConcept);

function answer(orders: Json[], coverage: Json, settings: CrdSettings): Json {
	const told = orders.map((order) => {
		const known = codeOf(order).find((code) => settings.requirements.has(code)) ?? 'default';
		const requirement = settings.requirements.get(known) ?? {};
		return { order, requirement };
	});
	const update = ({ order, requirement }: (typeof told)[number]): Json => ({
		type: 'update',
		description: 'What the payer says about the coverage of this order',
		resource: {
			...order,
			extension: [
				// What was said before of the same coverage is replaced.
				...list(order.extension).filter(
					(each: Json) => each.url !== EXTENSION || coverageOf(each) !== `Coverage/${coverage.id}`,
				),
				coverageInformation(requirement, coverage, codeOf(order), settings),
			],
		},
	});
	const at = (place: Requirement['in']) =>
		told.filter(({ requirement }) => (requirement.in ?? 'systemActions') === place);
	const cards = at('cards').map((each) => ({
		uuid: randomUUID(),
		summary: 'Coverage of this order',
		indicator: 'info',
		source: {
			label: 'Demonstration payer',
			topic: {
				system: 'http://hl7.org/fhir/us/davinci-crd/CodeSystem/temp',
				code: 'coverage-info',
			},
		},
		suggestions: [{ label: 'Note it in the order', uuid: randomUUID(), actions: [update(each)] }],
	}));
	return { cards, systemActions: at('systemActions').map(update) };
}

const coverageOf = (extension: Json): unknown =>
	list(extension.extension).find(({ url }: Json) => url === 'coverage')?.valueReference?.reference;

/** The extension with the parts of the guide, in its order (CRD, CoverageInformation). */
function coverageInformation(
	requirement: Requirement,
	coverage: Json,
	billed: string[],
	{ questionnaire, day }: CrdSettings,
): Json {
	const { covered = 'covered', reason, satisfiedId, infoNeeded } = requirement;
	const paNeeded = covered === 'not-covered' ? undefined : (requirement.paNeeded ?? 'auth-needed');
	const needs =
		paNeeded === 'auth-needed' || paNeeded === 'performpa' || paNeeded === 'conditional';
	const docNeeded = requirement.docNeeded ?? (needs ? 'clinical' : undefined);
	const conditional = [covered, paNeeded, docNeeded].includes('conditional');
	const forms = requirement.questionnaires ?? (docNeeded === 'clinical' ? [questionnaire] : []);
	const part = (url: string, name: string, value: Json): Json[] =>
		value === undefined ? [] : [{ url, [name]: value }];
	const satisfied = paNeeded === 'satisfied' ? (satisfiedId ?? `AUTH-${billed[0]}`) : undefined;
	return {
		url: EXTENSION,
		extension: [
			...part('coverage', 'valueReference', { reference: `Coverage/${coverage.id}` }),
			...part('covered', 'valueCode', covered),
			...part('pa-needed', 'valueCode', paNeeded),
			...part('doc-needed', 'valueCode', docNeeded),
			...(docNeeded === undefined ? [] : part('doc-purpose', 'valueCode', 'withpa')),
			...(conditional ? part('info-needed', 'valueCode', infoNeeded) : []),
			...part('reason', 'valueCodeableConcept', reason && { text: reason }),
			...forms.flatMap((form) => part('questionnaire', 'valueCanonical', form)),
			...part('date', 'valueDate', day),
			...part('coverage-assertion-id', 'valueString', randomUUID()),
			...part('satisfied-pa-id', 'valueString', satisfied),
			...part('contact', 'valueContactDetail', {
				telecom: [{ system: 'phone', value: '555-0177' }],
			}),
		],
	};
}
