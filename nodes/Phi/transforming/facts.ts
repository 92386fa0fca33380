import type { PhiType, Subject } from '../types';
import { Authorities, canonicalNumber, type Authority, type NumberPlace } from './authority';
import { knownDays } from './dates/spelled';
import type { SubjectFacts } from './transformer';

const MOST_SUBJECTS = 2000;
const MOST_WRITTEN = 100_000;

interface Known {
	readonly numbers: readonly { place: NumberPlace; authority: Authority | undefined }[];
	readonly days: readonly number[];
	readonly written: Set<string>;
}

/** What was told of patients, of the latest 2,000, and what was written for them. */
export class Facts {
	private readonly bySubject = new Map<string, Known>();

	constructor(private readonly authorities: Authorities) {}

	introduce(subject: Subject, facts: SubjectFacts): void {
		// Nobody knows whether the next patient without a number is the same: nothing is carried over.
		const before = subject.key === '' ? undefined : this.bySubject.get(subject.key);
		this.set(subject.key, {
			numbers: (facts.numbers ?? []).map(({ authority, value, type }) => ({
				place: this.authorities.place(authority, value, type),
				authority: this.authorities.find(authority, type),
			})),
			days: knownDays(facts.dates ?? []),
			written: before?.written ?? new Set(),
		});
	}

	of(subject: Subject): Known {
		const known = this.bySubject.get(subject.key);
		if (known !== undefined) return known;
		this.introduce(subject, {});
		return this.bySubject.get(subject.key) as Known;
	}

	/** The place of a number; one without an authority is looked for among those of the patient. */
	place(named: string | undefined, value: string, type: PhiType, subject: Subject): NumberPlace {
		if (named === undefined || named.trim() === '') {
			const own = this.of(subject).numbers.find(
				({ place, authority }) => place.number === canonicalNumber(value, authority),
			);
			if (own !== undefined) return own.place;
		}
		return this.authorities.place(named, value, type);
	}

	/** Remembers what was written; without a patient's number there is no end to one record. */
	note(text: string, subject: Subject): void {
		const { written } = this.of(subject);
		if (written.size >= MOST_WRITTEN) written.clear();
		written.add(text);
	}

	private set(key: string, known: Known): void {
		this.bySubject.delete(key);
		this.bySubject.set(key, known);
		if (this.bySubject.size <= MOST_SUBJECTS) return;
		const [oldest] = this.bySubject.keys();
		this.bySubject.delete(oldest);
	}
}
