import { parentPort, workerData } from 'node:worker_threads';
import { HospitalError, toHospitalError } from '../../shared/errors';
import { Classifier, type ClassifierOptions } from './classifier';
import { plainProblem } from './problems';
import type { Reply, Request } from './protocol';

const port = parentPort!;
const cancelled = new Set<number>();
const reply = (message: Reply): void => port.postMessage(message);

const opening = Classifier.open(workerData as ClassifierOptions);
/** One text after the other: the runtime has one memory. */
let queue: Promise<unknown> = opening.then(
	({ identity }) => reply({ opened: identity }),
	(error: unknown) => reply({ refused: plainProblem(toHospitalError(error, 'Loading the model')) }),
);

port.on('message', (request: Request) => {
	if ('cancel' in request) cancelled.add(request.cancel);
	else queue = queue.then(async () => await find(request.find, request.text));
});

async function find(id: number, text: string): Promise<void> {
	const goOn = (): void => {
		if (cancelled.has(id)) {
			throw new HospitalError('cancelled', 'Reading a text with the model: cancelled', {
				nextStep: 'Start it again if it was not meant to stop.',
				retryable: true,
			});
		}
		reply({ progress: id });
	};
	try {
		goOn();
		const findings = await (await opening).find(text, goOn);
		reply({ found: id, findings });
	} catch (error) {
		const problem = toHospitalError(error, 'Reading a text with the model');
		reply({ failed: id, problem: plainProblem(problem) });
	} finally {
		cancelled.delete(id);
	}
}
