/**
 * Units as people write them, reduced to a dimension and a factor so that 1 g equals 1000 mg. The
 * prefixes are those of UCUM; words of a dose form (tablet, puff) are dimensions of their own.
 */
export interface Unit {
	/** `mass`, `volume`, `mass/volume`, `count/volume`, `form:tablet`, `time`, ... */
	readonly dimension: string;
	/** Multiplies a value into the base unit of the dimension. */
	readonly factor: number;
}

const units = new Map<string, Unit>();
const add = (dimension: string, factor: number, names: string) => {
	for (const name of names.split(' ')) units.set(name.replaceAll('_', ' '), { dimension, factor });
};
add('mass', 1, 'g gm gms gram grams grammes');
add('mass', 1e-3, 'mg mgs milligram milligrams');
add('mass', 1e-6, 'mcg mcgs µg ug microgram micrograms mikrogram');
add('mass', 1e-9, 'ng nanogram nanograms');
add('mass', 1e-12, 'pg picogram picograms');
add('mass', 1e3, 'kg kgs kilogram kilograms kilo kilos');
add('mass', 453.592, 'lb lbs pound pounds');
add('mass', 28.3495, 'oz ounce ounces');
add('volume', 1, 'l liter liters litre litres');
add('volume', 1e-1, 'dl deciliter deciliters decilitre');
add('volume', 1e-3, 'ml mls cc ccs milliliter milliliters millilitre millilitres');
add('volume', 1e-6, 'µl ul microliter microliters mcl cumm mm3');
add('volume', 1e-15, 'fl femtoliter');
add('amount', 1, 'mol mole moles');
add('amount', 1e-3, 'mmol mmols millimole millimoles');
add('amount', 1e-6, 'µmol umol micromol micromole mcmol');
add('amount', 1e-9, 'nmol');
add('amount', 1e-12, 'pmol');
add('equivalent', 1e-3, 'meq meqs milliequivalent milliequivalents');
add('equivalent', 1, 'eq');
add('osmole', 1e-3, 'mosm mosmol');
add('unit', 1, 'unit units u iu ius');
add('unit', 1e-3, 'mu miu mu milliunit milliunits m[iu] miu');
add('unit', 1e-6, 'µu uiu µiu uu');
add('unit', 1e3, 'ku kiu');
add('unit', 1, '[iu] [usp] i.u.');
add('length', 1, 'm meter meters metre metres');
add('length', 1e-2, 'cm centimeter centimeters centimetre cms');
add('length', 1e-3, 'mm millimeter millimeters millimetre millimetres');
add('length', 0.3048, 'ft foot feet');
add('length', 0.0254, 'inch inches [in_i]');
add('pressure', 1, 'mmhg mm_hg mm[hg] torr');
add('pressure', 7.50062, 'kpa');
add('percent', 1, '% percent pct');
add('temperature-c', 1, '°c c celsius cel degc');
add('temperature-f', 1, '°f f fahrenheit [degf] degf');
add('degree', 1, '° degrees degree deg');
add('time', 1, 's sec secs second seconds');
add('time', 60, 'min mins minute minutes');
add('time', 3600, 'h hr hrs hour hours');
add('time', 86400, 'd day days');
add('time', 604800, 'wk wks week weeks');
add('time', 2629800, 'mo mos month months');
add('time', 31557600, 'yr yrs year years y');
add('count', 1, 'cells cell copies');
add('count', 1e3, 'k thousand thou th 10*3 10^3 10e3 x10e3 103 x103');
add('count', 1e6, 'million mil m_ 10*6 10^6 10e6 x10e6 106 x106');
add('count', 1e9, '10*9 10^9 10e9 x10e9 109 x109 billion');
add('count', 1e12, '10*12 10^12 10e12 x10e12');
add('beats/time', 1 / 60, 'bpm');
add('area', 1, 'm2 sqm');
add('energy', 1, 'kcal cal calories');
add('dose-kerma', 1, 'gy');
add('ratio-ph', 1, 'ph');
for (const forms of [
	'tablet tablets tab tabs tbl pill pills caplet caplets',
	'capsule capsules cap caps',
	'puff puffs inhalation inhalations actuation actuations',
	'drop drops gtt gtts',
	'patch patches',
	'spray sprays',
	'suppository suppositories',
	'application applications',
	'ampule ampules ampoule ampoules amp',
	'vial vials',
	'packet packets sachet sachets',
	'lozenge lozenges',
	'teaspoon teaspoons tsp',
	'tablespoon tablespoons tbsp',
	'nebule nebules neb nebs',
	'bag bags',
	'dose doses',
	'pen pens',
	'syringe syringes',
	'click clicks',
	'scoop scoops',
	'strip strips',
	'film films',
	'ring rings',
	'stick sticks',
	'pack packs',
	'bottle bottles',
	'can cans',
	'mole_equivalents',
]) {
	const [name] = forms.split(' ');
	add(`form:${name}`, 1, forms);
}

/** Words between a number and "per": "12 breaths per minute" is 12 per minute. */
const COUNTED = new Set([
	'beat',
	'beats',
	'breath',
	'breaths',
	'respirations',
	'{beats}',
	'{breaths}',
]);

export const unitOf = (low: string): Unit | undefined =>
	units.get(low) ?? (COUNTED.has(low) ? { dimension: 'beats', factor: 1 } : undefined);

/** "mg" per "dL": one unit over another. */
export function over(top: Unit, bottom: Unit): Unit {
	return {
		dimension: `${top.dimension}/${bottom.dimension}`,
		factor: top.factor / bottom.factor,
	};
}

/** True when both are the same quantity but for the unit's size; a relative difference of 1e-9 is rounding. */
export function sameQuantity(a: number, one: Unit, b: number, other: Unit): boolean {
	if (one.dimension !== other.dimension) return false;
	const left = a * one.factor;
	const right = b * other.factor;
	return Math.abs(left - right) <= 1e-9 * Math.max(Math.abs(left), Math.abs(right));
}

export const isForm = (unit: Unit): boolean => unit.dimension.startsWith('form:');
