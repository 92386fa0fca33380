import { propertiesOf, r4, type Property, type TypeEntry } from '../../../formats/fhir';
import { HospitalError } from '../../../shared/errors';
import type { PendingText, Work } from '../../engine/work';
import type { PhiType } from '../../types';
import { isAgeObservation, isBirthYearObservation } from './ages';
import { maskedElement, setMasked } from './masked-element';
import { DROPPED, isObject, MASKED, masked, type Gone, type Json, type Place } from './place';
import { isPrimitive } from './primitives';
import { AGE_RANGES, kindOf, LEFT_OUT } from './strings';

const MAX_DEPTH = 60;

/** The part of the walk that knows elements: their forms in JSON, lists, values beside primitives. */
export abstract class ElementWalk {
	readonly definitions = r4();
	/** Texts that go through the engine when the walk is done. */
	readonly pending: PendingText[] = [];
	/** Words of codes of public systems; they come again as texts and labels. */
	readonly terms = new Set<string>();

	constructor(readonly work: Work) {}

	/** A primitive value; `put` is called once, now or when the texts are settled. */
	protected abstract primitive(
		type: string,
		value: unknown,
		place: Place,
		put: (value: unknown) => void,
	): void;

	/** An element of a type that is no primitive. */
	protected abstract complex(value: Json, type: string, place: Place): Json | Gone;

	/**
	 * An object of a type, built anew; gone when nothing of it may stand. Texts are put into it later: what
	 * is answered must be used itself, not a copy of it.
	 *
	 * @param out what it is built into
	 */
	object(value: Json, type: string, place: Place, out: Json = {}): Json | Gone {
		if (place.depth > MAX_DEPTH) throw tooDeep();
		const definition = this.definitions.types[type] as TypeEntry;
		const known = propertiesOf(definition);
		const isAge = place.isAge || isAgeObservation(type, value);
		const isBirthYear = place.isBirthYear === true || isBirthYearObservation(type, value);
		for (const name of namesIn(value)) {
			const property = known.get(name);
			const hasTwin = `_${name}` in value;
			if (property === undefined || (hasTwin && !isPrimitive(property.type))) {
				this.unknown(place);
				continue;
			}
			// Ids of elements are for one document alone, and say what their writer liked.
			if (property.element === 'id' && !('resourceType' in value)) continue;
			const key = `${type}.${property.element}`;
			if (LEFT_OUT.has(key)) {
				this.left(place, property);
				continue;
			}
			this.element(value, name, property, out, {
				...place,
				path: `${place.path}.${name}`,
				key: `${type}.${property.element.endsWith('[x]') ? name : property.element}`,
				isAge: isAge || AGE_RANGES.has(`${type}.${name}`),
				...(isBirthYear && { isBirthYear }),
				depth: place.depth + 1,
				entry: property.entry,
				parent: value,
			});
		}
		return Object.keys(out).length === 0 ? MASKED : out;
	}

	/** A text that the engine cleans later; its place is marked when nothing is left of it. */
	text(text: string, place: Place, put: (cleaned: string | undefined) => void): void {
		const kind = kindOf(place.path);
		this.pending.push({
			text,
			...(kind !== undefined && { kind }),
			subject: place.subject,
			at: place.path,
			put: (cleaned) => put(/\S/.test(cleaned) ? cleaned : undefined),
		});
	}

	/** Notes what was done at a place. */
	did(action: string, type: PhiType | 'OTHER', place: Place): void {
		this.work.report.did(action, type, place.path);
	}

	unknown(place: Place): void {
		this.work.report.did('removed: not of FHIR R4', 'OTHER', place.path);
	}

	private element(value: Json, name: string, property: Property, out: Json, place: Place): void {
		const [min, max] = property.entry;
		const isList = max !== 1;
		const given = value[name];
		const twin = value[`_${name}`];
		for (const one of [given, twin]) {
			if (one !== undefined && (one === null || Array.isArray(one) !== isList)) {
				this.unknown(place);
				if (min > 0) setMasked(this.definitions, out, property.element, property.entry);
				return;
			}
		}
		if (isPrimitive(property.type)) {
			if (isList)
				this.primitives(name, property, given as unknown[], twin as unknown[], out, place);
			else this.single(name, property, given, twin, out, place);
			return;
		}
		const values = isList ? (given as unknown[]) : [given];
		const done = values.map((one) => {
			if (isObject(one)) return this.complex(one, property.type, place);
			this.unknown(place);
			return MASKED;
		});
		const kept = done.filter((one) => one !== MASKED && one !== DROPPED);
		if (kept.length > 0) out[name] = isList ? kept : kept[0];
		else if (min > 0 || done.includes(MASKED)) {
			const element = maskedElement(this.definitions, property.type);
			out[name] = isList ? [element] : element;
		}
	}

	private single(
		name: string,
		property: Property,
		given: unknown,
		twin: unknown,
		out: Json,
		place: Place,
	): void {
		const kept = this.twin(twin, place);
		if (kept !== undefined) out[`_${name}`] = kept;
		if (given === undefined) return;
		const put = (value: unknown) => {
			if (value === MASKED || value === undefined) {
				delete out[name];
				out[`_${name}`] = masked();
			} else if (value === DROPPED) delete out[name];
			else out[name] = value;
		};
		// Keeps the place of an element whose text comes later.
		out[name] = '';
		this.primitive(property.type, given, place, put);
	}

	private primitives(
		name: string,
		property: Property,
		given: readonly unknown[] = [],
		twins: readonly unknown[] = [],
		out: Json,
		place: Place,
	): void {
		const count = Math.max(given.length, twins.length);
		const values: unknown[] = [];
		const extras: unknown[] = [];
		const set = () => {
			if (values.some((one) => one !== null)) out[name] = values;
			else delete out[name];
			// A place that is null in both lists says nothing.
			if (extras.some((one) => one !== null)) out[`_${name}`] = extras;
			else delete out[`_${name}`];
		};
		for (let at = 0; at < count; at++) {
			values.push(null);
			extras.push(this.twin(twins[at] ?? undefined, place) ?? null);
			const one = given[at];
			if (one === undefined || one === null) continue;
			this.primitive(property.type, one, place, (value) => {
				const isGone = value === MASKED || value === DROPPED || value === undefined;
				values[at] = isGone ? null : value;
				if (isGone) extras[at] = masked();
				set();
			});
		}
		set();
	}

	/** Extensions beside a primitive; its id is dropped like every element's. */
	private twin(value: unknown, place: Place): Json | undefined {
		if (value === undefined || value === null) return undefined;
		if (!isObject(value)) {
			this.unknown(place);
			return undefined;
		}
		const done = this.object(value, 'Element', place);
		return done === MASKED || done === DROPPED ? undefined : done;
	}

	private left(place: Place, { element }: Property): void {
		const type = element === 'photo' ? 'PHOTO' : element === 'signature' ? 'BIOMETRIC' : 'OTHER';
		this.work.report.did('removed', type, `${place.path}.${element}`);
	}
}

/** Names of elements, a primitive and its twin once. */
const namesIn = (value: Json): Set<string> =>
	new Set(Object.keys(value).map((key) => (key.startsWith('_') ? key.slice(1) : key)));

const tooDeep = () =>
	new HospitalError('fhir-too-deep', 'The FHIR record is nested too deeply to be read', {
		nextStep: 'Nothing of it was used. Check the system that made it.',
	});
