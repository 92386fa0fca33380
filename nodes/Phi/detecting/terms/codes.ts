import { oneOf, setOf } from '../marks';
import { Gap } from '../types';
import { Around, MOST_BEFORE } from './around';

const REFERENCE = setOf('ref reference range normal');

/** `Ref 135-145`: what is normal. */
export function isReferenceRange(around: Around, rule: string): boolean {
	const range = rule.startsWith('labelled') ? /^(\d{1,4})-(\d{1,4})$/.exec(around.text) : null;
	if (range === null || Number(range[1]) >= Number(range[2])) return false;
	return REFERENCE.has(around.word(around.first - 1));
}

/** `L1-2`: no first of February that a scanner misread. */
export const isSpineLevel = (around: Around): boolean =>
	/^[CTLS]\d{1,2}-\d{1,2}$/i.test(around.text);

const METASTABLE = setOf('tc technetium in indium kr krypton');

/** `Tc-99m`: a nucleus, no man of 99. */
export function isIsotope(around: Around): boolean {
	if (!/^\d{2,3}m$/.test(around.text)) return false;
	const before = around.first - 1;
	return METASTABLE.has(around.word(oneOf('-', around.raw(before)) ? before - 1 : before));
}

/** `CA-125`, `G3P2012`: a marker of tumors, and how often somebody was pregnant. */
const MARKER_OR_GRAVIDA = /^(?:CA-?\d{2,3}|G\d{1,2}P\d{1,4}(?:A\d{1,2})?(?:L\d{1,2})?)$/i;

const TEETH = setOf('teeth tooth molar molars premolar incisor');

/** Systems and standards whose codes are nobody's. */
const CODE_SYSTEMS = setOf(
	'apc astm atc cas cpt cvx drg hcpcs icd iec iso loinc ndc rxnorm snomed unii',
);

/** `CPT 27447, 93306-26`, `ISO 13485`, `rs1799853`: also further on in a row. */
export function isOfCodeSystem(around: Around): boolean {
	const { head } = around;
	if (head.startsWith('rs') && /^rs\d{3,}$/.test(around.text)) return true;
	for (let at = around.first - 1; at > around.first - 2 - MOST_BEFORE; at--) {
		const word = around.word(at);
		// A defibrillator is an ICD too, and its number is longer than a code.
		if (CODE_SYSTEMS.has(word)) return word !== 'icd' || !/\d{6}/.test(around.text);
		const isInRow = oneOf(',', word) || oneOf('-', word) || oneOf(';', word) || oneOf(':', word);
		if (!isInRow && !/\d/.test(word)) return false;
	}
	return false;
}

/** `G2 now P2002`, `36yo G3P1011`: how often somebody was pregnant, and gave birth. */
function isPregnancies(around: Around): boolean {
	const { text, first } = around;
	if (!text.includes('G') && !text.includes('g') && !text.startsWith('P')) return false;
	if (/^(?:\d{1,2} ?y\/?o? )?G\d{1,2} ?P\d{1,4}$/i.test(text)) return true;
	if (!/^P\d{3,4}$/.test(text)) return false;
	for (let at = first - 1; at > first - 4; at--)
		if (/^g\d{1,2}$/.test(around.word(at))) return true;
	return false;
}

/** Tokens between `chr7` and its base: `chr7:g.55259515`. */
const MOST_TO_BASE = 6;

/** `chr7:55259515`, `chrX:1234567-1234999`: a base of a chromosome, as a variant is reported. */
function isOnChromosome(around: Around): boolean {
	const { first } = around;
	for (let at = first - 1; at >= first - MOST_TO_BASE; at--) {
		const word = around.word(at);
		if (/^chr(?:\d{1,2}|[xym]|mt)$/.test(word)) return true;
		if (!/^(?:[:._-]|[gcm]|\d+)$/.test(word) || around.gap(at + 1) !== Gap.none) return false;
	}
	return false;
}

const BILLED = setOf('dme hcpcs cpt billed code modifier');

/** `DME: K0001 wheelchair`, `Rx BIN 610000`: what is paid for, and the bank of a plan. */
function isBilled(around: Around): boolean {
	const { text, first } = around;
	const led = around.word(oneOf(':', around.raw(first - 1)) ? first - 2 : first - 1);
	if (text.startsWith('BIN ') || led === 'bin' || led === 'rxbin') return /\d{6}$/.test(text);
	if (text.length !== 5 || !/^[A-V]\d{4}$/.test(text)) return false;
	const before = around.word(oneOf(':', around.raw(first - 1)) ? first - 2 : first - 1);
	return BILLED.has(before);
}

export function isCode(around: Around): boolean {
	const { text, first } = around;
	const mayBeMarker = oneOf('cCgG', text.charAt(0));
	if ((mayBeMarker && MARKER_OR_GRAVIDA.test(text)) || isOfCodeSystem(around)) return true;
	if (isOnChromosome(around)) return true;
	if (isPregnancies(around) || isBilled(around)) return true;
	if (text.length > 6 || !/^#?\d{1,2}(?:-\d{1,2})?$/.test(text)) return false;
	for (let at = first - 1; at > first - MOST_BEFORE; at--) {
		if (TEETH.has(around.word(at))) return true;
	}
	return false;
}
