import type { FactQuantity, MedicationData } from '../../../shared/contracts/clinical-facts';
import { comparable, unique } from '../words/lists';
import { near } from '../words/numbers';
import { convert, scaleOf } from '../words/ucum';
import { countedUnit } from '../words/units';
import type { Step } from './directions';
import type { Entry, Medicine } from './entry';
import { SALT_COUNTS } from './product';

export type Change = NonNullable<MedicationData['changes']>[number];

/** `same` and `changed` only where it is certain; the rest is `unknown`. */
export interface Comparison {
	outcome: 'same' | 'changed' | 'unknown';
	changes: Change[];
}

/** Compares how one medicine was and is taken. */
export function compare(before: Entry, after: Entry): Comparison {
	const changes: Change[] = [];
	let unknown = false;
	const note = (answer: boolean | undefined, change: Change) => {
		if (answer === false) changes.push(change);
		if (answer === undefined) unknown = true;
	};
	note(sameRelease(before.medicine, after.medicine), 'form');
	note(sameSalt(before.medicine, after.medicine), 'form');
	note(sameConcentration(before.medicine, after.medicine), 'strength');
	if (before.steps.length === 0 && after.steps.length === 0)
		return { outcome: 'unknown', changes: [] };
	if (sameText(before.steps, after.steps)) {
		// As many tablets as before, of another strength: another dose.
		note(sameStrength(before, after), 'dose');
	} else if (before.steps.length !== 1 || after.steps.length !== 1) {
		const told = before.steps.length > 0 && after.steps.length > 0;
		note(told ? sameSteps(before, after) : undefined, 'steps');
	} else {
		for (const [change, same] of stepChanges(before, after)) note(same, change);
	}
	// As much as before from other pieces is another count of pieces: that must be told.
	if (changes.length === 0) note(samePiece(before.medicine, after.medicine), 'strength');
	if (changes.length > 0) return { outcome: 'changed', changes: unique(changes) };
	return { outcome: unknown ? 'unknown' : 'same', changes: [] };
}

function sameText(a: readonly Step[], b: readonly Step[]): boolean {
	return (
		a.length > 0 &&
		a.length === b.length &&
		a.every((step, at) => comparableText(step.text) === comparableText(b[at].text))
	);
}

/** `2.5 mg` and `25 mg` must not become one, so points between digits stay. */
const comparableText = (text: string): string =>
	comparable(text.replace(/(\d)[.,](\d)/g, '$1point$2').replace(/[-/+]/g, ' to '));

/** Several steps on one side or both: certain only when each of them is. */
function sameSteps(before: Entry, after: Entry): boolean | undefined {
	if (before.steps.length !== after.steps.length) return false;
	const answers = before.steps.flatMap((step, at) =>
		stepChanges({ ...before, steps: [step] }, { ...after, steps: [after.steps[at]] }),
	);
	if (answers.some(([, same]) => same === false)) return false;
	return answers.some(([, same]) => same === undefined) ? undefined : true;
}

function stepChanges(before: Entry, after: Entry): Array<[Change, boolean | undefined]> {
	const [a] = before.steps;
	const [b] = after.steps;
	return [
		doseChange(before, after),
		['route', sameRoute(a, b)],
		['frequency', sameFrequency(a, b)],
		['as-needed', sameNeed(a, b)],
		['steps', sameLength(a, b)],
	];
}

function doseChange(before: Entry, after: Entry): [Change, boolean | undefined] {
	const [a] = before.steps;
	const [b] = after.steps;
	if (a.dose === undefined || b.dose === undefined) return ['dose', undefined];
	const plain = sameQuantity(a.dose, b.dose);
	if (!isOfProduct(a.dose) && !isOfProduct(b.dose)) return ['dose', plain];
	// "1 tablet" is a dose only together with what is in the tablet.
	const amountA = amountOf(a.dose, before.medicine);
	const amountB = amountOf(b.dose, after.medicine);
	if (amountA === undefined || amountB === undefined) {
		const oneProduct = sameProduct(before.medicine, after.medicine);
		return ['dose', oneProduct ? plain : undefined];
	}
	const same = sameQuantity(amountA, amountB);
	// The same amount from other tablets: two of 20 mg instead of one of 40 mg.
	return same === true && plain === false ? ['strength', false] : ['dose', same];
}

/** True for "1 tablet" or "5 mL": how much that is depends on what is in it. Units are an amount. */
function isOfProduct({ unit }: FactQuantity): boolean {
	const counted = countedUnit(unit);
	return isVolume(unit) || (counted !== undefined && counted !== 'unit');
}

const isVolume = (unit: string): boolean => scaleOf(unit).kind === 'L';

/** What is in the dose; undefined where the name of the product does not tell it. */
function amountOf(dose: FactQuantity, { product }: Medicine): FactQuantity | undefined {
	if (!isOfProduct(dose)) return dose;
	const counted = countedUnit(dose.unit);
	const one = isVolume(dose.unit)
		? product.concentration
		: counted === 'tablet' || counted === 'capsule'
			? product.strength
			: undefined;
	if (one === undefined) return undefined;
	const { value, unit } = one;
	const many = isVolume(dose.unit) ? convert(1, dose.unit, 'mL') : 1;
	if (many === undefined) return undefined;
	return {
		value: value * dose.value * many,
		unit,
		...(dose.high !== undefined && { high: value * dose.high * many }),
	};
}

/** The same amount in a milliliter, as far as both names tell one. */
function sameConcentration(a: Medicine, b: Medicine): boolean {
	const [x, y] = [a.product.concentration, b.product.concentration];
	return x === undefined || y === undefined || sameQuantity(x, y) !== false;
}

/** The same amount in a tablet: half of a 50 mg tablet and a 25 mg tablet are two ways to take 25 mg. */
function samePiece(a: Medicine, b: Medicine): boolean {
	const [x, y] = [a.product.strength, b.product.strength];
	return x === undefined || y === undefined || sameQuantity(x, y) !== false;
}

function sameQuantity(a: FactQuantity, b: FactQuantity): boolean | undefined {
	const unitA = countedUnit(a.unit) ?? a.unit;
	const unitB = countedUnit(b.unit) ?? b.unit;
	const value = convert(a.value, unitA, unitB);
	const high = convert(a.high ?? a.value, unitA, unitB);
	if (value === undefined || high === undefined || unitA === '' || unitB === '') return undefined;
	return near(value, b.value) && near(high, b.high ?? b.value);
}

const sameRoute = (a: Step, b: Step): boolean | undefined => {
	// A route that one side leaves out is that of the product, which is the same by now.
	if (a.route === undefined || b.route === undefined) return true;
	return a.route.text === b.route.text || comparable(a.route.text) === comparable(b.route.text);
};

function sameFrequency(a: Step, b: Step): boolean | undefined {
	const [x, y] = [a.frequency, b.frequency];
	if (x === undefined || y === undefined) {
		// "As needed" without a rhythm on both sides is the same rhythm.
		return x === y && a.asNeeded === true && b.asNeeded === true ? true : undefined;
	}
	if (comparable(x.text) === comparable(y.text)) return true;
	if (x.perDay === undefined || y.perDay === undefined) return undefined;
	const often =
		near(x.perDay, y.perDay) && near(x.perDayHigh ?? x.perDay, y.perDayHigh ?? y.perDay);
	if (!often) return false;
	const whenX = (x.when ?? []).join();
	const whenY = (y.when ?? []).join();
	// Morning or bedtime is a change; that only one side says when is not known to be one.
	if (whenX !== '' && whenY !== '') return whenX === whenY;
	return whenX === whenY ? true : undefined;
}

/** For how long: one that ends and one that goes on are surely not the same, but nobody says which is meant. */
const sameLength = (a: Step, b: Step): boolean | undefined => {
	const [x, y] = [a, b].map(({ duration }) =>
		/^from \S+$/.test(duration ?? '') ? undefined : duration,
	);
	return x === y ? true : undefined;
};

const sameNeed = (a: Step, b: Step): boolean | undefined => {
	if ((a.asNeeded ?? false) === (b.asNeeded ?? false)) return true;
	return a.textOnly || b.textOnly ? undefined : false;
};

function sameStrength(before: Entry, after: Entry): boolean | undefined {
	const counted = before.steps.some(({ dose }) => dose === undefined || isOfProduct(dose));
	const [a, b] = [before, after].map(
		({ medicine: { product } }) => product.strength ?? product.concentration,
	);
	// Amounts in mg say all: from which tablets they are taken changes nothing.
	if (!counted) return true;
	if (a === undefined && b === undefined)
		return sameProduct(before.medicine, after.medicine) ? true : undefined;
	if (a === undefined || b === undefined) return undefined;
	return sameQuantity(a, b);
}

function sameRelease(a: Medicine, b: Medicine): boolean | undefined {
	const [x, y] = [a.product.release, b.product.release];
	if (x === y) return true;
	// A name that does not say it may be either; "Oral Tablet" and "extended release" are two.
	return x === 'unknown' || y === 'unknown'
		? x === 'plain' || y === 'plain'
			? true
			: undefined
		: false;
}

function sameSalt(a: Medicine, b: Medicine): boolean | undefined {
	const answers = a.product.ingredients.map((ingredient) => {
		const [x, y] = [a.product.salts[ingredient], b.product.salts[ingredient]];
		if (x === y) return true;
		if (x !== undefined && y !== undefined) return false;
		return SALT_COUNTS.has(ingredient) ? undefined : true;
	});
	if (answers.includes(false)) return false;
	return answers.includes(undefined) ? undefined : true;
}

/** One code, or one name: the very same product. */
export function sameProduct(a: Medicine, b: Medicine): boolean {
	const codes = new Set(a.codes.map(({ system = '', code }) => `${system}|${code}`));
	return (
		b.codes.some(({ system = '', code }) => codes.has(`${system}|${code}`)) ||
		comparable(a.name) === comparable(b.name)
	);
}
