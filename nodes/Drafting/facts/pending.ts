import type { Chart } from './chart';
import { codesOf, elements, nameOrCode, referenceOf, typeAndId, type Element } from './elements';
import { amountOf, kindOfOrder, occurrenceOf, reasonsOf, untilOf } from './orders';
import { flagged, type SeedOf } from './seed';
import { joined, partsOf } from './words/lists';
import { tidy } from './words/tidy';
import { printDate, printOn, timeOf } from './words/times';

type PendingSeed = SeedOf<'pending-result'>;

const OPEN_REPORT = new Set(['registered', 'partial', 'preliminary']);
const FINAL_REPORT = new Set(['final', 'amended', 'corrected', 'appended']);
const SAID: Readonly<Record<string, string>> = {
	registered: 'no result yet',
	partial: 'only part of the result is there',
	preliminary: 'preliminary result only',
	active: 'ordered, no final report',
	'on-hold': 'order on hold, no final report',
};

/** What was asked for and has no final answer: open reports and results, and orders without a report. */
export function pendingFacts(chart: Chart): PendingSeed[] {
	const reports = chart.of('DiagnosticReport');
	const open = reports.filter(({ status }) => OPEN_REPORT.has(String(status)));
	const ordersOf = (some: readonly Element[]) =>
		new Set(
			some.flatMap((one) =>
				elements(one.basedOn).flatMap((each) => typeAndId(referenceOf(each) ?? '') ?? []),
			),
		);
	const answered = ordersOf(reports.filter(({ status }) => FINAL_REPORT.has(String(status))));
	const waiting = ordersOf(open);
	return [
		...open.flatMap((one) => seed(chart, one, 'report', ordersFor(chart, one))),
		...openResults(chart, open),
		...chart
			.of('ServiceRequest')
			.filter((one) => isOpenTest(chart, one))
			.filter(({ id }) => ![answered, waiting].some((set) => set.has(`ServiceRequest/${id}`)))
			.flatMap((one) => seed(chart, one, 'order', [])),
	];
}

/** Orders that a report answers; they are not told a second time. */
const ordersFor = (chart: Chart, report: Element): Element[] =>
	elements(report.basedOn).flatMap((one) => chart.find(referenceOf(one)) ?? []);

/** A result that is announced or preliminary, unless the report that holds it is told already. */
function openResults(chart: Chart, open: readonly Element[]): PendingSeed[] {
	const told = new Set(
		open.flatMap((one) =>
			elements(one.result).flatMap((each) => typeAndId(referenceOf(each) ?? '') ?? []),
		),
	);
	return chart
		.of('Observation')
		.filter(({ status }) => status === 'registered' || status === 'preliminary')
		.filter(({ id }) => !told.has(`Observation/${id}`))
		.flatMap((one) => seed(chart, one, 'report', []));
}

function isOpenTest(chart: Chart, order: Element): boolean {
	if (order.status !== 'active' && order.status !== 'on-hold') return false;
	return order.doNotPerform !== true && kindOfOrder(chart, order) === 'test';
}

function seed(
	chart: Chart,
	one: Element,
	role: PendingSeed['role'],
	orders: readonly Element[],
): PendingSeed[] {
	const name = nameOrCode(one.code) ?? orders.map(({ code }) => nameOrCode(code)).find(Boolean);
	const said = name === undefined ? undefined : tidy(name.name, 200);
	const status = String(one.status).slice(0, 40);
	const time = timeOf(
		one,
		['effectiveDateTime', 'collected'],
		['effectivePeriod', 'collected'],
		['authoredOn', 'authored'],
		['issued', 'issued'],
	);
	// Without a name it is still pending: leaving it out would say that nothing is.
	const label = said?.text ?? (role === 'order' ? 'test without a name' : 'report without a name');
	const words =
		time?.role === 'authored' ? 'ordered' : time?.role === 'issued' ? 'issued' : 'collected';
	return [
		{
			kind: 'pending-result',
			role,
			text: `${label}${time === undefined ? '' : `, ${words} ${printOn(time.at)}`} (pending: ${SAID[status] ?? status})`,
			parts: partsOf({
				name: label,
				date: time && printDate(time.at),
				status: SAID[status] ?? status,
				...(role === 'order' && plannedParts(chart, one)),
			}),
			data: { name: label, codes: codesOf(one.code), status },
			...(time && { time }),
			source: [chart.source(one), ...orders.map((order) => chart.source(order))].slice(0, 20),
			...flagged(
				...(said?.flags ?? []),
				...chart.flagsOf(one),
				name?.codedOnly && 'coded-only',
				status === 'on-hold' && 'off-hold',
				status === 'preliminary' && 'preliminary',
			),
		},
	];
}

/** What an order says of the service itself, for those who must justify it. */
function plannedParts(chart: Chart, order: Element): Record<string, string | undefined> {
	const at = occurrenceOf(order);
	const until = untilOf(order);
	return {
		amount: amountOf(order),
		planned: at && printDate(at),
		until: until && printDate(until),
		reason: joined(reasonsOf(chart, order)),
	};
}
