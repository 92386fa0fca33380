import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { fakeOllama, json, ndjson, ollamaLines, type Fake } from './fake-engines.ts';
import { SECRET } from './expect.ts';
import { credentialOf, Room, sealedValue, workItem, type Answer, type Values } from './room-rig.ts';

const room = new Room();
let fake: Fake;
let credential: Values;
before(async () => {
	await room.start();
	fake = room.keep(await fakeOllama());
	credential = credentialOf(fake);
});
after(async () => await room.stop());

const PNG = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(20)]);
const JPEG = Buffer.concat([Buffer.from('ffd8ffe0', 'hex'), Buffer.alloc(20)]);

/** The server says these texts, one for each question; the last one again and again. */
function says(...texts: string[]): void {
	const left = [...texts];
	fake.seen.length = 0;
	fake.routes['POST /api/chat'] = (seen, response) => {
		const text = left.length > 1 ? left.shift() : left[0];
		// As many tokens as the prompt may have: fewer would look as if it had been cut.
		return ndjson(ollamaLines([text ?? ''], { prompt_eval_count: 400 }))(seen, response);
	};
}

const asked = () => fake.asked('/api/chat').map(({ body }) => body);

const SCHEMA = {
	type: 'object',
	required: ['urgent', 'reason'],
	properties: {
		urgent: { type: 'boolean' },
		reason: { type: 'string', enum: ['pain', 'fever'] },
	},
};
const structured = async (parameters: Values = {}) =>
	await room.ask({
		operation: 'structured',
		credential,
		parameters: { schema: SCHEMA, ...parameters },
	});

describe('Structured Output', () => {
	test('gives what fits the schema, and closes the schema for the server', async () => {
		says('{"urgent":true,"reason":"pain"}');
		const { answer, output } = await structured();
		assert.equal(output, 0);
		assert.deepEqual(answer.json, { urgent: true, reason: 'pain' });
		assert.equal(answer.calls, 1);
		assert.deepEqual(asked()[0]?.format, { ...SCHEMA, additionalProperties: false });
	});

	test('lets the model mend an answer once, and both calls are in the ledger', async () => {
		says('{"urgent":"perhaps"}', '{"urgent":false,"reason":"fever"}');
		const before = (await room.inferences()).length;
		const { answer } = await structured();
		assert.deepEqual(answer.json, { urgent: false, reason: 'fever' });
		assert.equal(answer.calls, 2);
		assert.equal((await room.inferences()).length, before + 2);
		const [, , wrong, complaint] = asked()[1]?.messages as Array<{ role: string; content: string }>;
		assert.deepEqual(wrong, { role: 'assistant', content: '{"urgent":"perhaps"}' });
		assert.match(complaint?.content ?? '', /does not follow the schema/);
	});

	test('gives up after the second answer, and does not ask again when the run is repeated', async () => {
		says('{"urgent":1}');
		const run = {
			operation: 'structured',
			credential,
			items: [{ workItem: workItem() }],
			parameters: { schema: SCHEMA },
		};
		const { answer, output } = await room.ask(run);
		assert.equal(output, 1);
		assert.equal(answer.reason, 'llm-schema-mismatch');
		assert.equal(answer.json, undefined);
		assert.equal(answer.calls, 2);
		assert.deepEqual((await room.ask(run)).answer, answer);
		assert.equal(asked().length, 2);
	});

	test('asks once only when mending is switched off', async () => {
		says('no JSON at all');
		const { answer } = await structured({ options: { repair: false } });
		assert.equal(answer.reason, 'llm-invalid-json');
		assert.equal(asked().length, 1);
	});

	test('does not mend an answer that was cut', async () => {
		fake.seen.length = 0;
		fake.routes['POST /api/chat'] = ndjson(ollamaLines(['{"urg'], { done_reason: 'length' }));
		const { answer } = await structured();
		assert.equal(answer.reason, 'llm-truncated');
		assert.equal(asked().length, 1);
	});

	test('refuses fields that the schema does not name: their names would stand readable', async () => {
		says(`{"urgent":true,"reason":"pain","${SECRET}":1}`);
		const { answer } = await structured({ options: { repair: false } });
		assert.equal(answer.reason, 'llm-schema-mismatch');
		assert.ok(!JSON.stringify(answer).includes(SECRET));
	});
});

describe('Extract', () => {
	const TEXT = 'Metoprolol 25 mg twice daily.\r\nReview on 3 March with Dr\u200b ZZTest.';
	const wanted = {
		field: [
			{ name: 'dose', description: 'Dose', several: false },
			{ name: 'review', description: '', several: true },
			{ name: 'allergy', description: '', several: true },
		],
	};

	test('every value stands in the given text at its place; what does not is left out and said', async () => {
		says('{"dose":["25 mg"],"review":["3 March with Dr ZZTest","4 April"],"allergy":[]}');
		const { answer } = await room.ask({
			operation: 'extract',
			credential,
			parameters: { text: TEXT, wanted },
		});
		const extracts = answer.extracts as Array<{
			field: string;
			text: string;
			start: number;
			end: number;
		}>;
		assert.deepEqual(
			extracts.map(({ field, text }) => [field, text]),
			[
				['dose', '25 mg'],
				['review', '3 March with Dr\u200b ZZTest'],
			],
		);
		for (const { text, start, end } of extracts) assert.equal(TEXT.slice(start, end), text);
		assert.deepEqual(answer.dropped, [{ field: 'review', why: 'not-in-text' }]);
		assert.deepEqual(answer.missing, ['allergy']);
	});

	test('places stay readable when the words are sealed', async () => {
		says('{"dose":["25 mg"],"review":[],"allergy":[]}');
		const [[item]] = await room.execute({
			operation: 'extract',
			credential,
			parameters: { text: TEXT, wanted },
		});
		const [extract] = (item?.json.completion as unknown as { extracts: Values[] }).extracts;
		assert.deepEqual(
			{ ...extract, text: '' },
			{ field: 'dose', text: '', start: 11, end: 16, occurrences: 1 },
		);
		assert.match(String(extract?.text), /^sealed:/);
	});

	test('names that cannot be used are refused before anything is sent', async () => {
		says('{}');
		for (const name of ['', '1st', 'a b', 'dose']) {
			const field = [{ name: 'dose' }, { name }];
			await assert.rejects(
				room.ask({ operation: 'extract', credential, parameters: { wanted: { field } } }),
				/Field 2/,
			);
		}
		assert.equal(asked().length, 0);
	});
});

describe('Embed', () => {
	test('gives one packed vector for each text, sealed', async () => {
		const parameters = { texts: ['one', 'two'], options: {} };
		const { answer } = await room.ask({ operation: 'embed', credential, parameters });
		assert.equal(answer.dimensions, 2);
		const vectors = (answer.vectors as string[]).map((text) => {
			const bytes = Buffer.from(text, 'base64');
			return [bytes.readFloatLE(0), bytes.readFloatLE(4)];
		});
		assert.deepEqual(vectors, [
			[0, 0.5],
			[1, 0.5],
		]);
		const [[item]] = await room.execute({ operation: 'embed', credential, parameters });
		const sealed = item?.json.completion as unknown as { vectors: string[] };
		assert.ok(sealed.vectors.every((vector) => vector.startsWith('sealed:')));
	});

	test('gives numbers only where nothing is sealed', async () => {
		const parameters = { texts: 'one', options: { vectorForm: 'numbers' } };
		const { answer } = await room.ask({ operation: 'embed', credential, parameters });
		assert.deepEqual(answer.vectors, [[0, 0.5]]);
		await assert.rejects(
			room.execute({ operation: 'embed', credential, parameters }),
			/cannot be sealed as numbers/,
		);
	});

	test('refuses what is no list of texts', async () => {
		for (const texts of ['', [], ['one', ''], [1], { a: 1 }]) {
			await assert.rejects(
				room.ask({ operation: 'embed', credential, parameters: { texts } }),
				/holds no texts/,
			);
		}
	});
});

describe('images', () => {
	const ask = async (parameters: Values, files: Record<string, Uint8Array> = {}) =>
		await room.ask({ credential, files, parameters: { text: '', ...parameters } });

	test('come from files of the item and from data in it, sealed or not', async () => {
		says('A picture.');
		const attachment = await sealedValue({
			contentType: 'image/jpeg',
			data: JPEG.toString('base64'),
		});
		const { answer } = await ask({ imageFiles: 'data', imageData: [attachment] }, { data: PNG });
		assert.equal(answer.text, 'A picture.');
		const [, user] = asked()[0]?.messages as Array<{ images?: string[] }>;
		assert.deepEqual(
			user?.images,
			[PNG, JPEG].map((image) => image.toString('base64')),
		);
	});

	test('of another kind, or by their address, are refused before anything is sent', async () => {
		says('A picture.');
		const pdf = Buffer.from('%PDF-1.7 and more');
		await assert.rejects(ask({ imageFiles: 'data' }, { data: pdf }), /none of PNG, JPEG, WebP/);
		for (const imageData of [
			'https://pacs.example/1.png',
			{ url: 'Binary/1' },
			'/etc/passwd',
			pdf.toString('base64'),
		]) {
			await assert.rejects(ask({ imageData }), /image/i);
		}
		assert.equal(asked().length, 0);
	});

	test('make another question of the same text', async () => {
		says('One.', 'Two.');
		const items = [{ workItem: workItem() }];
		const run = (data: Uint8Array) =>
			room.ask({ credential, items, files: { data }, parameters: { imageFiles: 'data' } });
		assert.equal((await run(PNG)).answer.text, 'One.');
		assert.equal((await run(JPEG)).answer.text, 'Two.');
		assert.equal((await run(PNG)).answer.text, 'One.');
	});
});

describe('several items', () => {
	const items = [0, 1, 2, 3, 4, 5].map((index) => ({ index, note: `Note ${index}.` }));
	const parameters = {
		text: ({ note }: Values) => note,
		options: { atOnce: 3 },
		sealOutput: false,
	};

	/** The server takes a moment, and answers with the note that it was given. */
	function slowly(): { most: () => number } {
		let running = 0;
		let most = 0;
		fake.seen.length = 0;
		fake.routes['POST /api/chat'] = async (seen, response) => {
			most = Math.max(most, ++running);
			await new Promise((done) => setTimeout(done, 20));
			running -= 1;
			const { messages } = seen.body as { messages: Array<{ content: string }> };
			const note = /Note \d/.exec(messages[1]?.content ?? '')?.[0] ?? '';
			if (note === 'Note 3') return void json({ error: 'no such thing' }, 400)(seen, response);
			ndjson(ollamaLines([note]))(seen, response);
		};
		return { most: () => most };
	}

	test('are asked at once, as many as the node says, and each keeps its place', async () => {
		const { most } = slowly();
		const five = items.filter(({ index }) => index !== 3);
		const [results] = await room.execute({ credential, items: five, parameters });
		assert.equal(most(), 3);
		assert.deepEqual(
			results.map(({ json: item }) => (item.completion as unknown as Answer).text),
			five.map(({ note }) => note.slice(0, -1)),
		);
		assert.match(room.said.at(-1) ?? '', /5 of 5 items done/);
	});

	test('the failure of one is its own', async () => {
		slowly();
		const [results, none] = await room.execute({
			credential,
			items,
			parameters,
			continueOnFail: true,
		});
		assert.equal(results.length, 5);
		assert.deepEqual(
			none.map(({ json: item }) => [item.index, (item.error as { code: string }).code]),
			[[3, 'llm-refused']],
		);
	});

	test('nothing more is asked once n8n has gone on without the rest', async () => {
		slowly();
		const many = [
			{ index: 3, note: 'Note 3.' },
			...Array.from({ length: 30 }, (_, i) => ({ note: `Note 1${i}.` })),
		];
		await assert.rejects(
			room.execute({ credential, items: many, parameters }),
			/refused the request/,
		);
		const then = asked().length;
		await new Promise((done) => setTimeout(done, 80));
		assert.ok(then < 12);
		assert.equal(asked().length, then);
	});

	test('a stopped execution ends the call on the server', async () => {
		const dropped = fake.dropped();
		let began = () => {};
		const asking = new Promise<void>((done) => (began = done));
		fake.routes['POST /api/chat'] = () => began();
		const stop = new AbortController();
		const run = room.ask({ credential, signal: stop.signal });
		await asking;
		stop.abort();
		await assert.rejects(run, /cancelled/);
		await new Promise((done) => setTimeout(done, 50));
		assert.ok(fake.dropped() > dropped);
	});
});
