import type { DraftTable, Fact, FactOf } from '../../../shared/contracts';
import { of, part, table, type Column } from './table';

type Medicine = FactOf<'medication'>;

const UNCLEAR: Readonly<Record<string, string>> = {
	'discharge-unknown': 'the chart does not say whether it goes on',
	'admission-unknown': 'the chart does not say whether it was taken before',
	'several-entries': 'the chart has it several times, and it is not clear which belong together',
	'not-comparable': 'the directions cannot be compared',
	state: 'the state of the order is not clear',
	conflict: 'the chart says two things of it',
	'no-name': 'the entry has no name that could be matched',
};

const CHANGES: Readonly<Record<string, string>> = { 'as-needed': 'as needed or not' };

const name: Column<Medicine> = { title: 'Medicine', cell: (m) => m.parts?.name ?? m.data.name };
const directions: Column<Medicine> = { title: 'Directions', cell: directionsOf };

/** With several steps each of them is said, so that no step is lost. */
function directionsOf({ parts, data }: Medicine): string | undefined {
	return parts?.directions ?? data.steps.map((step) => step.text).join('; then ');
}

const before: Column<Medicine> = {
	title: 'Before',
	cell: (medicine) => {
		const earlier = directionsBefore(medicine);
		const { name: then } = medicine.data.before ?? {};
		// Another strength or form has another name: both are said then.
		return then === undefined || then === medicine.data.name
			? earlier
			: [then, earlier].filter(Boolean).join(', ');
	},
};

/** True where the record from before has another name or other words for the same. */
const differs = (m: Medicine): boolean =>
	m.data.before !== undefined &&
	(m.data.before.name !== m.data.name || directionsBefore(m) !== directionsOf(m));

const directionsBefore = ({ parts, data }: Medicine): string | undefined =>
	parts?.before ?? data.before?.steps.map((step) => step.text).join('; then ');

/** Medicines after discharge against those before admission. */
export function dischargeMedicines(facts: readonly Fact[]): DraftTable[] {
	const reason: Column<Medicine> = { title: 'Reason', cell: part('reason'), expected: false };
	return [
		...table('New', of(facts, 'medication', 'new'), [name, directions]),
		...table('Changed', of(facts, 'medication', 'changed'), [
			name,
			before,
			{ ...directions, title: 'Now' },
			{
				title: 'What changed',
				cell: ({ data }) => (data.changes ?? []).map((one) => CHANGES[one] ?? one).join(', '),
				expected: false,
			},
		]),
		...table('Continued without change', of(facts, 'medication', 'continued'), [
			name,
			directions,
			{ ...before, cell: (m) => (differs(m) ? before.cell(m) : ''), expected: false },
		]),
		...table('Stopped', of(facts, 'medication', 'stopped'), [
			name,
			{ ...directions, title: 'Directions until then' },
			{ ...reason, cell: (m) => m.data.stoppedReason ?? m.parts?.reason, expected: true },
		]),
		...unclearMedicines(facts),
	];
}

/** Which side of the stay the row tells of. */
function sideOf({ data }: Medicine): string {
	if (data.before !== undefined || (data.onAdmission && data.atDischarge))
		return 'before admission and for discharge';
	if (data.onAdmission) return 'before admission';
	return data.atDischarge ? 'for discharge' : 'not told';
}

const isBeforeOnly = ({ data }: Medicine): boolean =>
	data.before === undefined && data.onAdmission && !data.atDischarge;
const isSideless = ({ data }: Medicine): boolean =>
	data.before === undefined && !data.onAdmission && !data.atDischarge;

/** How it was taken before admission, as far as this fact tells it. */
const homeCell = (m: Medicine): string | undefined =>
	m.data.before === undefined
		? m.data.onAdmission
			? directionsOf(m)
			: undefined
		: before.cell(m) || 'directions not recorded';

export const unclearMedicines = (facts: readonly Fact[]): DraftTable[] =>
	table('To be clarified before discharge', of(facts, 'medication', 'unclear'), [
		name,
		{ title: 'Recorded', cell: sideOf },
		{ title: 'Before admission', cell: homeCell },
		{
			title: 'For discharge',
			cell: (m) => (isBeforeOnly(m) || isSideless(m) ? undefined : directionsOf(m)),
		},
		{
			title: 'Directions, time not told',
			cell: (m) => (isSideless(m) ? directionsOf(m) || 'directions not recorded' : undefined),
			expected: false,
		},
		{
			title: 'Why',
			cell: ({ parts, data }) => parts?.reason ?? UNCLEAR[data.unclear ?? ''] ?? data.unclear,
		},
	]);

export const stayMedicines = (facts: readonly Fact[]): DraftTable[] =>
	table('Medicines of the stay only', of(facts, 'medication', 'inpatient-only'), [
		name,
		directions,
	]);

/** What was taken before admission, as it was then. */
export const admissionMedicines = (facts: readonly Fact[]): DraftTable[] =>
	table(
		'Taken before admission',
		of(facts, 'medication').filter(({ data }) => data.onAdmission),
		[
			{ ...name, cell: (m) => m.data.before?.name ?? m.parts?.name ?? m.data.name },
			{
				...directions,
				cell: (m) => (m.data.before === undefined ? directionsOf(m) : directionsBefore(m)),
			},
		],
	);

/** All medicines of a chart that is not about a stay, with what is known of each. */
export const currentMedicines = (facts: readonly Fact[]): DraftTable[] => [
	...table('Medicines', of(facts, 'medication', 'new', 'changed', 'continued'), [name, directions]),
	...table('Stopped', of(facts, 'medication', 'stopped'), [
		name,
		directions,
		{ title: 'Reason', cell: (m) => m.data.stoppedReason ?? m.parts?.reason },
	]),
	...stayMedicines(facts),
	...unclearMedicines(facts),
];
