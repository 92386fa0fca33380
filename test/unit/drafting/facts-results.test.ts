import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { buildFacts } from '../../../dist/nodes/Drafting/facts/index.js';
import type { ChartContext, FactOf } from '../../../dist/nodes/shared/contracts/index.js';
import * as build from './facts-chart.ts';

const { amount, coded, concept, flag, inStay, lab, range, stayWith } = build;

type Lab = FactOf<'lab'>;
const labs = (context: ChartContext): Lab[] =>
	buildFacts(context).facts.filter((one): one is Lab => one.kind === 'lab');
const roles = (...resources: build.ChartResource[]): string[] =>
	labs(stayWith(...resources)).map(
		({ role, parts, data }) => `${role}: ${parts?.result} [${data.roles.join()}]`,
	);
const day = (number: number, clock = '06:00'): string => `2026-11-${number}T${clock}:00+01:00`;
const NORMAL = range(3.5, 5, 'mmol/L');
const potassium = (number: number, value: number, more: object = {}) =>
	lab('Potassium', day(number), amount(value, 'mmol/L'), { ...NORMAL, ...more });

describe('results of one analyte', () => {
	test('are told as first, worst and last', () => {
		assert.deepEqual(
			roles(potassium(11, 4.1), potassium(12, 6.2), potassium(13, 5.4), potassium(14, 4.4)),
			['first: 4.1 mmol/L [first]', 'worst: 6.2 mmol/L [worst]', 'last: 4.4 mmol/L [last]'],
		);
	});

	test('have a worst in each direction', () => {
		assert.deepEqual(
			roles(potassium(11, 4.1), potassium(12, 6.2), potassium(13, 2.9), potassium(14, 4.4)),
			[
				'first: 4.1 mmol/L [first]',
				'worst: 6.2 mmol/L [worst]',
				'worst: 2.9 mmol/L [worst]',
				'last: 4.4 mmol/L [last]',
			],
		);
	});

	test('have as the worst the one furthest out, of equal ones the first, and "<" is lower', () => {
		const worst = (...resources: build.ChartResource[]) =>
			labs(stayWith(...resources))
				.filter(({ data }) => data.roles.includes('worst'))
				.map(({ parts }) => `${parts?.value} ${parts?.date}`);
		const all = [potassium(11, 3), potassium(12, 2.2), potassium(13, 2.2), potassium(14, 3.1)];
		assert.deepEqual(worst(...all), ['2.2 2026-11-12']);
		const below = lab('Potassium', day(13), amount(2.2, 'mmol/L', '<'), NORMAL);
		assert.deepEqual(worst(...all, below), ['< 2.2 2026-11-13']);
		const above = (number: number, value: number, comparator?: string) =>
			lab('Potassium', day(number), amount(value, 'mmol/L', comparator), NORMAL);
		assert.deepEqual(worst(above(11, 8), above(12, 8, '>'), above(13, 7)), ['> 8 2026-11-12']);
	});

	test('have no worst where nothing is out of range, and none is made up without a range', () => {
		assert.deepEqual(roles(potassium(11, 4.1), potassium(12, 4.9)), [
			'first: 4.1 mmol/L [first]',
			'last: 4.9 mmol/L [last]',
		]);
		const plain = (number: number, value: number) =>
			lab('Zz', day(number), amount(value, 'mmol/L'));
		assert.deepEqual(roles(plain(11, 1), plain(12, 99), plain(13, 2)), [
			'first: 1 mmol/L [first]',
			'last: 2 mmol/L [last]',
		]);
	});

	test('that are one are the last, and say all they are', () => {
		assert.deepEqual(roles(potassium(12, 6.2)), ['last: 6.2 mmol/L [first,worst,last]']);
		assert.deepEqual(roles(potassium(12, 6.2), potassium(13, 4)), [
			'worst: 6.2 mmol/L [first,worst]',
			'last: 4 mmol/L [last]',
		]);
	});

	test('are ordered by the moment, whatever zone it is written in', () => {
		const at = (time: string, value: number) => lab('Zz', time, amount(value, 'mg/dL'));
		assert.deepEqual(roles(at('2026-11-11T23:30:00Z', 2), at('2026-11-12T01:00:00+02:00', 1)), [
			'first: 1 mg/dL [first]',
			'last: 2 mg/dL [last]',
		]);
	});

	test('keep the time of the chart', () => {
		const [one] = labs(stayWith(potassium(12, 4)));
		assert.deepEqual(one.time, { at: day(12), role: 'collected' });
		assert.equal(one.text, 'Potassium 4 mmol/L on 2026-11-12');
		assert.equal(one.parts?.time, '06:00 UTC+01:00');
		assert.equal(one.parts?.range, '3.5 to 5 mmol/L');
	});

	test('without a date are neither first nor last, and that is said', () => {
		const context = stayWith(
			potassium(12, 4.1),
			lab('Potassium', undefined, amount(7, 'mmol/L'), NORMAL),
		);
		assert.deepEqual(
			labs(context).map(({ role, parts, flags }) => [role, parts?.value, flags?.join()]),
			[
				['worst', '7', 'abnormal,no-date'],
				['last', '4.1', undefined],
			],
		);
		assert.ok(buildFacts(context).gaps.some(({ code }) => code === 'results-without-date'));
	});

	test('that are dated outside the stay are marked', () => {
		const [one] = labs(stayWith(lab('Zz', '2026-11-20', amount(1, 'mg/dL'))));
		assert.deepEqual(one.flags, ['outside-stay']);
	});
});

describe('out of range', () => {
	const worst = (more: object, value = amount(4, 'mmol/L')) => {
		const [one] = labs(stayWith(lab('Zz', day(12), value, { ...NORMAL, ...more })));
		return [one.data.direction, one.flags?.join()];
	};

	test('is what the laboratory says, before arithmetic; a contradiction is marked', () => {
		assert.deepEqual(worst(flag('H')), ['high', 'abnormal,conflict']);
		assert.deepEqual(worst(flag('N')), [undefined, undefined]);
		assert.deepEqual(worst(flag('N'), amount(9, 'mmol/L')), [undefined, 'conflict']);
		assert.deepEqual(worst(flag('HH'), amount(9, 'mmol/L')), ['high', 'abnormal,critical']);
		assert.deepEqual(worst(flag('LL'), amount(1, 'mmol/L')), ['low', 'abnormal,critical']);
	});

	test('counts a comparator for what it is', () => {
		const troponin = (comparator: string, value: number, high: number) =>
			worst(range(undefined, high, 'ng/L'), amount(value, 'ng/L', comparator))[0];
		assert.equal(troponin('>', 100, 14), 'high');
		assert.equal(troponin('>', 14, 14), 'high');
		assert.equal(troponin('<', 14, 14), undefined);
		assert.equal(troponin('<', 20, 14), undefined, 'less than 20 may be normal');
		assert.equal(
			worst(range(5, undefined, 'ng/L'), amount(5, 'ng/L', '<'))[0],
			'low',
			'less than the lowest that is normal',
		);
		assert.equal(
			worst(range(5, undefined, 'ng/L'), amount(9, 'ng/L', '<'))[0],
			undefined,
			'less than 9 may be normal',
		);
	});

	test('is told by the range in its own unit when only prefixes differ', () => {
		assert.equal(worst(range(35, 50, 'g/L'), amount(3, 'g/dL'))[0], 'low');
		assert.equal(worst(range(35, 50, 'g/L'), amount(4, 'g/dL'))[0], undefined);
		assert.equal(
			worst(range(0.6, 1.2, 'mg/dL'), amount(88, 'umol/L'))[0],
			undefined,
			'amount of substance is not converted to mass',
		);
	});

	test('is not told by one of several ranges for ages and sexes', () => {
		const all = {
			referenceRange: [
				{ low: { value: 12 }, appliesTo: [concept('female')] },
				{ low: { value: 14 }, appliesTo: [concept('male')] },
			],
		};
		const [one] = labs(stayWith(lab('Hemoglobin', day(12), amount(13, 'g/dL'), all)));
		assert.equal(one.data.direction, undefined);
		assert.equal(one.data.range, undefined);
	});
});

describe('values', () => {
	const value = (fields: Record<string, unknown>) => {
		const [one] = labs(stayWith(lab('Zz', day(12), fields)));
		return one?.parts?.result;
	};

	test('are told in every form that FHIR has', () => {
		assert.equal(value(amount(4.25, 'mg/dL', '<')), '< 4.25 mg/dL');
		assert.equal(value(amount(45, '%')), '45%');
		assert.equal(value({ valueString: 'Gram-negative rods' }), 'Gram-negative rods');
		assert.equal(value({ valueCodeableConcept: concept('Detected') }), 'Detected');
		assert.equal(value({ valueInteger: 3 }), '3');
		assert.equal(value({ valueBoolean: false }), 'no');
		assert.equal(
			value({ valueRange: { low: { value: 2, unit: '/HPF' }, high: { value: 5, unit: '/HPF' } } }),
			'2 to 5 /HPF',
		);
		assert.equal(
			value({ valueRatio: { numerator: { value: 1 }, denominator: { value: 160 } } }),
			'1:160',
		);
	});

	test('that are missing are no result', () => {
		assert.equal(value({ dataAbsentReason: concept('unknown') }), undefined);
		assert.equal(value({ valueQuantity: { unit: 'mg/dL' } }), undefined);
		assert.equal(value({ valueQuantity: { value: '4' } }), undefined);
	});

	test('without a unit are marked', () => {
		const [one] = labs(stayWith(lab('Zz', day(12), amount(4))));
		assert.deepEqual(one.flags, ['no-unit']);
		assert.equal(one.text, 'Zz 4 on 2026-11-12');
	});

	test('in words that are marked abnormal are the worst', () => {
		const culture = (number: number, text: string, code: string) =>
			lab('Blood culture', day(number), { valueString: text }, flag(code));
		assert.deepEqual(
			roles(culture(11, 'No growth', 'N'), culture(12, 'MRSA', 'A'), culture(14, 'No growth', 'N')),
			['first: No growth [first]', 'worst: MRSA [worst]', 'last: No growth [last]'],
		);
	});

	test('have no trailing zeros, no bare point and no exponent', () => {
		assert.equal(value(amount(7.0, 'mg/dL')), '7 mg/dL');
		assert.equal(value(amount(0.5, 'mg/dL')), '0.5 mg/dL');
		assert.equal(value(amount(1e-7, 'g/L')), '0.0000001 g/L');
		assert.equal(value(amount(1.2e21, 'g/L')), '1200000000000000000000 g/L');
		assert.equal(value(amount(52.692030001960916, 'cm')), '52.69 cm');
	});

	test('have units that are not misread', () => {
		for (const [unit, words] of [
			['U/L', 'units/L'],
			['mIU/L', 'milli-international units/L'],
			['ug/mL', 'mcg/mL'],
			['10*3/uL', 'thousand/microliter'],
			['mm[Hg]', 'mmHg'],
			['mL/min', 'mL/min'],
		]) {
			assert.equal(value(amount(4, unit)), `4 ${words}`);
		}
	});
});

describe('a corrected result', () => {
	const at = day(12);
	const sodium = (value: number, status: string) =>
		lab('Sodium', at, amount(value, 'mmol/L'), { status });

	test('takes the place of the one of the same time', () => {
		assert.deepEqual(roles(sodium(112, 'final'), sodium(132, 'corrected')), [
			'last: 132 mmol/L [first,last]',
		]);
		assert.deepEqual(roles(sodium(112, 'preliminary'), sodium(132, 'final')), [
			'last: 132 mmol/L [first,last]',
		]);
	});

	test('takes its place also where it says in words that there is none', () => {
		const wrong = lab('Sodium', at, amount(112, 'mmol/L'));
		const words = lab('Sodium', at, { valueString: 'Specimen clotted' }, { status: 'corrected' });
		assert.deepEqual(roles(wrong, words), ['last: Specimen clotted [first,last]']);
	});

	test('is marked, and so are two final ones of one time that differ', () => {
		assert.deepEqual(labs(stayWith(sodium(132, 'corrected')))[0].flags, ['corrected']);
		assert.deepEqual(
			labs(stayWith(sodium(132, 'final'), sodium(133, 'final'))).map(({ flags }) => flags),
			[['conflict'], ['conflict']],
		);
	});

	test('that is preliminary says so', () => {
		const [one] = labs(stayWith(sodium(132, 'preliminary')));
		assert.equal(one.text, 'Sodium 132 mmol/L on 2026-11-12 (preliminary)');
	});
});

describe('units', () => {
	test('that differ by a prefix are one series', () => {
		const first = lab('Protein', day(11), amount(7, 'g/dL'), range(6, 8, 'g/dL'));
		const worst = lab('Protein', day(12), amount(45, 'g/L'), range(60, 80, 'g/L'));
		const last = lab('Protein', day(13), amount(6.5, 'g/dL'), range(6, 8, 'g/dL'));
		assert.deepEqual(roles(first, worst, last), [
			'first: 7 g/dL [first]',
			'worst: 45 g/L [worst]',
			'last: 6.5 g/dL [last]',
		]);
	});

	test('that cannot be converted are two series, and only the latest of all is last', () => {
		const context = stayWith(
			lab('Glucose', day(11), amount(90, 'mg/dL')),
			lab('Glucose', day(12), amount(5, 'mmol/L')),
		);
		assert.deepEqual(
			labs(context).map(({ role, flags }) => [role, flags]),
			[
				['first', ['mixed-units']],
				['last', ['mixed-units']],
			],
		);
	});
});

describe('panels', () => {
	test('are taken apart into their components', () => {
		const panel = inStay('Observation', {
			status: 'final',
			category: [coded('laboratory')],
			code: concept('Zz panel'),
			effectiveDateTime: day(12),
			component: [
				{ code: concept('Zz one'), ...amount(1, 'mg/dL') },
				{ code: concept('Zz two'), dataAbsentReason: concept('error') },
				{ code: concept('Zz three'), valueString: 'Trace' },
			],
		});
		const all = labs(stayWith(panel));
		assert.deepEqual(
			all.map(({ parts, data, source }) => [parts?.name, data.panel, source[0].path]),
			[
				['Zz one', 'Zz panel', 'Observation.component[0].valueQuantity'],
				['Zz three', 'Zz panel', 'Observation.component[2].valueString'],
			],
		);
	});

	test('name themselves at their members', () => {
		const member = potassium(12, 4);
		const panel = inStay('Observation', {
			status: 'final',
			category: [coded('laboratory')],
			code: concept('Basic metabolic panel'),
			hasMember: [{ reference: `Observation/${member.id}` }],
		});
		const [one] = labs(stayWith(panel, member));
		assert.equal(one.data.panel, 'Basic metabolic panel');
	});
});

describe('vital signs', () => {
	const vital = (name: string, fields: object, number = 12) =>
		inStay('Observation', {
			status: 'final',
			category: [coded('vital-signs')],
			code: concept(name),
			effectiveDateTime: day(number),
			...fields,
		});
	const pressure = (systolic: number, diastolic: number, number = 12) =>
		vital(
			'Blood pressure',
			{
				code: concept('Blood pressure', '85354-9', build.LOINC),
				component: [
					{
						code: concept('Systolic', '8480-6', build.LOINC),
						...amount(systolic, 'mm[Hg]'),
						...range(90, 140, 'mm[Hg]'),
					},
					{ code: concept('Diastolic', '8462-4', build.LOINC), ...amount(diastolic, 'mm[Hg]') },
				],
			},
			number,
		);
	const vitals = (...resources: build.ChartResource[]) =>
		buildFacts(stayWith(...resources)).facts.filter((one) => one.kind === 'vital');

	test('tell a blood pressure as one result', () => {
		assert.deepEqual(
			vitals(pressure(180, 95, 11), pressure(120, 80, 13)).map(({ role, text }) => [role, text]),
			[
				['worst', 'Blood pressure 180/95 mmHg on 2026-11-11 (high)'],
				['last', 'Blood pressure 120/80 mmHg on 2026-11-13'],
			],
		);
	});

	test('are no laboratory results', () => {
		const context = stayWith(vital('Heart rate', amount(80, '/min')));
		assert.deepEqual(labs(context), []);
		assert.deepEqual(
			vitals(vital('Heart rate', amount(80, '/min'))).map(({ text }) => text),
			['Heart rate 80 per minute on 2026-11-12'],
		);
	});
});

describe('conclusions of reports', () => {
	const report = (status: string, conclusion?: string, more: object = {}) =>
		inStay('DiagnosticReport', {
			status,
			code: concept('CT of chest', '24627-2', build.LOINC),
			effectiveDateTime: day(12),
			...(conclusion !== undefined && { conclusion }),
			...more,
		});
	const conclusions = (...resources: build.ChartResource[]) => {
		const { facts, notes } = buildFacts(stayWith(...resources));
		return { facts: facts.filter((one) => one.kind === 'report'), notes };
	};

	test('are sentences, verbatim, with their place', () => {
		const text = 'No pulmonary embolism.  Small left pleural effusion.';
		const { facts, notes } = conclusions(report('final', text));
		assert.deepEqual(
			facts.map((one) => one.text),
			['No pulmonary embolism.', 'Small left pleural effusion.'],
		);
		assert.equal(notes[0].kind, 'report');
		for (const one of facts) {
			assert.equal(notes[0].text.slice(one.span?.start, one.span?.end), one.text);
			assert.equal(one.source[0].path, 'DiagnosticReport.conclusion');
		}
	});

	test('that are preliminary say so', () => {
		const { facts } = conclusions(report('preliminary', 'Nodule.'));
		assert.deepEqual(facts[0].flags, ['preliminary']);
	});

	test('are the coded conclusions where there are no words', () => {
		const { facts } = conclusions(
			report('final', undefined, { conclusionCode: [concept('Fracture of rib')] }),
		);
		assert.equal(facts[0].text, 'Fracture of rib');
	});

	test('of a cancelled report are not told', () => {
		assert.deepEqual(conclusions(report('cancelled', 'Nodule.')).facts, []);
	});
});
