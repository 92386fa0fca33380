import type { MedicationUnclear } from '../../../shared/contracts/clinical-facts';
import type { SeedOf } from '../seed';
import { alike, type Same } from './alike';
import { compare, type Change } from './compare';
import type { Entry } from './entry';
import type { Group } from './groups';
import type { RouteClass } from './routes';

/** What became of one medicine, or of one of several entries of it. */
export interface Decision {
	role: SeedOf<'medication'>['role'];
	/** What is told: the entry after discharge, else the one before. */
	entry: Entry;
	/** How it was taken before, wherever one record of it is paired with this one. */
	before?: Entry;
	changes?: Change[];
	unclear?: MedicationUnclear;
	/** Further records that belong to it. */
	also: Entry[];
	onAdmission: boolean;
	atDischarge: boolean;
	/** More than one entry of the medicine for the same time. */
	several: boolean;
	given: boolean;
}

/** What is known of the whole list when one medicine of it is decided. */
export interface Surroundings {
	/** False: nothing is recorded of what was taken before, so nothing can be called new. */
	homeKnown: boolean;
	notOnDischargeList: 'unclear' | 'stopped' | 'continued';
	/** True when what has no counterpart on the other list has one of these ingredients as well. */
	isShared(parts: readonly string[], onList: 'home' | 'planned'): boolean;
}

/** Entries of one group beyond which nothing is compared any more. */
const MOST_ENTRIES = 200;

/** One medicine by one way: first `pair`, then, when all medicines are paired, `finish`. */
export class OneMedicine {
	readonly told: Decision[] = [];
	private readonly home: Same[];
	private readonly planned: Same[];
	private readonly unknown: Same[];
	private readonly inpatient: Same[];
	/** Orders not to take it. */
	private readonly stops: Entry[];
	private readonly given: boolean;
	private readonly done = new Set<Same>();

	constructor(private readonly group: Group) {
		const entries = group.entries.slice(0, MOST_ENTRIES);
		const of = (list: Entry['list']) => entries.filter((one) => one.list === list);
		this.home = alike(of('home'));
		this.planned = alike(of('discharge').filter(({ state }) => state !== 'stop'));
		this.unknown = alike(of('unknown'));
		this.inpatient = alike(of('inpatient'));
		this.stops = of('discharge').filter(({ state }) => state === 'stop');
		this.given = entries.some((one) => one.given);
	}

	/** True when not all of its entries were looked at. */
	get isCut(): boolean {
		return this.group.entries.length > MOST_ENTRIES;
	}

	/** Ingredients of what has no counterpart yet, with where they act. */
	lonely(list: 'home' | 'planned'): string[] {
		return this.left(this[list]).flatMap(({ entry }) => partsOf(entry));
	}

	/** What is told by two lists: the same on both, or surely different. */
	pair(): void {
		this.pairUnclear();
		this.setAside();
		// The very same first, so that of two strengths each finds its own.
		for (const before of this.left(this.home)) {
			if (before.entry.state === 'stop') continue;
			const after = this.left(this.planned).find(
				(one) => compare(before.entry, one.entry).outcome === 'same',
			);
			if (after !== undefined) this.tellPair(before, after, { role: 'continued' });
		}
		const [before, ...moreBefore] = this.left(this.home).filter(
			({ entry }) => entry.state !== 'stop',
		);
		const [after, ...moreAfter] = this.left(this.planned);
		const only = moreBefore.length + moreAfter.length === 0 && this.told.length === 0;
		if (before === undefined || after === undefined || !only) return;
		const { outcome, changes } = compare(before.entry, after.entry);
		this.tellPair(
			before,
			after,
			outcome === 'changed'
				? { role: 'changed', changes }
				: { role: 'unclear', unclear: 'not-comparable' },
		);
	}

	/** What has no counterpart, and what was for the stay. */
	finish(around: Surroundings): Decision[] {
		const paired = this.told.length > 0;
		const home = this.left(this.home);
		const planned = this.left(this.planned);
		const several = home.length > 0 && planned.length > 0;
		for (const one of planned)
			this.finishPlanned(one, around, several || (paired && this.home.length > 0), planned.length);
		for (const one of home) this.finishHome(one, around, several || paired);
		this.finishStops();
		for (const one of this.left(this.unknown)) this.finishUnknown(one);
		this.finishInpatient();
		return this.agreed();
	}

	/** Without a stay: what is taken now, and what the chart says was ended. */
	now(): Decision[] {
		this.setAside();
		const left = this.left(this.home);
		const running = left.filter(({ entry }) => entry.state === 'on');
		for (const one of left) {
			if (one.entry.state !== 'on') this.tell(one, { role: 'stopped' });
			else if (running.length > 1) this.unclear(one, 'several-entries', { several: true });
			else this.tell(one, { role: 'continued' });
		}
		for (const one of this.left(this.unknown)) this.unclear(one, 'state');
		return this.agreed();
	}

	/** Words and codes that disagree, on either side, leave open how it is taken. */
	private agreed(): Decision[] {
		for (const decision of this.told) {
			const { role, entry, before } = decision;
			const isTaken = role === 'new' || role === 'changed' || role === 'continued';
			const clashes = entry.clashes.length + (before?.clashes.length ?? 0);
			if (!isTaken || clashes === 0) continue;
			decision.role = 'unclear';
			decision.unclear = 'conflict';
			delete decision.changes;
		}
		return this.told;
	}

	/** One record on each list, of which one says nothing certain of its state: both are told together. */
	private pairUnclear(): void {
		const [before, ...moreBefore] = this.home;
		const [after, ...moreAfter] = this.planned;
		if (before === undefined || after === undefined || this.group.conflict) return;
		if (moreBefore.length + moreAfter.length > 0) return;
		const states = [before.entry.state, after.entry.state];
		if (!states.includes('unclear') || states.some((one) => one === 'not-taken' || one === 'stop'))
			return;
		this.tellPair(before, after, { role: 'unclear', unclear: 'state' });
	}

	/** What cannot be compared at all: two names, a state that says nothing, a medicine not taken. */
	private setAside(): void {
		for (const one of this.left([...this.home, ...this.planned, ...this.unknown])) {
			const { state, list } = one.entry;
			if (this.group.conflict) this.unclear(one, 'conflict');
			else if (state === 'not-taken') this.unclear(one, 'not-taken', { onAdmission: false });
			else if (state === 'unclear' && list !== 'unknown') this.unclear(one, 'state');
		}
	}

	private finishPlanned(one: Same, around: Surroundings, several: boolean, count: number): void {
		if (several) this.unclear(one, 'several-entries', { several });
		else if (around.isShared(partsOf(one.entry), 'home')) this.unclear(one, 'not-comparable');
		else if (!around.homeKnown) this.unclear(one, 'admission-unknown');
		else this.tell(one, { role: 'new', several: count > 1 });
	}

	private finishHome(one: Same, around: Surroundings, several: boolean): void {
		const { entry } = one;
		const [stop] = this.stops;
		if (several) return this.unclear(one, 'several-entries', { several });
		if (stop !== undefined || entry.state === 'ended' || entry.state === 'stop') {
			const reason = entry.reason ?? stop?.reason;
			return this.tell(one, {
				role: 'stopped',
				entry: { ...entry, ...(reason !== undefined && { reason }) },
				also: [...one.also, ...this.stops],
				onAdmission: entry.state !== 'stop',
			});
		}
		if (around.isShared(partsOf(entry), 'planned')) {
			return this.unclear(one, 'not-comparable');
		}
		const rule = around.notOnDischargeList;
		if (rule === 'unclear') return this.unclear(one, 'discharge-unknown');
		this.tell(one, { role: rule, atDischarge: rule === 'continued' });
	}

	/** An order not to take it: alone it says so, beside an order to take it the two contradict. */
	private finishStops(): void {
		const [stop, ...more] = this.stops;
		if (stop === undefined) return;
		if (this.home.length + this.planned.length === 0) {
			this.tell({ entry: stop, also: more }, { role: 'stopped', atDischarge: false });
		}
		for (const decision of this.told.filter(({ atDischarge }) => atDischarge)) {
			decision.role = 'unclear';
			decision.unclear = 'conflict';
			decision.also = [...decision.also, ...this.stops];
		}
	}

	/** An order that says neither that it is for the stay nor for afterwards. */
	private finishUnknown(one: Same): void {
		const { entry, also } = one;
		const after = this.told.find(({ atDischarge }) => atDischarge);
		// An order for afterwards is there: this one was for the stay.
		if (after !== undefined) {
			after.also = [...after.also, entry, ...also];
			return;
		}
		// Done or stopped within the stay: it was for the stay.
		if (entry.state === 'ended') {
			const [first] = this.told;
			if (first === undefined) return this.tell(one, this.inpatientOnly(entry));
			first.also = [...first.also, entry, ...also];
			return;
		}
		const twin = this.told.find((told) => compare(told.entry, entry).outcome === 'same');
		if (twin !== undefined) twin.also = [...twin.also, entry, ...also];
		else this.unclear(one, entry.state === 'on' ? 'discharge-unknown' : 'state');
	}

	private finishInpatient(): void {
		const [first] = this.told;
		if (first === undefined) {
			for (const one of this.inpatient) this.tell(one, this.inpatientOnly(one.entry));
			return;
		}
		first.also = [...first.also, ...this.inpatient.flatMap(({ entry, also }) => [entry, ...also])];
	}

	private inpatientOnly(entry: Entry): Pick<Decision, 'role' | 'given' | 'several'> {
		return { role: 'inpatient-only', given: entry.given, several: this.inpatient.length > 1 };
	}

	private tellPair(
		before: Same,
		after: Same,
		decision: Partial<Decision> & Pick<Decision, 'role'>,
	) {
		this.done.add(before);
		const also = [...after.also, before.entry, ...before.also];
		this.tell(after, { also, onAdmission: true, before: before.entry, ...decision });
	}

	private unclear(one: Same, why: MedicationUnclear, more: Partial<Decision> = {}): void {
		this.tell(one, { role: 'unclear', unclear: why, ...more });
	}

	private tell(one: Same, decision: Partial<Decision> & Pick<Decision, 'role'>): void {
		this.done.add(one);
		this.told.push({
			entry: one.entry,
			also: one.also,
			onAdmission: one.entry.list === 'home',
			atDischarge: one.entry.list === 'discharge',
			several: false,
			given: this.given,
			...decision,
		});
	}

	private left(list: readonly Same[]): Same[] {
		return list.filter((one) => !this.done.has(one));
	}
}

/** Ways by which a medicine acts where it is put; by all others it acts in the whole body. */
const LOCAL = new Set<RouteClass>(['ear', 'eye', 'inhaled', 'nasal', 'skin', 'vaginal']);

/** Injection and tablet can take each other's place, drops for the eye and a tablet do not. */
const partsOf = ({ medicine, to }: Entry): string[] =>
	medicine.product.ingredients.map((one) => `${one}|${LOCAL.has(to) ? to : 'whole'}`);
