import type { FactTime } from '../../shared/contracts/clinical-facts';
import type { Chart } from './chart';
import {
	codesOf,
	element,
	elements,
	nameOf,
	nameOrCode,
	namesOf,
	referenceOf,
	string,
	typeAndId,
	type Element,
} from './elements';
import { amountOf, kindOfOrder, occurrenceOf, reasonsOf, untilOf, type OrderKind } from './orders';
import { flagged, type Seed, type SeedOf } from './seed';
import { comparable, joined, partsOf, unique } from './words/lists';
import { tidy } from './words/tidy';
import {
	bounds,
	isTime,
	period,
	printDate,
	printOn,
	printOnAt,
	printTime,
	timeIn,
} from './words/times';

type FollowUpSeed = SeedOf<'follow-up'>;

/** What is planned for afterwards: appointments, orders, and instructions; diet and activity apart. */
export function followUpFacts(chart: Chart): Seed[] {
	return [...appointments(chart), ...orders(chart), ...carePlans(chart)];
}

const NOT_YET: Readonly<Record<string, string>> = {
	proposed: 'proposed, not booked',
	pending: 'not confirmed yet',
	waitlist: 'on the waiting list',
};

function appointments(chart: Chart): FollowUpSeed[] {
	const border = chart.discharge ?? chart.context.asOf;
	return chart
		.of('Appointment')
		.filter(({ status }) => ['booked', 'proposed', 'pending', 'waitlist'].includes(String(status)))
		.filter(({ start }) => !isTime(start) || bounds(start).to >= bounds(border).from)
		.map((one) => appointment(chart, one));
}

function appointment(chart: Chart, one: Element): FollowUpSeed {
	const start = timeIn(one.start);
	const end = timeIn(one.end);
	const status = String(one.status);
	const people = actors(
		chart,
		one,
		/^(?:Practitioner|PractitionerRole|HealthcareService|Organization|)$/,
	);
	const places = actors(chart, one, /^Location$/);
	const said = tidy(
		nameOf(one.appointmentType) ??
			namesOf(one.serviceType)[0] ??
			string(one.description) ??
			'appointment',
		200,
	);
	const service = namesOf(one.serviceType)[0];
	const about =
		service === undefined || service === said.text ? '' : `, ${tidy(service, 200).text}`;
	const reason = namesOf(one.reasonCode).map((each) => tidy(each, 200).text);
	const time: FactTime | undefined =
		start === undefined
			? undefined
			: { at: start, ...(end !== undefined && { end }), role: 'scheduled' };
	return {
		kind: 'follow-up',
		role: 'appointment',
		text: [
			said.text,
			about,
			people.length === 0 ? '' : ` with ${joined(people)}`,
			start === undefined ? '' : ` ${printOnAt(start)}`,
			places.length === 0 ? '' : `, ${joined(places)}`,
			Object.hasOwn(NOT_YET, status) ? ` (${NOT_YET[status]})` : '',
		].join(''),
		parts: partsOf({
			name: said.text,
			date: start && printDate(start),
			time: start && printTime(start),
			place: joined(places),
			with: joined(people),
			reason: joined(reason),
		}),
		data: {
			name: said.text,
			codes: [...codesOf(one.appointmentType), ...codesOf(one.serviceType)].slice(0, 8),
			status,
			...(people.length > 0 && { with: people }),
			...(reason.length > 0 && { reason: joined(reason) }),
		},
		...(time && { time }),
		source: [chart.source(one)],
		...flagged(...said.flags, ...chart.flagsOf(one), start === undefined && 'no-date'),
	};
}

/**
 * Names of those who take part, of certain kinds; whoever declined does not. A name without a reference
 * is of no kind: it counts as a person or a service, unless it is the patient's.
 */
function actors(chart: Chart, one: Element, kinds: RegExp): string[] {
	const names = elements(one.participant)
		.filter(({ status }) => status !== 'declined')
		.filter(({ actor }) => kinds.test(kindOf(actor)) && !isPatient(chart, actor))
		.flatMap(({ actor }) => string(element(actor).display) ?? []);
	return unique(names)
		.slice(0, 10)
		.map((name) => tidy(name, 200).text);
}

function kindOf(actor: unknown): string {
	const reference = referenceOf(actor);
	if (reference === undefined) return string(element(actor).type)?.split('/').pop() ?? '';
	return typeAndId(reference)?.split('/')[0] ?? 'unknown';
}

/** True for a name without a reference that is the patient's own. */
function isPatient(chart: Chart, actor: unknown): boolean {
	const words = new Set(comparable(string(element(actor).display) ?? '').split(' '));
	return chart
		.of('Patient')
		.flatMap(({ name }) => elements(name))
		.some((name) => {
			const given = Array.isArray(name.given) ? name.given : [];
			const parts = comparable([string(name.family), string(given[0])].join(' ')).split(' ');
			return parts.every((part) => part !== '' && words.has(part));
		});
}

const OPEN = new Set(['active', 'on-hold']);

function orders(chart: Chart): Seed[] {
	return chart
		.of('ServiceRequest')
		.filter(({ status }) => OPEN.has(String(status)))
		.flatMap((one): Seed[] => {
			const kind = kindOfOrder(chart, one);
			const name = nameOrCode(one.code);
			if (name === undefined || kind === 'code-status') return [];
			if (kind === 'test')
				return one.doNotPerform === true ? [order(chart, one, name, 'instruction')] : [];
			if (kind === 'diet' || kind === 'activity') return [lasting(chart, one, name, kind)];
			return [order(chart, one, name, kind === 'follow-up' ? 'order' : 'instruction')];
		});
}

function order(
	chart: Chart,
	one: Element,
	name: { name: string; codedOnly: boolean },
	role: 'order' | 'instruction',
): FollowUpSeed {
	const said = tidy(name.name, 200);
	const at = occurrenceOf(one) ?? timeIn(one.authoredOn);
	const planned = occurrenceOf(one) !== undefined;
	const reason = reasonsOf(chart, one);
	const detail = namesOf(one.orderDetail).map((each) => tidy(each, 200).text);
	const not = one.doNotPerform === true ? 'not to be done: ' : '';
	const status = String(one.status);
	const amount = amountOf(one);
	const until = untilOf(one);
	return {
		kind: 'follow-up',
		role,
		text: [
			`${not}${said.text}`,
			detail.length === 0 ? '' : ` (${joined(detail)})`,
			amount === undefined ? '' : `, ${amount}`,
			planned && at !== undefined ? ` ${printOn(at)}` : '',
			until === undefined ? '' : ` until ${printDate(until)}`,
			reason.length === 0 ? '' : `, for ${joined(reason)}`,
			status === 'on-hold' ? ' (order on hold)' : '',
		].join(''),
		parts: partsOf({
			name: `${not}${said.text}`,
			amount,
			date: planned && at !== undefined ? printDate(at) : undefined,
			until: until && printDate(until),
			reason: joined(reason),
		}),
		data: {
			name: said.text,
			codes: codesOf(one.code),
			status,
			...(reason.length > 0 && { reason: joined(reason) }),
		},
		...(at !== undefined && { time: { at, role: planned ? 'scheduled' : 'authored' } }),
		source: [chart.source(one, 'code')],
		...flagged(
			...said.flags,
			...chart.flagsOf(one),
			name.codedOnly && 'coded-only',
			status === 'on-hold' && 'off-hold',
		),
	};
}

function lasting(
	chart: Chart,
	one: Element,
	name: { name: string; codedOnly: boolean },
	kind: 'diet' | 'activity',
): SeedOf<'diet'> | SeedOf<'activity'> {
	const said = tidy(name.name, 200);
	const detail = namesOf(one.orderDetail).map((each) => tidy(each, 200).text);
	const not = one.doNotPerform === true ? 'not allowed: ' : '';
	const at = occurrenceOf(one) ?? timeIn(one.authoredOn);
	return {
		kind,
		role: 'instruction',
		text: `${not}${said.text}${detail.length === 0 ? '' : ` (${joined(detail)})`}`,
		parts: partsOf({ name: `${not}${said.text}`, date: at && printDate(at) }),
		data: { name: said.text, codes: codesOf(one.code), status: String(one.status) },
		...(at !== undefined && { time: { at, role: 'authored' } }),
		source: [chart.source(one, 'code')],
		...flagged(...said.flags, ...chart.flagsOf(one), name.codedOnly && 'coded-only'),
	};
}

function carePlans(chart: Chart): Seed[] {
	return chart
		.of('CarePlan')
		.filter(({ status, intent }) => status === 'active' && intent !== 'option')
		.flatMap((plan) => {
			const own = string(plan.description);
			const whole =
				own === undefined ? [] : [instruction(chart, plan, own, 'description', undefined, plan)];
			return [
				...whole,
				...elements(plan.activity).flatMap((one, at) => activity(chart, plan, one, at)),
			];
		});
}

const OVER = new Set(['completed', 'cancelled', 'stopped', 'entered-in-error']);

function activity(chart: Chart, plan: Element, one: Element, at: number): Seed[] {
	const detail = element(one.detail);
	if (OVER.has(String(detail.status))) return [];
	const name = string(detail.description) ?? nameOrCode(detail.code)?.name;
	if (name === undefined) return [];
	return [instruction(chart, plan, name, `activity[${at}].detail`, detail.code, detail)];
}

function instruction(
	chart: Chart,
	plan: Element,
	name: string,
	path: string,
	code: unknown,
	detail: Element,
): Seed {
	const said = tidy(name);
	const time = period(detail.scheduledPeriod ?? plan.period).start;
	const not = detail.doNotPerform === true ? 'not to be done: ' : '';
	const kind = lastingKind(`${said.text} ${nameOf(code) ?? ''}`);
	const shared = {
		text: `${not}${said.text}`,
		parts: partsOf({ name: `${not}${said.text}`, date: time && printDate(time) }),
		data: { name: said.text, codes: codesOf(code), status: String(detail.status ?? plan.status) },
		...(time !== undefined && { time: { at: time, role: 'scheduled' as const } }),
		source: [chart.source(plan, path)],
		...flagged(...said.flags, ...chart.flagsOf(plan)),
	};
	if (kind === 'diet') return { kind: 'diet', role: 'instruction', ...shared };
	if (kind === 'activity') return { kind: 'activity', role: 'instruction', ...shared };
	return { kind: 'follow-up', role: 'instruction', ...shared };
}

const lastingKind = (text: string): OrderKind | undefined =>
	/\b(?:diet|nutrition|fluid restriction)\b/i.test(text)
		? 'diet'
		: /\b(?:activity|exercise|weight[- ]bearing|bed ?rest|lifting|driving)\b/i.test(text)
			? 'activity'
			: undefined;
