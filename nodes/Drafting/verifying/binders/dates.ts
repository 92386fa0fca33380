import type { Fact } from '../../../shared/contracts/clinical-facts';
import { agrees, chartDate, type WrittenDate } from '../reading/dates';
import { hitsAs, type Judgement } from './judgement';

type Role = 'admission' | 'discharge' | 'birth' | 'death';

/** What a date is the date of: a role in the stay, or the facts that a term names. */
interface Anchor {
	at: number;
	to: number;
	role?: Role;
	facts?: Fact[];
}

const ROLES = new Map<string, Role>();
for (const word of [
	'admitted',
	'admission',
	'presented',
	'presentation',
	'arrived',
	'arrival',
	'hospitalized',
	'hospitalised',
	'hospitalization',
	'hospitalisation',
	'hospital',
	'inpatient',
	'stay',
	'admit',
	'admits',
	'presents',
	'arrives',
	'entered',
])
	ROLES.set(word, 'admission');
for (const word of [
	'discharged',
	'discharge',
	'discharges',
	'released',
	'left',
	'leaves',
	'leaving',
	'departed',
	'dismissed',
])
	ROLES.set(word, 'discharge');
for (const word of ['born', 'birth', 'dob', 'birthdate']) ROLES.set(word, 'birth');
for (const word of ['died', 'deceased', 'death', 'expired']) ROLES.set(word, 'death');

/** Words that say together that somebody came or went. */
const COMING_AND_GOING: ReadonlyArray<readonly [RegExp, RegExp, Role]> = [
	[
		/^(?:came|comes|come|coming|walked|checked)$/,
		/^(?:in|into|to|through|via|under)$/,
		'admission',
	],
	[/^(?:brought|taken|rushed|sent|transferred|referred)$/, /^(?:in|into)$/, 'admission'],
	[/^(?:brought|taken|rushed)$/, /^(?:to|by)$/, 'admission'],
	[/^(?:went|goes|going|go|sent|allowed|returned|let|taken|came|got)$/, /^home$/, 'discharge'],
	[/^checked$/, /^out$/, 'discharge'],
	[/^let$/, /^go$/, 'discharge'],
];

const PERIOD = /^(?:to|through|until|till|-|and)$/;

/** Binds every date that no other binder has bound to what it is the date of. */
export function judgeDates(judgement: Judgement): void {
	const { reading } = judgement;
	const anchors = anchorsOf(judgement);
	const dated = new Set<Anchor>();
	let before: { date: WrittenDate; anchor: Anchor | undefined } | undefined;
	for (const date of reading.dates) {
		if (judgement.used[date.from] === 1) continue;
		const period =
			before !== undefined &&
			PERIOD.test(judgement.low(before.date.to)) &&
			before.date.to + 1 === date.from;
		// "from 2 to 9 November": the second date of a stay is the discharge.
		const anchor: Anchor | undefined =
			period && before!.anchor?.role === 'admission'
				? { ...before!.anchor, role: 'discharge' }
				: anchorOf(judgement, anchors, date, dated);
		if (anchor !== undefined) dated.add(anchor);
		judgement.use(date.from, date.to);
		judgeDate(judgement, date, anchor, period);
		before = { date, anchor };
	}
}

function anchorsOf(judgement: Judgement): Anchor[] {
	const { tokens, terms } = judgement.reading;
	const anchors: Anchor[] = [];
	tokens.forEach((token, at) => {
		const role = ROLES.get(token.low);
		if (
			role === undefined ||
			(role === 'discharge' && !isLeaving(judgement, at)) ||
			(token.low === 'hospital' &&
				!/^(?:stay|course|from|between|until|since)$/.test(judgement.low(at + 1)))
		)
			return;
		if (
			role === 'admission' &&
			/^(?:diagnosis|diagnoses|medication|medications|weight)$/.test(judgement.low(at + 1))
		)
			return;
		if (terms.some((term) => at >= term.from && at < term.to)) return;
		if (/^(?:entered|departed|dismissed)$/.test(token.low)) judgement.use(at, at + 1);
		anchors.push({ at, to: at + 1, role });
	});
	tokens.forEach((token, at) => {
		const next = judgement.low(at + 1);
		const pair = COMING_AND_GOING.find(([verb, way]) => verb.test(token.low) && way.test(next));
		// "Came to" and "taken to" the operating room are no admission.
		const elsewhere = /^(?:to|into|through)$/.test(next) && !isHospital(judgement, at + 2);
		if (pair === undefined || (elsewhere && pair[2] === 'admission')) return;
		judgement.use(at, at + 1);
		anchors.push({ at, to: at + 2, role: pair[2] });
	});
	for (const term of terms) {
		const facts = term.hits
			.map((hit) => hit.fact)
			.filter((fact) => fact.time !== undefined || fact.parts?.date !== undefined);
		if (facts.length > 0 && hitsAs(term, 'person', 'place').length < term.hits.length)
			anchors.push({ at: term.from, to: term.to, facts });
	}
	return anchors.sort((a, b) => a.at - b.at);
}

/** The next words name the hospital or its emergency room. */
const isHospital = (judgement: Judgement, from: number): boolean =>
	judgement.reading.tokens
		.slice(from, from + 4)
		.some(({ low }) => /^(?:hospital|emergency|ed|er|us|our|ward|unit|clinic|facility)$/.test(low));

function isLeaving(judgement: Judgement, at: number): boolean {
	if (judgement.low(at) === 'left')
		return (
			judgement.reading.dates.some((date) => date.from === at + 1) ||
			/^(?:the|against|hospital|our|us|ama)$/.test(judgement.low(at + 1)) ||
			(/^(?:on|for|after)$/.test(judgement.low(at + 1)) &&
				!judgement.reading.sides.some((one) => one.from === at))
		);
	if (/^(?:leaves|leaving)$/.test(judgement.low(at))) return true;
	return (
		!/^(?:medication|medications|diagnosis|diagnoses|summary|instructions|weight|planning|medicines)$/.test(
			judgement.low(at + 1),
		) || judgement.low(at) === 'discharged'
	);
}

/** The nearest anchor before the date in its clause that has no date yet, else the nearest after it. */
function anchorOf(
	{ reading: { clause, dates } }: Judgement,
	anchors: readonly Anchor[],
	date: WrittenDate,
	dated: ReadonlySet<Anchor>,
): Anchor | undefined {
	const same = anchors.filter((one) => clause[one.at] === clause[date.from]);
	const before = same.filter((one) => one.to <= date.from);
	const after = same.filter((one) => one.at >= date.to);
	const between = (from: number, to: number) =>
		dates.some((other) => other !== date && other.from >= from && other.to <= to);
	const near = before[before.length - 1];
	const next = after[0];
	// "On 4 November a bronchoscopy, and on 6 November an arthroscopy": the first has its date.
	const free =
		near === undefined || !dated.has(near) || next === undefined || between(date.to, next.at);
	if (near !== undefined && !between(near.to, date.from) && free)
		return preferred(before, near, date);
	if (next !== undefined && !between(date.to, next.at)) return next;
	return near ?? anchors.filter((one) => one.to <= date.from).at(-1);
}

/** "admitted with pneumonia on 2 November": the verb has the date, the disease only names why. */
function preferred(before: readonly Anchor[], near: Anchor, date: WrittenDate): Anchor {
	const verb = [...before].reverse().find((one) => one.role !== undefined);
	if (verb === undefined || near.role !== undefined) return near;
	const dated =
		near.facts?.some(
			(fact) =>
				fact.kind === 'procedure' ||
				fact.kind === 'lab' ||
				fact.kind === 'vital' ||
				fact.kind === 'immunization' ||
				fact.kind === 'follow-up',
		) ?? false;
	return dated && date.from - near.to < 6 ? near : verb;
}

function judgeDate(
	judgement: Judgement,
	date: WrittenDate,
	anchor: Anchor | undefined,
	period: boolean,
): void {
	const said = judgement.said(date.from, date.to);
	if (anchor?.role !== undefined) {
		const fact = factOfRole(judgement, anchor.role);
		const at = fact?.time?.at ?? (fact?.kind === 'patient' ? fact.data.value : undefined);
		if (fact !== undefined && matches(date, at)) {
			judgement.support(fact);
			return;
		}
		if (anchor.role === 'admission' || anchor.role === 'discharge' || at !== undefined) {
			judgement.fault(
				'date-role',
				`The text gives ${said} as the date of ${anchor.role}; the chart says ${at ?? 'none'}.`,
				date.from,
				date.to,
				{ expected: at },
			);
			return;
		}
	}
	const facts = anchor?.facts ?? [];
	const fits = facts.find((fact) => dateFits(date, fact, period));
	if (fits !== undefined) {
		judgement.support(fits);
		return;
	}
	if (facts.length > 0 && !noteHas(judgement, date, anchor)) {
		const fact = facts[0];
		judgement.fault(
			'date-role',
			`The text gives ${said} for "${fact.text.slice(0, 80)}"; the chart says ${fact.time?.at ?? 'no date'}.`,
			date.from,
			date.to,
			{ expected: fact.time?.at },
		);
		judgement.support(fact);
		return;
	}
	if (facts.length > 0) return;
	const evidence = [...judgement.evidence].find((fact) => dateFits(date, fact, period));
	if (evidence !== undefined) return;
	if (!noteHas(judgement, date, undefined)) {
		judgement.fault(
			'date-role',
			`The chart has nothing on ${said} that the sentence speaks of.`,
			date.from,
			date.to,
		);
	}
}

const dateFits = (date: WrittenDate, fact: Fact, period: boolean): boolean =>
	matches(date, fact.time?.at) ||
	(period && matches(date, fact.time?.end)) ||
	(fact.time?.end !== undefined && matches(date, fact.time.end));

function matches(date: WrittenDate, at: string | undefined): boolean {
	const chart = at === undefined ? undefined : chartDate(at);
	return chart !== undefined && agrees(date, chart);
}

function factOfRole(judgement: Judgement, role: Role): Fact | undefined {
	if (role === 'admission' || role === 'discharge')
		return judgement.chart.of('encounter').find((fact) => fact.role === role);
	return judgement.chart
		.of('patient')
		.find((fact) => fact.role === (role === 'birth' ? 'birth-date' : 'deceased'));
}

/** A note that says all of the clause, the date included, or that was written on that day. */
function noteHas(judgement: Judgement, date: WrittenDate, anchor: Anchor | undefined): boolean {
	const { tokens, polarity } = judgement.reading;
	const from = Math.min(date.from, anchor?.at ?? date.from);
	const to = Math.max(date.to, anchor?.to ?? date.to);
	const fact = judgement.narrative.covering(tokens, polarity.flags, from, to);
	if (fact !== undefined && (anchor !== undefined || to - from > 1)) {
		judgement.support(fact);
		return true;
	}
	return false;
}

/** Days from admission to discharge, where the chart has both. */
export function lengthOfStay(judgement: Judgement): number | undefined {
	const from = judgement.chart.day('admission');
	const to = judgement.chart.day('discharge');
	return from === undefined || to === undefined ? undefined : to - from;
}
