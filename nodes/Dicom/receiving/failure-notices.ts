import { toHospitalError } from '../../shared/errors';

/** Something failed that nobody waits for. */
export interface Failure {
	/** The event of the listener: `instance-refused`. */
	event: string;
	error: unknown;
	/** Until it is tried again, milliseconds; absent when it is not tried again here. */
	retryInMs?: number;
}

/** One line for each event and cause in this time. Milliseconds. */
const EVERY = 60_000;

/** What did not happen, and what happens next; everything else is an event that is only recorded. */
const WORDS: Readonly<Record<string, readonly [what: string, next: string]>> = {
	'study-complete': [
		'A complete study could not be handed on to the workflow',
		'Its images stay in the data directory, and it is handed on by itself within about a minute of the cause being mended.',
	],
	'count-wanted': [
		'The PACS could not be asked how many images a study has',
		'The study waits as its trigger says; the PACS is asked again.',
	],
	'association-confirmed': [
		'The listener could not note that the audit ledger tells of an association',
		'After the next start the ledger tells of it once more.',
	],
	'study-noted': [
		'The list of studies that wait could not be written',
		'The studies themselves are safe; the list is written with the next change.',
	],
};

/** Lines for n8n's log: why, and what happens next; the same cause is said once in a minute. */
export class FailureNotices {
	private readonly told = new Map<string, { at: number; since: number }>();

	/**
	 * @param say writes one line
	 * @param now milliseconds of any clock
	 */
	constructor(
		private readonly say: (line: string) => void,
		private readonly now: () => number = () => performance.now(),
	) {}

	report({ event, error, retryInMs }: Failure): void {
		const cause = toHospitalError(error, 'Writing it down');
		const name = `${event} ${cause.code}`;
		const before = this.told.get(name);
		if (before !== undefined && this.now() - before.at < EVERY) {
			before.since++;
			return;
		}
		this.told.set(name, { at: this.now(), since: 0 });
		const [what, next] = WORDS[event] ?? [
			`The audit ledger could not record "${event}"`,
			retryInMs === undefined
				? 'It is not tried again.'
				: `It waits, and is tried again from ${Math.max(1, Math.round(retryInMs / 1000))} s on until the ledger takes it.`,
		];
		const more = before?.since ? ` (and ${before.since} more since the last such line)` : '';
		this.say(`DICOM Trigger: ${what}${more}. ${cause.message}. ${next} ${cause.nextStep}`);
	}
}
