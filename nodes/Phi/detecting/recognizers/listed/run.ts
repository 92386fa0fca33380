import type { Names } from '../../naming';
import { Name } from '../../scan';
import { Gap, Kind, Listed, Shape, type Form } from '../../types';
import { Word } from '../../vocabulary/words';
import { isApostrophe, isLeadingParticle } from './joined';
import { NUMERALS } from './words';

/** A name has no more words than this. */
const MOST = 4;

/** Words beside each other that may be one name, and what the lists say of them. */
export class Run {
	/** Last token of the last word. */
	last = -1;
	/** Its words; initials that stand between them and particles are not counted. */
	parts = 0;
	/** How many of its words are names and nothing else, names and something else, in no list. */
	sure = 0;
	ambiguous = 0;
	unknown = 0;
	/** Whether any of its words is listed as a given name, and as a family name. */
	isGiven = false;
	isFamily = false;
	isGivenFirst = false;
	/** Whether it is written in small letters. */
	readonly isLower: boolean;
	/** The word behind it, not more than a blank away. */
	after: Form | undefined = undefined;
	private at: number;

	constructor(
		readonly names: Names,
		readonly first: number,
	) {
		this.isLower = names.form(first).shape === Shape.lower;
		this.at = first;
	}

	/** The spelling that it begins with: of `van der Meer` that is `van`. */
	get head(): Form {
		return this.names.form(this.first);
	}

	/** Last token with the initial behind it: Horvath A. In small letters nothing tells an initial. */
	get trailing(): number {
		return this.isLower ? this.last : this.names.trailingInitial(this.last);
	}

	/** True before a word of saying or doing: `Ada reports`. */
	get isSaying(): boolean {
		const { after } = this;
		return after !== undefined && (after.classes & Word.said) !== 0 && after.shape === Shape.lower;
	}

	/** True where something is somebody's: `Ada's leg`. */
	get isOwner(): boolean {
		const { names, last } = this;
		return names.raw(last + 1) === "'" && names.gap(last + 1) === Gap.none;
	}

	/** True before what things are called that bear a name: `Foley catheter`, `Bell palsy`. */
	get isEponym(): boolean {
		return this.after !== undefined && (this.after.classes & Word.eponymNoun) !== 0;
	}

	/** Reads on as far as the words may belong to one name; false where there is none. */
	read(): boolean {
		const { names } = this;
		const { count } = names.prepared;
		while (this.at < count && this.parts < MOST && this.takes());
		const next = this.last + 1;
		if (this.parts === 0) return false;
		if (next < count && names.gap(next) <= Gap.space) this.after = names.form(next);
		return true;
	}

	/** Takes the next token along; false where the run ends before it. */
	private takes(): boolean {
		const { names, at } = this;
		if (at > this.first && names.gap(at) > Gap.space) return false;
		const form = names.form(at);
		if (form.kind === Kind.mark) return this.takesPoint(form);
		if (form.kind !== Kind.word && form.kind !== Kind.mixed) return false;
		const isJoined = isApostrophe(names, at);
		if (!isJoined && form.shape === Shape.initial) return this.takesInitial();
		if ((form.classes & Word.particle) !== 0 && isLeadingParticle(names, at, this.parts)) {
			this.at++;
			return true;
		}
		return this.takesWord(form, isJoined);
	}

	/** The point of `Ada M. Testperson`. */
	private takesPoint(form: Form): boolean {
		const { names, at } = this;
		if (form.raw !== '.' || names.gap(at) !== Gap.none) return false;
		if (this.parts === 0 || !names.initial(at - 1)) return false;
		this.at++;
		return true;
	}

	/** Ada M Testperson, Ada M. Testperson: an initial between words. One at the end is `trailing`. */
	private takesInitial(): boolean {
		const { names, at } = this;
		const next = names.raw(at + 1) === '.' ? at + 2 : at + 1;
		const follows =
			next < names.prepared.count &&
			names.gap(next) <= Gap.space &&
			!names.initial(next) &&
			names.name(next) > Name.no &&
			names.cased(next);
		if (this.parts === 0 || !follows) return false;
		this.last = at;
		this.at++;
		return true;
	}

	private takesWord(form: Form, isJoined: boolean): boolean {
		const { names, at } = this;
		// Of O'Leary the lists know `leary` or nothing.
		const strength = isJoined ? Math.max(Name.unknown, names.name(at + 2)) : names.name(at);
		if (!this.isOfName(form, strength)) return false;
		if (strength === Name.sure) this.sure++;
		else if (strength === Name.ambiguous) this.ambiguous++;
		else this.unknown++;
		const bits = isJoined ? names.listed(at + 2) | Listed.family : names.listed(at);
		if ((bits & Listed.given) !== 0) {
			this.isGiven = true;
			if (this.parts === 0) this.isGivenFirst = true;
		}
		if ((bits & Listed.family) !== 0) this.isFamily = true;
		this.last = names.word(at);
		this.parts++;
		this.at = this.last + 1;
		return true;
	}

	private isOfName(form: Form, strength: number): boolean {
		const isFirst = this.parts === 0;
		if ((form.shape === Shape.lower) !== this.isLower && (isFirst || form.kind !== Kind.mixed))
			return false;
		if (strength === Name.no || (!isFirst && NUMERALS.has(form.raw))) return false;
		// In small letters only what can be nothing else, and is long enough for no abbreviation.
		if (this.isLower && (strength !== Name.sure || form.lower.length < 4)) return false;
		// `Ada COPD`, `Testperson MD`: what stands behind a name in capitals is often no part of it.
		const isOther = (form.classes & (Word.clinical | Word.credential)) !== 0;
		return isFirst || !isOther || (strength >= Name.ambiguous && form.shape !== Shape.upper);
	}
}
