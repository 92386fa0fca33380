import { HospitalError } from '../../shared/errors';
import { look } from './look';
import type { Looking } from './pass';
import { wholeSecond } from './source';

const DAY = 24 * 60 * 60 * 1000;

/**
 * Where a new watch begins.
 *
 * From now on: what is there already counts as handed over. The latest change that the server shows
 * tells its time better than the Date header, which may be that of a proxy.
 *
 * @param since milliseconds since 1970; from now on when absent
 * @throws HospitalError `fhir-watch-no-clock`
 */
export async function beginAt(looking: Looking, since: number | undefined): Promise<void> {
	const { source, position, settings, signal } = looking;
	if (since !== undefined) {
		// The first look subtracts the overlap: nothing older than wanted may come.
		position.cursor = wholeSecond(since) + settings.overlapMs;
		return;
	}
	const { change, date } = await source.newest(signal);
	const at = change?.at;
	if (at !== undefined) position.cursor = date === undefined ? at : Math.min(at, date);
	// Nothing there, or in no order: a day back is surely before now, whoever's clock the header shows.
	else if (date !== undefined) position.cursor = date - DAY;
	else throw noClock();
	const passed = { holdBack: 0, handOver: () => Promise.resolve() };
	let more = true;
	while (more) ({ more } = await look({ ...looking, outlet: passed }));
}

const noClock = (): HospitalError =>
	new HospitalError(
		'fhir-watch-no-clock',
		'The FHIR server neither lists records by time nor tells what time it is',
		{ nextStep: 'Let the trigger start from a date, or ask whoever runs the server.' },
	);
