import type { Known } from '../knowing';
import type { Transformer } from '../transforming/index';
import type { PhiType, Subject } from '../types';
import { Report } from './report';
import { noteScripts } from './scripts';
import {
	find,
	isFraction,
	leftOver,
	noteFindings,
	replaced,
	replacedLines,
	type Finders,
	type Found,
} from './text-engine';
import { noteShared, type People } from './whose';
import type { TextKind, Work } from './work';

/** Texts that come again and again in one record, such as the words of a code. */
const SHORT_TEXT = 200;
const MOST_CACHED = 10_000;
const NOTHING: ReadonlySet<string> = new Set();

export interface RecordSetting {
	readonly transformer: Transformer;
	readonly finders: Finders;
	readonly known: Known;
	readonly subject: Subject;
	readonly codeSystems: ReadonlySet<string>;
	readonly subjectOfPatient: Work['subjectOfPatient'];
	readonly people: People;
	readonly signal?: AbortSignal;
}

/** One record on its way through the engine, with everything that its format asks for. */
export class RecordWork implements Work {
	readonly report = new Report();
	readonly transformer: Transformer;
	readonly subject: Subject;
	readonly codeSystems: ReadonlySet<string>;
	readonly signal?: AbortSignal;
	private readonly cleaned = new Map<string, string>();
	private readonly knownValues = new Map<string, boolean>();
	private readonly subjects = new Map<string, Subject>();

	constructor(private readonly setting: RecordSetting) {
		this.transformer = setting.transformer;
		this.subject = this.saw(setting.subject);
		this.codeSystems = setting.codeSystems;
		if (setting.signal !== undefined) this.signal = setting.signal;
	}

	subjectOfPatient(patient: Readonly<Record<string, unknown>>): Subject {
		const subject = this.saw(this.setting.subjectOfPatient(patient));
		if (this.setting.people.isShared(subject, patient)) noteShared(this.report);
		return subject;
	}

	isKnown(value: string): boolean {
		// Codes of tables may look like somebody's initials; three letters may be a whole name too.
		if (/^[A-Z]{1,2}$/.test(value)) return false;
		let known = this.knownValues.get(value);
		if (known === undefined) {
			const hits = leftOver(value, this.setting.known, this.transformer, NOTHING);
			known = hits.some(({ rule }) => value.length > 4 || !/initials|acronym/.test(rule));
			if (this.knownValues.size < MOST_CACHED) this.knownValues.set(value, known);
		}
		return known;
	}

	/** Remembers whose data the record holds. */
	saw(subject: Subject): Subject {
		const before = this.subjects.get(subject.key)?.birthDate;
		const { birthDate = before } = subject;
		if (subject.key !== '' && before !== undefined && before !== birthDate) {
			noteShared(this.report);
		}
		this.subjects.set(subject.key, subject);
		return subject;
	}

	async clean(
		text: string,
		subject: Subject,
		at: string,
		kind: TextKind = 'written',
	): Promise<string> {
		const isShort = text.length <= SHORT_TEXT;
		const key = `${kind} ${subject.key} ${text}`;
		const before = isShort ? this.cleaned.get(key) : undefined;
		if (before !== undefined) return before;
		const [done = ''] = await this.lines([text], subject, at, kind);
		// A text in which something was found is noted every time.
		if (isShort && done === text && this.cleaned.size < MOST_CACHED) this.cleaned.set(key, done);
		return done;
	}

	async cleanLines(
		lines: readonly string[],
		subject: Subject,
		at: string,
		kind: TextKind = 'written',
	): Promise<string[]> {
		return await this.lines(lines, subject, at, kind);
	}

	/** Looks a second time at something that was made. */
	sweep(text: string, at: string): void {
		const hits = leftOver(text, this.setting.known, this.transformer, this.written());
		for (const hit of hits) this.report.did('seen in the result', hit.type, at, 1, hit.score);
		if (hits.length === 0) return;
		this.report.review(
			'sweep-hit',
			'Something that the chart knows of the patient may still stand in the result. Read it before it is used.',
			at,
		);
	}

	/** What was written for the patients of this record so far. */
	private written(): ReadonlySet<string> {
		const [first, ...others] = [...this.subjects.values()].map((one) =>
			this.transformer.written(one),
		);
		return others.length === 0 && first !== undefined
			? first
			: new Set([first ?? [], ...others].flatMap((one) => [...one]));
	}

	private async lines(
		lines: readonly string[],
		subject: Subject,
		at: string,
		kind: TextKind,
	): Promise<string[]> {
		const { known, finders, signal } = this.setting;
		const whole = lines.join('\n');
		const all = await find(whole, known, finders, signal === undefined ? {} : { signal });
		const found = certainIn(kind, all, whole);
		noteFindings(this.report, found, this.transformer, at);
		const done =
			lines.length === 1
				? [replaced(whole, found.findings, this.transformer, subject).text]
				: replacedLines(lines, found.findings, this.transformer, subject);
		for (const one of done) {
			this.sweep(one, at);
			noteScripts(this.report, one, at);
		}
		return done;
	}
}

/** Kinds that rules tell by words around them, which mean nothing in the words of a code. */
const BY_WORDS: ReadonlySet<PhiType> = new Set<PhiType>(['NAME', 'FACILITY', 'CITY', 'STREET']);

/** Names with a title or a degree: no drug has one. */
const CERTAIN = /^name-(?:titled|credentialed)/;
/** Analytes, days and words of a scale that are somebody's name too: Ca, Fe, Mon, Max. */
const SHORTEST = 4;

/**
 * What may stand in no text of a kind: in a term what the chart names, and what has the form of an
 * identifier. A name of two or three letters stays in a term, and the look at the result tells of it.
 */
function certainIn(kind: TextKind, found: Found, text: string): Found {
	if (kind === 'written') return found;
	const findings = found.findings.filter((one) => !isFraction(text, one));
	if (kind === 'dose') return { findings, uncertain: found.uncertain };
	return {
		findings: findings.filter(({ source, type, rule, start, end }) =>
			source === 'known'
				? type !== 'NAME' || end - start >= SHORTEST
				: !BY_WORDS.has(type) || CERTAIN.test(rule),
		),
		uncertain: [],
	};
}
