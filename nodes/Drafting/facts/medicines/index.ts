import type {
	Directions,
	FactFlag,
	MedicationData,
	MedicationUnclear,
} from '../../../shared/contracts/clinical-facts';
import type { Chart } from '../chart';
import { flagged, type SeedOf } from '../seed';
import { joined, partsOf, unique } from '../words/lists';
import { printDose, printSteps, isTapering, type Step } from './directions';
import type { Entry } from './entry';
import { isHighAlert } from './names';
import type { Decision } from './one-medicine';
import type { Clash } from './words';
import { current, reconcile, type ReconcileRules } from './reconcile';

export type { ReconcileRules } from './reconcile';
type MedicationSeed = SeedOf<'medication'>;

const WHY: Readonly<Record<MedicationUnclear, string>> = {
	'discharge-unknown': 'it is not recorded whether it goes on after discharge',
	'admission-unknown': 'it is not recorded whether it was taken before admission',
	'several-entries': 'there are several entries of it, and it is not clear which belong together',
	'not-comparable': 'the entries before and after cannot be compared with certainty',
	'not-taken': 'it is recorded as not taken',
	state: 'the order is on hold, not released, or of a state that says nothing',
	conflict: 'the records contradict each other',
	'no-name': 'it has no name that can be read',
};

/** Medicines, each with what became of it. */
export function medicationFacts(chart: Chart, rules: ReconcileRules = {}): MedicationSeed[] {
	const decisions = chart.isStay ? reconcile(chart, rules) : current(chart);
	const seeds = decisions.map((one) => seedOf(chart, one));
	if (seeds.length === 0) {
		chart.gap(
			'medicines-missing',
			['trc-medications'],
			'No medicines are recorded, and it is not recorded that there are none.',
		);
	}
	if (seeds.some(({ role }) => role === 'unclear')) {
		chart.gap(
			'medicines-unclear',
			['trc-medications'],
			'For some medicines the chart does not say what became of them.',
		);
	}
	return seeds;
}

function seedOf(chart: Chart, decision: Decision): MedicationSeed {
	const { role, entry, before, also, unclear } = decision;
	const { medicine, steps } = entry;
	const earlier = before && printTaken(before);
	const directions = printTaken(entry);
	const reason = role === 'unclear' ? unclear && whyUnclear(decision, unclear) : entry.reason;
	const [only] = steps.length === 1 ? steps : [];
	return {
		kind: 'medication',
		role,
		text: `${medicine.name}${directions === '' ? '' : `, ${directions}`}${said(chart, decision, earlier)}`,
		parts: partsOf({
			name: medicine.name,
			directions,
			dose: only?.dose && printDose(only.dose),
			route: only?.route?.text,
			frequency: only?.frequency?.text,
			reason,
			...(before && beforeParts(before, earlier)),
		}),
		data: dataOf(decision, only),
		...(entry.at !== undefined && {
			time: {
				at: entry.at,
				role: entry.reference.startsWith('MedicationS')
					? 'asserted'
					: entry.reference.startsWith('MedicationA')
						? 'given'
						: 'authored',
			},
		}),
		source: [entry, ...also].flatMap(({ source }) => source).slice(0, 50),
		...flagged(...flagsOf(decision)),
	};
}

/** The directions, and what was written beside them. */
function printTaken({ steps, notes }: Entry): string {
	const directions = printSteps(steps);
	if (notes.length === 0) return directions;
	return `${directions}${directions === '' ? '' : '; '}note: ${notes.join('; ')}`;
}

/** Why nobody can say what becomes of it, in words that name the reason of the chart. */
function whyUnclear({ entry, before }: Decision, unclear: MedicationUnclear): string {
	const both = before === undefined ? [entry] : [entry, before];
	const clashes = unique(both.flatMap((one) => one.clashes));
	if (unclear === 'conflict' && clashes.length > 0) {
		return `the written and the coded directions do not agree in ${joined(clashes.map((one) => CLASH[one]))}`;
	}
	if (unclear !== 'state') return WHY[unclear];
	const told = both.filter(({ state }) => state === 'unclear').map(stateInWords);
	return told.length === 0 ? WHY.state : unique(told).join('; ');
}

const CLASH: Readonly<Record<Clash, string>> = {
	dose: 'dose',
	route: 'route',
	frequency: 'how often',
	'as-needed': 'whether only as needed',
	duration: 'how long',
	unit: 'unit',
};
const STATE: Readonly<Record<string, string>> = {
	'on-hold': 'the order is on hold',
	draft: 'the order is a draft and not released',
	completed: 'the order is marked as completed',
	stopped: 'the order is marked as stopped, without a time',
	unknown: 'the state of the order is recorded as unknown',
};

function stateInWords({ status = '', intent, reason, list }: Entry): string {
	const proposed = intent === 'proposal' || intent === 'plan' ? 'the order is a proposal only' : '';
	const known = Object.hasOwn(STATE, status) ? STATE[status] : '';
	const state = known || proposed || 'the state of the order is not recorded';
	const where = list === 'home' ? ' (before admission)' : '';
	return `${state}${where}${reason === undefined ? '' : `: ${reason}`}`;
}

function beforeParts(
	before: Entry,
	directions: string | undefined,
): Record<string, string | undefined> {
	const [only] = before.steps.length === 1 ? before.steps : [];
	return {
		before: directions,
		beforeDose: only?.dose && printDose(only.dose),
		beforeRoute: only?.route?.text,
		beforeFrequency: only?.frequency?.text,
	};
}

/** What became of it, in brackets: nobody must have to look at a column to see that it was stopped. */
function said(chart: Chart, decision: Decision, earlier: string | undefined): string {
	const { role, entry, before, unclear, given } = decision;
	const why = entry.reason === undefined ? '' : `: ${entry.reason}`;
	const other =
		before !== undefined && before.medicine.name !== entry.medicine.name
			? `${before.medicine.name}, `
			: '';
	const differs =
		before !== undefined &&
		(other !== '' || (earlier ?? '') !== printTaken(entry) || role === 'unclear');
	const was =
		before === undefined || !differs
			? ''
			: `before: ${other}${earlier === '' || earlier === undefined ? 'directions not recorded' : earlier}`;
	switch (role) {
		case 'new':
			return ' (new)';
		case 'changed':
			return ` (changed; ${was})`;
		case 'continued':
			if (!chart.isStay) return ' (current)';
			return was === '' ? ' (continued)' : ` (continued; ${was})`;
		case 'stopped':
			return decision.onAdmission ? ` (stopped${why})` : ` (ordered not to be taken${why})`;
		case 'inpatient-only':
			return given ? ' (given during the stay only)' : ' (ordered during the stay only)';
		case 'unclear':
			return ` (unclear: ${unclear === undefined ? 'not recorded' : whyUnclear(decision, unclear)}${was === '' ? '' : `; ${was}`})`;
	}
}

function dataOf(decision: Decision, only: Step | undefined): MedicationData {
	const { entry, before, role, unclear, changes } = decision;
	const { medicine, steps } = entry;
	const { ingredients } = medicine.product;
	return {
		name: medicine.name,
		...(ingredients.length > 0 && { ingredient: ingredients.join(' / '), ingredients }),
		codes: medicine.codes,
		...(medicine.form !== undefined && { form: medicine.form }),
		...(only?.dose && { dose: only.dose }),
		...(only?.doseText !== undefined && { doseText: only.doseText }),
		...(only?.route && { route: only.route }),
		...(only?.frequency && { frequency: only.frequency }),
		...(only?.asNeeded === true && { asNeeded: true }),
		steps: steps.map(plainStep),
		...(entry.notes.length > 0 && { notes: entry.notes }),
		...(before && { before: { name: before.medicine.name, steps: before.steps.map(plainStep) } }),
		...(changes && changes.length > 0 && { changes }),
		...(role === 'stopped' && entry.reason !== undefined && { stoppedReason: entry.reason }),
		...(unclear && { unclear }),
		onAdmission: decision.onAdmission,
		atDischarge: decision.atDischarge,
	};
}

const STEP = [
	'text',
	'dose',
	'doseText',
	'rate',
	'route',
	'frequency',
	'asNeeded',
	'asNeededFor',
	'duration',
	'most',
] as const satisfies ReadonlyArray<keyof Directions>;

/** A step as the contract has it, without what only comparing needs. */
const plainStep = (step: Step): Directions =>
	Object.fromEntries(
		STEP.filter((name) => step[name] !== undefined).map((name) => [name, step[name]]),
	) as unknown as Directions;

function flagsOf({ entry, before, also, several, given, role, unclear }: Decision): FactFlag[] {
	const flags: FactFlag[] = [...entry.flags, ...(before?.flags ?? [])];
	if (isTapering(entry.steps)) flags.push('tapering');
	if (several) flags.push('several-entries');
	if (given && role !== 'inpatient-only') flags.push('given-during-stay');
	if (unclear === 'conflict') flags.push('conflict');
	const same = also.filter(({ list }) => list === entry.list);
	if (same.length > 0) flags.push('duplicate');
	if (entry.medicine.product.ingredients.some(isHighAlert)) flags.push('high-alert');
	return unique(flags);
}
