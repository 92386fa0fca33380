import type { FhirResource } from '../../../clients/fhir/types';
import { warning, type Hl7Warning } from '../warnings';

/** Elements that describe the record and not what it is about. */
const OF_THE_RECORD = new Set(['resourceType', 'id', 'meta', 'implicitRules', 'text']);

/** A resource that is being converted. It notes what is read, so that what was not can be told. */
export class ResourceReading {
	private readonly read = new Set<string>();

	constructor(readonly resource: FhirResource) {}

	get root(): Part {
		return new Part(this.resource, '', this.read);
	}

	/** One warning for each element of which nothing was read, and for each further part that was not. */
	unread(): Hl7Warning[] {
		const type = this.resource.resourceType;
		return Object.entries(this.resource).flatMap(([name, value]) => {
			if (OF_THE_RECORD.has(name)) return [];
			const leaves = [...leavesOf(value, `/${name}`)];
			const open = leaves.filter((leaf) => !this.read.has(leaf));
			if (open.length === 0) return [];
			if (open.length === leaves.length) return [warning(`${type}.${name}`, 'field-not-mapped')];
			return open.map((leaf) => warning(`${type}${leaf.replaceAll('/', '.')}`, 'part-not-mapped'));
		});
	}
}

function* leavesOf(value: unknown, path: string): Generator<string> {
	if (typeof value !== 'object' || value === null) yield path;
	else for (const [key, member] of Object.entries(value)) yield* leavesOf(member, `${path}/${key}`);
}

/** An element or a part of one. What is asked of a part that is not there is not there either. */
export class Part {
	constructor(
		private readonly value: unknown,
		private readonly path: string,
		private readonly read: Set<string>,
	) {}

	get exists(): boolean {
		return this.value !== undefined && this.value !== null;
	}

	get(name: string): Part {
		const member = isObject(this.value) ? this.value[name] : undefined;
		return new Part(member, `${this.path}/${name}`, this.read);
	}

	/** The members of a list; a single value is a list of one. */
	list(name: string): Part[] {
		const { value, path } = this.get(name);
		if (value === undefined || value === null) return [];
		if (!Array.isArray(value)) return [this.get(name)];
		return value.map((member, at) => new Part(member, `${path}/${at}`, this.read));
	}

	first(name: string): Part {
		return this.list(name)[0] ?? new Part(undefined, `${this.path}/${name}`, this.read);
	}

	/** Text, number or truth value as text; undefined for anything else. */
	get text(): string | undefined {
		const { value } = this;
		if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
			return undefined;
		}
		this.read.add(this.path);
		return typeof value === 'number' ? plainNumber(value) : String(value);
	}

	/** What stands here; reads nothing. */
	get bare(): unknown {
		return this.value;
	}

	/** Names of the members that are there; reads nothing. */
	get members(): string[] {
		return isObject(this.value) ? Object.keys(this.value) : [];
	}

	/** True when exactly this stands here; reads nothing. */
	is(value: unknown): boolean {
		return this.value === value;
	}

	/** Text of several members under each other. */
	texts(...names: string[]): Array<string | undefined> {
		return names.map((name) => this.get(name).text);
	}

	/** Marks everything below as said. */
	passOver(): void {
		for (const leaf of leavesOf(this.value, this.path)) this.read.add(leaf);
	}
}

const isObject = (value: unknown): value is Record<string, unknown> =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** A number without an exponent, which HL7 v2 does not know (NM, 2A.3.37). */
function plainNumber(value: number): string {
	const text = String(value);
	if (!/e/i.test(text)) return text;
	return value.toFixed(20).replace(/\.?0+$/, '');
}
