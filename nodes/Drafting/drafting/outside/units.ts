import { set, type Word } from './words';

/** Units of measure: a placeholder brings its own, so that no other can stand beside its number. */
const UNIT = set(`
	mg mgs mcg mcgs ug µg μg ng pg kg kgs g gm gms gr ml mls dl cl l cc iu iul meq meqs mmol mol nmol pmol
	umol mosm mmhg kpa bpm cm mm nm hz kcal cal cmh ph inr fl
	gram grams gramme grammes milligram milligrams milligramme milligrammes microgram micrograms
	microgramme microgrammes nanogram nanograms kilogram kilograms kilo kilos pound pounds ounce ounces
	liter liters litre litres milliliter milliliters millilitre millilitres deciliter decilitre
	milliequivalent milliequivalents equivalent equivalents millimole millimoles mole moles
	millimeter millimeters millimetre millimetres centimeter centimeters centimetre centimetres
	units percent percentage percentages percentile celsius fahrenheit
`);
/** Single letters that are units only when written so. */
const CASED = set('G g L l U u');

/** How often: only a fact may say so. */
const FREQUENCY = set(`
	daily nightly hourly weekly fortnightly biweekly monthly yearly annually bid tid qid qd qds qod qhs qam
	qpm bds tds od prn qh tiw biw mane nocte
`);

/** Behind a number these make a quantity, elsewhere they are plain words. */
const AFTER_NUMBER = set(`
	second seconds minute minutes min mins hour hours hr hrs day days night nights week weeks month months
	year years times time fold point points degree degrees percent unit puff puffs drop drops tablet tablets
	tab tabs capsule capsules cap caps pill pills ampoule ampoules vial vials patch patches spray sprays
	teaspoon teaspoons tablespoon tablespoons spoon spoons suppository suppositories sachet sachets dose
	doses litre liter gram x stone feet foot inch inches beats breaths
`);

export function unitAt(words: readonly Word[], at: number): Word | undefined {
	const word = words[at];
	if (UNIT.has(word.low) || CASED.has(word.raw)) return word;
	if (word.afterHole && AFTER_NUMBER.has(word.low)) return word;
	// "units" is caught above; "an international unit" is none of a ward.
	if (word.low === 'unit' && words[at - 1]?.low === 'international') return word;
	return undefined;
}

export const frequencyAt = (words: readonly Word[], at: number): Word | undefined =>
	FREQUENCY.has(words[at].low) ? words[at] : undefined;
