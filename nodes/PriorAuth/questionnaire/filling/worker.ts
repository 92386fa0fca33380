import { parentPort, workerData } from 'node:worker_threads';
import { evaluatorFor } from '../expressions/engine';
import { fill, type Job } from './fill';

/**
 * The thread of one form. The payer's expressions are run here: they end with the thread, see no
 * environment and have a clock that stands still.
 */
const job = workerData as Job;
const moment = Date.parse(job.now);

// The libraries write what they find fault with to the console, values of the chart included.
const silent = (): void => undefined;
Object.assign(globalThis.console, {
	log: silent,
	info: silent,
	warn: silent,
	error: silent,
	debug: silent,
	trace: silent,
});

globalThis.Date = new Proxy(Date, {
	construct: (target, given: unknown[]) =>
		Reflect.construct(target, given.length === 0 ? [moment] : given) as object,
	get: (target, name) => (name === 'now' ? () => moment : (Reflect.get(target, name) as unknown)),
});

const { package: packaged, chart, launch, parameters, now } = job;
const evaluator = evaluatorFor(
	{
		libraries: packaged.libraries,
		valueSets: packaged.valueSets,
		chart,
		others: Object.values(launch),
		parameters,
		now,
	},
	launch,
);

void fill(job, evaluator).then(
	(filled) => parentPort?.postMessage({ filled }),
	() => parentPort?.postMessage({ failed: true }),
);
