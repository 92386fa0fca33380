import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { outsideChecker } from '../../../dist/nodes/Drafting/drafting/outside/index.js';
import { stay } from './draft-build.ts';

const check = outsideChecker(stay().facts);
const classes = (template: string) => check(template).map((finding) => finding.class);

const REFUSED: Record<string, string[]> = {
	'number-outside': [
		'He got 25 of it.',
		'He got ２５ of it.',
		'He got ٢٥ of it.',
		'It was ½ of that.',
		'It was twenty-five.',
		'It was twentyfive.',
		'He had three episodes.',
		'It was doubled.',
		'He was seen twice.',
		'He took it once daily.',
		'The dose was half of {{f6.dose}} .',
		'It was more than {{f7.result}} .',
		'It was minus {{f7.value}} .',
		'It was over {{f7.value}} .',
		'It was about {{f99}} .',
		'It rose tenfold.',
		'On the third attempt it worked.',
		'It was a dozen.',
		'He has heart failure of class III.',
		'He has stage IV disease.',
		'It happened on the first day.',
		'One of the two was better.',
		'{{f6.dose}}0 was given.',
		'1{{f6.dose}} was given.',
	],
	'unit-outside': [
		'{{f7.value}} mg was given.',
		'{{f7.value}} milligrams were given.',
		'{{f7.value}} tablets were given.',
		'{{f7.value}} hours later he was well.',
		'The dose was lOO mg.',
		'He got units of blood.',
		'It fell by some percent.',
	],
	'frequency-outside': ['He took {{f6.name}} daily.', 'He took it BID.', 'He took it nightly.'],
	'date-outside': [
		'He came on Monday.',
		'He came in January.',
		'He came in May of that year.',
		'He was well a week later.',
		'He came yesterday.',
		'He is seen again next month.',
		'He is seen in a fortnight.',
		'May {{f7.value}} was the day.',
	],
	'drug-outside': [
		'He took furosemide.',
		'He took Furosemide .',
		'He took furosémide.',
		'He took amoxicillin.',
		'He took aspirin.',
		'He took gliclazide.',
		'He took Xarelto.',
		'He took paracetamol.',
		'He took warfarin and was well.',
		'He took zzotinib.',
		'He took losartan.',
		'He took Coumadin.',
		'He has an allergy to penicillin.',
	],
	markup: [
		'He was <b>well</b>.',
		'He was **well**.',
		'See [this](there).',
		'See https://evil.example',
		'See www.evil.example',
		'See evil.example for more.',
		'# He was well',
		'He was `well`.',
		'| He | was |',
		'He mailed a@b.',
	],
	'unknown-fact': ['He was {{f{{f1}}}} .', 'He was {{x}} .', 'He was {f1} .', 'He was {{f0}} .'],
	'hidden-sign': [
		'He was\u202e well.',
		'He was\u200b well.',
		'He was\u0000 well.',
		'He was \ue000 well.',
		'He was \ud800 well.',
		'He w\u00adas well.',
	],
	script: [
		'Ｔｗｅｎｔｙ were seen.',
		'He took fur\u043esemide.',
		'Он здоров.',
		'He was \u{1d430}ell.',
		'He was ﬁne.',
		'他很好。',
	],
	glued: [
		'{{f6.dose}}{{f7.value}} was given.',
		'{{f6.dose}}x was given.',
		'x{{f6.dose}} was given.',
		'It was {{f7.value}}.{{f7.value}} then.',
		'It was {{f7.value}}/{{f7.value}} then.',
		'It was {{f7.value}}-{{f7.value}} then.',
		'It was -{{f7.value}} then.',
		'It was {{f7.value}},{{f7.value}} then.',
	],
};

const TAKEN = [
	'The patient was admitted on {{f2.date}} with {{f4}} .',
	'He was treated with {{f5}}.',
	'On {{f2}}, {{f4.name}} was found on the {{f4.side}} side.',
	'The patient ({{f1}}) improved.',
	'He may resume his diet.',
	'He was moved to the intensive care unit.',
	'She said that she felt better (see {{f9}}).',
	'No one was with her, and at first she was tired.',
	'The dose of {{f6.name}} was changed from {{f6.before}} to {{f6.directions}}.',
	'Once stable, she was discharged on {{f3}}.',
	'He was given IV fluids.',
	'Cholesterol was checked.',
	'A PEG tube was placed.',
	'Calcium was low.',
	'He was worried about {{f4}} .',
	'He was under the care of somebody for {{f4.name}} .',
	'A cephalic vein was used.',
	'Der Patient wurde am {{f2}} entlassen.',
];

describe('what may stand outside a placeholder', () => {
	for (const [name, sentences] of Object.entries(REFUSED)) {
		for (const sentence of sentences) {
			test(`${name}: ${JSON.stringify(sentence)} is refused`, () => {
				assert.ok(classes(sentence).includes(name), `found ${classes(sentence).join(', ')}`);
			});
		}
	}
	for (const sentence of TAKEN) {
		test(`${JSON.stringify(sentence)} is taken`, () => assert.deepEqual(check(sentence), []));
	}

	test('a medicine of this chart is known by every word of its name and by its ingredient', () => {
		const facts = stay().facts.map((fact) =>
			fact.kind === 'medication'
				? {
						...fact,
						data: { ...fact.data, name: 'Zzqwertol forte tablet', ingredients: ['zzplain'] },
					}
				: fact,
		);
		const own = outsideChecker(facts);
		assert.equal(own('He took zzqwertol.')[0]?.class, 'drug-outside');
		assert.equal(own('He took Forte.')[0]?.class, 'drug-outside');
		assert.equal(own('He took zzplain.')[0]?.class, 'drug-outside');
		assert.deepEqual(own('He took a tablet.'), []);
	});

	test('time grows with the length of a sentence and with nothing else', () => {
		const long = `${'a{{f1 '.repeat(2000)}${'('.repeat(5000)}`;
		const start = performance.now();
		check(long);
		assert.ok(performance.now() - start < 1000);
	});
});
