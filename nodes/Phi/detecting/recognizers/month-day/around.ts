import { oneOf } from '../../marks';
import { opens } from '../../scan';
import { Gap, Kind, Shape, type PreparedText } from '../../types';
import { lower } from '../near';
import { MEASURE } from './words-of-parts';

const UNITS =
	/^(?:LPM|PRN|PO|BID|TID|QID|QD|QHS|ML|MG|CC|NC|RA|MIN|HR|HRS|TABS?|DAYS?|WKS?|WEEKS?|MONTHS?)$/i;
const ZERO_FIRST = /^0[1-9]$/;
const ABBREVIATION = /^[A-Z]{2,5}s?$/;
/** Wholes that scores and strengths are out of. */
const WHOLES: ReadonlySet<number> = new Set([2, 3, 4, 5, 6, 8, 10]);

/** `a/b` or `a-b` without a year, and what stands around it. */
export class Around {
	/** The word before it, in small letters; `on` where what leads to it is as good. */
	before: string;
	/** The word before that one. */
	readonly before2: string;
	/** The word before it as it is written, and its classes. */
	readonly raw: string;
	readonly classes: number;
	/** The word behind it, in small letters, and whether it stands in the same line. */
	readonly next: string;
	readonly isSameLine: boolean;

	/**
	 * @param token its first
	 * @param after the token behind its last
	 */
	constructor(
		readonly prepared: PreparedText,
		readonly token: number,
		readonly after: number,
		readonly a: number,
		readonly b: number,
	) {
		this.before = lower(prepared, token - 1);
		this.before2 = lower(prepared, token - 2);
		this.raw = token > 0 ? prepared.at(token - 1).raw : '';
		this.classes = token > 0 ? prepared.at(token - 1).classes : 0;
		this.next = lower(prepared, after);
		this.isSameLine = after < prepared.count && this.gapBehind < Gap.line;
	}

	/** The third word before it. */
	get before3(): string {
		return lower(this.prepared, this.token - 3);
	}

	get gapBefore(): number {
		return this.prepared.gaps[this.token] as number;
	}

	/** Only where something stands behind it. */
	get gapBehind(): number {
		return this.prepared.gaps[this.after] as number;
	}

	/** How the letters of the word before it are cased. */
	get shape(): number {
		return this.token > 0 ? this.prepared.at(this.token - 1).shape : Shape.none;
	}

	/** `4/5`, `2/10`: as scores and strengths are written. */
	get isScore(): boolean {
		return this.a <= this.b && WHOLES.has(this.b);
	}

	/** `02/19`, `5/05`: one of the parts has a zero before it. */
	get isPadded(): boolean {
		const { prepared, token } = this;
		return ZERO_FIRST.test(prepared.at(token).raw) || ZERO_FIRST.test(lower(prepared, token + 2));
	}

	/** Behind an abbreviation: `CSF 3/4`, `CTs 3/4`. */
	get isAbbreviated(): boolean {
		return ABBREVIATION.test(this.raw);
	}

	/** At the head of a sentence, a line or a cell. */
	get opens(): boolean {
		return opens(this.prepared, this.token);
	}

	/** Whether a clause, a cell or a line ends behind it, or a person signs. */
	get endsClause(): boolean {
		const { prepared, after } = this;
		if (after >= prepared.count || this.gapBehind >= Gap.line) return true;
		const { raw, shape, kind } = prepared.at(after);
		if (raw === '.') return after + 1 >= prepared.count || prepared.gaps[after + 1] !== Gap.none;
		if (oneOf(',;:|)"]', raw)) return this.gapBehind === Gap.none;
		// The next label: `T:`.
		if (lower(prepared, after + 1) === ':') return true;
		if (kind !== Kind.word || shape === Shape.lower || shape === Shape.initial) return false;
		return !MEASURE.has(this.next) && !UNITS.test(raw);
	}
}
