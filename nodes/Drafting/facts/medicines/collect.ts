import type { Chart } from '../chart';
import { codesOf, elements, nameOf, referenceOf, typeAndId, type Element } from '../elements';
import { isBefore, period, timeIn } from '../words/times';
import { entryBase, isNone, isNotKnown, routeOfEntry, type Entry } from './entry';

/** All entries of a chart, and what is known of the list of medicines before admission. */
export interface Collected {
	entries: Entry[];
	/** False: nothing is recorded of what was taken before, so nothing can be called new. */
	homeKnown: boolean;
}

const ORDERS = new Set([
	'order',
	'original-order',
	'reflex-order',
	'filler-order',
	'instance-order',
]);

/** Every record that tells of a medicine, sorted into lists. */
export function collect(chart: Chart): Collected {
	const collected: Collected = { entries: [], homeKnown: false };
	for (const one of chart.of('MedicationStatement')) statement(chart, one, collected);
	const given = givenOf(chart);
	for (const one of chart.of('MedicationRequest')) order(chart, one, given, collected);
	for (const one of chart.of('MedicationAdministration')) administration(chart, one, collected);
	const cut = chart.isCut('MedicationStatement') || chart.isCut('MedicationRequest');
	if (cut) {
		chart.gap(
			'medicines-cut-off',
			['trc-medications'],
			'The chart has more medicine records than were read: the list is not complete.',
		);
		collected.homeKnown = false;
	}
	return collected;
}

/** References of orders of which something was given. */
function givenOf(chart: Chart): Set<string> {
	const given = new Set<string>();
	for (const one of chart.of('MedicationAdministration')) {
		if (!wasGiven(one)) continue;
		const order = typeAndId(referenceOf(one.request) ?? '');
		if (order !== undefined) given.add(order);
	}
	return given;
}

const wasGiven = ({ status }: Element): boolean =>
	['completed', 'in-progress', 'stopped'].includes(String(status));

type Base = ReturnType<typeof entryBase>;

/** The entry with its medicine; one without a name becomes a gap, never a guess. */
function add(
	chart: Chart,
	resource: Element,
	base: Base,
	rest: Pick<Entry, 'list' | 'state'> & Partial<Entry>,
	into: Collected,
): void {
	const { medicine } = base;
	if (medicine === undefined) {
		chart.gap(
			'medicine-without-name',
			['trc-medications'],
			'A medicine record has no name that can be read.',
			[chart.source(resource)],
		);
		return;
	}
	if (isNone(medicine) || isNotKnown(medicine)) {
		// "Takes none" is a list that is known; "not known" is none.
		if (isNone(medicine) && rest.list === 'home') into.homeKnown = true;
		return;
	}
	if (rest.list === 'home') into.homeKnown = true;
	into.entries.push({
		...base,
		medicine,
		given: false,
		to: routeOfEntry(medicine, base.steps),
		...rest,
		flags: [...base.flags, ...(rest.flags ?? []), ...medicine.nameFlags],
	});
}

/** What the patient is said to take. */
function statement(chart: Chart, one: Element, into: Collected): void {
	const base = entryBase(chart, one, one.dosage);
	const { start, end } = {
		...period(one.effectivePeriod),
		...(timeIn(one.effectiveDateTime) !== undefined && { start: timeIn(one.effectiveDateTime) }),
	};
	const { admission, discharge } = chart;
	const at = start ?? timeIn(one.dateAsserted);
	const timed = { ...(at !== undefined && { at }) };
	if (hasCategory(one, 'inpatient')) {
		add(chart, one, base, { list: 'inpatient', state: 'on', ...timed }, into);
		return;
	}
	// Over before the stay began: it is history, and on no list.
	const border = admission ?? chart.context.asOf;
	if (end !== undefined && isBefore(end, border)) {
		into.homeKnown = true;
		return;
	}
	const late = start !== undefined && admission !== undefined && isBefore(admission, start);
	const planned =
		one.status === 'intended' || (discharge !== undefined && late && !isBefore(start, discharge));
	if (chart.isStay && planned) {
		add(chart, one, base, { list: 'discharge', state: onOrUnclear(one.status), ...timed }, into);
		return;
	}
	const list = chart.isStay && late ? 'unknown' : 'home';
	// A course that lasts beyond the stay has an end and is not over.
	const isOver = end !== undefined && !isBefore(discharge ?? chart.context.asOf, end);
	add(chart, one, base, { list, state: statementState(one, isOver), ...timed }, into);
}

function statementState({ status }: Element, isOver: boolean): Entry['state'] {
	if (status === 'active' || status === 'intended') return isOver ? 'ended' : 'on';
	if (status === 'not-taken') return 'not-taken';
	// Without an end nobody knows whether it was stopped now or years ago.
	if (status === 'stopped' || status === 'completed') return isOver ? 'ended' : 'unclear';
	return 'unclear';
}

const onOrUnclear = (status: unknown): Entry['state'] =>
	status === 'active' || status === 'intended' || status === 'completed' ? 'on' : 'unclear';

const hasCategory = (one: Element, ...wanted: string[]): boolean =>
	elements(one.category).some((each) =>
		[...codesOf(each).map(({ code }) => code), (nameOf(each) ?? '').toLowerCase()].some((code) =>
			wanted.includes(code),
		),
	);

/** What was ordered: for the stay, for afterwards, or before. */
function order(chart: Chart, one: Element, given: ReadonlySet<string>, into: Collected): void {
	const base = entryBase(chart, one, one.dosageInstruction);
	const at = timeIn(one.authoredOn);
	const list = listOfOrder(chart, one, at);
	// Without a stay only what is current counts.
	if (!chart.isStay && one.status === 'stopped') return;
	const state = orderState(one, list, chart.isOfStay(one) === true);
	if (state === undefined) return;
	const prior = typeAndId(referenceOf(one.priorPrescription) ?? '');
	if (list === 'home' && endsBefore(base, chart.admission ?? chart.context.asOf)) {
		into.homeKnown = true;
		return;
	}
	const ended = list === 'unknown' && endsBefore(base, chart.discharge);
	add(
		chart,
		one,
		base,
		{
			list: ended ? 'inpatient' : list,
			state,
			given: given.has(base.reference),
			...(at !== undefined && { at }),
			...(prior !== undefined && { prior }),
			...(one.status === 'on-hold' && { flags: ['off-hold' as const] }),
		},
		into,
	);
}

/** True for directions all of which have an end that is certainly over by then. */
const endsBefore = ({ steps }: Base, border: string | undefined): boolean =>
	border !== undefined &&
	steps.length > 0 &&
	steps.every(({ end }) => end !== undefined && isBefore(end, border));

/**
 * Category `discharge` is for afterwards, and so is an order for home that was written in the stay.
 * `inpatient` is for the stay. What is reported (US Core: `reported[x]`) or was written for no stay or
 * another one before this one began is from before. The rest does not say.
 */
function listOfOrder(chart: Chart, one: Element, at: string | undefined): Entry['list'] {
	const inpatient = hasCategory(one, 'inpatient');
	if (!chart.isStay) return inpatient ? 'inpatient' : 'home';
	if (hasCategory(one, 'discharge')) return 'discharge';
	if (inpatient) return 'inpatient';
	if (one.reportedBoolean === true || one.reportedReference !== undefined) return 'home';
	const early = at !== undefined && chart.admission !== undefined && isBefore(at, chart.admission);
	if (chart.isOfStay(one) !== true)
		return early || chart.admission === undefined ? 'home' : 'unknown';
	return hasCategory(one, 'community', 'outpatient') && !early ? 'discharge' : 'unknown';
}

/** Undefined for an order that was never carried out and says nothing. */
function orderState(
	one: Element,
	list: Entry['list'],
	ofStay: boolean,
): Entry['state'] | undefined {
	const { status, intent } = one;
	const reported = one.reportedBoolean === true || one.reportedReference !== undefined;
	if (one.doNotPerform === true) return list === 'inpatient' ? undefined : 'stop';
	if (!ORDERS.has(String(intent ?? 'order')) && !(intent === 'plan' && reported)) {
		// A proposal is nobody's order yet.
		return list === 'inpatient' ? undefined : 'unclear';
	}
	switch (status) {
		case 'active':
			return 'on';
		case 'completed':
			// Of a prescription for afterwards it does not say whether it was dispensed or is used up.
			if (list === 'unknown') return 'ended';
			if (list === 'discharge') return 'unclear';
			if (list !== 'home') return 'on';
			return ofStay ? 'ended' : undefined;
		case 'stopped':
			if (list === 'discharge') return 'stop';
			// FHIR R4 has no time of stopping: that of another visit may be years ago.
			return ofStay ? 'ended' : 'unclear';
		case 'cancelled':
			return list === 'discharge' ? 'stop' : undefined;
		default:
			return 'unclear';
	}
}

/** What was given and is not told by an order of this chart. */
function administration(chart: Chart, one: Element, into: Collected): void {
	if (!wasGiven(one)) return;
	if (chart.find(referenceOf(one.request)) !== undefined) return;
	const base = entryBase(chart, one, one.dosage);
	const at = timeIn(one.effectiveDateTime) ?? period(one.effectivePeriod).start;
	add(
		chart,
		one,
		base,
		{ list: 'inpatient', state: 'on', given: true, ...(at !== undefined && { at }) },
		into,
	);
}
