import { createHmac } from 'node:crypto';
import type { Completion } from '../../../dist/nodes/clients/llm/index.js';
import type {
	Complete,
	DraftOptions,
	NarrativeRequest,
} from '../../../dist/nodes/Drafting/drafting/index.js';
import { hashOfFacts } from '../../../dist/nodes/Drafting/facts/index.js';
import type { ClinicalFacts, Fact } from '../../../dist/nodes/shared/contracts/index.js';

type Part<F> = Omit<F, 'id' | 'source'> & { source?: Fact['source'] };
/** A fact without a number: it gets the next one. */
export type Loose = { [K in Fact['kind']]: Part<Extract<Fact, { kind: K }>> }[Fact['kind']];

/** Facts of a synthetic chart, numbered in order. */
export function factsOf(loose: readonly Loose[], more: Partial<ClinicalFacts> = {}): ClinicalFacts {
	const facts = loose.map((one, at) => ({
		...one,
		id: `f${at + 1}`,
		source: one.source ?? [{ reference: `Basic/${at + 1}`, version: '1', path: 'Basic' }],
	})) as Fact[];
	const content = {
		contract: 'ClinicalFacts/1' as const,
		purpose: 'discharge-summary' as const,
		purposeVersion: '2',
		patient: 'Patient/zz-1',
		encounter: 'Encounter/zz-9',
		asOf: '2026-11-05T10:00:00.000Z',
		facts,
		gaps: [],
		notes: [],
		...more,
	};
	return { hash: hashOfFacts(content), ...content };
}

export const name = (value = 'ZZTEST Ada'): Loose => ({
	kind: 'patient',
	role: 'name',
	text: value,
	parts: { name: value },
	data: { value },
});
export const admission: Loose = {
	kind: 'encounter',
	role: 'admission',
	text: '2 November 2026',
	parts: { date: '2 November 2026' },
	time: { at: '2026-11-02T08:15:00+01:00', role: 'admission' },
	data: { codes: [] },
};
export const discharge: Loose = {
	kind: 'encounter',
	role: 'discharge',
	text: '5 November 2026',
	parts: { date: '5 November 2026' },
	time: { at: '2026-11-05T11:00:00+01:00', role: 'discharge' },
	data: { codes: [] },
};
export const pneumonia: Loose = {
	kind: 'problem',
	role: 'discharge-diagnosis',
	text: 'pneumonia of the left lung',
	parts: { name: 'pneumonia', side: 'left' },
	data: { name: 'pneumonia', codes: [], polarity: 'present', side: 'left' },
};

type Medicine = Extract<Loose, { kind: 'medication' }>;
/** `directions` are those of today; `before` those on admission. */
export const medicine = (
	drug: string,
	role: Medicine['role'],
	directions: string,
	before?: string,
): Loose => ({
	kind: 'medication',
	role,
	text: `${drug} ${directions}`,
	parts: {
		name: drug,
		directions,
		dose: directions.split(' by ')[0] ?? '',
		...(before !== undefined && { before }),
	},
	data: {
		name: drug,
		ingredient: drug,
		codes: [],
		steps: [{ text: directions }],
		...(before !== undefined && {
			before: { name: drug, steps: [{ text: before }] },
			changes: ['dose' as const],
		}),
		onAdmission: role !== 'new',
		atDischarge: role !== 'stopped',
	},
});

type Lab = Extract<Loose, { kind: 'lab' }>;
export const lab = (
	test: string,
	value: number,
	unit: string,
	date: string,
	role: Lab['role'],
	more: Partial<Lab['data']> = {},
): Loose => ({
	kind: 'lab',
	role,
	text: `${test} ${value} ${unit} on ${date}`,
	parts: { name: test, value: String(value), unit, result: `${value} ${unit}`, date },
	time: { at: date, role: 'collected' },
	data: {
		name: test,
		codes: [],
		loinc: '2345-7',
		value,
		unit,
		roles: [role],
		status: 'final',
		count: 1,
		...more,
	},
});
export const allergy = (substance: string): Loose => ({
	kind: 'allergy',
	role: 'allergy',
	text: substance,
	parts: { name: substance, reaction: 'rash' },
	data: { substance, codes: [], reaction: ['rash'], polarity: 'present' },
});
export const note = (text: string): Loose => ({
	kind: 'note-span',
	role: 'sentence',
	text,
	parts: { note: 'progress note' },
	span: { note: 'n1', start: 0, end: text.length },
	data: { sentence: 0 },
});

/** A chart with one of nearly everything. f1 name, f2 admission, f3 discharge, f4 diagnosis, f5... */
export const stay = (): ClinicalFacts =>
	factsOf([
		name(),
		admission,
		discharge,
		pneumonia,
		medicine('furosemide', 'new', '40 mg by mouth daily'),
		medicine('metoprolol', 'changed', '50 mg by mouth twice daily', '25 mg by mouth twice daily'),
		lab('Glucose', 5.5, 'mmol/L', '2026-11-04', 'last'),
		allergy('penicillin'),
		note('He walked 200 m without help.'),
	]);

export const SECRETS = {
	nonce: 'a1b2c3d4e5f6a7b8c9d0e1f2',
	canary: 'canary-5d1f0c',
	fingerprint: (text: string) =>
		createHmac('sha256', 'the key of a test').update(text).digest('hex'),
};

export const completionOf = (text: string): Completion => ({
	text,
	finish: 'stop',
	latencyMs: 12,
	firstTokenMs: 3,
	identity: {
		engine: 'ollama',
		engineVersion: '0.33',
		model: 'zz-model:1b',
		digest: 'ab'.repeat(32),
		local: true,
	},
});

/** An engine that answers each question with what `script` says for it, and remembers the questions. */
export function scripted(script: (request: NarrativeRequest) => unknown): {
	complete: Complete;
	asked: NarrativeRequest[];
} {
	const asked: NarrativeRequest[] = [];
	return {
		asked,
		complete: async (request) => {
			asked.push(request);
			const answer = await script(request);
			return completionOf(typeof answer === 'string' ? answer : JSON.stringify(answer));
		},
	};
}

export const COURSE = '8648-8';
/** Only the hospital course is asked for. */
export const courseOnly: DraftOptions = {
	kind: 'discharge-summary',
	secrets: SECRETS,
	sections: [COURSE],
};
/** An answer for the hospital course with these sentences. */
export const course = (...sentences: Array<{ text: unknown; cites: unknown }>) => ({
	[COURSE]: sentences,
});
