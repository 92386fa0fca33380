import type { Chart } from './chart';
import { codesOf, element, nameOf, nameOrCode, number, type Element } from './elements';
import { unitOf } from './results/value';
import { flagged, type SeedOf } from './seed';
import { partsOf } from './words/lists';
import { tidy } from './words/tidy';
import { printDate, printOn, timeOf } from './words/times';

type ImmunizationSeed = SeedOf<'immunization'>;

/** Vaccinations, and those that were not given with why. */
export function immunizationFacts(chart: Chart): ImmunizationSeed[] {
	return chart.of('Immunization').flatMap((one) => seedOf(chart, one));
}

function seedOf(chart: Chart, one: Element): ImmunizationSeed[] {
	const name = nameOrCode(one.vaccineCode);
	const status = String(one.status);
	if (name === undefined || (status !== 'completed' && status !== 'not-done')) return [];
	const said = tidy(name.name, 200);
	const time = timeOf(one, ['occurrenceDateTime', 'given']);
	const reason = nameOf(one.statusReason);
	const why = reason === undefined ? undefined : tidy(reason, 200).text;
	const amount = number(element(one.doseQuantity).value);
	const isDone = status === 'completed';
	return [
		{
			kind: 'immunization',
			role: isDone ? 'given' : 'not-given',
			text: [
				said.text,
				time === undefined ? '' : ` ${printOn(time.at)}`,
				isDone ? '' : ` (not given${why === undefined ? '' : `: ${why}`})`,
				one.isSubpotent === true ? ' (recorded as not fully effective)' : '',
			].join(''),
			parts: partsOf({ name: said.text, date: time && printDate(time.at), reason: why }),
			data: {
				name: said.text,
				codes: codesOf(one.vaccineCode),
				status,
				...(amount !== undefined && {
					dose: { value: amount, unit: unitOf(element(one.doseQuantity)) ?? '' },
				}),
			},
			...(time && { time }),
			source: [chart.source(one, 'vaccineCode')],
			...flagged(
				...said.flags,
				...chart.flagsOf(one),
				name.codedOnly && 'coded-only',
				chart.outside(time?.at),
			),
		},
	];
}
