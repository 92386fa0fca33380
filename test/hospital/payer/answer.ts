import { createHash, randomUUID } from 'node:crypto';
import type { Bundle } from '@medplum/fhirtypes';
import {
	concept,
	dayAfter,
	entriesOf,
	extensionUrl,
	list,
	profile,
	target,
	X12,
	type Entry,
	type Json,
} from './fhir.ts';
import { ask } from './asking.ts';
import { cancelsWhole, isCancelled } from './judge.ts';
import type { PayerAnswer, PayerOutcome } from './types.ts';

/** Review actions (X12 306) as the guide's own examples and its text name them; ZZ is none. */
const ACTIONS: Record<Exclude<PayerOutcome, 'refused' | 'mixed'>, string> = {
	approved: 'A1',
	'partially-approved': 'A2',
	denied: 'A3',
	pended: 'A4',
	modified: 'A6',
	cancelled: 'C',
	'contact-payer': 'CT',
	'no-action': 'NA',
	unknown: 'ZZ',
};

const GRANTING = new Set<PayerOutcome>(['approved', 'partially-approved', 'modified']);

/** An answer in the making. */
export interface Made {
	request: Json;
	claim: Entry;
	answer: PayerAnswer;
	today: string;
	entries: Map<string, Json>;
}

/**
 * The response bundle of the guide: same identifier, ClaimResponse first, then what it refers to, under
 * the addresses that the request used. The same request and answer give the same numbers.
 *
 * @param today the payer's day
 */
export function responseTo(request: Bundle, answer: PayerAnswer, today: string): Bundle {
	const [claim] = entriesOf(request);
	if (claim === undefined) throw new Error('there is no claim to answer');
	const made: Made = { request, claim, answer, today, entries: new Map() };
	const { resource } = claim;
	const fullUrl = `urn:uuid:${randomUUID()}`;
	const response: Json = {
		resourceType: 'ClaimResponse',
		id: fullUrl.slice(9),
		meta: { profile: [profile('claimresponse')] },
		identifier: list(resource.identifier).slice(0, 1),
		status: 'active',
		type: resource.type,
		use: 'preauthorization',
		patient: included(made, resource.patient),
		created: new Date().toISOString(),
		insurer: included(made, resource.insurer),
		requestor: included(made, resource.provider),
		request: { reference: claim.fullUrl, identifier: list(resource.identifier)[0] },
		outcome: answer.outcome === 'refused' ? 'error' : 'complete',
	};
	if (answer.outcome === 'refused') response.error = [refusal(answer)];
	else decide(made, response);
	if (answer.note !== undefined) response.processNote = [{ number: 1, text: answer.note }];
	if (answer.humanReviewed !== undefined) {
		const flag = { url: 'wasHumanReviewedFlag', valueBoolean: answer.humanReviewed };
		response.extension = [{ url: extensionUrl('claimResponseReviewer'), extension: [flag] }];
	}
	if (answer.ask !== undefined) ask(made, response, answer.ask);
	const rest = [...made.entries].map(([url, each]) => ({ fullUrl: url, resource: each }));
	return {
		resourceType: 'Bundle',
		id: randomUUID(),
		meta: { profile: [profile('pas-response-bundle')] },
		identifier: (request as Json).identifier,
		type: 'collection',
		timestamp: new Date().toISOString(),
		entry: [{ fullUrl, resource: response }, ...rest],
	} as Bundle;
}

/** Puts what the claim refers to into the answer, with what that refers to, under the same address. */
function included(made: Made, reference: Json): Json {
	const found = target(made.request, reference, made.claim);
	if (found === undefined) return reference;
	add(made, found);
	return { reference: found.fullUrl };
}

function add(made: Made, { fullUrl, resource }: Entry): void {
	if (made.entries.has(fullUrl)) return;
	made.entries.set(fullUrl, resource);
	for (const reference of [resource.practitioner, resource.organization]) {
		const next = reference && target(made.request, reference, { fullUrl, resource });
		if (next !== undefined) add(made, next);
	}
}

/** A number that stays the same when the same packet comes again. */
export function numberOf({ request }: Made, kind: string, sequence: number): string {
	const text = JSON.stringify([kind, request.identifier, sequence]);
	return `${kind}-${createHash('sha256').update(text).digest('hex').slice(0, 10).toUpperCase()}`;
}

function decide(made: Made, response: Json): void {
	const { answer, claim } = made;
	const items = list(claim.resource.item);
	if (items.length === 0 || (cancelsWhole(claim.resource) && answer.outcome === 'cancelled')) {
		const outcome = answer.outcome === 'mixed' ? 'unknown' : (answer.outcome as never);
		response.adjudication = [adjudication(made, outcome, 0)];
		if (items.length === 0) return;
	}
	response.item = items.map((item, at) => answered(made, item, outcomeOf(made, item, at)));
	const added = items.flatMap((item, at) => instead(made, item, outcomeOf(made, item, at)));
	if (answer.outcome === 'mixed' && items.length === 1) added.push(extraItem(made, items[0]));
	if (added.length > 0) response.addItem = added;
	if (answer.note !== undefined) for (const item of response.item) item.noteNumber = [1];
}

type Decided = Exclude<PayerOutcome, 'refused' | 'mixed'>;

/** Of several items the first is approved and the others denied when the answer is to be mixed. */
function outcomeOf({ answer }: Made, item: Json, at: number): Decided {
	if (isCancelled(item)) return 'cancelled';
	if (answer.outcome === 'mixed') return at === 0 ? 'approved' : 'denied';
	return answer.outcome as Decided;
}

function answered(made: Made, item: Json, outcome: Decided): Json {
	const { today, answer } = made;
	const serviced = item.servicedPeriod
		? [{ url: extensionUrl('itemRequestedServiceDate'), valuePeriod: item.servicedPeriod }]
		: item.servicedDate
			? [{ url: extensionUrl('itemRequestedServiceDate'), valueDateTime: item.servicedDate }]
			: [];
	const granted = GRANTING.has(outcome)
		? [
				{ url: extensionUrl('itemPreAuthIssueDate'), valueDate: today },
				{
					url: extensionUrl('itemPreAuthPeriod'),
					valuePeriod: { start: today, end: dayAfter(today, answer.days ?? 90) },
				},
			]
		: [];
	const kept = ['pended', 'denied', 'contact-payer'].includes(outcome)
		? [
				{
					url: extensionUrl('administrationReferenceNumber'),
					valueString: numberOf(made, 'REF', item.sequence),
				},
			]
		: [];
	const partial = outcome === 'partially-approved' ? [detail(item)] : [];
	const extension = [...serviced, ...granted, ...kept, ...partial];
	return {
		...(extension.length > 0 ? { extension } : {}),
		itemSequence: item.sequence,
		adjudication: [adjudication(made, outcome, item.sequence)],
	};
}

/** Half of the quantity that was asked for. */
const half = (item: Json): Json => ({
	...item.quantity,
	value: Math.max(1, Math.floor(Number(item.quantity?.value ?? 2) / 2)),
});

const detail = (item: Json): Json => ({
	url: extensionUrl('itemAuthorizedDetail'),
	extension: [
		{ url: 'productOrServiceCode', valueCodeableConcept: item.productOrService },
		{ url: 'quantity', valueQuantity: half(item) },
	],
});

/** What is authorized instead of a modified item is an added item with its number (spec-36, spec-37). */
function instead(made: Made, item: Json, outcome: Decided): Json[] {
	if (outcome !== 'modified') return [];
	return [
		{
			itemSequence: [item.sequence],
			productOrService: item.productOrService,
			quantity: half(item),
			...(item.servicedPeriod && { servicedPeriod: item.servicedPeriod }),
			...(item.servicedDate && { servicedDate: item.servicedDate }),
			adjudication: [adjudication(made, 'approved', item.sequence)],
		},
	];
}

/** An item that nobody asked for, and that is not certified: so that one item can have a mixed answer. */
const extraItem = (made: Made, item: Json): Json => ({
	itemSequence: [Number(item.sequence) + 100],
	productOrService: item.productOrService,
	adjudication: [adjudication(made, 'denied', Number(item.sequence) + 100)],
});

function adjudication(made: Made, outcome: Decided, sequence: number): Json {
	const { answer } = made;
	const reasons = list(answer.reasons).map(({ system, code, display }: Json) => ({
		url: 'reasonCode',
		valueCodeableConcept: concept(system, code, display),
	}));
	const numbered = GRANTING.has(outcome) && answer.number !== false;
	return {
		extension: [
			{
				url: extensionUrl('reviewAction'),
				extension: [
					...(numbered ? [{ url: 'number', valueString: numberOf(made, 'AUTH', sequence) }] : []),
					...(outcome === 'approved' ? [] : reasons),
					{
						url: extensionUrl('reviewActionCode'),
						valueCodeableConcept: concept(`${X12}/306`, ACTIONS[outcome]),
					},
				],
			},
		],
		category: concept('http://terminology.hl7.org/CodeSystem/adjudication', 'submitted'),
	};
}

/** An error of the request that the payer found while it processed it (X12 901, as in the guide's example). */
const refusal = ({ reasons }: PayerAnswer): Json => {
	const [reason] = reasons ?? [];
	return {
		extension: [
			{
				url: extensionUrl('errorPath'),
				valueString: 'Bundle.entry[0].resource.diagnosis[0]',
			},
			{
				url: extensionUrl('errorFollowupAction'),
				valueCodeableConcept: concept(`${X12}/889`, 'C'),
			},
		],
		code: concept(reason?.system ?? `${X12}/901`, reason?.code ?? 'T4'),
	};
};
