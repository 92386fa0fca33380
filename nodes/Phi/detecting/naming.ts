import { cased, Name, opens, type Scan } from './scan';
import { Gap, Kind, Listed, Shape, type Form, type PreparedText } from './types';
import { Word } from './vocabulary/words';
import { oneOf, setOf } from './marks';

const MONTHS_OF_NAMES = setOf('april may june august jan dale');
const SHORTENED = setOf('wm chas geo jas jos thos robt st jr sr mt');
const MIXED_CREDENTIALS = setOf('PhD PharmD Phd PsyD MBChB Rn Md');
const CREDENTIAL_BEGINS = setOf('M D R N P Ph B');
const CREDENTIAL_ENDS = setOf('D O N P A S');

/** How freely words are taken into a name: by what stands before it. */
export const Trust = {
	/** Only listed and unknown words. */
	low: 0,
	/** Behind a role or a relative: capitalised words that are not medicine too, if listed. */
	middle: 1,
	/** Behind a title or a name label: any capitalised word that is no function word. */
	high: 2,
} as const;
export type Trust = (typeof Trust)[keyof typeof Trust];

/** Words that end a name, whatever stands before it. */
const NEVER = new Set(
	'comma colon paragraph pharmd the and or but with without is was are were be been has had have who which that this these those for from to of in on at by as if then than so not no nor an will would can could should may might does did do when where while after before since until per via re cc mrn dob ssn date time age sex gender male female phone fax email address room bed unit history admission discharge diagnosis patient pt name signature signed note notes reports report reported states stated denies denied dr mr mrs ms miss md rn np pa phone tel his her their our your its assessment plan hpi cc pmh ros allergies medications chief complaint reason visit service attending provider physician nurse facility department clinic hospital relationship relation contact cell mobile home work spouse also today yesterday he she they we you it called calls seen saw agreed mother father dear'.split(
		' ',
	),
);

/** Reads names out of the tokens of one note. */
export class Names {
	constructor(
		readonly prepared: PreparedText,
		readonly scan: Scan,
	) {}

	form(token: number): Form {
		return this.prepared.at(token);
	}

	lower(token: number): string {
		return token >= 0 && token < this.prepared.count ? this.prepared.at(token).lower : '';
	}

	raw(token: number): string {
		return token >= 0 && token < this.prepared.count ? this.prepared.at(token).raw : '';
	}

	gap(token: number): number {
		return token < this.prepared.count ? (this.prepared.gaps[token] as number) : Gap.blank;
	}

	name(token: number): number {
		return token >= 0 && token < this.prepared.count
			? (this.scan.name[this.prepared.form[token] as number] as number)
			: 0;
	}

	listed(token: number): number {
		return token >= 0 && token < this.prepared.count
			? (this.scan.listed[this.prepared.form[token] as number] as number)
			: 0;
	}

	cased(token: number): boolean {
		return token >= 0 && token < this.prepared.count && cased(this.prepared.at(token));
	}

	opens(token: number): boolean {
		return opens(this.prepared, token);
	}

	/** True directly behind a title: there even `May` and `Will` are somebody. */
	private behindTitle(token: number): boolean {
		const before = this.raw(token - 1) === '.' ? token - 2 : token - 1;
		return (
			before >= 0 && this.gap(token) <= Gap.wide && (this.form(before).classes & Word.title) !== 0
		);
	}

	/** Last token of the word at `token` together with what a hyphen or apostrophe joins to it: Smith-Jones, O'Hara. */
	word(token: number): number {
		let last = token;
		while (
			last - token < 8 &&
			last + 2 < this.prepared.count &&
			this.gap(last + 1) === Gap.none &&
			this.gap(last + 2) === Gap.none
		) {
			const mark = this.raw(last + 1);
			if (mark !== '-' && mark !== "'") break;
			const next = this.form(last + 2);
			if (next.kind !== Kind.word && next.kind !== Kind.mixed) break;
			if (mark === "'" && next.lower === 's') break;
			// Soo-jin, but not Foley-dependent.
			if (
				mark === '-' &&
				next.shape === Shape.lower &&
				this.form(token).shape !== Shape.lower &&
				next.raw.length > 4
			)
				break;
			last += 2;
		}
		return last;
	}

	/** True for a single capital, with or without a point. */
	initial(token: number): boolean {
		return this.form(token).shape === Shape.initial;
	}

	/** True when the word at `token` may be part of a name under this trust. */
	fits(token: number, trust: Trust): boolean {
		if (token >= this.prepared.count) return false;
		const form = this.form(token);
		if (form.kind !== Kind.word && form.kind !== Kind.mixed) return false;
		const { classes, lower } = form;
		const strength = this.name(token);
		const isCased = cased(form);
		if (form.kind === Kind.mixed)
			return (
				strength >= Name.ambiguous ||
				(trust === Trust.high &&
					isCased &&
					/^[A-Za-z]+[015438|][A-Za-z]*[a-z][A-Za-z0-9]*$/.test(form.raw) &&
					form.raw.length >= 4)
			);
		if (form.shape === Shape.initial) return true;
		if (NEVER.has(lower)) {
			// Ms. An, Guowei He: a family name that is a small word, where no sentence goes on.
			if (
				form.shape !== Shape.capital ||
				strength < Name.ambiguous ||
				(this.listed(token) & (Listed.family | Listed.given)) === 0
			)
				return false;
			const next = token + 1 < this.prepared.count ? this.form(token + 1) : undefined;
			const goes =
				next !== undefined &&
				next.shape === Shape.lower &&
				this.gap(token + 1) <= Gap.wide &&
				(next.classes & Word.said) === 0;
			if (this.behindTitle(token)) return true;
			if (goes || (trust < Trust.high && opens(this.prepared, token))) return false;
			return true;
		}
		if (!isCased) {
			if (strength === Name.sure) return lower.length > 2;
			const next = token + 1 < this.prepared.count ? this.form(token + 1) : undefined;
			if (strength === Name.ambiguous) {
				// dr blood agrees; pt katherine wound, 38 yo: a listed word where only a name can stand.
				if (
					(this.listed(token) & Listed.family) === 0 ||
					lower.length < (trust === Trust.high ? 2 : 3) ||
					next === undefined
				)
					return false;
				if (trust === Trust.high) return (next.classes & (Word.eponymNoun | Word.clinical)) === 0;
				const before = this.listed(token - 1);
				return (
					(before & Listed.given) !== 0 &&
					this.name(token - 1) === Name.sure &&
					(next.kind !== Kind.word ||
						(next.classes & Word.said) !== 0 ||
						this.gap(token + 1) >= Gap.line)
				);
			}
			if (trust === Trust.high) return strength === Name.unknown && lower.length > 2;
			return trust === Trust.middle && strength === Name.unknown && lower.length > 3;
		}
		if ((classes & (Word.month | Word.weekday)) !== 0 && trust < Trust.high)
			return strength >= Name.ambiguous && MONTHS_OF_NAMES.has(lower);
		if (trust === Trust.high) {
			if (strength > Name.no) return true;
			if (
				(classes &
					(Word.label | Word.title | Word.role | Word.relative | Word.facility | Word.unit)) !==
				0
			)
				return false;
			// A name nobody listed that is a word: Ms. Cancer, Dr. Wound.
			return form.shape === Shape.capital;
		}
		if (trust === Trust.middle)
			return strength === Name.unknown
				? form.shape !== Shape.upper || lower.length > 4
				: strength > Name.no;
		return (
			strength >= Name.ambiguous ||
			(strength === Name.unknown && (form.shape === Shape.capital || form.shape === Shape.camel))
		);
	}

	/**
	 * Last token of a name that begins at `token`, or -1. Takes initials, particles, hyphens, `Last,
	 * First M` and a suffix along.
	 */
	forward(token: number, trust: Trust, most = 4): number {
		if (token >= this.prepared.count) return -1;
		let at = token;
		let last = -1;
		let parts = 0;
		let whole = 0;
		while (at < this.prepared.count && parts < most) {
			if (at > token && this.gap(at) > Gap.wide) break;
			const form = this.form(at);
			if (form.kind === Kind.mark) {
				if (
					form.raw === '.' &&
					last === at - 1 &&
					this.gap(at) === Gap.none &&
					this.shortened(at - 1) &&
					(this.fits(at + 1, trust) || this.isParticle(at + 1)) &&
					this.gap(at + 1) <= Gap.space
				) {
					at++;
					continue;
				}
				if (form.raw === '"' || form.raw === '(') {
					// Robert "Bob" Testperson
					if (
						this.fits(at + 1, trust) &&
						oneOf('"\')', this.raw(at + 2)) &&
						this.fits(at + 3, trust) &&
						this.gap(at + 3) <= Gap.space &&
						last >= 0
					) {
						last = at + 1;
						at += 3;
						parts++;
						continue;
					}
				}
				break;
			}
			if (
				this.isParticle(at) &&
				(this.cased(at) || this.cased(at + 1) || this.isParticle(at + 1)) &&
				this.gap(at + 1) <= Gap.space &&
				(this.fits(at + 1, trust) || this.isParticle(at + 1))
			) {
				const joined = this.gap(at + 1) === Gap.none;
				if (!joined) {
					at++;
					continue;
				}
			}
			if (
				this.isParticle(at) &&
				this.raw(at + 1) === '-' &&
				this.gap(at + 1) === Gap.none &&
				this.cased(at + 2)
			) {
				last = this.word(at);
				at = last + 1;
				parts++;
				whole++;
				continue;
			}
			if (!this.fits(at, trust)) break;
			if (whole > 0 && !this.initial(at) && this.stops(at, trust)) break;
			if (
				this.raw(at + 1) === "'" &&
				this.gap(at + 1) === Gap.none &&
				this.initial(at) &&
				this.gap(at + 2) === Gap.none &&
				this.form(Math.min(at + 2, this.prepared.count - 1)).kind === Kind.word &&
				this.lower(at + 2) !== 's'
			) {
				last = this.word(at);
				whole++;
			} else {
				last = this.word(at);
				if (!this.initial(at)) whole++;
			}
			parts++;
			at = last + 1;
		}
		if (last >= 0 && whole > 0) last = this.trailingInitial(last);
		if (last < 0 || whole === 0) return last >= 0 && trust === Trust.high ? last : -1;
		return this.inverted(last, trust);
	}

	/** Takes the capital behind a family name along where the next thing is no word of a sentence: Horvath A. */
	trailingInitial(last: number): number {
		const at = last + 1;
		if (at >= this.prepared.count || this.gap(at) > Gap.space || !this.initial(at)) return last;
		const next = at + 1 < this.prepared.count ? this.form(at + 1) : undefined;
		const word =
			next !== undefined &&
			next.kind === Kind.word &&
			this.gap(at + 1) <= Gap.space &&
			(next.classes & Word.credential) === 0;
		return word || this.raw(at + 1) === "'" ? last : at;
	}

	/** Takes `, First M` behind a family name along, and a suffix. */
	private inverted(last: number, trust: Trust): number {
		let end = last;
		const comma = last + 1;
		if (
			this.raw(comma) === ',' &&
			this.gap(comma) === Gap.none &&
			this.gap(comma + 1) <= Gap.space
		) {
			const next = comma + 1;
			if (
				(this.form(Math.min(next, this.prepared.count - 1)).classes & Word.suffix) !== 0 &&
				this.cased(next)
			)
				return next;
			const same =
				this.form(last).shape === Shape.upper ||
				this.form(Math.min(next, this.prepared.count - 1)).shape !== Shape.upper;
			const given = (this.listed(next) & Listed.given) !== 0 && this.name(next) >= Name.ambiguous;
			if (
				this.cased(next) &&
				same &&
				!this.initial(next) &&
				(given || (trust === Trust.high && this.name(next) === Name.unknown)) &&
				(this.form(next).classes & (Word.credential | Word.state)) === 0
			) {
				end = this.word(next);
				let more = end + 1;
				for (let count = 0; count < 2 && this.gap(more) <= Gap.space; count++) {
					if (this.raw(more) === '.' && this.gap(more) === Gap.none && this.initial(end)) {
						more++;
						continue;
					}
					if (
						more < this.prepared.count &&
						this.form(more).kind === Kind.word &&
						(this.initial(more) || (this.cased(more) && this.name(more) === Name.sure))
					) {
						end = more;
						more++;
					} else break;
				}
			}
		}
		const suffix = end + 1;
		if (
			suffix < this.prepared.count &&
			this.gap(suffix) <= Gap.space &&
			(this.form(suffix).classes & Word.suffix) !== 0 &&
			this.cased(suffix) &&
			this.raw(suffix) !== 'SR'
		)
			return suffix;
		return end;
	}

	private isParticle(token: number): boolean {
		return (
			token < this.prepared.count &&
			(this.form(token).classes & Word.particle) !== 0 &&
			this.form(token).kind === Kind.word
		);
	}

	/** A single letter, or the short form of a given name: Wm., Geo., Chas. */
	private shortened(token: number): boolean {
		return this.initial(token) || SHORTENED.has(this.lower(token));
	}

	/** True when a capitalised word behind a name is the next thing on the line rather than part of it. */
	private stops(token: number, trust: Trust): boolean {
		const form = this.form(token);
		if (trust === Trust.high && this.name(token) === Name.no) return true;
		if (
			(form.classes & (Word.credential | Word.role | Word.relative)) !== 0 &&
			form.shape === Shape.upper
		)
			return true;
		return this.raw(token + 1) === ':' && this.gap(token + 1) === Gap.none;
	}

	/** Credentials behind a token: first of them, or -1. */
	credential(token: number): number {
		let at = token + 1;
		if (this.raw(at) === ',') at++;
		if (at >= this.prepared.count || this.gap(at) > Gap.space) return -1;
		const form = this.form(at);
		if ((form.classes & Word.credential) !== 0 && form.shape === Shape.upper) return at;
		if ((form.classes & Word.credential) !== 0 && MIXED_CREDENTIALS.has(form.raw)) return at;
		if (
			CREDENTIAL_BEGINS.has(form.raw) &&
			this.raw(at + 1) === '.' &&
			this.gap(at + 1) === Gap.none &&
			CREDENTIAL_ENDS.has(this.raw(at + 2)) &&
			this.gap(at + 2) === Gap.none
		)
			return at;
		return -1;
	}
}
