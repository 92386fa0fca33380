import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { subjectOf } from '../../../dist/nodes/Phi/transforming/index.js';
import { parseProfile } from '../../../dist/nodes/Phi/profiles/index.js';
import {
	ADA,
	AS_OF,
	BEN,
	build,
	daysBetween,
	NOBODY,
	plusDays,
	RECORDS,
} from './transform-build.ts';

const MONTHS =
	'January February March April May June July August September October November December'.split(
		' ',
	);
const DAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');

/** A day as people write it, in about every way in which they do. */
const SPELLINGS: [name: string, write: (day: Day) => string][] = [
	['03/05/2026', ({ y, mm, dd }) => `${mm}/${dd}/${y}`],
	['3/5/26', ({ yy, m, d }) => `${m}/${d}/${yy}`],
	['03-05-2026', ({ y, mm, dd }) => `${mm}-${dd}-${y}`],
	['03.05.26', ({ yy, mm, dd }) => `${mm}.${dd}.${yy}`],
	['2026-03-05', ({ iso }) => iso],
	['2026/03/05', ({ iso }) => iso.replaceAll('-', '/')],
	['2026-03-05T10:15:00+01:00', ({ iso }) => `${iso}T10:15:00+01:00`],
	['2026-03-05 10:15', ({ iso }) => `${iso} 10:15`],
	['20260305101500', ({ y, mm, dd }) => `${y}${mm}${dd}101500`],
	['20260305', ({ y, mm, dd }) => `${y}${mm}${dd}`],
	['5 March 2026', ({ y, d, month }) => `${d} ${month} ${y}`],
	['5th of March, 2026', ({ y, d, month }) => `${ordinal(d)} of ${month}, ${y}`],
	['the 5th of March', ({ d, month }) => `the ${ordinal(d)} of ${month}`],
	['Mar 5th, 2026', ({ y, d, mon }) => `${mon} ${ordinal(d)}, ${y}`],
	['March 5, 2026', ({ y, d, month }) => `${month} ${d}, ${y}`],
	['MARCH 5 2026', ({ y, d, month }) => `${month.toUpperCase()} ${d} ${y}`],
	['Mar. 5', ({ d, mon }) => `${mon}. ${d}`],
	['05MAR2026', ({ y, dd, mon }) => `${dd}${mon.toUpperCase()}${y}`],
	['5-Mar-26', ({ yy, d, mon }) => `${d}-${mon}-${yy}`],
	['2026-Mar-05', ({ y, dd, mon }) => `${y}-${mon}-${dd}`],
	['Thursday, March 5, 2026', ({ y, d, month, day }) => `${day}, ${month} ${d}, ${y}`],
	['Thu 3/5', ({ m, d, day }) => `${day.slice(0, 3)} ${m}/${d}`],
	['3/5/2026 at 10:15 am', ({ y, m, d }) => `${m}/${d}/${y} at 10:15 am`],
	['3/5', ({ m, d }) => `${m}/${d}`],
];

interface Day {
	iso: string;
	y: string;
	yy: string;
	m: string;
	mm: string;
	d: string;
	dd: string;
	month: string;
	mon: string;
	day: string;
}

function dayOf(iso: string): Day {
	const [y, mm, dd] = iso.split('-');
	const month = MONTHS[Number(mm) - 1];
	const day = DAYS[new Date(iso).getUTCDay()];
	const [m, d] = [String(Number(mm)), String(Number(dd))];
	return { iso, y, yy: y.slice(2), m, mm, d, dd, month, mon: month.slice(0, 3), day };
}

function ordinal(d: string): string {
	if (/^1[123]$/.test(d)) return `${d}th`;
	return d + ({ 1: 'st', 2: 'nd', 3: 'rd' }[d.at(-1) as string] ?? 'th');
}

describe('dates in a text that move with the patient', () => {
	/** Months whose short and long form differ, so that the spelling can be told. */
	const dates = [
		'2026-03-05',
		'2026-01-01',
		'2025-12-31',
		'2024-02-29',
		'2026-06-22',
		'2025-08-11',
	];
	for (const [name, write] of SPELLINGS) {
		test(`are written as they came: ${name}`, () => {
			for (const subject of [ADA, BEN]) {
				const expert = build('expert');
				expert.introduce(subject, { dates });
				for (const iso of dates) {
					const moved = expert.date(iso, 'fhir', subject) as string;
					const to = dayOf(moved);
					// May has one form only: whichever is meant, the month is right.
					const made = expert.text('DATE', write(dayOf(iso)), subject, 'patient', 0);
					assert.equal(made.replace(/sept?\b/i, 'Sep'), matching(write(to), made));
				}
			}
		});
	}

	/** Two digits or one: where the source gives no hint either is right. */
	function matching(expected: string, made: string): string {
		const bare = (text: string) => text.replace(/\b0(\d)\b/g, '$1').toLowerCase();
		return bare(expected) === bare(made) ? made : expected;
	}

	test('move back by whole weeks, at most 364 days, and never stay', () => {
		const seen = new Set<number>();
		const expert = build('expert');
		for (let number = 1; number <= 400; number++) {
			const subject = subjectOf({ number: String(number) }, [RECORDS]);
			const days = daysBetween('2026-03-05', expert.date('2026-03-05', 'fhir', subject) as string);
			assert.ok(days <= -7 && days >= -364 && days % 7 === 0, String(days));
			seen.add(days);
		}
		assert.ok(seen.size > 45, 'nearly all of 52 possible shifts come up');
	});

	test('move alike for one patient in every format, run and spelling of the number', () => {
		const first = build('expert');
		const again = build('expert');
		const same = [
			ADA,
			subjectOf({ authority: 'ZZHOSP&2.999.1&ISO', number: 'H0008235899' }, [RECORDS]),
			subjectOf({ authority: 'urn:oid:2.999.1', number: '823-58-99' }, [RECORDS]),
			subjectOf({ authority: 'ZZ HOSPITAL', number: 'mrn 08235899' }, [RECORDS]),
		];
		const moved = first.date('2026-03-05', 'fhir', ADA) as string;
		for (const subject of same) {
			assert.equal(again.date('2026-03-05', 'fhir', subject), moved);
			assert.equal(again.date('20260305', 'dicom', subject), moved.replaceAll('-', ''));
			assert.equal(
				again.date('202603051015+0100', 'hl7', subject),
				`${moved.replaceAll('-', '')}1015+0100`,
			);
			assert.equal(again.date('2026-03-05', 'text', subject), moved);
		}
		const others = [
			build('expert', { project: 'other' }).date('2026-03-05', 'fhir', ADA),
			build('expert', { key: Buffer.alloc(32, 8) }).date('2026-03-05', 'fhir', ADA),
			first.date('2026-03-05', 'fhir', BEN),
		];
		assert.ok(others.some((date) => date !== moved));
	});

	test('take days of the week along when the shift is no whole number of weeks', () => {
		const profile = parseProfile({
			format: 1,
			name: 'days',
			basis: 'expert',
			shift: { wholeWeeks: false },
		});
		let uneven = 0;
		for (let number = 1; number <= 40; number++) {
			const subject = subjectOf({ number: String(number) }, [RECORDS]);
			const expert = build('expert', { profile });
			const moved = expert.date('2026-03-05', 'fhir', subject) as string;
			if (daysBetween('2026-03-05', moved) % 7 !== 0) uneven += 1;
			const day = DAYS[new Date(moved).getUTCDay()];
			assert.equal(expert.text('DATE', 'Thursday', subject, 'patient', 0), day);
			assert.equal(
				expert.text('DATE', 'THU 3/5/26', subject, 'patient', 0).slice(0, 3),
				day.slice(0, 3).toUpperCase(),
			);
		}
		assert.ok(uneven > 20);
		assert.equal(build('expert').text('DATE', 'Thursday', ADA, 'patient', 0), 'Thursday');
	});

	test('with parts missing keep their precision', () => {
		const expert = build('expert');
		const shift = daysBetween('2026-03-05', expert.date('2026-03-05', 'fhir', ADA) as string);
		const month = plusDays('2026-03-15', shift).slice(0, 7);
		assert.equal(expert.date('2026-03', 'fhir', ADA), month);
		assert.equal(expert.date('202603', 'hl7', ADA), month.replace('-', ''));
		const name = MONTHS[Number(month.slice(5)) - 1];
		assert.equal(expert.date('March 2026', 'text', ADA), `${name} ${month.slice(0, 4)}`);
		for (let number = 1; number <= 30; number++) {
			const subject = subjectOf({ number: String(number) }, [RECORDS]);
			const middle = expert.date('2026-03-15', 'fhir', subject) as string;
			assert.equal(expert.date('2026-03', 'fhir', subject), middle.slice(0, 7));
		}
		assert.match(expert.date('2026', 'fhir', ADA) as string, /^202[56]$/);
		assert.match(expert.date("Q1 '26", 'text', ADA) as string, /^Q[1-4] '2[56]$/);
		assert.match(expert.date('the 5th', 'text', ADA) as string, /^the \d{1,2}(?:st|nd|rd|th)$/);
	});

	test('with a month of one form keep the short or long form that stands around it', () => {
		const expert = build('expert');
		const to = dayOf(expert.date('2026-05-12', 'fhir', ADA) as string);
		assert.ok(to.month.length > 3);
		const spelled: [string, string][] = [
			['12-MAY-2026', `${to.dd}-${to.mon.toUpperCase()}-${to.y}`],
			['12May26', `${to.dd}${to.mon}${to.yy}`],
			['May 12, 2026', `${to.month} ${to.d}, ${to.y}`],
		];
		for (const [text, expected] of spelled) assert.equal(expert.date(text, 'text', ADA), expected);
	});

	test('that span several days move at both ends, over the end of a month too', () => {
		const expert = build('expert');
		const moved = (iso: string) => dayOf(expert.date(iso, 'fhir', ADA) as string);
		const [a, b] = [moved('2026-03-05'), moved('2026-03-09')];
		assert.equal(
			expert.date('3/5/26 - 3/9/26', 'text', ADA),
			`${a.m}/${a.d}/${a.yy} - ${b.m}/${b.d}/${b.yy}`,
		);
		let crossed = 0;
		for (let start = 1; start <= 27; start++) {
			const [from, to] = [moved(iso(start)), moved(iso(start + 4))];
			const until = from.m === to.m ? to.d : `${to.month} ${to.d}`;
			if (from.m !== to.m) crossed += 1;
			assert.equal(
				expert.date(`March ${start}-${start + 4}, 2026`, 'text', ADA),
				`${from.month} ${from.d}-${until}, ${to.y}`,
			);
		}
		assert.ok(crossed > 0);

		function iso(day: number): string {
			return `2026-03-${String(day).padStart(2, '0')}`;
		}
	});

	test('leave a time of day behind them alone, even one that looks like a year', () => {
		const expert = build('expert');
		const to = dayOf(expert.date('2026-03-05', 'fhir', ADA) as string);
		for (const time of [' 2230', ' 22:30', ' @ 2230', ' at 10:30 pm']) {
			assert.equal(expert.date(`3/5/26${time}`, 'text', ADA), `${to.m}/${to.d}/${to.yy}${time}`);
		}
		expert.introduce(ADA, { dates: ['2026-03-05'] });
		assert.equal(expert.date('March 5 2230', 'text', ADA), `${to.month} ${to.d} 2230`);
	});

	test('are read behind signs that nobody sees, and in wide ones', () => {
		const expert = build('expert');
		const to = dayOf(expert.date('2026-03-05', 'fhir', ADA) as string);
		for (const text of ['3/\u200b5/26', '３/５/２６', '\ufeff3/5\u00ad/26']) {
			assert.equal(expert.date(text, 'text', ADA), `${to.m}/${to.d}/${to.yy}`);
		}
		assert.equal(
			expert.date('March\u00a05,\u00a02026', 'text', ADA),
			`${to.month} ${to.d}, ${to.y}`,
		);
	});

	test('that cannot be read become a tag and never stay', () => {
		const expert = build('expert');
		for (const text of [
			'Christmas',
			'02/30/2026',
			'13/13/2026',
			'ZZ',
			'',
			'1'.repeat(200),
			'3/5/26 Ada',
		]) {
			assert.equal(expert.text('DATE', text, ADA, 'patient', 0), '[DATE]');
			assert.equal(expert.date(text, 'text', ADA), undefined);
		}
	});

	test('of a patient whom nobody knows keep the year alone', () => {
		const expert = build('expert');
		assert.equal(expert.text('DATE', '3/5/26', NOBODY, 'unknown', 0), '2026');
		assert.equal(expert.date('2026-03-05', 'fhir', NOBODY), '2026');
		assert.equal(expert.date('20260305', 'dicom', NOBODY), undefined);
	});
});

describe('which number is the day', () => {
	const read = (dayFirst: boolean, dates: string[], text = '03/05/2026') => {
		const expert = build('expert', { dayFirst });
		expert.introduce(ADA, { dates });
		const [first, second] = (expert.date(text, 'text', ADA) as string).split('/').map(Number);
		const month = dayOf(expert.date('2026-03-05', 'fhir', ADA) as string);
		const day = dayOf(expert.date('2026-05-03', 'fhir', ADA) as string);
		if (first === Number(month.m) && second === Number(month.d)) return 'month first';
		return first === Number(day.d) && second === Number(day.m) ? 'day first' : 'neither';
	};

	test('is settled by the setting', () => {
		assert.equal(read(false, []), 'month first');
		assert.equal(read(true, []), 'day first');
	});

	test("is settled by the patient's own dates before the setting", () => {
		assert.equal(read(true, ['2026-03-05']), 'month first');
		assert.equal(read(false, ['2026-05-03T08:00:00Z']), 'day first');
		assert.equal(read(false, ['2026-05-03', '2026-03-05']), 'month first');
		assert.equal(read(false, ['2025-05-03']), 'month first');
	});

	test('is settled by the calendar before anything', () => {
		const expert = build('expert');
		const moved = dayOf(expert.date('2026-05-13', 'fhir', ADA) as string);
		assert.equal(expert.date('13/05/2026', 'text', ADA), `${moved.dd}/${moved.mm}/${moved.y}`);
	});
});

describe('dates of which the year stays', () => {
	const harbor = build('safe-harbor');

	for (const [name, write] of SPELLINGS) {
		test(`leave nothing else behind: ${name}`, () => {
			const text = write(dayOf('2025-03-05'));
			const hasYear = /25/.test(text.replace(/10:15:00\+01:00/, ''));
			const expected = hasYear ? '2025' : '[DATE]';
			assert.equal(harbor.text('DATE', text, ADA, 'patient', 0), expected);
		});
	}

	test('in fields are years where the format has such a thing, and else nothing', () => {
		assert.equal(harbor.date('2025-03-05T10:15:00Z', 'fhir', ADA), '2025');
		assert.equal(harbor.date('202503051015', 'hl7', ADA), '2025');
		assert.equal(harbor.date('20250305101500.000000', 'dicom', ADA), '2025');
		assert.equal(harbor.date('20250305', 'dicom', ADA), undefined);
		assert.equal(harbor.time('101500'), undefined);
		assert.equal(build('expert').time('101500.25'), '101500.25');
		assert.equal(build('expert').time('ZZTEST'), undefined);
	});

	test('of feasts keep the year too', () => {
		assert.equal(harbor.text('DATE', 'Christmas 2025', ADA, 'patient', 0), '2025');
		assert.equal(harbor.text('DATE', 'Christmas', ADA, 'patient', 0), '[DATE]');
	});
});

describe('a date that tells an age of 90 or more', () => {
	const old = subjectOf({ number: '1', birthDate: '1931-04-07' }, [RECORDS]);

	test('goes with its year in every profile that hides such ages', () => {
		for (const profile of ['safe-harbor', 'expert']) {
			const made = build(profile);
			assert.equal(made.date('1931-04-07', 'fhir', old), undefined);
			assert.equal(made.date('1931', 'fhir', old), undefined);
			assert.equal(made.date('19310407', 'hl7', old), undefined);
			for (const text of [
				'4/7/1931',
				'4/7/31',
				'April 1931',
				'1931',
				"'31",
				'1930s',
				'April 7, 1931 - May 2026',
			]) {
				assert.equal(made.text('DATE', text, old, 'patient', 0), '[DATE]', text);
			}
			assert.notEqual(made.date('2026-03-05', 'fhir', old), undefined);
		}
	});

	test('begins on the ninetieth birthday', () => {
		const harbor = build('safe-harbor');
		assert.equal(AS_OF, '2026-11-22');
		assert.equal(harbor.date('1936-11-22', 'fhir', ADA), undefined);
		assert.equal(harbor.date('1936-11-23', 'fhir', ADA), '1936');
		// A month or year that may be meant goes.
		assert.equal(harbor.date('1936-11', 'fhir', ADA), undefined);
		assert.equal(harbor.date('1936-12', 'fhir', ADA), '1936');
		assert.equal(harbor.date('1936', 'fhir', ADA), undefined);
	});

	test('goes even where other dates stay, as soon as great ages do not', () => {
		const tighter = build('limited-data-set', {}, { ages: 'over-89' });
		assert.equal(tighter.date('1931-04-07', 'fhir', old), undefined);
		assert.equal(tighter.date('2026-03-05', 'fhir', old), '2026-03-05');
		assert.equal(build('limited-data-set').date('1931-04-07', 'fhir', old), '1931-04-07');
	});

	test('is any day of birth where no age stays', () => {
		const tighter = build('expert', {}, { ages: 'remove' });
		assert.equal(tighter.date('1950-02-03', 'fhir', ADA), undefined);
		assert.equal(tighter.text('DATE', '2/3/50', ADA, 'patient', 0), '[DATE]');
		assert.notEqual(tighter.date('1951-02-03', 'fhir', ADA), undefined);
	});

	test('goes when it is the day of birth and ages stay as bands alone', () => {
		const bands = build('safe-harbor', {}, { ages: 'ten-year-bands' });
		assert.equal(bands.date('1950-02-03', 'fhir', ADA), undefined);
		assert.equal(bands.date('1950', 'fhir', { ...ADA, birthDate: '1950' }), undefined);
		assert.equal(bands.date('2020-02-03', 'fhir', ADA), '2020');
		assert.equal(build('safe-harbor').date('1950-02-03', 'fhir', ADA), '1950');
	});
});

describe('a field for a date', () => {
	test('that holds something else is emptied under every profile', () => {
		for (const profile of ['safe-harbor', 'limited-data-set', 'expert']) {
			const made = build(profile);
			for (const value of ['ZZTEST^ADA', '2026-13-05', '20260230', '99999999', '2026-03-05 Ada']) {
				for (const format of ['fhir', 'hl7', 'dicom'] as const) {
					assert.equal(made.date(value, format, ADA), undefined, `${profile} ${value}`);
				}
			}
		}
	});

	test('that holds a date as people write it is understood', () => {
		const expert = build('expert');
		const moved = dayOf(expert.date('2026-03-05', 'fhir', ADA) as string);
		assert.equal(expert.date('03/05/2026', 'hl7', ADA), `${moved.mm}/${moved.dd}/${moved.y}`);
		assert.equal(expert.date('2026.03.05', 'dicom', ADA), `${moved.y}.${moved.mm}.${moved.dd}`);
	});

	test('keeps its fractions and zone', () => {
		const expert = build('expert');
		const moved = expert.date('2026-03-05', 'fhir', ADA) as string;
		assert.equal(
			expert.date('2026-03-05T10:15:00.125-05:00', 'fhir', ADA),
			`${moved}T10:15:00.125-05:00`,
		);
		assert.equal(
			expert.date('20260305101500.1250-0500', 'hl7', ADA),
			`${moved.replaceAll('-', '')}101500.1250-0500`,
		);
	});
});
