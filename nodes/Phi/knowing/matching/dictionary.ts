import { sharedCount } from '../../detecting/spellings';
import { Kind, Shape, type Form, type PreparedText } from '../../detecting/types';
import { canonical } from '../words/places';
import type { AgeIndex } from './ages';
import { DateIndex } from './dates';
import type { DwellingEntry } from './dwellings';
import type { PersonEntry } from './person';
import { HandleIndex } from './handles';
import { Beginnings, Interest, interestOf, ownOf } from './interest';
import { NumberIndex } from './numbers';
import type { PlaceEntry } from './places';
import type { StreetEntry } from './streets';
import { StringIndex } from './strings';
import { UnitIndex } from './units';
import { WordIndex, type Hit } from './words';

/** What a word of the chart may be part of. */
export type Entry = PersonEntry | PlaceEntry | StreetEntry | DwellingEntry;

/** The indexes that a chart makes. */
export class Dictionary {
	readonly words = new WordIndex<Entry>();
	readonly initials = new Map<string, PersonEntry[]>();
	readonly acronyms = new Map<string, PlaceEntry>();
	/** Words of names that are words of the language as well; of the patient's own first. */
	readonly weak = new Map<string, PersonEntry>();
	readonly units = new UnitIndex();
	readonly handles = new HandleIndex();
	readonly numbers = new NumberIndex();
	readonly strings = new StringIndex();
	readonly dates = new DateIndex();
	private beginnings: Beginnings | undefined;
	private hits: Array<Hit<Entry> | undefined> = [];
	/** What the shared spellings are to the chart, by their number. */
	private shared = new Uint16Array(0);
	private readonly sharedHits = new Map<number, Hit<Entry>>();
	/** The same of other spellings that its notes have had. */
	private readonly own = new Map<string, Seen>();

	/** Whether a form of the note that was begun is a word of the chart. */
	isHit(form: number): boolean {
		return this.hits[form] !== undefined;
	}

	/** What a token of the note that was begun is to the chart. */
	hit(prepared: PreparedText, token: number): Hit<Entry> | undefined {
		const form = prepared.form[token];
		return form === undefined ? undefined : this.hits[form];
	}

	/**
	 * Looks up every spelling of a note, once for all notes of the chart. Nothing may be added to the
	 * dictionary after it.
	 *
	 * @returns bits of `Interest` by number of the form, until another note is begun
	 */
	begin({ forms }: PreparedText, ages: AgeIndex | undefined): Uint16Array {
		if (interests.length < forms.length) interests = new Uint16Array(forms.length * 2);
		const interest = interests;
		this.hits = new Array<Hit<Entry> | undefined>(forms.length);
		if (this.shared.length === 0) this.remember();
		if (this.shared.length < sharedCount()) this.shared = widened(this.shared);
		this.beginnings ??= this.begun();
		const { beginnings } = this;
		for (let index = 0; index < forms.length; index++) {
			const form = forms[index] as Form;
			const { shared } = form;
			const before = shared < 0 ? 0 : (this.shared[shared] as number);
			if (before !== 0) {
				interest[index] = before;
				if ((before & Interest.hit) !== 0) this.hits[index] = this.sharedHits.get(shared);
				continue;
			}
			if (shared >= 0) {
				const own = ownOf(form);
				// Most words of a note begin as nothing of the chart does.
				if (
					form.kind === Kind.mark ||
					((own & Interest.odd) === 0 && !beginnings.has(form.lower))
				) {
					this.shared[shared] = own;
					interest[index] = own;
					continue;
				}
			}
			const seen = shared < 0 ? this.seen(form, ages) : this.read(form, ages);
			interest[index] = seen.interest;
			this.hits[index] = seen.hit;
			if (shared < 0) continue;
			this.shared[shared] = seen.interest;
			if (seen.hit !== undefined) this.sharedHits.set(shared, seen.hit);
		}
		return interest;
	}

	private begun(): Beginnings {
		const beginnings = new Beginnings();
		beginnings.add(this.words.keys());
		beginnings.add(this.initials.keys());
		beginnings.add(this.acronyms.keys());
		for (const index of [this.units, this.handles, this.numbers, this.strings]) {
			beginnings.add(index.beginnings());
		}
		return beginnings;
	}

	private seen(form: Form, ages: AgeIndex | undefined): Seen {
		if (form.raw.length > LONGEST_SEEN) return this.read(form, ages);
		const before = this.own.get(form.raw);
		if (before !== undefined) return before;
		const seen = this.read(form, ages);
		if (this.own.size >= MOST_SEEN) this.own.clear();
		this.own.set(form.raw, seen);
		return seen;
	}

	private read(form: Form, ages: AgeIndex | undefined): Seen {
		const { lower, kind, classes, shape } = form;
		const cased = shape === Shape.capital || shape === Shape.camel;
		const hit =
			kind === Kind.mark ? undefined : this.look(lower, kind === Kind.word, classes, cased);
		return { hit, interest: interestOf(form, this, ages, hit !== undefined) };
	}

	private look(
		lower: string,
		pure: boolean,
		classes: number,
		cased: boolean,
	): Hit<Entry> | undefined {
		const found = this.words.look(lower, pure, classes, cased);
		if (found?.how === 'exact') return found;
		// Words of places stand under their one spelling: `Mount` is looked up as `mt` as well.
		const word = canonical(lower);
		const uses = word === lower ? undefined : this.words.exact(word);
		return uses === undefined ? found : { uses, word, how: 'exact', length: lower.length };
	}

	/** Many charts may be held at once: only those that were begun last keep what they found out of notes. */
	private remember(): void {
		LATEST.push(new WeakRef(this));
		if (LATEST.length > MOST_REMEMBERING) LATEST.shift()?.deref()?.forget();
	}

	private forget(): void {
		this.shared = new Uint16Array(0);
		this.sharedHits.clear();
		this.own.clear();
	}

	/** Lets go of the last note. */
	end(): void {
		this.hits = [];
	}
}

/** Bits of the spellings of the note that was begun last. */
let interests = new Uint16Array(1024);

interface Seen {
	/** Bits of `Interest`. */
	readonly interest: number;
	readonly hit: Hit<Entry> | undefined;
}

/** Dictionaries that keep what they found out of notes. */
const MOST_REMEMBERING = 16;
const LATEST: WeakRef<Dictionary>[] = [];

/** Spellings that are kept of the notes of one chart. */
const MOST_SEEN = 4000;
/** A longer piece of a note keeps the whole note in memory. */
const LONGEST_SEEN = 12;

function widened(table: Uint16Array): Uint16Array<ArrayBuffer> {
	const wider = new Uint16Array(sharedCount() + 1024);
	wider.set(table);
	return wider;
}
