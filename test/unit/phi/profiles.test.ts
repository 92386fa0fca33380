import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import {
	BASES,
	checkProfile,
	loadProfile,
	ORDER,
	parseProfile,
	PROFILE_KEYS,
	type Profile,
	type ProfileChange,
} from '../../../dist/nodes/Phi/profiles/index.js';
import { temporaryFolder } from '../shared/support.ts';

const code = (expected: string) => (error: { code?: string }) => error.code === expected;

/** A file over a basis. */
const file = (basis: string, change: object = {}) => ({
	format: 1,
	name: 'ours',
	basis,
	...change,
});

describe('the shipped profiles', () => {
	test('load by name and state what each one does', () => {
		for (const basis of BASES) {
			const profile = loadProfile(basis);
			assert.equal(profile.name, basis);
			assert.equal(profile.basis, basis);
			assert.ok(profile.description.length > 40);
		}
	});

	test('never claim that what comes out is de-identified, anonymous or compliant', () => {
		for (const basis of BASES) {
			assert.doesNotMatch(JSON.stringify(loadProfile(basis)), /de-?identified|anonym|compliant/i);
		}
	});

	test('safe harbor keeps the year of dates, three digits of ZIP codes, no age from 90 on, and draws codes', () => {
		const { dates, zip, ages, codes, shift, types } = loadProfile('safe-harbor');
		assert.deepEqual(
			{ dates, zip, ages, codes },
			{
				dates: 'year',
				zip: 'three-digits',
				ages: 'over-89',
				codes: 'random',
			},
		);
		assert.equal(shift, undefined);
		assert.ok(!Object.values(types).includes('keep'));
	});

	test('a limited data set keeps dates, ages, town and ZIP code and nothing else', () => {
		const { dates, zip, ages, types } = loadProfile('limited-data-set');
		assert.deepEqual([dates, zip, ages], ['keep', 'keep', 'keep']);
		const kept = Object.entries(types).filter(([, rule]) => rule === 'keep');
		assert.deepEqual(kept, [['CITY', 'keep']]);
	});

	test('list the 19 restricted ZIP areas of both lists, with their source', () => {
		for (const basis of BASES) {
			const { restrictedZip3, restrictedZip3Source } = loadProfile(basis);
			assert.equal(new Set(restrictedZip3).size, 19);
			const guidance = '036 059 063 102 203 556 692 790 821 823 830 831 878 879 884 890 893';
			const later = '036 059 102 203 205 369 556 692 821 823 878 879 884 893';
			for (const area of `${guidance} ${later}`.split(' ')) {
				assert.ok(restrictedZip3.includes(area), area);
			}
			assert.match(restrictedZip3Source, /2012/);
		}
	});

	test('cannot be changed by whoever loaded them', () => {
		const profile = loadProfile('safe-harbor') as { dates: string; types: { MRN: string } };
		assert.throws(() => (profile.dates = 'keep'), TypeError);
		assert.throws(() => (profile.types.MRN = 'keep'), TypeError);
	});
});

describe('the keys of a profile', () => {
	const paths = (profile: Profile): string[] =>
		Object.entries(profile).flatMap(([key, value]) =>
			['shift', 'types', 'fhir', 'dicom'].includes(key)
				? Object.keys(value as object).map((inner) => `${key}.${inner}`)
				: [key],
		);

	test('are all described, and nothing is described that is no key', () => {
		const used = new Set(BASES.flatMap((basis) => paths(loadProfile(basis))));
		used.add('determination');
		const general = [...used].map((path) => (path.startsWith('types.') ? 'types.*' : path));
		assert.deepEqual([...new Set(general)].sort(), PROFILE_KEYS.map(({ path }) => path).sort());
		for (const { what } of PROFILE_KEYS) assert.match(what, /^[A-Z`].{9,}\.$/s);
	});
});

describe('safe harbor refuses whatever moves dates, derives codes or keeps an identifier', () => {
	const loosenings: [string, ProfileChange][] = [
		['dates that move', { dates: 'shift' }],
		['dates that stay', { dates: 'keep' }],
		['days of a shift', { shift: { maxDays: 30 } }],
		['a shift by whole weeks', { shift: { wholeWeeks: true } }],
		['codes made with a key', { codes: 'keyed' }],
		['ages that stay', { ages: 'keep' }],
		['ZIP codes that stay', { zip: 'keep' }],
		['UIDs that stay', { dicom: { retainUids: true } }],
		['devices that stay', { dicom: { retainDeviceIdentity: true } }],
		['institutions that stay', { dicom: { retainInstitutionIdentity: true } }],
		...Object.keys(loadProfile('safe-harbor').types).map(
			(type) => [`${type} that stays`, { types: { [type]: 'keep' } }] as [string, ProfileChange],
		),
	];
	for (const [what, change] of loosenings) {
		test(`${what}: in a step`, () => {
			assert.throws(() => loadProfile('safe-harbor', change), code('profile-loosened'));
		});
		test(`${what}: in a file`, () => {
			assert.throws(() => parseProfile(file('safe-harbor', change)), code('profile-below-floor'));
		});
	}

	test('says why, of the keys that are wrong', () => {
		const nextStep = (change: object) => {
			try {
				parseProfile(file('safe-harbor', change));
			} catch (error) {
				return (error as { nextStep: string }).nextStep;
			}
			return '';
		};
		assert.match(nextStep({ types: { NAME: 'keep' } }), /eighteen kinds/);
		assert.doesNotMatch(nextStep({ types: { NAME: 'keep' } }), /moved dates/);
		assert.match(nextStep({ dates: 'keep' }), /moved dates/);
	});

	test('also in a profile that was put together elsewhere', () => {
		const profile = { ...loadProfile('safe-harbor'), codes: 'keyed' as const };
		assert.throws(() => checkProfile(profile), code('profile-below-floor'));
	});
});

describe('a step', () => {
	/** Every rule with an order, as a change of a profile. */
	const ordered: [path: string, values: readonly string[], change: (value: string) => object][] = [
		['codes', ORDER.codes, (codes) => ({ codes })],
		['dates', ORDER.dates, (dates) => ({ dates })],
		['ages', ORDER.ages, (ages) => ({ ages })],
		['zip', ORDER.zip, (zip) => ({ zip })],
		['surrogates', ORDER.surrogates, (surrogates) => ({ surrogates })],
		['types.CITY', ORDER.type, (CITY) => ({ types: { CITY } })],
		['types.OTHER_ID', ORDER.type, (OTHER_ID) => ({ types: { OTHER_ID } })],
		['fhir.narrative', ORDER.fhirText, (narrative) => ({ fhir: { narrative } })],
		['fhir.attachments', ORDER.fhirText, (attachments) => ({ fhir: { attachments } })],
	];
	const at = (profile: Profile, path: string): unknown =>
		path
			.split('.')
			.reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], profile);

	for (const basis of BASES) {
		for (const [path, values, change] of ordered) {
			test(`may only go further with ${path} of ${basis}`, () => {
				const own = values.indexOf(at(loadProfile(basis), path) as string);
				assert.ok(own >= 0);
				values.forEach((value, index) => {
					if (index < own) {
						assert.throws(() => loadProfile(basis, change(value)), code('profile-loosened'));
					} else {
						assert.equal(at(loadProfile(basis, change(value)), path), value);
					}
				});
			});
		}
	}

	test('may switch options of DICOM off and not on, and looking at pixels on and not off', () => {
		assert.throws(
			() => loadProfile('expert', { dicom: { retainUids: true } }),
			code('profile-loosened'),
		);
		assert.throws(
			() => loadProfile('expert', { dicom: { cleanPixelData: false } }),
			code('profile-loosened'),
		);
		const { dicom } = loadProfile('expert', { dicom: { retainSafePrivate: false } });
		assert.equal(dicom.retainSafePrivate, false);
		assert.equal(dicom.cleanDescriptors, true);
	});

	test('may add restricted ZIP areas and take extensions away, not the other way round', () => {
		const { restrictedZip3, fhir } = loadProfile('safe-harbor');
		const more = loadProfile('safe-harbor', { restrictedZip3: [...restrictedZip3, '021'] });
		assert.ok(more.restrictedZip3.includes('021'));
		assert.deepEqual(
			loadProfile('safe-harbor', { fhir: { keepExtensions: [] } }).fhir.keepExtensions,
			[],
		);
		for (const change of [
			{ restrictedZip3: restrictedZip3.slice(1) },
			{ fhir: { keepExtensions: [...fhir.keepExtensions, 'https://hospital.example/ext'] } },
		]) {
			assert.throws(() => loadProfile('safe-harbor', change), code('profile-loosened'));
		}
	});

	test('may choose any style, for none shows more than another', () => {
		for (const style of ['tag', 'remove', 'mask', 'surrogate', 'vault'] as const) {
			assert.equal(loadProfile('safe-harbor', { style }).style, style);
		}
	});

	test('may not change the days of a shift, the country or the basis', () => {
		for (const change of [
			{ shift: { maxDays: 700 } },
			{ shift: { wholeWeeks: false } },
			{ country: 'DE' },
			{ basis: 'expert' as const },
			{ name: 'other' },
			{ determination: 'a paper' },
		]) {
			assert.throws(() => loadProfile('expert', change), code('profile-loosened'));
		}
	});

	test('that keeps only years leaves no days of a shift behind', () => {
		assert.equal(loadProfile('expert', { dates: 'year' }).shift, undefined);
	});
});

describe('a profile file', () => {
	test('takes what it leaves out from the shipped profile of its basis', (t) => {
		const path = join(temporaryFolder(t), 'ours.json');
		writeFileSync(path, JSON.stringify(file('safe-harbor', { zip: 'remove' })));
		const profile = loadProfile(path);
		assert.deepEqual(profile, { ...loadProfile('safe-harbor'), name: 'ours', zip: 'remove' });
	});

	test('may move dates over the basis of a limited data set or an expert', () => {
		const moved = parseProfile(
			file('limited-data-set', { dates: 'shift', shift: { maxDays: 100 } }),
		);
		assert.deepEqual(moved.shift, { maxDays: 100, wholeWeeks: true });
		assert.equal(parseProfile(file('expert', { shift: { maxDays: 700 } })).shift?.maxDays, 700);
	});

	test("needs an expert's paper to let more stand than the shipped one", () => {
		const looser = { zip: 'keep', types: { CITY: 'keep' } };
		assert.throws(
			() => parseProfile(file('expert', looser)),
			code('profile-determination-missing'),
		);
		const judged = parseProfile(file('expert', { ...looser, determination: 'Statistics 12/2026' }));
		assert.equal(judged.types.CITY, 'keep');
	});

	test('may not keep a direct identifier, whatever an expert says', () => {
		for (const type of ['NAME', 'SSN', 'MRN', 'PHONE', 'PHOTO', 'BIOMETRIC']) {
			const change = { types: { [type]: 'keep' }, determination: 'Statistics 12/2026' };
			for (const basis of ['expert', 'limited-data-set']) {
				assert.throws(() => parseProfile(file(basis, change)), code('profile-below-floor'));
			}
		}
	});

	test('may add restricted ZIP areas if it says where they come from, and take none away', () => {
		const { restrictedZip3 } = loadProfile('safe-harbor');
		const own = { restrictedZip3: [...restrictedZip3, '999'] };
		assert.throws(() => parseProfile(file('safe-harbor', own)), code('profile-invalid'));
		const restrictedZip3Source = 'Census of 2020, own count';
		const sourced = parseProfile(file('safe-harbor', { ...own, restrictedZip3Source }));
		assert.deepEqual(sourced.restrictedZip3, own.restrictedZip3);
		for (const fewer of [[], ['036', '999'], restrictedZip3.slice(1)]) {
			const change = { restrictedZip3: fewer, restrictedZip3Source };
			assert.throws(() => parseProfile(file('safe-harbor', change)), code('profile-below-floor'));
			const none = parseProfile(file('safe-harbor', { ...change, zip: 'remove' }));
			assert.equal(none.zip, 'remove');
		}
	});

	test('is refused with a key or value that nobody knows, without its value being shown', () => {
		const wrong: object[] = [
			{ dtaes: 'year' },
			{ dates: 'ZZTEST' },
			{ types: { NAMES: 'remove' } },
			{ types: 'remove' },
			{ dicom: { retainUids: 'yes' } },
			{ fhir: { keepExtensions: [7] } },
			{ shift: { maxDays: 1 } },
			{ restrictedZip3: ['36'], restrictedZip3Source: 'own' },
			{ country: 'usa' },
			{ 'ZZTEST^ADA': 1 },
		];
		for (const change of wrong) {
			assert.throws(
				() => parseProfile(file('expert', change)),
				(error: { code?: string; message: string }) =>
					error.code === 'profile-invalid' && !error.message.includes('ZZTEST'),
			);
		}
	});

	test('is refused without basis, name or format, and when it is no file or no JSON', (t) => {
		const folder = temporaryFolder(t);
		for (const json of [
			{ format: 1, name: 'x' },
			{ format: 1, basis: 'expert' },
			{ name: 'x', basis: 'expert' },
			file('toString'),
			[],
			null,
		]) {
			assert.throws(() => parseProfile(json), code('profile-invalid'));
		}
		const path = join(folder, 'broken.json');
		writeFileSync(path, '{ "format": 1,');
		assert.throws(() => loadProfile(path), code('profile-invalid'));
		writeFileSync(path, ' '.repeat(300 * 1024));
		assert.throws(() => loadProfile(path), code('profile-invalid'));
		assert.throws(() => loadProfile(folder), code('profile-invalid'));
		assert.throws(() => loadProfile(join(folder, 'none.json')), code('profile-missing'));
	});
});
