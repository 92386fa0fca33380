import type { BundleEntry } from '../../clients/fhir';
import { canonicalJson } from '../../shared/canonical-json';
import { HospitalError } from '../../shared/errors';
import { element, elements, text, type Element } from '../rules/element';
import { categoryOf, DATES } from '../rules/evidence-rules';
import { readEarlier, type Earlier } from './earlier';
import { memberId } from './facts';
import { listed, mark, plain, withoutFields } from './marks';

/** What an update adds, numbered behind what is there. */
export interface Addition {
	/** The number of an item in the update is that in the packet plus this. */
	from: number;
	items: Array<Record<string, unknown>>;
	info: Array<Record<string, unknown>>;
	/** New dates of the stay, by the number of the entry that has those of before. */
	dates: ReadonlyMap<number, Record<string, unknown>>;
	/** `careTeam` and `diagnosis` with those that the new items point to. */
	lists: Record<string, unknown>;
	entries: BundleEntry[];
}

/**
 * @param bundle a packet that Build Request made from what is new
 * @throws HospitalError `prior-auth-other-patient`, `prior-auth-earlier-unusable`
 */
export function addition(bundle: unknown, earlier: Earlier): Addition {
	const fresh = readEarlier(bundle);
	requireSameCase(fresh, earlier);
	const lastItem = last(earlier.items);
	const lastInfo = last(earlier.supportingInfo);
	const team = merged(earlier, fresh, 'careTeam', 'provider');
	const diagnoses = merged(earlier, fresh, 'diagnosis', 'diagnosisCodeableConcept');
	const items = fresh.items.map((item) => {
		const copy = plain(item);
		const links = {
			careTeamSequence: renumbered(copy.careTeamSequence, (number) => team.numbers.get(number)),
			diagnosisSequence: renumbered(copy.diagnosisSequence, (number) =>
				diagnoses.numbers.get(number),
			),
			informationSequence: renumbered(copy.informationSequence, (number) => number + lastInfo),
		};
		const kept = Object.entries(links).filter(([, numbers]) => numbers.length > 0);
		const rest = withoutFields(copy, ...Object.keys(links));
		const sequence = Number(copy.sequence) + lastItem;
		return mark({ ...rest, sequence, ...Object.fromEntries(kept) }, 'added');
	});
	const dated = (entry: Element) => datesBefore(entry, earlier) !== undefined;
	const info = fresh.supportingInfo
		.filter((entry) => !dated(entry))
		.map((entry) =>
			mark({ ...plain(entry), sequence: Number(entry.value.sequence) + lastInfo }, 'added'),
		);
	const dates = new Map(
		fresh.supportingInfo.flatMap((entry) => {
			const number = datesBefore(entry, earlier)?.value.sequence;
			return number === undefined ? [] : [[Number(number), timingOf(entry)] as const];
		}),
	);
	const lists = { ...team.list, ...diagnoses.list };
	return { from: lastItem, items, info, dates, lists, entries: fresh.others };
}

/** A claim has dates of a kind once: new ones take the place of those that were sent. */
function datesBefore(entry: Element, earlier: Earlier): Element | undefined {
	const category = categoryOf(entry);
	if (category === undefined || !DATES.includes(category)) return undefined;
	return earlier.supportingInfo.find((each) => categoryOf(each) === category);
}

const TIMING = ['timingDate', 'timingPeriod'];

const timingOf = ({ value }: Element): Record<string, unknown> =>
	Object.fromEntries(TIMING.flatMap((name) => (name in value ? [[name, value[name]]] : [])));

/** An entry with other dates, marked where they differ. */
export function redated(
	entry: Record<string, unknown>,
	timing: Record<string, unknown> | undefined,
): Record<string, unknown> {
	if (timing === undefined) return entry;
	const before = timingOf({ path: '', value: entry });
	if (canonicalJson(before) === canonicalJson(timing)) return entry;
	return mark({ ...withoutFields(entry, ...TIMING), ...timing }, 'changed');
}

const last = (of: readonly Element[]): number =>
	Math.max(0, ...of.map(({ value }) => Number(value.sequence)));

const renumbered = (numbers: unknown, to: (number: number) => number | undefined): number[] =>
	listed(numbers).flatMap((number) => to(Number(number)) ?? []);

/** The earlier list with the members of the new one that it has not, and where each of those went. */
function merged(
	earlier: Earlier,
	fresh: Earlier,
	name: 'careTeam' | 'diagnosis',
	same: string,
): { list: Record<string, unknown>; numbers: Map<number, number> } {
	const before = elements({ path: '', value: earlier.claim }, name);
	const added = elements({ path: '', value: fresh.claim }, name);
	const key = ({ value }: Element) => canonicalJson(value[same] ?? null);
	const there = new Map(before.map((each) => [key(each), Number(each.value.sequence)] as const));
	const numbers = new Map<number, number>();
	const more: Array<Record<string, unknown>> = [];
	let next = last(before) + 1;
	for (const each of added) {
		let number = there.get(key(each));
		if (number === undefined) {
			number = next++;
			there.set(key(each), number);
			more.push({ ...each.value, sequence: number });
		}
		numbers.set(Number(each.value.sequence), number);
	}
	const list = [...before.map(({ value }) => value), ...more];
	return { list: list.length > 0 ? { [name]: list } : {}, numbers };
}

function requireSameCase(fresh: Earlier, earlier: Earlier): void {
	if (canonicalJson(partiesOf(fresh)) === canonicalJson(partiesOf(earlier))) return;
	throw new HospitalError(
		'prior-auth-other-patient',
		'What is to be added is about another patient, coverage or payer than the earlier request',
		{ nextStep: 'Nothing was built. Check how the two came together.' },
	);
}

/** Patient, payer and coverage: which records they are, and by what the payer knows the patient. */
function partiesOf({ claim, others }: Earlier): unknown[] {
	const root: Element = { path: '', value: claim };
	const covers = elements(root, 'insurance').map((one) => element(one, 'coverage'));
	const [patient, insurer, ...coverages] = [
		element(root, 'patient'),
		element(root, 'insurer'),
		...covers,
	].map((one) => text(one, 'reference') ?? null);
	const record = (url: string | null | undefined) =>
		others.find(({ fullUrl }) => fullUrl === url)?.resource;
	const members = coverages.map((url) => {
		const coverage = record(url);
		return coverage === undefined ? null : (memberId(coverage) ?? null);
	});
	return [patient, insurer, coverages, record(patient)?.birthDate ?? null, members];
}
