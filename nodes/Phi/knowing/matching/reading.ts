import { Gap, Kind, Shape, type PreparedText } from '../../detecting/types';
import { Word } from '../../detecting/vocabulary/words';
import type { PhiRole, PhiType } from '../../types';

/** A stretch of tokens that is an identifier of the chart. */
export interface Match {
	readonly first: number;
	/** Last token of it. */
	readonly last: number;
	/** Signs of the first token that are no part of it: the label of `MRN8235991`. */
	readonly skip?: number;
	readonly type: PhiType;
	readonly role: PhiRole;
	readonly rule: string;
	readonly score: number;
}

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** Words before a name that make even an ordinary word one. */
const INTRODUCES = words(
	`by named called name nickname aka mr mrs ms miss dr dear hi hello cc attn per via re signed surname
	last first middle maiden mi goes labeled labelled`,
);
/** Labels of a form behind which any word is a name. */
const NAME_LABEL = words('name names surname firstname lastname forename');
const COURTESY = words('mr mrs ms miss mx dr prof');
/** Words before a name that make an ordinary word one if it is capitalised. */
const ACCOMPANIES = words(
	`with w from to for and told asked met spoke saw called regarding re informed contacted paged notified
	contact about call calling page paging ask tell text email notify inform`,
);
/** What only people do. */
export const PERSON_DOES = words(
	`reports reported denies denied states stated says said complains complained verbalizes verbalized
	tells told asked asks wants wishes understands understood agrees agreed declines declined refuses
	refused lives lived ambulated voices voiced endorses endorsed who arrived underwent prefers thinks
	believes works worked called calls expressed expresses walked slept ate returns returned`,
);
/** What follows a name that is used as the name of a thing. */
const THING = words(
	`blood count counts cell cells matter plaque plaques male female box card tube tubes line lines bag
	pen pump vac valve device monitor stocking stockings boot brace collar splint walker view approach
	incision retractor clamp suture sutures needle dressing catheter catheters cath foley drain disease
	disorder syndrome palsy sign signs test tests score scores scale criteria lymphoma ulcer tumor tumour
	fracture fractures procedure maneuver manoeuvre position drip reflex contracture hernia classification
	stage grade index phenomenon dementia chorea bodies body esophagus hydrocephalus block cancer wound
	care term acting standing lived lasting bengal light lamp stick coat noise cast stent graft filter
	mask solution balloon powder gel cream formula equation law method stain agar agent culture medium
	phone phones app unit xray glasses juice hump rash fever virus strain vaccine area triangle point
	duct gland node tunnel canal cord ligament muscle fascia fold pouch space lobe ring cells anemia
	tablet tablets capsule capsules mg ml mcg units bed center discharge healing infection site`,
);

/** What is named after people, and is not theirs. */
const NAMED_AFTER = words(
	'disease syndrome palsy sign criteria lymphoma classification maneuver manoeuvre phenomenon chorea law',
);

/** A note while it is swept: its tokens, and what stands around one of them. */
export class Reading {
	readonly count: number;

	constructor(readonly prepared: PreparedText) {
		this.count = prepared.count;
	}

	lower(token: number): string {
		return token < 0 || token >= this.count ? '' : this.prepared.at(token).lower;
	}

	raw(token: number): string {
		return token < 0 || token >= this.count ? '' : this.prepared.at(token).raw;
	}

	kind(token: number): number {
		return token < 0 || token >= this.count ? 0 : this.prepared.at(token).kind;
	}

	shape(token: number): number {
		return token < 0 || token >= this.count ? 0 : this.prepared.at(token).shape;
	}

	classes(token: number): number {
		return token < 0 || token >= this.count ? 0 : this.prepared.at(token).classes;
	}

	/** Gap before a token; a blank line beyond the ends. */
	gap(token: number): number {
		return token < 0 || token >= this.count ? Gap.blank : (this.prepared.gaps[token] as number);
	}

	isMark(token: number, marks?: string): boolean {
		if (this.kind(token) !== Kind.mark) return false;
		return marks === undefined || marks.includes(this.raw(token));
	}

	hasCapital(token: number): boolean {
		const shape = this.shape(token);
		return shape !== Shape.lower && shape !== Shape.none;
	}

	/** Whether a token begins a sentence or a line, so that its capital says nothing. */
	startsSentence(token: number): boolean {
		if (this.gap(token) >= Gap.line) return true;
		const before = token - 1;
		if (!this.isMark(before, '.!?:;*•"([-')) return false;
		return !(this.isMark(before, '.') && (this.classes(token - 2) & Word.title) !== 0);
	}

	/** The word token before one, over a point or an apostrophe, on the same line; -1 where there is none. */
	wordBefore(token: number, over = '.'): number {
		let at = token;
		for (let steps = 0; steps < 3; steps++) {
			if (this.gap(at) >= Gap.line) return -1;
			at--;
			if (at < 0) return -1;
			if (!this.isMark(at)) return at;
			if (!over.includes(this.raw(at))) return -1;
		}
		return -1;
	}

	/** Whether a title (Dr., Ms.) stands directly before a token. */
	titleBefore(token: number): boolean {
		const before = this.wordBefore(token);
		if (before < 0 || (this.classes(before) & Word.title) === 0) return false;
		return before === token - 1 || this.isMark(token - 1, '.');
	}

	/** Whether what stands before a token says that a person is named here, whatever the word. */
	introduced(token: number): boolean {
		if (this.titleBefore(token)) {
			// "The nurse will": a title that is a word as well takes a capital behind it.
			const title = this.lower(this.wordBefore(token));
			if (this.hasCapital(token) || COURTESY.has(title)) return true;
			return title === 'doctor' && (this.classes(token) & Word.said) === 0;
		}
		if (this.isMark(token - 1, ':') && NAME_LABEL.has(this.lower(token - 2))) return true;
		// Elsewhere it takes a capital: "CC: fall" is no one.
		if (!this.hasCapital(token)) return false;
		const before = this.isMark(token - 1, '"') ? token - 2 : token - 1;
		if (this.isMark(before, ':=^|')) {
			const label = this.classes(before - 1);
			if ((label & (Word.role | Word.relative | Word.title | Word.credential)) !== 0) return true;
			return INTRODUCES.has(this.lower(before - 1));
		}
		if (this.gap(token) >= Gap.line) return false;
		return INTRODUCES.has(this.lower(before));
	}

	/** Whether a person is likely to be named by a capitalised word here. */
	accompanied(token: number): boolean {
		const before = this.wordBefore(token, '.,/');
		if (before < 0) return false;
		if ((this.classes(before) & (Word.relative | Word.role | Word.credential)) !== 0) return true;
		return ACCOMPANIES.has(this.lower(before)) || INTRODUCES.has(this.lower(before));
	}

	/** Index after a possessive `'s` that follows a token, else the token after it. */
	afterPossessive(token: number): number {
		if (this.isMark(token + 1, "'") && this.gap(token + 1) === Gap.none) {
			return this.lower(token + 2) === 's' ? token + 3 : token + 2;
		}
		return token + 1;
	}

	isPossessive(token: number): boolean {
		return this.afterPossessive(token) > token + 1;
	}

	/**
	 * Whether the word after a token makes a thing of it: `Foley catheter`, `Bell's palsy`. A word that
	 * is nothing but a name may own a fever, so that it takes a word that only eponyms have.
	 */
	namesThing(token: number, ordinary = true): boolean {
		const next = this.afterPossessive(token);
		if (this.gap(next) >= Gap.line) return false;
		if (!ordinary) return NAMED_AFTER.has(this.lower(next));
		let at = next;
		if (this.isMark(next, '-') && this.gap(next) === Gap.none) {
			at = next + 1;
			// Smith-Testperson syndrome.
			if ((this.classes(at + 1) & Word.eponymNoun) !== 0 || THING.has(this.lower(at + 1)))
				return true;
		}
		return THING.has(this.lower(at)) || (this.classes(at) & Word.eponymNoun) !== 0;
	}

	/** Whether the line of a token has words of capitals and none in lower case. */
	inCapitals(token: number): boolean {
		for (let at = token; at >= 0 && at > token - 6; at--) {
			if (this.shape(at) === Shape.lower) return false;
			if (this.gap(at) >= Gap.line) break;
		}
		for (let at = token + 1; at < this.count && at < token + 6; at++) {
			if (this.gap(at) >= Gap.line) break;
			if (this.shape(at) === Shape.lower) return false;
		}
		return true;
	}
}
