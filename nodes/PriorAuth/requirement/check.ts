import type {
	PriorAuthRequirement,
	RequirementItem,
	RequirementReason,
} from '../../shared/contracts';
import { HospitalError } from '../../shared/errors';
import { isActiveOn } from '../request/covered';
import { requireOrdersOf } from './belonging';
import type { PayerAnswer } from './assertions/answer';
import { assertionsOn } from './assertions/assertion';
import { isRelease, judgeAssertions, unknownItem } from './assertions/judge';
import { payerNames, payerOf } from './coverage/payer';
import { callPayer, type PayerCall } from './hooks/call';
import type { RequirementInput } from './input';
import { orderFacts } from './order';
import { birthDateOf, lookUp } from './table/look-up';

/**
 * Finds out whether orders of one patient need prior authorization at their payer.
 *
 * The payer's service is asked first. When it cannot be, or does not answer in time, the site's table
 * answers in its place, and that is said. When neither knows, it is `unknown` and goes to a person:
 * nothing here ever turns silence into "not needed".
 *
 * @throws HospitalError `prior-auth-other-patient`, `prior-auth-setting-wrong`,
 *   `prior-auth-coverage-not-active`, `cancelled`; and when our own network refuses the payer's address
 */
export async function checkRequirement(input: RequirementInput): Promise<PriorAuthRequirement> {
	requireSettings(input);
	requireOrdersOf(input);
	requireCovered(input);
	const reasons: RequirementReason[] = [];
	const call = await askPayer(input);
	if (call.reason !== undefined) reasons.push(call.reason);
	const found = call.answer === undefined ? byTable(input) : byPayer(input, call.answer);
	if (found.source === 'none') reasons.push('no-table');
	const { items } = found;
	const { table } = input;
	return {
		contract: 'PriorAuthRequirement/1',
		source: found.source,
		items,
		needsPerson: items.some(({ needsPerson }) => needsPerson),
		reasons,
		coverage: `Coverage/${input.coverage.id ?? ''}`,
		...(call.asked && { asked: call.asked }),
		...(found.source === 'table' &&
			table !== undefined && {
				table: { name: table.name, version: table.version, sha256: table.sha256 },
			}),
		cards: call.answer?.cards ?? [],
		checkedAt: input.now.toISOString(),
	};
}

function requireSettings({ orders, coverage }: RequirementInput): void {
	const wrong = [
		[orders.length === 0, 'an order'],
		[orders.length > 50, 'fewer orders: more than 50 at once were given'],
		[
			new Set(orders.map(({ resourceType, id }) => `${resourceType}/${id}`)).size < orders.length,
			'each order once, and with its id',
		],
		[coverage.resourceType !== 'Coverage' || !coverage.id, 'the coverage that applies'],
	].flatMap(([bad, name]) => (bad === true ? [String(name)] : []));
	if (wrong.length === 0) return;
	throw new HospitalError('prior-auth-setting-wrong', `Needed: ${wrong.join('; ')}`, {
		nextStep: 'Nothing was asked. Check what the node is given, and place it after Check Coverage.',
	});
}

/** What a payer says about a coverage that does not count on the day releases nobody. */
function requireCovered(input: RequirementInput): void {
	const { orders, coverage } = input;
	if (orders.every((order) => isActiveOn(coverage, orderFacts(order, input).day))) return;
	throw new HospitalError(
		'prior-auth-coverage-not-active',
		'The coverage is not active on the day of service',
		{
			nextStep:
				'Nothing was asked. Place Check Coverage before this node, and correct the coverage in the record system.',
		},
	);
}

async function askPayer(input: RequirementInput): Promise<PayerCall> {
	const { crd, insurer, coverage, others = [], server } = input;
	if (crd === undefined) return { reason: 'payer-not-asked' };
	const names = namesOf(
		input,
		payerOf(coverage, [...(insurer ? [insurer] : []), ...others], server),
	);
	// The question names the patient: it goes to nobody but the payer of this coverage.
	if (crd.payers?.some((payer) => names.has(payer)) === false) {
		return { reason: 'payer-not-served' };
	}
	return await callPayer(crd, input);
}

const namesOf = (
	{ insurer }: RequirementInput,
	payer: ReturnType<typeof payerOf>,
): ReadonlySet<string> => payerNames(payer, insurer);

interface Found {
	source: PriorAuthRequirement['source'];
	items: RequirementItem[];
}

function byPayer(input: RequirementInput, answer: PayerAnswer): Found {
	const warned = answer.cards.some(({ indicator }) => indicator !== 'info');
	const items = input.orders.map((order) => {
		const facts = orderFacts(order, input);
		const said = answer.orders.get(facts.reference);
		if (said?.otherPatient === true) return unknownItem(facts.reference, 'other-patient');
		// A payer that has nothing new to say leaves what it wrote before (CRD resp-35).
		const assertions = said?.assertions ?? assertionsOn({ path: order.resourceType, value: order });
		const item = judgeAssertions(facts, assertions, { changed: said?.changed === true });
		return warned ? inDoubt(item) : item;
	});
	return { source: 'payer', items };
}

/** A payer that releases with one hand and warns with the other is for a person to read. */
const inDoubt = (item: RequirementItem): RequirementItem =>
	isRelease(item.needed)
		? {
				...item,
				needed: 'conditional',
				needsPerson: true,
				doubts: [...new Set([...item.doubts, 'assertions-disagree' as const])],
			}
		: item;

function byTable(input: RequirementInput): Found {
	const { table, orders, coverage, insurer, others = [], server, patient } = input;
	const facts = orders.map((order) => orderFacts(order, input));
	if (table === undefined) {
		return {
			source: 'none',
			items: facts.map(({ reference }) => unknownItem(reference, 'no-assertion')),
		};
	}
	const payer = payerOf(coverage, [...(insurer ? [insurer] : []), ...others], server);
	const payers = namesOf(input, payer);
	const place = input.placeOfService;
	const birthDate = birthDateOf(patient);
	return {
		source: 'table',
		items: facts.map((one) => lookUp({ ...one, payers, place, birthDate }, table)),
	};
}
