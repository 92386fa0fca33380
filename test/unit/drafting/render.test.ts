import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import { draftWith } from '../../../dist/nodes/Drafting/drafting/index.js';
import {
	renderComposition,
	renderDocument,
	renderDocumentReference,
	renderHtml,
	renderText,
	type RenderOptions,
} from '../../../dist/nodes/Drafting/render/index.js';
import { validateResource } from '../../../dist/nodes/Fhir/validation/index.js';
import type {
	ClinicalDraft,
	ClinicalFacts,
	DraftVerification,
} from '../../../dist/nodes/shared/contracts/index.js';
import {
	admission,
	allergy,
	course,
	courseOnly,
	factsOf,
	medicine,
	name,
	note,
	scripted,
	SECRETS,
	stay,
} from './draft-build.ts';

const AT = '2026-11-05T10:05:00.000Z';
const OPTIONS: RenderOptions = {
	key: 'work-1',
	at: AT,
	forms: ['composition', 'documentReference', 'html'],
};

const narrative = async (facts = stay()): Promise<ClinicalDraft> =>
	await draftWith(
		scripted(() =>
			course(
				{ text: 'Admitted on {{f2}} with {{f4}}.', cites: ['f2', 'f4'] },
				{ text: 'He got 99 mg of it.', cites: ['f4'] },
			),
		).complete,
		facts,
		courseOnly,
	);
const empty = factsOf([]);
const tablesOnly = async (
	facts: ClinicalFacts,
	kind: ClinicalDraft['kind'] = 'discharge-summary',
) => await draftWith(undefined, facts, { kind, secrets: SECRETS });

/** A chart in which every text tries to become something else. */
const EVIL = '<script>alert(1)</script>"\'&]]>--\u202e\u0007{{f1}}';
const evilFacts = factsOf([
	name(`ZZTEST ${EVIL}`),
	{
		kind: 'encounter',
		role: 'reason',
		text: EVIL,
		parts: { reason: EVIL },
		data: { codes: [] },
	},
	medicine(EVIL, 'new', EVIL),
	allergy(EVIL),
	note(EVIL),
]);
const evil = async (): Promise<ClinicalDraft> =>
	await draftWith(
		scripted(() => course({ text: 'It says {{f5}} about {{f2}} .', cites: ['f2', 'f5'] })).complete,
		evilFacts,
		{ ...courseOnly, title: EVIL },
	);

describe('the text', () => {
	test('holds the sentences that are included, the tables, and what is not recorded', async () => {
		const text = renderText(await narrative(), stay());
		assert.match(text, /^Discharge summary\n\nPatient: ZZTEST Ada\n/);
		assert.match(text, /Admitted on 2 November 2026 with pneumonia of the left lung\./);
		assert.match(text, /- furosemide; Directions: 40 mg by mouth daily/);
		assert.match(text, /- metoprolol; Before: 25 mg by mouth twice daily; Now: 50 mg/);
		assert.match(text, /- Admitted: 2 November 2026/);
		assert.match(text, /No procedures are recorded\./);
		assert.match(text, /The tables were taken from the chart without a language model\./);
		assert.match(text, /Sentences were written by zz-model:1b from facts of the chart\./);
		assert.doesNotMatch(text, /99 mg/);
		assert.doesNotMatch(text, /\{\{/);
	});

	test('leaves out a sentence that is not included, wherever it stands, and every other form does too', async () => {
		const draft = await narrative();
		const [sentence] = draft.sections[2].sentences;
		sentence.included = false;
		assert.doesNotMatch(renderText(draft, stay()), /Admitted on/);
		assert.doesNotMatch(JSON.stringify(renderComposition(draft, stay(), OPTIONS)), /Admitted on/);
		const page = renderHtml(draft, stay());
		assert.ok(page.indexOf('Admitted on') > page.indexOf('Left out of the document'));
	});

	test('is the same for the same draft, and says nothing of verdicts', async () => {
		const draft = await narrative();
		assert.equal(renderText(draft, stay()), renderText(structuredClone(draft), stay()));
	});

	test('of a chart without a name says so', async () => {
		assert.match(renderText(await tablesOnly(empty), empty), /^Patient: name not recorded$/m);
	});

	test('says why there are no sentences', async () => {
		const facts = stay();
		const draft = { ...(await tablesOnly(facts)), reason: 'llm-unreachable' };
		const text = renderText(draft, facts);
		assert.match(text, /There are no sentences, only tables\./);
		assert.match(text, /The language model server cannot be reached\./);
		assert.match(renderText({ ...draft, reason: 'zz-later' }, facts), /zz-later/);
	});

	test('tells every gap of the chart once', async () => {
		const message = 'A note could not be read.';
		const facts = factsOf([], {
			gaps: [
				{ code: 'note-unreadable', requirements: [], message },
				{ code: 'note-unreadable', requirements: [], message },
			],
		});
		assert.equal(renderText(await tablesOnly(facts), facts).split(message).length, 2);
	});

	test('keeps every text of the chart on one line, without signs that cannot be seen', async () => {
		const facts = factsOf([name('ZZTEST\nPatient: Somebody else\u202e\u200b')]);
		const text = renderText(await tablesOnly(facts), facts);
		assert.match(text, /^Patient: ZZTEST Patient: Somebody else$/m);
	});
});

describe('the page', () => {
	test('shows each sentence with the facts beside it, with record, version and path', async () => {
		const page = renderHtml(await narrative(), stay());
		const [, item = ''] = /<li><div class="said">(Admitted[\s\S]*?)<\/div><\/li>/.exec(page) ?? [];
		assert.match(item, /Rests on/);
		assert.match(
			item,
			/f2<\/span> 2 November 2026\s+<span class="place">Basic\/2, version 1, Basic/,
		);
		assert.match(item, /f4<\/span> pneumonia of the left lung/);
	});

	test('shows what was left out and why, apart from the document, or not at all', async () => {
		const draft = await narrative();
		const page = renderHtml(draft, stay());
		const at = page.indexOf('Left out of the document');
		assert.ok(at > 0);
		assert.ok(page.indexOf('He got 99 mg of it.') > at);
		assert.match(page.slice(at), /states a number that is not taken from a fact/);
		assert.doesNotMatch(renderHtml(draft, stay(), { leftOut: false }), /99 mg/);
	});

	test('runs and loads nothing', async () => {
		const page = renderHtml(await evil(), evilFacts);
		assert.match(
			page,
			/"Content-Security-Policy"\s+content="default-src 'none'; style-src 'unsafe-inline'/,
		);
		assert.doesNotMatch(page, /<script|<img|<link|<a |src=|url\(|@import|javascript:| on\w+=/i);
		assert.ok(page.includes('&lt;script&gt;alert(1)&lt;/script&gt;'));
		assert.doesNotMatch(page, /\u202e|(?![\n\t])\p{Cc}/u);
		assert.equal(page.split('<h1>').length, 2);
	});

	test('says that it is a draft, marks what is partly borne out, and tells omissions and contradictions', async () => {
		const draft = await narrative();
		draft.sections[2].sentences[0].verdict = 'partly';
		const page = renderHtml(draft, stay(), {
			verification: {
				contract: 'DraftVerification/1',
				sentences: [],
				omissions: [{ requirement: 'Follow-up', code: 'x', facts: [], message: 'is not said' }],
				contradictions: [{ facts: ['f1'], message: 'two weights <b>' }],
				counts: { supported: 0, partly: 1, unsupported: 0, omissions: 1 },
				verifier: { version: '1', rules: 'x' },
				ms: 1,
			},
		});
		assert.match(page, /Draft, not signed/);
		assert.match(page, /<li class="partly">/);
		assert.match(page, /the chart bears it out only in part/);
		assert.match(page, /Missing, Follow-up: is not said/);
		assert.match(page, /The chart contradicts itself: two weights &lt;b&gt;/);
	});

	test('is well formed: every element that is opened is closed', async () => {
		const page = renderHtml(await evil(), evilFacts);
		const open: string[] = [];
		for (const [, slash, tag] of page.matchAll(/<(\/?)([a-z][a-z0-9]*)[^>]*>/g)) {
			if (tag === 'meta') continue;
			if (slash === '') open.push(tag);
			else assert.equal(open.pop(), tag);
		}
		assert.deepEqual(open, []);
	});
});

interface Composed {
	entry: Array<{ fullUrl: string; resource: Record<string, unknown> & { resourceType: string } }>;
}
interface Section {
	title: string;
	code?: { coding: Array<{ code: string }> };
	text: { div: string };
	emptyReason?: object;
}
const compositionIn = (bundle: unknown) => {
	const [first, ...others] = (bundle as Composed).entry;
	return { composition: first.resource, sections: first.resource.section as Section[], others };
};

describe('the FHIR document', () => {
	const CASES: Array<[what: string, make: () => Promise<[ClinicalDraft, ClinicalFacts]>]> = [
		['with a narrative', async () => [await narrative(), stay()]],
		['of tables only', async () => [await tablesOnly(stay()), stay()]],
		['of an empty chart', async () => [await tablesOnly(empty), empty]],
		['of a hostile chart', async () => [await evil(), evilFacts]],
		['that is a chart summary', async () => [await tablesOnly(stay(), 'chart-summary'), stay()]],
		[
			'that is an addendum',
			async () => [
				await draftWith(undefined, stay(), { kind: 'addendum', before: empty, secrets: SECRETS }),
				stay(),
			],
		],
	];
	for (const [what, make] of CASES) {
		for (const baseUrl of [undefined, 'https://fhir.zz.example/r4/']) {
			test(`${what}${baseUrl === undefined ? '' : ', referring to a server'}, is valid FHIR R4`, async () => {
				const [draft, facts] = await make();
				const bundle = renderComposition(draft, facts, { ...OPTIONS, ...(baseUrl && { baseUrl }) });
				const { valid, issues } = validateResource(JSON.parse(JSON.stringify(bundle)));
				assert.ok(valid, JSON.stringify(issues));
				const references = JSON.stringify(bundle).match(/"reference":"[^"]+"/g) ?? [];
				const urls = new Set([...bundle.entry.map(({ fullUrl }) => fullUrl), '#writer']);
				for (const one of references) assert.ok(urls.has(one.slice(13, -1)), one);
			});
		}
	}

	test('is preliminary, labelled as asserted by AI, and its author is the model, never a person', async () => {
		const { composition } = compositionIn(renderComposition(await narrative(), stay(), OPTIONS));
		assert.equal(composition.status, 'preliminary');
		assert.match(JSON.stringify(composition.meta), /AIAST/);
		assert.deepEqual(composition.author, [{ reference: '#writer' }]);
		assert.match(JSON.stringify(composition.contained), /zz-model:1b/);
		assert.equal(composition.attester, undefined);
	});

	test('of tables only carries no label of a model, and names this software', async () => {
		const { composition } = compositionIn(
			renderComposition(await tablesOnly(stay()), stay(), OPTIONS),
		);
		assert.equal(composition.meta, undefined);
		assert.match(JSON.stringify(composition.contained), /n8n-nodes-hospital structured draft/);
	});

	test('has an empty reason where the chart has nothing, and it is never "none known"', async () => {
		const { sections } = compositionIn(renderComposition(await tablesOnly(empty), empty, OPTIONS));
		const allergies = sections.find(({ code }) => code?.coding[0]?.code === '48765-2');
		assert.match(JSON.stringify(allergies?.emptyReason), /"unavailable"/);
		assert.match(allergies?.text.div ?? '', /No allergies are recorded\. That does not mean/);
		assert.doesNotMatch(JSON.stringify(sections), /nilknown/);
	});

	test('holds each section with its LOINC code and a narrative that is XHTML', async () => {
		const { sections } = compositionIn(renderComposition(await evil(), evilFacts, OPTIONS));
		for (const { text } of sections) {
			assert.match(text.div, /^<div xmlns="http:\/\/www\.w3\.org\/1999\/xhtml">.+<\/div>$/);
			assert.doesNotMatch(text.div, /<(?!\/?(?:div|p|table|caption|thead|tbody|tr|th|td|ul|li)\b)/);
			// eslint-disable-next-line no-control-regex -- exactly these must not be there
			assert.doesNotMatch(text.div, /[\u0000-\u0008\u202e]/);
			const open: string[] = [];
			for (const [, slash, tag] of text.div.matchAll(/<(\/?)([a-z]+)[^>]*>/g)) {
				if (slash === '') open.push(tag);
				else assert.equal(open.pop(), tag);
			}
			assert.deepEqual(open, []);
		}
		assert.ok(sections.filter(({ code }) => code !== undefined).length > 8);
	});

	test('of another program’s draft is XML all the same', async () => {
		const draft = await tablesOnly(empty);
		const bad = 'a\u0001b\ufffec\ud800d <i>&';
		draft.sections[0] = {
			...draft.sections[0],
			title: bad,
			tables: [{ title: bad, columns: [bad, 'x'], rows: [{ cells: [bad, bad], facts: [] }] }],
			empty: bad,
		};
		const { sections } = compositionIn(renderComposition(draft, empty, OPTIONS));
		const [first] = sections;
		assert.doesNotMatch(JSON.stringify(first), /\\u0001|\ufffe|\\ud800/);
		assert.equal(first.text.div.split('abcd &lt;i&gt;&amp;').length, 6);
		assert.doesNotMatch(first.text.div, /<i>/);
	});

	test('of another program’s draft forges no line of the text', async () => {
		const draft = await tablesOnly(empty);
		const forged = 'x\n\nALLERGIES AND INTOLERANCES\nNone known';
		draft.sections[0].tables = [
			{ title: forged, columns: ['A', forged], rows: [{ cells: [forged, forged], facts: [] }] },
		];
		assert.doesNotMatch(renderText(draft, empty), /^None known/m);
	});

	test('carries whom it is about: as much of the patient and the stay as the facts have', async () => {
		const facts = factsOf([
			name(),
			{ kind: 'patient', role: 'birth-date', text: '1 May 1950', data: { value: '1950-05-01' } },
			{ kind: 'patient', role: 'sex', text: 'female', data: { value: 'female' } },
			{
				kind: 'patient',
				role: 'identifier',
				text: 'ZZ-1',
				data: { value: 'ZZ-1', system: 'urn:zz' },
			},
		]);
		const { others } = compositionIn(
			renderComposition(await tablesOnly(facts), facts, {
				...OPTIONS,
				baseUrl: 'https://fhir.zz.example/r4',
			}),
		);
		assert.deepEqual(others[0], {
			fullUrl: 'https://fhir.zz.example/r4/Patient/zz-1',
			resource: {
				resourceType: 'Patient',
				id: 'zz-1',
				identifier: [{ system: 'urn:zz', value: 'ZZ-1' }],
				name: [{ text: 'ZZTEST Ada' }],
				gender: 'female',
				birthDate: '1950-05-01',
			},
		});
		assert.equal(others[1].resource.resourceType, 'Encounter');
	});

	test('has the same identifiers for the same work, and others for other work', async () => {
		const draft = await narrative();
		const make = (key: string) => renderComposition(draft, stay(), { ...OPTIONS, key });
		assert.deepEqual(make('a'), make('a'));
		const ids = (key: string) => make(key).entry.map(({ fullUrl }) => fullUrl);
		assert.equal(new Set([...ids('a'), ...ids('b')]).size, 6);
	});

	test('names the document that an addendum belongs to', async () => {
		const { composition } = compositionIn(
			renderComposition(await narrative(), stay(), {
				...OPTIONS,
				appends: { reference: 'Composition/zz-5' },
			}),
		);
		assert.deepEqual(composition.relatesTo, [
			{ code: 'appends', targetReference: { reference: 'Composition/zz-5' } },
		]);
	});
});

describe('the FHIR note', () => {
	test('holds the text, says its size and hash, and is preliminary', async () => {
		const facts = stay();
		const draft = await narrative();
		const resource = renderDocumentReference(draft, facts, OPTIONS);
		assert.equal(resource.docStatus, 'preliminary');
		const [{ attachment }] = resource.content as Array<{
			attachment: { data: string; size: number; hash: string };
		}>;
		const bytes = Buffer.from(attachment.data, 'base64');
		assert.equal(bytes.toString('utf8'), renderText(draft, facts));
		assert.equal(attachment.size, bytes.length);
		assert.equal(attachment.hash, createHash('sha1').update(bytes).digest('base64'));
		assert.ok(validateResource(JSON.parse(JSON.stringify(resource))).valid);
	});
});

describe('what is handed on', () => {
	test('fits the fields of Write Draft Document: text, sections with title and code, model', async () => {
		const facts = stay();
		const draft = await narrative();
		const rendered = renderDocument(draft, facts, OPTIONS);
		assert.equal(rendered.text, renderText(draft, facts));
		assert.equal(rendered.textHash, createHash('sha256').update(rendered.text).digest('hex'));
		assert.equal(rendered.model.digest, `sha256:${'ab'.repeat(32)}`);
		assert.equal(rendered.model.name, 'zz-model:1b');
		assert.ok(rendered.model.version.trim() !== '');
		for (const { title, text, code } of rendered.sections) {
			assert.ok(title.trim() !== '' && text.trim() !== '');
			assert.ok(code === undefined || /^\d{1,7}-\d$/.test(code));
		}
	});

	test('is never empty, not even for an empty chart, and names a writer', async () => {
		const rendered = renderDocument(await tablesOnly(empty), empty, OPTIONS);
		assert.equal(rendered.model.name, 'n8n-nodes-hospital structured draft');
		assert.equal(rendered.model.digest, undefined);
		assert.ok(rendered.sections.every(({ text }) => text.trim() !== ''));
	});

	test('has only the forms that are asked for', async () => {
		const rendered = renderDocument(await narrative(), stay(), { ...OPTIONS, forms: ['html'] });
		assert.ok(rendered.html);
		assert.equal(rendered.composition, undefined);
		assert.equal(rendered.documentReference, undefined);
	});
});

describe('what the page says a sentence rests on', () => {
	const restsOn = (page: string): string =>
		/<div class="sources">([\s\S]*?)<\/div><\/li>/.exec(page)?.[1] ?? '';
	const checked = (id: string, evidence: string[]): DraftVerification => ({
		contract: 'DraftVerification/1',
		sentences: [{ id, verdict: 'supported', evidence, findings: [] }],
		omissions: [],
		contradictions: [],
		counts: { supported: 1, partly: 0, unsupported: 0, omissions: 0 },
		verifier: { version: '1', rules: 'ab'.repeat(32) },
		ms: 1,
	});

	test('is what the check found, where there was a check', async () => {
		const draft = await narrative();
		const [{ id }] = draft.sections[2].sentences;
		const page = restsOn(renderHtml(draft, stay(), { verification: checked(id, ['f3']) }));
		assert.match(page, /as the check found/);
		assert.match(page, />f3<\/span>/);
		assert.doesNotMatch(page, />f[24]<\/span>|as the model named/);
		const none = restsOn(renderHtml(draft, stay(), { verification: checked(id, []) }));
		assert.match(none, /no fact of the chart/);
	});

	test('is what the model named where there was none, and the page says that nobody checked it', async () => {
		const page = restsOn(renderHtml(await narrative(), stay()));
		assert.match(page, /as the model named it, not checked/);
		assert.match(page, />f2<\/span>[\s\S]*>f4<\/span>/);
	});
});

describe('on a narrow screen', () => {
	test('the cells of a row stand below each other, each with its heading', async () => {
		const page = renderHtml(await tablesOnly(stay()), stay());
		const [, narrow = ''] =
			/@media screen and \(max-width: 40rem\) \{([\s\S]*?)\n\}/.exec(page) ?? [];
		assert.match(narrow, /tr, td \{ display: block/);
		assert.match(narrow, /\.column \{ display: inline/);
		assert.match(page, /<td><b class="column">What changed: <\/b>dose<\/td>/);
		assert.doesNotMatch(page, /<td>(?!<\/td>|<b class="column">[^<]+: <\/b>[^<])/);
	});

	test('the headings in the cells are no part of a FHIR record', async () => {
		const document = renderComposition(await tablesOnly(stay()), stay(), OPTIONS);
		assert.doesNotMatch(JSON.stringify(document), /class=.{0,2}column/);
	});
});

describe('a model that was given only a part of the facts', () => {
	const many = factsOf([
		admission,
		...Array.from({ length: 30 }, (_, at) => note(`He walked ${at} m.`)),
	]);
	const drafted = async (facts: number) =>
		await draftWith(
			scripted(() => course({ text: 'Admitted on {{f1}}.', cites: ['f1'] })).complete,
			many,
			{ ...courseOnly, budget: { facts, characters: 100_000 } },
		);

	test('is told in the text, with the section and the numbers', async () => {
		const text = renderText(await drafted(10), many);
		assert.match(text, /only a part of the facts for: Hospital course[^(]*\(10 of 31\)/i);
	});

	test('is not told of a model that was given all of them', async () => {
		assert.doesNotMatch(renderText(await drafted(100), many), /only a part of the facts/);
	});
});
