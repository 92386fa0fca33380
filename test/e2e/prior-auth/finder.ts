import { fakeOllama, MODEL, ndjson, ollamaLines, type Fake } from '../../unit/llm/fake-engines.ts';

export { MODEL };

/** What a model finds in the note of the synthetic patients, by words of the question. */
const FOUND: ReadonlyArray<[RegExp, { value: string; quote: string }]> = [
	[
		/Is the patient homebound/,
		{ value: 'Yes', quote: 'Yes, the patient is homebound since the fall.' },
	],
	[
		/how many weeks has the patient been homebound/,
		{ value: '6', quote: 'The patient has been homebound for 6 weeks.' },
	],
	[
		/Which treatments were tried/,
		{
			value: 'Treatments tried before: physical therapy for 8 weeks, the pain came back.',
			quote: 'Treatments tried before: physical therapy for 8 weeks, the pain came back.',
		},
	],
	[/Visits in a week/, { value: '2', quote: 'Skilled nursing is needed: 2 visits a week.' }],
	[/Weeks of skilled nursing/, { value: '4', quote: 'Skilled nursing is needed for 4 weeks.' }],
];

export const NOTE = ['Progress note', ...FOUND.map(([, { quote }]) => quote)].join('\n');

/** A model server that plays the search for evidence: it copies sentences of the note, or finds nothing. */
export async function startFinder(): Promise<Fake> {
	const fake = await fakeOllama({ trained: 32_768, loaded: 32_768 });
	fake.routes['POST /api/chat'] = async (seen, response) => {
		const messages = seen.body.messages as Array<{ content: string }>;
		const text = messages.map(({ content }) => content).join('\n');
		const answers = [...text.matchAll(/^Q(\d+)\. (.*)$/gm)].map(([, number, question = '']) => {
			const found = FOUND.find(([words]) => words.test(question))?.[1];
			const [, ...parts] = text.split(/^Source (?=S\d+)/m);
			const part = parts.find((one) => found !== undefined && one.includes(found.quote));
			const source = /^S\d+/.exec(part ?? '')?.[0];
			return found === undefined || source === undefined
				? { question: `Q${number}`, found: false }
				: { question: `Q${number}`, found: true, source, ...found };
		});
		await ndjson(ollamaLines([JSON.stringify({ answers })]))(seen, response);
	};
	return fake;
}
