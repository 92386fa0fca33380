import assert from 'node:assert/strict';
import { test } from 'node:test';
import { closeAgents } from '../../../dist/nodes/clients/http/index.js';
import { buildRequest } from '../../../dist/nodes/PriorAuth/request/index.js';
import { validatePas } from '../../../dist/nodes/PriorAuth/rules/index.js';
import { makeCase, type Case } from '../../bench/prior-auth/cases.ts';
import { GAPS, withGap } from '../../bench/prior-auth/incomplete.ts';
import { notedChart, type Asked } from '../../bench/prior-auth/model-answers-charts.ts';
import { TOPICS } from '../../bench/prior-auth/model-answers-topics.ts';
import {
	plainValue,
	proposeByModel,
	proposeRight,
	verdict,
} from '../../bench/prior-auth/model-answers.ts';
import { BROKEN } from '../../bench/prior-auth/mutants.ts';
import { npi, passesCheck } from '../../bench/prior-auth/numbers.ts';
import { ELEMENTS, leaks, readPacket, type ElementName } from '../../bench/prior-auth/reading.ts';
import type { Json } from '../../bench/prior-auth/records.ts';
import { Random } from '../../hospital/random.ts';
import { fakeOllama, MODEL, ndjson, ollamaLines } from '../llm/fake-engines.ts';

const CASES = 60;
const cases = Array.from({ length: CASES }, (_none, index) => makeCase('unit', index));
/** A case of which something is true; the generator is meant to have it among the first. */
const caseWith = (wanted: (one: Case) => boolean): Case => {
	const found = cases.find(wanted);
	assert.ok(found, 'the generator makes no such case');
	return found;
};

test('the generator of orders gives the same case again, and another one for another number', () => {
	assert.deepEqual(makeCase('unit', 7), makeCase('unit', 7));
	assert.notDeepEqual(makeCase('unit', 7).truth, makeCase('unit', 8).truth);
});

test('orders of every kind, coverage of every form and both urgencies come up', () => {
	const types = new Set(
		cases.flatMap(({ input }) => input.items.map(({ order }: Json) => order.resourceType)),
	);
	assert.deepEqual([...types].sort(), [
		'DeviceRequest',
		'MedicationRequest',
		'NutritionOrder',
		'ServiceRequest',
	]);
	caseWith(({ truth }) => truth.urgency === 'expedited');
	caseWith(({ input }) => input.subscriber !== undefined);
	caseWith(({ input }) => input.coverage.subscriberId !== undefined);
	caseWith(({ input }) => input.facility !== undefined);
	caseWith(({ truth }) => truth.items.some(({ travels }) => !travels));
	caseWith(({ truth }) => truth.items.some(({ serviced }) => serviced === undefined));
	caseWith(({ truth }) => truth.items.length > 2);
	caseWith(({ truth }) => truth.npis.length === 1);
});

test('the judge finds all eight elements in every packet, and nothing that may not travel', () => {
	for (const { input, truth } of cases) {
		const packet = buildRequest(input);
		assert.deepEqual(
			ELEMENTS.filter((name) => !readPacket(packet, truth)[name]),
			[],
		);
		assert.deepEqual(leaks(packet, truth), []);
		assert.equal(validatePas(packet.bundle).valid, true);
	}
});

const SPOILED: Record<ElementName, (bundle: Json) => void> = {
	codes: ({ entry }) => (entry[0].resource.item[0].productOrService.coding[0].code = 'X0000'),
	diagnosis: ({ entry }) => entry[0].resource.diagnosis.pop(),
	units: ({ entry }) => (entry[0].resource.item[0].quantity.value += 1),
	dates: ({ entry }) => {
		const [item] = entry[0].resource.item;
		delete item.servicedDate;
		item.servicedPeriod = { start: '2019-01-01' };
	},
	provider: ({ entry }) => delete entry[0].resource.provider.reference,
	place: ({ entry }) => (entry[0].resource.item[0].locationCodeableConcept.coding[0].code = '99'),
	urgency: ({ entry }) => (entry[0].resource.priority.coding[0].code = 'deferred'),
	identifiers: ({ entry }) => {
		const found = entry.find(({ resource }: Json) => resource.resourceType === 'Coverage');
		found.resource.identifier[0].value = 'another';
	},
};

for (const name of ELEMENTS) {
	test(`the judge sees that ${name} are wrong in a packet, and nothing else`, () => {
		const { input, truth } = makeCase('unit', 3);
		const packet = structuredClone(buildRequest(input));
		SPOILED[name](packet.bundle);
		const read = readPacket(packet, truth);
		assert.deepEqual(
			ELEMENTS.filter((each) => !read[each]),
			[name],
		);
	});
}

test('the judge sees an item more, an item less and an order that should travel', () => {
	const { input, truth } = caseWith((one) => one.truth.items.length > 1);
	const packet = buildRequest(input);
	for (const change of [
		({ item }: Json) => item.pop(),
		({ item }: Json) => item.push(structuredClone(item[0])),
		({ item }: Json) => item.reverse(),
		({ item }: Json) => (item[0].extension = []),
	]) {
		const copy = structuredClone(packet);
		change((copy.bundle as Json).entry[0].resource);
		const { codes, units, dates, place } = readPacket(copy, truth);
		assert.deepEqual(
			{ codes, units, dates, place },
			{ codes: false, units: false, dates: false, place: false },
		);
	}
});

test('the judge sees a word that may not travel, and evidence that does not', () => {
	const { input, truth } = caseWith((one) => one.truth.words.length > 0);
	const packet = structuredClone(buildRequest(input));
	(packet.bundle as Json).entry[1].resource.text = { div: truth.mark };
	assert.equal(leaks(packet, truth).length, 1);
	(packet.bundle as Json).entry = (packet.bundle as Json).entry.slice(0, 1);
	assert.equal(leaks(packet, truth).length, truth.words.length);
});

for (const gap of GAPS) {
	test(`an order is not built when ${gap.name}, and the element is named`, () => {
		let tried = 0;
		for (const given of cases) {
			const input = withGap(given, gap);
			if (input === undefined) continue;
			tried += 1;
			assert.throws(() => buildRequest(input), { code: 'prior-auth-incomplete' });
		}
		assert.ok(tried > 0);
	});
}

for (const mutant of BROKEN) {
	test(`a packet that breaks ${mutant.source} (${mutant.name}) is refused by the rule`, () => {
		let tried = 0;
		for (const { input } of cases) {
			const bundle = structuredClone(buildRequest(input).bundle);
			if (!mutant.break(bundle)) continue;
			tried += 1;
			const rules = validatePas(bundle)
				.findings.filter(({ severity }) => severity === 'error')
				.map(({ rule }) => rule);
			assert.ok(
				rules.some((rule) => mutant.rule.test(rule)),
				`told only ${rules.join()}`,
			);
		}
		assert.ok(tried > 0);
	});
}

test('made-up numbers of providers pass the check, and a changed digit does not', () => {
	const random = new Random('npi');
	for (let times = 0; times < 200; times++) {
		const number = npi(random);
		assert.ok(passesCheck(number));
		const at = random.integer(1, 9);
		const other = `${number.slice(0, at)}${(Number(number[at]) + 1) % 10}${number.slice(at + 1)}`;
		assert.equal(passesCheck(other), false);
	}
	// CMS's own example of the check digit.
	assert.ok(passesCheck('1234567893'));
});

const notedCharts = (seed: readonly string[], count: number) => {
	const random = new Random(...seed);
	return Array.from({ length: count }, () => notedChart(random));
};
const notesOf = ({ records }: { records: Json[] }): string =>
	records
		.flatMap(({ content }) => content ?? [])
		.map(({ attachment }) => Buffer.from(attachment.data, 'base64').toString('utf8'))
		.join('\n');

test('every kind of question and of sentence comes up in the charts with notes', () => {
	const all = notedCharts(['unit'], 60).flatMap(({ asked }) => asked);
	assert.equal(all.length, 480);
	assert.equal(new Set(all.map(({ linkId }) => linkId)).size, TOPICS.length);
	const situations = new Set(all.map(({ situation }) => situation.split(',')[0]));
	const wanted =
		'plain no older absent denied planned relative past aside near retracted headed'.split(' ');
	assert.deepEqual([...situations].sort(), wanted.sort());
	for (const kind of ['another value', 'invented', 'older note', 'relative']) {
		assert.ok(all.some(({ wrong }) => wrong.why === kind));
	}
});

test('what is right stands in a note and says the truth, and what tempts says something else', () => {
	for (const given of notedCharts(['unit'], 60)) {
		const notes = notesOf(given);
		for (const { truth, right, wrong, passable, situation } of given.asked) {
			assert.equal(truth === undefined, right === undefined);
			if (right !== undefined) {
				assert.ok(notes.includes(right.quote));
				assert.notEqual(right.value, wrong.value);
			}
			if (wrong.why !== 'invented') assert.ok(notes.includes(wrong.quote), situation);
			assert.equal(passable.includes(wrong.value), false);
			assert.doesNotMatch(`${notes}${right?.quote}${wrong.quote}`, /[[\]{}]/);
		}
	}
});

test('an answer is right, wrong or neither', () => {
	const question = (more: Partial<Asked>): Asked => ({
		item: {},
		linkId: 'zz',
		text: 'Zz?',
		words: false,
		passable: [],
		truth: undefined,
		right: undefined,
		wrong: { value: 'Yes', quote: 'zz' },
		situation: 'plain',
		...more,
	});
	const cases: Array<[Partial<Asked>, string | undefined, string | undefined]> = [
		[{ truth: 'Yes' }, 'Yes', 'right'],
		[{ truth: 'Yes' }, 'No', 'wrong'],
		[{ truth: 'Yes' }, undefined, undefined],
		[{}, 'Yes', 'wrong'],
		[{ passable: ['No'] }, 'No', undefined],
		[{ passable: ['No'] }, 'Yes', 'wrong'],
		[{ truth: 'baker' }, 'a Baker', 'wrong'],
		[{ truth: 'baker', words: true }, 'a Baker', 'right'],
		[{ words: true }, 'baker', 'wrong'],
	];
	for (const [more, said, is] of cases) assert.equal(verdict(question(more), said), is);
	assert.equal(plainValue({ valueBoolean: false }), 'No');
	assert.equal(plainValue({ valueQuantity: { value: 9.4, unit: 'weeks', code: 'wk' } }), '9.4 wk');
	assert.equal(plainValue({ valueDecimal: 9.4 }), '9.4');
	assert.equal(plainValue({ valueCoding: { code: 'left' } }), 'left');
});

test('a language model that the environment names is asked, and judged like the script', async () => {
	const { HOSPITAL_BENCH_LLM_URL: url, HOSPITAL_BENCH_LLM_MODEL: name } = process.env;
	const charts = 3;
	const say = (): void => {};
	const model = await fakeOllama();
	const seed = ['model-answers', process.env.HOSPITAL_PA_SEED ?? 'held-out'];
	const all = notedCharts(seed, charts).flatMap(({ asked }) => asked);
	model.routes['POST /api/chat'] = (seen, response) => {
		const shown = String((seen.body.messages as Json[]).at(-1)?.content);
		const answers = [...shown.matchAll(/^Q(\d+)\. (.*)$/gm)].map(([, number, line]) => {
			const hit = all.find(
				({ text, right }) => line?.includes(text) && right && shown.includes(right.quote),
			);
			const { value, quote } = hit?.right ?? {};
			const found = hit === undefined ? {} : { value, quote, source: 'S1' };
			return { question: `Q${number}`, found: hit !== undefined, ...found };
		});
		return ndjson(ollamaLines([JSON.stringify({ answers })]))(seen, response);
	};
	try {
		delete process.env.HOSPITAL_BENCH_LLM_URL;
		assert.equal(await proposeByModel({ charts, say }), undefined);
		process.env.HOSPITAL_BENCH_LLM_URL = model.url;
		process.env.HOSPITAL_BENCH_LLM_MODEL = MODEL;
		const judged = await proposeByModel({ charts, say });
		const script = await proposeRight({ charts, say });
		assert.ok(script.right > 0);
		assert.equal(judged?.right, script.right);
		assert.equal(judged?.answerable, script.answerable);
		assert.equal(judged?.wrong, script.wrong);
		assert.ok(model.asked('/api/chat').length >= charts * 2);
	} finally {
		await model.close();
		closeAgents();
		if (url === undefined) delete process.env.HOSPITAL_BENCH_LLM_URL;
		else process.env.HOSPITAL_BENCH_LLM_URL = url;
		if (name === undefined) delete process.env.HOSPITAL_BENCH_LLM_MODEL;
		else process.env.HOSPITAL_BENCH_LLM_MODEL = name;
	}
});
