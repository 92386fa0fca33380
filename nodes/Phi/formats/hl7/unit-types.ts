import { isUcum } from '../fhir/terminologies';
import { at } from './cells';
import { systemOf } from './codes';
import type { FieldPlace } from './place';
import type { Rule } from './rule';

/** Units as laboratories and wards write them beside UCUM, without prefix and in small letters. */
const WRITTEN = new Set(
	(
		'lb lbs oz ft in inch inches yd mi pt qt gal cup cups tsp tbsp sec secs second seconds min mins ' +
		'minute minutes hr hrs hour hours day days wk wks week weeks mo mos month months yr yrs year ' +
		'years beat beats bpm breath breaths br rpm resp c f degc degf deg degree degrees celsius ' +
		'fahrenheit percent pct ratio index score scale titer titre ph cell cells copies copy cfu pfu ' +
		'hpf lpf field unit units iu u miu uiu kiu mu ku eu au bau arb rfu pcs psi cc ccs cmm cumm ' +
		'drop drops gtt gtts puff puffs spray sprays tab tabs tablet tablets cap caps capsule capsules ' +
		'patch patches vial vials amp amps ampule dose doses each ea suppository suppositories ' +
		'application applications packet packets bottle bottles bag bags syringe syringes kit kits ' +
		'lozenge lozenges film films pen pens meq mmhg cmh2o inhg mosm osm log diopter diopters met mets ' +
		'pack packs ppd ml/min bsa m2 m3 sqm creat creatinine hgb hb wbc wbcs rbc rbcs x e a l g m s ' +
		'fl pg ng ug mcg mg kg dl ul ml cl nl nm um mm cm km mmol umol nmol pmol fmol mol ' +
		'ukat nkat kat kpa pa bar mbar w kw j kj cal kcal v mv uv ma hz khz mhz gy cgy sv msv bq mbq ci ' +
		'mci uci r rad db h d'
	).split(' '),
);
const PARTS = /[\s/.*·×()^[\]_-]+/;
/** Powers and small numbers: `10E3`, `x10(9)`, `1.73m2`, `24h`. */
const NUMBER = /^[x×]?(?:\d{1,3}|10e\d{1,2})$/;

/** True for a unit of measure: one of UCUM, or made of words and numbers of which units are made. */
export function isUnit(text: string): boolean {
	const whole = text.trim();
	if (whole === '' || whole.length > 40) return false;
	if (isUcum(whole) && !whole.includes('{')) return true;
	const parts = whole
		.normalize('NFKC')
		.replaceAll(/[µμ]/g, 'u')
		.replaceAll('%', ' percent ')
		.replaceAll('°', ' deg ')
		.toLowerCase()
		.split(PARTS)
		.filter((part) => part !== '');
	const digits = whole.replaceAll(/\D/g, '');
	return parts.length > 0 && digits.length <= 5 && parts.every(isPart);
}

function isPart(part: string): boolean {
	if (WRITTEN.has(part) || NUMBER.test(part)) return true;
	const [, number, rest, power] = /^(\d{1,3})?([a-z]+)([23])?$/.exec(part) ?? [];
	return rest !== undefined && (number !== undefined || power !== undefined) && WRITTEN.has(rest);
}

/**
 * The unit of a number (OBX-6 and those of orders and doses), with whatever coding system or none: a
 * measured value without it could be read as another one.
 */
export const unit: Rule = (cell, place) => {
	const out: Array<string | undefined> = [];
	for (const first of [1, 4]) {
		const [code, words, name] = [0, 1, 2].map((more) => at(cell, first + more)) as [
			string,
			string,
			string,
		];
		out[first - 1] = unitOf(code, place);
		out[first] = unitOf(words, place);
		if (out[first - 1] !== undefined && isNamed(name, place)) out[first + 1] = name;
	}
	const original = unitOf(at(cell, 9), place);
	if (original !== undefined) out[8] = original;
	const filled = Array.from(out, (part) => part);
	return filled.some((part) => part !== undefined) ? filled : undefined;
};

function unitOf(text: string, place: FieldPlace): string | undefined {
	if (text === '' || text === '""') return undefined;
	if (isUnit(text)) return text;
	place.did('removed: no unit', 'OTHER');
	place.work.report.review(
		'unit-removed',
		'What stood for a unit of measure is none that is known here, and was taken out: the number before it must not be read without it.',
		place.at,
	);
	return undefined;
}

const isNamed = (name: string, { work }: FieldPlace): boolean =>
	systemOf(name) !== undefined || work.codeSystems.has(name);
