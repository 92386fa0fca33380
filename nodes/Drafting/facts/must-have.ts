import type { Requirement } from '../../shared/contracts/clinical-facts';
import type { Chart } from './chart';
import type { Seed } from './seed';

/** One must-have thing, and which facts say it. */
interface MustHave {
	code: string;
	requirements: Requirement[];
	message: string;
	isSaid(seed: Seed): boolean;
}

const is =
	(kind: Seed['kind'], ...roles: string[]) =>
	(seed: Seed): boolean =>
		seed.kind === kind && (roles.length === 0 || roles.includes(seed.role));

/** True for a sentence of a note that stands under such a heading, or names it. */
const isUnder = (seed: Seed, heading: RegExp): boolean =>
	seed.kind === 'note-span' && heading.test(`${seed.data.heading ?? ''} ${seed.text}`);

/** Words for who answers for the stay; a referrer or a nurse of the care team does not. */
const ANSWERS = /attending|discharging|primary performer|responsible|admitting/;

/** What a discharge summary must hold; docs/reference/clinical-facts.md says who asks for it. */
const DISCHARGE: readonly MustHave[] = [
	{
		code: 'reason-missing',
		requirements: ['tjc-reason'],
		message: 'The reason for the stay is not recorded.',
		isSaid: (seed) => is('encounter', 'reason')(seed) || is('problem', 'admission-diagnosis')(seed),
	},
	{
		code: 'procedures-missing',
		requirements: ['tjc-procedures', 'trc-procedures'],
		message: 'No procedure is recorded for the stay.',
		isSaid: is('procedure'),
	},
	{
		code: 'treatment-missing',
		requirements: ['tjc-treatment'],
		message: 'No treatment of the stay is recorded: no note, procedure or medicine.',
		isSaid: (seed) => is('note-span')(seed) || is('procedure')(seed) || is('medication')(seed),
	},
	{
		code: 'condition-missing',
		requirements: ['tjc-condition-disposition'],
		message: 'How the patient was at discharge is not recorded.',
		isSaid: (seed) =>
			is('encounter', 'condition')(seed) ||
			is('patient', 'deceased')(seed) ||
			isUnder(seed, /\b(?:condition (?:at|on) discharge|discharge condition)\b/i),
	},
	{
		code: 'disposition-missing',
		requirements: ['tjc-condition-disposition'],
		message: 'Where the patient went at discharge is not recorded.',
		isSaid: is('encounter', 'disposition'),
	},
	{
		code: 'instructions-missing',
		requirements: ['tjc-patient-information', 'trc-instructions'],
		message: 'No instructions for the patient are recorded.',
		isSaid: (seed) =>
			is('follow-up', 'instruction')(seed) ||
			is('diet')(seed) ||
			is('activity')(seed) ||
			isUnder(seed, /\b(?:discharge|patient) instructions\b/i),
	},
	{
		code: 'follow-up-missing',
		requirements: ['tjc-follow-up'],
		message: 'No follow-up is recorded: no appointment, no order and no instruction.',
		isSaid: is('follow-up'),
	},
	{
		code: 'responsible-missing',
		requirements: ['trc-practitioner'],
		message: 'The practitioner who answers for the stay is not recorded by name.',
		isSaid: (seed) =>
			seed.kind === 'encounter' && seed.role === 'responsible' && ANSWERS.test(seed.data.as ?? ''),
	},
	{
		code: 'diagnoses-missing',
		requirements: ['trc-diagnoses'],
		message: 'No diagnosis of the stay is recorded.',
		isSaid: (seed) =>
			seed.kind === 'problem' &&
			seed.role === 'discharge-diagnosis' &&
			seed.data.polarity !== 'absent',
	},
	{
		code: 'discharge-medicines-missing',
		requirements: ['trc-medications'],
		message:
			'No medicine is ordered for after discharge, and it is not recorded that there is none.',
		isSaid: (seed) => seed.kind === 'medication' && seed.data.atDischarge,
	},
	{
		code: 'results-missing',
		requirements: ['trc-results'],
		message: 'No test result of the stay is recorded.',
		isSaid: (seed) => is('lab')(seed) || is('report')(seed),
	},
	{
		code: 'admission-missing',
		requirements: ['uscdi-dates'],
		message: 'The time of admission is not recorded.',
		isSaid: is('encounter', 'admission'),
	},
	{
		code: 'discharge-missing',
		requirements: ['uscdi-dates'],
		message: 'The stay is not recorded as finished with a time of discharge.',
		isSaid: is('encounter', 'discharge'),
	},
	{
		code: 'location-missing',
		requirements: ['uscdi-dates'],
		message: 'The place of the stay is not recorded.',
		isSaid: is('encounter', 'location'),
	},
];

/** Must-have things that no fact says. */
export function mustHaves(chart: Chart, seeds: readonly Seed[]): void {
	for (const { read, type, kept, newestFirst } of chart.context.truncated) {
		const which = newestFirst ? 'The newest were used.' : 'Which ones are missing is not known.';
		chart.gap(
			'cut-off',
			[],
			`Part "${plain(read)}" (${plain(type)}) holds more than was read: ${kept} were. ${which}`,
		);
	}
	// Names of reads that gave nothing are no news here; what has a colon says that something is missing.
	for (const one of chart.context.notFound.filter((text) => text.includes(':'))) {
		if (one.startsWith('referred-medicines')) {
			const message = `Medicines that records only refer to: ${plain(one)}.`;
			chart.gap('medicine-not-read', ['trc-medications'], message);
		} else chart.gap('chart-incomplete', [], `About the reading of the chart: ${plain(one)}.`);
	}
	if (!chart.isStay) return;
	for (const { code, requirements, message, isSaid } of DISCHARGE) {
		if (!seeds.some(isSaid)) chart.gap(code, requirements, message);
	}
	pendingUnknown(chart, seeds);
}

/** "None pending" can only be said when reports and orders were asked for and all of them are here. */
function pendingUnknown(chart: Chart, seeds: readonly Seed[]): void {
	if (seeds.some(({ kind }) => kind === 'pending-result')) return;
	const asked = new Set(chart.context.declared.map(({ type }) => type));
	const all = ['DiagnosticReport', 'ServiceRequest'].every(
		(type) => asked.has(type) && !chart.isCut(type),
	);
	if (all) return;
	chart.gap(
		'pending-unknown',
		['trc-pending'],
		'Whether results are pending is not known: not all reports and orders were read.',
	);
}

/** Names of reads come from a file of the site: nothing else than a name may get into a message. */
const plain = (text: string): string => text.replace(/[^A-Za-z0-9 ':,.-]/g, '').slice(0, 120);
