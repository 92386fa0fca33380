import { patientsOf, type FhirResource } from '../../../clients/fhir';
import type { RequirementCard } from '../../../shared/contracts';
import { canonicalJson } from '../../../shared/canonical-json';
import { HospitalError } from '../../../shared/errors';
import { keyIn, keyOf, type RecordServer } from '../../request/input';
import { elements, isFields, text, type Element, type Fields } from '../../rules/element';
import { assertionsOn, type Assertion } from './assertion';

/** What a payer said about one order. */
export interface Said {
	assertions: Assertion[];
	/** The payer also changed something else of the order. */
	changed: boolean;
	/** The payer sent the order back as one of another patient. */
	otherPatient: boolean;
}

export interface PayerAnswer {
	/** By `ServiceRequest/17`; an order that the payer said nothing about is not in it. */
	orders: ReadonlyMap<string, Said>;
	cards: RequirementCard[];
}

const MAX_ACTIONS = 200;
const MAX_CARDS = 50;

/**
 * Reads the answer to a hook (CDS Hooks 2.0, CDS Service Response; CRD, Coverage Information Response
 * Type). Assertions stand in `systemActions`; older services put them into the suggestions of cards.
 *
 * @throws HospitalError `crd-answer-invalid`
 */
export function readAnswer(
	answer: Fields,
	orders: readonly FhirResource[],
	server: RecordServer | undefined,
): PayerAnswer {
	const top: Element = { path: '', value: answer };
	if (!Array.isArray(answer.cards) && !Array.isArray(answer.systemActions)) {
		throw unusable('it holds neither cards nor actions');
	}
	const cards = elements(top, 'cards');
	const suggested = cards
		.flatMap((card) => elements(card, 'suggestions'))
		.flatMap((suggestion) => elements(suggestion, 'actions'));
	const actions = elements(top, 'systemActions');
	if (actions.length + suggested.length > MAX_ACTIONS) throw unusable('it holds too many actions');
	const said = new Map<string, Said>();
	const byKey = new Map(orders.map((order) => [keyOf(order), order]));
	for (const [action, own] of [
		...actions.map((one): [Element, boolean] => [one, true]),
		...suggested.map((one): [Element, boolean] => [one, false]),
	]) {
		const { resource } = action.value;
		if (action.value.type !== 'update' || !isFields(resource)) continue;
		const order = byKey.get(`${String(resource.resourceType)}/${String(resource.id)}`);
		const key = order && keyOf(order);
		if (order === undefined || key === undefined) continue;
		const assertions = assertionsOn({ path: 'resource', value: resource });
		const changed = isChanged(resource, order);
		// A suggestion that changes the order speaks about the changed one, which nobody has taken up.
		if (assertions.length === 0 || (!own && changed)) continue;
		const before = said.get(key);
		said.set(key, {
			assertions: [...(before?.assertions ?? []), ...assertions],
			changed: changed || before?.changed === true,
			otherPatient: otherPatient(resource, order, server) || before?.otherPatient === true,
		});
	}
	return { orders: said, cards: cards.slice(0, MAX_CARDS).map(readCard) };
}

/** Elements that a server may write anew without changing what is ordered. */
const FREE = new Set(['extension', 'meta', 'text', 'id', 'resourceType']);

/** Only elements that came back are compared: some payers send no more than what they add. */
const isChanged = (returned: Fields, order: FhirResource): boolean =>
	Object.keys(returned).some((name) => !FREE.has(name) && !sameJson(returned[name], order[name]));

const sameJson = (one: unknown, other: unknown): boolean =>
	canonicalJson(one ?? null) === canonicalJson(other ?? null);

function otherPatient(
	returned: Fields,
	order: FhirResource,
	server: RecordServer | undefined,
): boolean {
	const own = patientsOf(order).map((one) => keyIn(one, server));
	const theirs = patientsOf(returned as FhirResource).map((one) => keyIn(one, server));
	return theirs.some((one) => one === undefined || !own.includes(one));
}

function readCard(card: Element): RequirementCard {
	const detail = text(card, 'detail')?.slice(0, 4000);
	const indicator = text(card, 'indicator') ?? '';
	return {
		summary: (text(card, 'summary') ?? '').slice(0, 300),
		indicator: ['info', 'warning', 'critical'].includes(indicator) ? indicator : 'info',
		label: (elements(card, 'source').map((source) => text(source, 'label'))[0] ?? '').slice(0, 200),
		...(detail !== undefined && { detail }),
		links: elements(card, 'links')
			.flatMap((link) => text(link, 'url') ?? [])
			.filter((url) => /^https:\/\/\S{1,1000}$/.test(url))
			.slice(0, 5),
	};
}

const unusable = (reason: string) =>
	new HospitalError('crd-answer-invalid', `The payer's answer cannot be used: ${reason}`, {
		nextStep: 'Ask the payer, whose service answered against the specification.',
	});
