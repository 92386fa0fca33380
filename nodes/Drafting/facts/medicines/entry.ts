import type { FactCode, FactFlag, FactSource } from '../../../shared/contracts/clinical-facts';
import type { Chart } from '../chart';
import { codesOf, element, elements, nameOf, referenceOf, string, type Element } from '../elements';
import { comparable, unique } from '../words/lists';
import { tidy } from '../words/tidy';
import { stepsOf, type Step } from './directions';
import { isKnownIngredient } from './names';
import { readProduct, type Product } from './product';
import type { RouteClass } from './routes';
import { clashesOfNote, type Clash } from './words';

/** The medicine of one record: its name, what is in it and its codes. */
export interface Medicine {
	name: string;
	nameFlags: FactFlag[];
	codes: FactCode[];
	product: Product;
	form?: string;
	/** What entries of one medicine have in common: its ingredients, else its whole name. */
	key: string;
	/** True when its ingredients are surely ingredients, and no unknown brand. */
	sure: boolean;
	/** Two names in one record are of two medicines. */
	conflict: boolean;
}

/** One record of a medicine as reconciliation sees it. */
export interface Entry {
	medicine: Medicine;
	list: 'home' | 'discharge' | 'inpatient' | 'unknown';
	state: 'on' | 'ended' | 'stop' | 'not-taken' | 'unclear';
	steps: Step[];
	/** What the prescriber wrote beside the directions. */
	notes: string[];
	/** In what its words and its codes disagree. */
	clashes: Clash[];
	/** FHIR status and intent, as the chart has them. */
	status?: string;
	intent?: string;
	to: RouteClass;
	reason?: string;
	/** The record that this one follows. */
	prior?: string;
	/** When it was written or began, as the chart has it. */
	at?: string;
	given: boolean;
	reference: string;
	source: FactSource[];
	flags: FactFlag[];
}

const RXNORM = 'http://www.nlm.nih.gov/research/umls/rxnorm';
/** "No medicines": a list that is known to be empty (IPS, SNOMED CT). */
const NONE = new Set(['no-known-medications', '787481004']);
const NOT_KNOWN = new Set(['no-medication-info', '182904002']);

export const isNone = ({ codes }: Medicine): boolean => codes.some(({ code }) => NONE.has(code));
export const isNotKnown = ({ codes }: Medicine): boolean =>
	codes.some(({ code }) => NOT_KNOWN.has(code));

/** The medicine that a record names, carries inside, or refers to; undefined when it has no name. */
export function medicineOf(
	chart: Chart,
	resource: Element,
): { medicine?: Medicine; source: FactSource[] } {
	const reference = referenceOf(resource.medicationReference);
	const product = reference?.startsWith('#')
		? elements(resource.contained).find(({ id }) => `#${String(id)}` === reference)
		: chart.find(reference);
	const concept = resource.medicationCodeableConcept ?? product?.code;
	const display = string(element(resource.medicationReference).display);
	const codes = codesOf(concept);
	const name = nameOf(concept) ?? (reference === undefined ? undefined : display);
	const source =
		product?.resourceType === 'Medication' && !reference?.startsWith('#')
			? [chart.source(product, 'code')]
			: [];
	if (name === undefined) return { source };
	const said = tidy(name, 200);
	const inside = ingredientsOf(chart, product);
	const { read, conflict } = readNames(name, codes, inside);
	const understood = read.ingredients.length > 0;
	const form = nameOf(product?.form);
	return {
		medicine: {
			name: said.text,
			nameFlags: said.flags,
			codes,
			product: form === undefined ? read : withForm(read, form),
			...(form !== undefined && { form: tidy(form, 100).text }),
			key: understood ? read.ingredients.join(' / ') : comparable(name),
			sure: understood && read.ingredients.every(isKnownIngredient),
			conflict,
		},
		source,
	};
}

/** Names of the active ingredients that the product itself lists. */
function ingredientsOf(chart: Chart, product: Element | undefined): string[] {
	return elements(product?.ingredient)
		.filter(({ isActive }) => isActive !== false)
		.slice(0, 20)
		.flatMap((one) => {
			const item = chart.find(referenceOf(one.itemReference));
			return nameOf(one.itemCodeableConcept) ?? nameOf(item?.code) ?? [];
		});
}

/**
 * The product as the best of its names tells it: the listed ingredients, then RxNorm's display, then the
 * text. Where two names are surely of different ingredients, nothing of it can be relied on.
 */
function readNames(
	name: string,
	codes: FactCode[],
	inside: string[],
): { read: Product; conflict: boolean } {
	const rx = codes
		.filter(({ system }) => system === RXNORM)
		.flatMap(({ display }) => display ?? []);
	const displays = codes.flatMap(({ display }) => display ?? []);
	const reads = unique([...rx, name, ...displays]).map(readProduct);
	const listed = inside.length === 0 ? undefined : readProduct(inside.join(' / '));
	const all = [...(listed ? [listed] : []), ...reads].filter((one) => one.ingredients.length > 0);
	const best = all[0] ?? reads[0];
	const sure = all.filter(({ ingredients }) => ingredients.every(isKnownIngredient));
	const conflict = new Set(sure.map(({ ingredients }) => ingredients.join(' / '))).size > 1;
	// Brand and ingredient tell the same product in two ways: what one leaves out the other may say.
	const same = all.filter(({ ingredients }) => ingredients.join() === best.ingredients.join());
	const release = [best, ...same, ...reads]
		.map((one) => one.release)
		.find((one) => one !== 'unknown');
	const to = [best, ...same, ...reads].map((one) => one.to).find((one) => one !== 'unknown');
	const strength = [best, ...reads].map((one) => one.strength).find((one) => one !== undefined);
	const concentration = [best, ...reads]
		.map((one) => one.concentration)
		.find((one) => one !== undefined);
	return {
		read: {
			...best,
			salts: Object.assign({}, ...same.map(({ salts }) => salts).toReversed()) as Product['salts'],
			release: release ?? 'unknown',
			to: to ?? 'unknown',
			...(strength && best.ingredients.length === 1 && { strength }),
			...(concentration && best.ingredients.length === 1 && { concentration }),
		},
		conflict,
	};
}

function withForm(product: Product, form: string): Product {
	const read = readProduct(`x ${form}`);
	return {
		...product,
		release: product.release === 'unknown' ? read.release : product.release,
		to: product.to === 'unknown' ? read.to : product.to,
	};
}

/** Where the medicine goes: what the directions say, else what the product is for. */
export function routeOfEntry(medicine: Medicine, steps: readonly Step[]): RouteClass {
	const told = unique(steps.flatMap(({ to }) => to ?? []));
	if (told.length === 1) return told[0];
	return told.length > 1 ? 'other' : medicine.product.to;
}

/** What every kind of record has in common. */
export function entryBase(
	chart: Chart,
	resource: Element,
	dosages: unknown,
): Omit<Entry, 'list' | 'state' | 'medicine' | 'to' | 'given'> & { medicine?: Medicine } {
	const { medicine, source } = medicineOf(chart, resource);
	const steps = stepsOf(dosages, {
		name: medicine?.name ?? '',
		...(medicine?.product.strength && { strength: medicine.product.strength }),
	});
	const notes = unique(elements(resource.note).flatMap(({ text }) => string(text) ?? []))
		.slice(0, 5)
		.map((one) => tidy(one, 500));
	const clashes = unique([
		...steps.flatMap((step) => step.clashes),
		...steps.flatMap((step) =>
			notes.flatMap(({ text }) => clashesOfNote(text, { ...step, structured: true })),
		),
	]);
	const reason = nameOf(resource.statusReason);
	const path =
		resource.medicationCodeableConcept === undefined
			? 'medicationReference'
			: 'medicationCodeableConcept';
	const directions =
		dosages === undefined
			? []
			: [
					chart.source(
						resource,
						resource.dosageInstruction === undefined ? 'dosage' : 'dosageInstruction',
					),
				];
	return {
		...(medicine && { medicine }),
		steps,
		notes: notes.map(({ text }) => text),
		clashes,
		...(typeof resource.status === 'string' && { status: resource.status }),
		...(typeof resource.intent === 'string' && { intent: resource.intent }),
		...(reason !== undefined && { reason: tidy(reason, 200).text }),
		reference: `${String(resource.resourceType)}/${String(resource.id)}`,
		source: [chart.source(resource, path), ...directions, ...source],
		flags: [
			...chart.flagsOf(resource),
			...steps.flatMap(({ flags }) => flags),
			...notes.flatMap(({ flags }) => flags),
			...(clashes.length > 0 ? (['conflict'] as const) : []),
		],
	};
}
