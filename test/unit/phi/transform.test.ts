import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Authorities, subjectOf, transformer } from '../../../dist/nodes/Phi/transforming/index.js';
import { loadProfile, parseProfile } from '../../../dist/nodes/Phi/profiles/index.js';
import type { PhiType } from '../../../dist/nodes/Phi/types.js';
import { ADA, BEN, build, KEY, NOBODY, RECORDS } from './transform-build.ts';

const code = (expected: string) => (error: { code?: string }) => error.code === expected;

const VALUES: [type: PhiType, value: string][] = [
	['NAME', 'Ada Testperson'],
	['STREET', '412 Zztest Avenue, Apt 3'],
	['CITY', 'Zztestville'],
	['ZIP', '03601'],
	['FACILITY', 'Zztest General Hospital, Room 412'],
	['DATE', '03/05/2026'],
	['AGE', '93'],
	['PHONE', '(617) 495-1234'],
	['FAX', '617-495-1235'],
	['EMAIL', 'ada@zztest.example'],
	['SSN', '123-45-6789'],
	['MRN', 'H8235899'],
	['PLAN', 'ZZ-778-12'],
	['ACCOUNT', 'A-991-22'],
	['LICENCE', 'D8842211'],
	['VEHICLE', '1ZZTE57VIN0000001'],
	['DEVICE', 'SN-12345-Z'],
	['URL', 'https://portal.zztest.example/ada'],
	['IP', '10.20.30.40'],
	['BIOMETRIC', 'zz-print-1'],
	['PHOTO', 'zz-face.jpg'],
	['OTHER_ID', 'ACC-55-001'],
];

describe('what stands in a text', () => {
	test('is a tag, nothing or a mask, by style, for all kinds', () => {
		const styled = (style: 'tag' | 'remove' | 'mask', type: PhiType, value: string) =>
			build('expert', { style }, { dates: 'remove', ages: 'remove', zip: 'remove' }).text(
				type,
				value,
				ADA,
				'patient',
				0,
			);
		for (const [type, value] of VALUES) {
			assert.equal(styled('tag', type, value), `[${type}]`);
			assert.equal(styled('remove', type, value), '');
			assert.equal(styled('mask', type, value), '####');
		}
	});

	test('with tags and made-up values is also what the profile lets stand', () => {
		for (const style of ['tag', 'surrogate'] as const) {
			const harbor = build('safe-harbor', { style });
			const text = (type: PhiType, value: string) => harbor.text(type, value, ADA, 'patient', 0);
			assert.equal(text('DATE', '03/05/2026'), '2026');
			assert.equal(text('ZIP', '02139-1234'), '021');
			assert.equal(text('AGE', '93-year-old'), '90+-year-old');
		}
	});

	test('is never the value, whatever profile and style, unless the profile keeps its kind', () => {
		for (const profile of ['safe-harbor', 'limited-data-set', 'expert']) {
			for (const style of ['tag', 'remove', 'mask', 'surrogate'] as const) {
				const made = build(profile, { style });
				for (const [type, value] of VALUES) {
					const text = made.text(type, value, ADA, 'patient', 0);
					if (made.keeps(type)) assert.equal(text, value);
					else {
						assert.notEqual(text, value, `${profile} ${style} ${type}`);
						// Three digits may come again by chance in a number that was drawn.
						assert.doesNotMatch(text, /zztest|8235899|testperson|8842211/i);
					}
				}
			}
		}
	});

	test('keeps the form of telephone numbers, addresses, streets and places', () => {
		const expert = build('expert');
		const text = (type: PhiType, value: string) => expert.text(type, value, ADA, 'patient', 0);
		assert.match(text('PHONE', '(617) 495-1234'), /^\([2-9]\d\d\) 555-01\d\d$/);
		assert.match(text('PHONE', '1-617-495-1234'), /^1-[2-9]\d\d-555-01\d\d$/);
		assert.match(text('PHONE', '617.495.1234 ext. 22'), /^[2-9]\d\d\.555\.01\d\d ext\. \d\d$/);
		assert.match(text('PHONE', '495-1234'), /^555-01\d\d$/);
		assert.match(text('PHONE', '+49 30 901820'), /^\+49 \d\d \d{6}$/);
		assert.match(text('EMAIL', 'ada@zztest.example'), /^[a-z]+\.[a-z]+@example\.(?:org|com|net)$/);
		assert.match(
			text('URL', 'https://zztest.example/x'),
			/^https:\/\/www\.example\.(?:org|com|net)\/[a-z]+$/,
		);
		assert.match(text('IP', '10.20.30.40'), /^(?:192\.0\.2|198\.51\.100|203\.0\.113)\.\d{1,3}$/);
		assert.match(text('IP', 'fe80::1:2'), /^2001:db8::/);
		assert.match(text('IP', 'AA-BB-CC-DD-EE-FF'), /^00-00-5E-00-53-[0-9A-F]{2}$/);
		assert.match(text('STREET', '412 Zztest Avenue, Apt 3'), /^\d{3} [A-Z][a-z]+ Avenue, Apt \d$/);
		assert.match(text('STREET', 'P.O. Box 5512'), /^P\.O\. Box \d{4}$/);
		assert.match(
			text('FACILITY', 'Zztest General Hospital, Room 412'),
			/^[A-Z][a-z]+ General Hospital, Room \d{3}$/,
		);
		assert.match(text('CITY', 'ZZTESTVILLE'), /^[A-Z]+$/);
	});

	test('is one telephone number for all its spellings', () => {
		const expert = build('expert');
		const digits = (value: string) =>
			expert.text('PHONE', value, ADA, 'patient', 0).replace(/\D/g, '').slice(-10);
		const first = digits('(617) 495-1234');
		for (const value of ['617-495-1234', '617.495.1234', '6174951234', '+1 617 495 1234']) {
			assert.equal(digits(value), first);
		}
	});

	test('is a tag where no word of a value can be replaced', () => {
		const expert = build('expert');
		for (const [type, value] of [
			['FACILITY', 'University Hospital'],
			['NAME', 'Dr.'],
			['STREET', 'P.O. Box'],
			['CITY', '---'],
		] as const) {
			assert.equal(expert.text(type, value, ADA, 'patient', 0), `[${type}]`);
			assert.equal(expert.field(type, value, ADA, 'patient'), undefined);
		}
		assert.equal(expert.name('Dr.', ADA, 'patient'), undefined);
		assert.equal(expert.name({ prefix: ['Dr.'] }, ADA, 'patient'), undefined);
	});

	test('takes time in proportion to the length of the value', () => {
		const expert = build('expert');
		const limit = 4000;
		for (const part of [
			'a',
			'A ',
			'van ',
			"a'",
			' ',
			'A^',
			'1 ',
			'1-',
			':',
			'3/5 - ',
			'x1 ',
			'90 ',
		]) {
			const value = `${part.repeat(40_000 / part.length)}!`;
			for (const [type] of VALUES) {
				const start = process.cpuUsage();
				const text = expert.text(type, value, ADA, 'patient', 0);
				const { user } = process.cpuUsage(start);
				assert.notEqual(text, value);
				assert.ok(user / 1000 < limit, `${type} ${JSON.stringify(part)}: ${user / 1000} ms`);
			}
		}
	});

	test('for a kind that a step removes is a tag in the style of made-up values', () => {
		const tighter = build('expert', {}, { types: { PHONE: 'remove', MRN: 'remove' } });
		assert.equal(tighter.text('PHONE', '617-495-1234', ADA, 'patient', 0), '[PHONE]');
		assert.equal(tighter.text('MRN', '8235899', ADA, 'patient', 0), '[MRN]');
		assert.equal(tighter.identifier(undefined, '8235899', 'MRN', ADA), undefined);
	});
});

describe('ages', () => {
	const text = (value: string, profile = 'safe-harbor', ages: object = {}) =>
		build(profile, {}, ages).text('AGE', value, ADA, 'patient', 0);

	test('of 90 and more become 90+ in whatever words', () => {
		const spelled: [string, string][] = [
			['90', '90+'],
			['104', '90+'],
			['93-year-old', '90+-year-old'],
			['92 y/o', '90+ y/o'],
			["in her 90's", 'in her 90+'],
			['ninety-two', '90+'],
			['one hundred and two', '90+'],
			['nonagenarian', '90+'],
			['９\u200b３ years', '90+ years'],
			['1100 months', '90+ months'],
		];
		for (const [value, expected] of spelled) assert.equal(text(value), expected);
	});

	test('below 90 stay as they are written', () => {
		for (const value of [
			'89',
			'63-year-old',
			'18 months old',
			'sixty-three',
			'3 weeks',
			'400 days',
		]) {
			assert.equal(text(value), value);
		}
	});

	test('that cannot be read become a tag', () => {
		for (const value of ['very old', 'ZZTEST', '']) assert.equal(text(value), '[AGE]');
	});

	test('in bands of ten years, or none, where a step wants that', () => {
		assert.equal(text('63-year-old', 'safe-harbor', { ages: 'ten-year-bands' }), '60-69-year-old');
		assert.equal(text('sixty-three', 'safe-harbor', { ages: 'ten-year-bands' }), '[AGE]');
		assert.equal(text('93', 'safe-harbor', { ages: 'ten-year-bands' }), '90+');
		assert.equal(text('63', 'safe-harbor', { ages: 'remove' }), '[AGE]');
		assert.equal(build('safe-harbor', {}, { ages: 'remove' }).age(63, ADA), undefined);
	});

	test('in fields are reckoned alike', () => {
		const harbor = build('safe-harbor');
		assert.deepEqual(
			[0, 89, 89.9, 90, 120].map((years) => harbor.age(years, ADA)),
			['0', '89', '89.9', '90+', '90+'],
		);
		assert.equal(build('limited-data-set').age(95, ADA), '95');
		assert.equal(harbor.age(Number.NaN, ADA), undefined);
		assert.equal(harbor.age(-1, ADA), undefined);
	});
});

describe('ZIP codes', () => {
	const harbor = build('safe-harbor');

	test('keep three digits', () => {
		assert.equal(harbor.zip('02139'), '021');
		assert.equal(harbor.zip('02139-4307', 'USA'), '021');
		assert.equal(harbor.zip('021394307', 'us'), '021');
		assert.equal(harbor.zip('00926', 'PR'), '009');
		assert.equal(harbor.zip('021'), '021');
	});

	test('of the restricted areas become 000', () => {
		for (const area of loadProfile('safe-harbor').restrictedZip3) {
			assert.equal(harbor.zip(`${area}01`), '000');
		}
	});

	test('of forces and areas that no post office has become 000', () => {
		for (const zip of ['09012', '34001', '96201', '96601', '00001', '21301', '98701']) {
			assert.equal(harbor.zip(zip), '000');
		}
		assert.equal(harbor.zip('34101'), '341');
	});

	test('that are none of the United States are removed', () => {
		for (const [zip, country] of [
			['10115', 'DE'],
			['K1A 0B1', 'CA'],
			['SW1A 1AA', undefined],
			['1234', undefined],
			['ZZTEST', 'US'],
		] as const) {
			assert.equal(harbor.zip(zip, country), undefined);
		}
		const german = parseProfile({ format: 1, name: 'x', basis: 'safe-harbor', country: 'DE' });
		assert.equal(build('safe-harbor', { profile: german }).zip('10115'), undefined);
	});

	test('follow a list of the hospital', () => {
		const profile = parseProfile({
			format: 1,
			name: 'x',
			basis: 'safe-harbor',
			restrictedZip3: [...loadProfile('safe-harbor').restrictedZip3, '021'],
			restrictedZip3Source: 'own count',
		});
		const own = transformer({ profile, project: 'test' });
		assert.equal(own.zip('02139'), '000');
		assert.equal(own.zip('03601'), '000');
		assert.equal(own.zip('10001'), '100');
	});
});

describe('the code of a number', () => {
	const expert = build('expert');

	test('stands for the person where a format needs one, with a made-up name', () => {
		const { name } = expert.person(ADA);
		assert.match(`${name?.given?.[0]} ${name?.family}`, /^[A-Z][a-z]+ [A-Z][a-z]+$/);
		assert.notDeepEqual(expert.person(BEN), expert.person(ADA));
		const harbor = build('safe-harbor');
		assert.deepEqual(harbor.person(ADA), harbor.person(ADA));
		assert.equal(harbor.person(ADA).name, undefined);
		assert.notEqual(harbor.person(ADA).number, build('safe-harbor').person(ADA).number);
	});

	test('is the same under every name of its authority, with prefix, zeros and spaces', () => {
		const made = expert.identifier('urn:oid:2.999.1', '8235899', 'MRN', ADA);
		assert.match(made as string, /^[0-9A-HJKMNP-TV-Z]{13}$/);
		const same: [string | undefined, string][] = [
			['https://hospital.example/mrn', '8235899'],
			['2.999.1', '08235899'],
			['ZZHOSP', 'H8235899'],
			['ZZHOSP&2.999.1&ISO', 'h0008235899'],
			['ZZ HOSPITAL', '823 58 99'],
			['zz hospital', 'MRN 823-58-99'],
			[undefined, '8235899'],
			['', '8235899'],
		];
		for (const [authority, value] of same) {
			assert.equal(expert.identifier(authority, value, 'MRN', ADA), made);
		}
		assert.equal(expert.text('MRN', 'H-823 58 99', ADA, 'patient', 3), made);
		assert.equal(expert.identifier('ZZHOSP', '8235899', 'OTHER_ID', ADA), made);
		assert.equal(expert.person(ADA).number, made);
		assert.equal(build('expert').identifier('ZZHOSP', '8235899', 'MRN', ADA), made);
	});

	test('is another one under another authority, number, project and key', () => {
		const codes = [
			expert.identifier('ZZHOSP', '8235899', 'MRN', ADA),
			expert.identifier('urn:oid:2.999.7', '8235899', 'MRN', ADA),
			expert.identifier('ZZHOSP', '8235890', 'MRN', ADA),
			build('expert', { project: 'other' }).identifier('ZZHOSP', '8235899', 'MRN', ADA),
			build('expert', { key: Buffer.alloc(32, 9) }).identifier('ZZHOSP', '8235899', 'MRN', ADA),
		];
		assert.equal(new Set(codes).size, codes.length);
	});

	test('without an authority holds for one patient, and finds the authority that the chart names', () => {
		const account = (subject: typeof ADA) =>
			expert.identifier(undefined, 'A-1', 'ACCOUNT', subject);
		assert.notEqual(account(ADA), account(BEN));
		expert.introduce(ADA, {
			numbers: [{ authority: 'urn:oid:2.999.5', value: 'A1', type: 'ACCOUNT' }],
		});
		const named = expert.identifier('urn:oid:2.999.5', 'A-1', 'ACCOUNT', ADA);
		assert.equal(account(ADA), named);
		assert.equal(expert.text('OTHER_ID', 'a 1', ADA, 'patient', 0), named);
	});

	test('is drawn only through a vault under safe harbor, and else the number goes', () => {
		const harbor = build('safe-harbor');
		assert.equal(harbor.identifier('ZZHOSP', '8235899', 'MRN', ADA), undefined);
		assert.equal(harbor.text('MRN', '8235899', ADA, 'patient', 0), '[MRN]');
		const made = build('safe-harbor', { style: 'surrogate' });
		assert.match(made.text('MRN', 'H8235899', ADA, 'patient', 0), /^[A-Z]\d{7}$/);
		assert.equal(made.identifier('ZZHOSP', '8235899', 'MRN', ADA), undefined);
	});

	test('does not exist where codes are switched off', () => {
		const tighter = build('expert', {}, { codes: 'none' });
		assert.equal(tighter.identifier('ZZHOSP', '8235899', 'MRN', ADA), undefined);
		assert.equal(tighter.text('MRN', '8235899', ADA, 'patient', 0), '[MRN]');
	});
});

describe('authorities', () => {
	test('that claim the same name or the same numbers are refused', () => {
		assert.throws(
			() => new Authorities([RECORDS, { name: 'other', hl7: ['zzhosp'] }]),
			code('authority-ambiguous'),
		);
		assert.throws(
			() => new Authorities([RECORDS, { name: 'other', default: true }]),
			code('authority-ambiguous'),
		);
		assert.doesNotThrow(
			() => new Authorities([RECORDS, { name: 'other', type: 'ACCOUNT', default: true }]),
		);
	});

	test('that are not listed as the same keep their patients apart', () => {
		const key = (authority?: string) =>
			subjectOf({ authority, number: '5' } as never, [RECORDS]).key;
		assert.equal(key('ZZHOSP'), key());
		assert.notEqual(key('urn:oid:2.999.8'), key());
		assert.notEqual(key('urn:oid:2.999.8'), key('urn:oid:2.999.9'));
		assert.equal(subjectOf({ number: ' ' }, [RECORDS]).key, '');
	});

	test('that do not ignore leading zeros tell 007 from 7', () => {
		const strict = [{ name: 'strict', default: true }];
		assert.notEqual(
			subjectOf({ number: '007' }, strict).key,
			subjectOf({ number: '7' }, strict).key,
		);
	});
});

describe('ids that hold records together', () => {
	test('are replaced alike in a run, and across runs under a key', () => {
		for (const space of ['fhir', 'uid', 'number'] as const) {
			const [first, second] = [build('expert'), build('expert')];
			assert.equal(first.id(space, '1.2.3'), first.id(space, '1.2.3'));
			assert.equal(first.id(space, '1.2.3'), second.id(space, '1.2.3'));
			assert.notEqual(first.id(space, '1.2.3'), first.id(space, '1.2.4'));
			const [random, other] = [build('safe-harbor'), build('safe-harbor')];
			assert.equal(random.id(space, '1.2.3'), random.id(space, '1.2.3'));
			assert.notEqual(random.id(space, '1.2.3'), other.id(space, '1.2.3'));
		}
	});

	test('have the form of their format', () => {
		for (const profile of ['expert', 'safe-harbor']) {
			const made = build(profile);
			for (let number = 0; number < 200; number++) {
				assert.match(made.id('fhir', `Patient/${number}`), /^[A-Za-z0-9.-]{1,64}$/);
				const uid = made.id('uid', `2.999.${number}`);
				assert.match(uid, /^2\.25\.(?:0|[1-9]\d*)$/);
				assert.ok(uid.length <= 64);
				assert.match(made.id('number', String(number)), /^[0-9A-HJKMNP-TV-Z]{13}$/);
			}
		}
	});

	test('that the standard gives out stay, and what only begins like them does not', () => {
		const expert = build('expert');
		for (const end of '1.2 1.2.1 1.2.4.50 1.4.1.1 2.16.4 4.2 5.1.4.1.1.2 5.1.4.1.1.88.33 5.1.4.34.6.1 15.1.1'.split(
			' ',
		)) {
			const uid = `1.2.840.10008.${end}`;
			assert.equal(expert.id('uid', uid), uid);
		}
		for (const end of '8235899 5.1.4.1.1.2.8235899 1.2.19500203 5.1.4.1.1.999 5.1.4.1.1.02 9.9.9'.split(
			' ',
		)) {
			const uid = `1.2.840.10008.${end}`;
			assert.match(expert.id('uid', uid), /^2\.25\.\d+$/, uid);
		}
	});
});

describe('fields', () => {
	test('hold made-up values in that style only, and never a tag', () => {
		const expert = build('expert');
		assert.match(expert.field('PHONE', '617-495-1234', ADA, 'patient') as string, /555-01\d\d$/);
		for (const style of ['tag', 'remove', 'mask'] as const) {
			const made = build('expert', { style });
			for (const [type, value] of VALUES) {
				assert.equal(made.field(type, value, ADA, 'patient'), undefined, type);
			}
			assert.equal(made.name('Ada Testperson', ADA, 'patient'), undefined);
		}
		assert.equal(expert.field('PHOTO', 'zz-face.jpg', ADA, 'patient'), undefined);
		assert.equal(
			build('limited-data-set').field('CITY', 'Zztestville', ADA, 'patient'),
			'Zztestville',
		);
	});

	test('agree with texts', () => {
		const expert = build('expert');
		for (const type of ['PHONE', 'EMAIL', 'STREET', 'CITY', 'FACILITY'] as const) {
			const value = VALUES.find(([each]) => each === type)?.[1] as string;
			assert.equal(
				expert.field(type, value, ADA, 'patient'),
				expert.text(type, value, ADA, 'patient', 4),
			);
		}
	});
});

describe('what was written', () => {
	test('is remembered for the patient alone', () => {
		const expert = build('expert');
		const name = expert.text('NAME', 'Testperson', ADA, 'patient', 0);
		const number = expert.identifier('ZZHOSP', '8235899', 'MRN', ADA) as string;
		assert.ok(expert.written(ADA).has(name) && expert.written(ADA).has(number));
		assert.equal(expert.written(BEN).size, 0);
		expert.text('NAME', 'Testperson', NOBODY, 'unknown', 0);
		expert.introduce(NOBODY, {});
		assert.equal(expert.written(NOBODY).size, 0);
	});
});

describe('a transformer', () => {
	test('that needs a key or a vault is not made without', () => {
		const bare = { project: 'test' };
		assert.throws(
			() => transformer({ ...bare, profile: loadProfile('expert') }),
			code('phi-key-missing'),
		);
		assert.throws(
			() => transformer({ ...bare, profile: loadProfile('expert'), key: Buffer.alloc(16) }),
			code('phi-key-missing'),
		);
		assert.throws(
			() => transformer({ ...bare, profile: loadProfile('safe-harbor'), style: 'vault' }),
			code('vault-missing'),
		);
		assert.doesNotThrow(() => transformer({ ...bare, profile: loadProfile('safe-harbor') }));
	});

	test('is not made for a day that does not exist', () => {
		for (const asOf of ['2026-02-30', '2026-11', 'today']) {
			assert.throws(() => build('expert', { asOf }), code('input-invalid'));
		}
	});

	test('is not made from a profile that its basis does not allow', () => {
		const profile = { ...loadProfile('safe-harbor'), dates: 'keep' as const };
		assert.throws(
			() => transformer({ profile, project: 'test', key: KEY }),
			code('profile-below-floor'),
		);
	});
});

describe('a number of the whole country', () => {
	const expert = build('expert');
	const codes = (type: PhiType, value: string, ...named: Array<string | undefined>) =>
		new Set([
			...named.map((one) => expert.identifier(one, value, type, ADA)),
			expert.identifier(named[0], value, type, BEN),
			expert.identifier(undefined, value, type, NOBODY),
			expert.text(type, value, ADA, 'patient', 0),
		]);

	test('has one code, whatever its giver is called', () => {
		const ssn = ['http://hl7.org/fhir/sid/us-ssn', 'SSA', 'ZZHOSP', '2.999.77', undefined];
		assert.equal(codes('SSN', '512-44-9083', ...ssn).size, 1);
		assert.equal(
			expert.identifier('SSA', '512449083', 'SSN', ADA),
			expert.identifier(undefined, '512-44-9083', 'SSN', ADA),
		);
		assert.equal(codes('PLAN', '1EG4-TE5-MK73', 'CMS', 'MEDICARE', undefined).size, 1);
		assert.equal(codes('LICENCE', '1234567893', 'NPI&2.16.840.1.113883.4.6&ISO', 'CMS').size, 1);
		assert.equal(codes('LICENCE', 'AB1234563', 'DEA', 'urn:oid:2.16.840.1.113883.4.814').size, 1);
		const licence = (named: string) => expert.identifier(named, 'S99988877', 'LICENCE', ADA);
		assert.equal(licence('MA'), licence('urn:oid:2.16.840.1.113883.4.3.25'));
		assert.equal(licence('WY'), licence('urn:oid:2.16.840.1.113883.4.3.56'));
		assert.notEqual(licence('MA'), licence('NY'));
	});

	test('makes one patient of whoever has no other number', () => {
		const of = (authority: string) =>
			subjectOf({ authority, number: '512-44-9083', type: 'SSN' }, [RECORDS]).key;
		assert.equal(of('http://hl7.org/fhir/sid/us-ssn'), of('SSA'));
	});

	test('numbers that mean something only beside their giver keep a code for each', () => {
		const of = (type: PhiType, value: string) =>
			['ZZONE', 'ZZTWO'].map((named) => expert.identifier(named, value, type, ADA));
		for (const [type, value] of [
			['MRN', '512449083'],
			['PLAN', 'XQH883920114'],
			['LICENCE', 'D8842211'],
			['SSN', '9083'],
		] as const) {
			const [one, other] = of(type, value);
			assert.notEqual(one, other, type);
		}
	});

	test('a made-up one is none that was ever given out', () => {
		for (let index = 0; index < 50; index++) {
			const harbor = build('safe-harbor', { style: 'surrogate' });
			const made = (type: PhiType, value: string) => harbor.text(type, value, BEN, 'patient', 0);
			assert.match(made('SSN', '512-44-9083'), /^9\d\d-[0-4]\d-\d{4}$/);
			assert.match(made('SSN', '512449083'), /^9\d\d[0-4]\d{5}$/);
			assert.match(made('LICENCE', '1234567893'), /^0\d{9}$/);
			assert.match(made('LICENCE', 'AB1234563'), /^Q[A-Z]\d{7}$/);
			assert.match(made('PLAN', '1EG4-TE5-MK73'), /^0/);
		}
	});
});
