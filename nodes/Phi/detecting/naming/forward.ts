import { oneOf } from '../marks';
import type { Names } from '../naming';
import { Name } from '../scan';
import { Gap, Kind, Shape, type Form } from '../types';
import { Word } from '../vocabulary/words';
import { fits } from './fits';
import { inverted } from './inverted';
import { Trust } from './trust';
import { SHORTENED } from './words';

/**
 * Last token of a name that begins at `token`, or -1. Takes initials, particles, hyphens, `Last,
 * First M` and a suffix along.
 */
export function forward(names: Names, token: number, trust: Trust, most: number): number {
	const { last, whole } = new Reading(names, token, trust).read(most);
	if (last < 0) return -1;
	if (whole === 0) return trust === Trust.high ? last : -1;
	return inverted(names, names.trailingInitial(last), trust);
}

/** A name that is read word by word. */
class Reading {
	/** Last token that belongs to it. */
	last = -1;
	/** Its words that are no initials. */
	whole = 0;
	private parts = 0;
	private at: number;

	constructor(
		private readonly names: Names,
		private readonly first: number,
		private readonly trust: Trust,
	) {
		this.at = first;
	}

	read(most: number): this {
		while (this.at < this.names.prepared.count && this.parts < most && this.takes());
		return this;
	}

	/** Takes the next token along; false where the name ends before it. */
	private takes(): boolean {
		const { names, at } = this;
		if (at > this.first && names.gap(at) > Gap.wide) return false;
		const form = names.form(at);
		if (form.kind === Kind.mark) return this.takesMark(form);
		if (names.particle(at)) {
			if (this.leadsOn()) {
				this.at++;
				return true;
			}
			// Al-Zzamir
			const isJoined = names.raw(at + 1) === '-' && names.gap(at + 1) === Gap.none;
			if (isJoined && names.cased(at + 2)) return this.takesWord(true);
		}
		if (!this.fits(at)) return false;
		const isInitial = form.shape === Shape.initial;
		if (this.whole > 0 && !isInitial && this.stops(form)) return false;
		return this.takesWord(!isInitial || this.isApostrophe());
	}

	private takesWord(isWhole: boolean): true {
		this.last = this.names.word(this.at);
		if (isWhole) this.whole++;
		this.parts++;
		this.at = this.last + 1;
		return true;
	}

	/** The point behind an initial, and a nickname between quotes or brackets. */
	private takesMark({ raw }: Form): boolean {
		if (raw === '.' && this.isPoint()) {
			this.at++;
			return true;
		}
		if ((raw !== '"' && raw !== '(') || !this.isNickname()) return false;
		this.last = this.at + 1;
		this.at += 3;
		this.parts++;
		return true;
	}

	/** Ada M. Testperson, Wm. Testperson: the point of a letter or a short form, with more of the name behind it. */
	private isPoint(): boolean {
		const { names, at } = this;
		if (this.last !== at - 1 || names.gap(at) !== Gap.none) return false;
		if (!names.initial(at - 1) && !SHORTENED.has(names.lower(at - 1))) return false;
		return (this.fits(at + 1) || names.particle(at + 1)) && names.gap(at + 1) <= Gap.space;
	}

	/** Robert "Bob" Testperson, Robert (Bob) Testperson */
	private isNickname(): boolean {
		const { names, at } = this;
		return (
			this.last >= 0 &&
			this.fits(at + 1) &&
			oneOf('"\')', names.raw(at + 2)) &&
			this.fits(at + 3) &&
			names.gap(at + 3) <= Gap.space
		);
	}

	/** van Testperson, de la Testperson: a particle with more of the name a blank behind it. */
	private leadsOn(): boolean {
		const { names, at } = this;
		const gap = names.gap(at + 1);
		if (gap > Gap.space || gap === Gap.none) return false;
		if (names.particle(at + 1)) return true;
		return (names.cased(at) || names.cased(at + 1)) && this.fits(at + 1);
	}

	/** O'Testa: the letter and its word are one. */
	private isApostrophe(): boolean {
		const { names, at } = this;
		return (
			names.raw(at + 1) === "'" &&
			names.gap(at + 1) === Gap.none &&
			names.gap(at + 2) === Gap.none &&
			names.form(Math.min(at + 2, names.prepared.count - 1)).kind === Kind.word &&
			names.lower(at + 2) !== 's'
		);
	}

	/** True when a capitalised word behind a name is the next thing on the line rather than part of it. */
	private stops({ classes, shape }: Form): boolean {
		const { names, at } = this;
		if (this.trust === Trust.high && names.name(at) === Name.no) return true;
		const isPerson = (classes & (Word.credential | Word.role | Word.relative)) !== 0;
		if (isPerson && shape === Shape.upper) return true;
		return names.raw(at + 1) === ':' && names.gap(at + 1) === Gap.none;
	}

	private fits(token: number): boolean {
		return fits(this.names, token, this.trust);
	}
}
