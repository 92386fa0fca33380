import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { loadLists } from '../../../dist/nodes/Phi/detecting/index.js';
import { subjectOf } from '../../../dist/nodes/Phi/transforming/index.js';
import { ADA, BEN, build, NOBODY, RECORDS } from './transform-build.ts';

const expert = build('expert');
const text = (name: string, subject = ADA, mention = 0) =>
	expert.text('NAME', name, subject, 'patient', mention);

describe('the made-up name of a patient', () => {
	const [given, family] = text('Ada Testperson').split(' ');
	const initial = given[0];

	const spellings: [name: string, expected: string][] = [
		['Testperson, Ada', `${family}, ${given}`],
		['TESTPERSON, ADA', `${family}, ${given}`.toUpperCase()],
		['Testperson^Ada', `${family}^${given}`],
		['Ms. Testperson', `Ms. ${family}`],
		['Ms. Ada Testperson, MD', `Ms. ${given} ${family}, MD`],
		['A. Testperson', `${initial}. ${family}`],
		['A Testperson', `${initial} ${family}`],
		['ada testperson', `${given} ${family}`.toLowerCase()],
		["Testperson's", `${family}'s`],
		['Testperson’s', `${family}’s`],
		['Ada', given],
		['ADA', given.toUpperCase()],
		['Adá Tèstperson', `${given} ${family}`],
		['van der Testperson', family],
		['Ada   Testperson', `${given}   ${family}`],
		['4da Te5tperson', `${given} ${family}`],
		['Te\u200bst\u00adperson', family],
		['ＴＥＳＴＰＥＲＳＯＮ', family.toUpperCase()],
		['AT', `${initial}${family[0]}`],
		['A.T.', `${initial}.${family[0]}.`],
	];
	for (const [name, expected] of spellings) {
		test(`fits ${name}`, () => assert.equal(text(name), expected));
	}

	test('fits a middle initial and hyphens', () => {
		const middle = text('Quentin');
		assert.equal(text('Testperson^Ada^Q'), `${family}^${given}^${middle[0]}`);
		assert.equal(text('Ada Q. Testperson'), `${given} ${middle[0]}. ${family}`);
		const [other] = text('Zzother').split(' ');
		assert.equal(text('Testperson-Zzother'), `${family}-${other}`);
	});

	test('is the same in fields as in texts, and in the next run', () => {
		const again = build('expert');
		const parts = { family: 'Testperson', given: ['Ada', 'Q'], prefix: ['Ms.'], suffix: ['MD'] };
		const made = again.name(parts, ADA, 'patient');
		assert.equal(made?.parts.family, family);
		assert.equal(made?.parts.given?.[0], given);
		assert.deepEqual(made?.parts.prefix, ['Ms.']);
		assert.deepEqual(made?.parts.suffix, ['MD']);
		const written = again.name('TESTPERSON^ADA^Q^^MS', ADA, 'patient');
		assert.equal(written?.parts.family, family.toUpperCase());
		assert.equal(written?.parts.given?.[0], given.toUpperCase());
		assert.equal(again.name('Testperson, Ada', ADA, 'patient')?.parts.family, family);
	});

	test('is another one for another patient, project and key', () => {
		const names = [
			text('Ada Testperson', BEN),
			build('expert', { project: 'other' }).text('NAME', 'Ada Testperson', ADA, 'patient', 0),
			build('expert', { key: Buffer.alloc(32, 9) }).text(
				'NAME',
				'Ada Testperson',
				ADA,
				'patient',
				0,
			),
		];
		for (const name of names) assert.notEqual(name, text('Ada Testperson'));
	});

	test('keeps nothing of the true one, not even unknown titles and other scripts', () => {
		const made = expert.name(
			{ family: 'Testperson', prefix: ['Countess Zztest'], suffix: ['of Zztestshire'] },
			ADA,
			'patient',
		);
		assert.deepEqual(made?.parts, { family });
		assert.match(text('山田=やまだ'), /^[A-Z][a-z]+$/);
		assert.equal(text('Testperson^Ada=山田^太郎'), `${family}^${given}`);
		const lost = text('Zztest O’Zztest d’Zztest МАРИЯ Ζωή محمد');
		assert.doesNotMatch(lost, /zztest|[^\p{Script=Latin}\s’]/iu);
	});

	test('is the same whatever else a record names', () => {
		const free = build('expert');
		free.introduce(ADA, {
			numbers: [{ value: family, type: 'OTHER_ID' }],
			dates: ['1950-02-03', '2026-11-01'],
		});
		free.text('NAME', `${given} ${family}`, ADA, 'provider', 0);
		free.text('FACILITY', `${family} Hospital`, ADA, 'organization', 0);
		assert.equal(free.text('NAME', 'Ada Testperson', ADA, 'patient', 0), `${given} ${family}`);
	});

	test('is of no real name that our own lists have, and seldom that of another patient', async () => {
		const lists = await loadLists();
		const made = new Set<string>();
		for (let number = 0; number < 3000; number++) {
			const subject = subjectOf({ number: String(number) }, [RECORDS]);
			made.add(text('Testperson', subject).toLowerCase());
		}
		assert.ok(made.size > 2900, `${made.size}`);
		const real = [...made].filter((word) => lists.words.has(word));
		assert.deepEqual(real, []);
	});

	test('is not the true one where that is in our own list', () => {
		for (const word of ['Dunavelford', 'Upobrenton', 'Zorandulwick']) {
			for (let number = 0; number < 50; number++) {
				const subject = subjectOf({ number: String(number) }, [RECORDS]);
				assert.notEqual(text(word, subject), word);
			}
		}
	});
});

describe('names of others', () => {
	test('of staff are the same for every patient, those of relatives are not', () => {
		const staff = (subject: typeof ADA) =>
			expert.text('NAME', 'Dr. Zzdoctor', subject, 'provider', 0);
		assert.equal(staff(ADA), staff(BEN));
		assert.match(staff(ADA), /^Dr\. [A-Z]/);
		const relative = (subject: typeof ADA) =>
			expert.text('NAME', 'Zzrelative', subject, 'relative', 0);
		assert.notEqual(relative(ADA), relative(BEN));
	});

	test('of relatives share the family name of the patient', () => {
		const [, family] = text('Ada Testperson').split(' ');
		assert.match(
			expert.text('NAME', 'Bob Testperson', ADA, 'relative', 0),
			new RegExp(` ${family}$`),
		);
	});

	test('of patients whom nobody knows are the same within a run only', () => {
		const first = expert.text('NAME', 'Testperson', NOBODY, 'unknown', 0);
		assert.equal(expert.text('NAME', 'Testperson', NOBODY, 'unknown', 5), first);
		const others = [1, 2, 3].map(() =>
			build('expert').text('NAME', 'Testperson', NOBODY, 'unknown', 0),
		);
		assert.ok(others.some((name) => name !== first));
	});
});

describe('another name at every mention', () => {
	const each = build('expert', {}, { surrogates: 'mention' });

	test('is made in texts, and one name stays in fields', () => {
		const names = [0, 1, 2, 3, 4].map((mention) =>
			each.text('NAME', 'Ada Testperson', ADA, 'patient', mention),
		);
		assert.ok(new Set(names).size >= 4);
		assert.equal(each.text('NAME', 'Ada Testperson', ADA, 'patient', 2), names[2]);
		const field = () => each.name('Ada Testperson', ADA, 'patient')?.text;
		assert.equal(field(), field());
	});
});

describe('safe harbor with made-up names', () => {
	test('draws them: the same within a run, and no key brings them back', () => {
		const runs = Array.from({ length: 4 }, () => {
			const harbor = build('safe-harbor', { style: 'surrogate' });
			const name = () => harbor.text('NAME', 'Ada Testperson', ADA, 'patient', 0);
			assert.equal(name(), name());
			return name();
		});
		assert.equal(new Set(runs).size, runs.length);
	});
});
