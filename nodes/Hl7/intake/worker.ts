import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { toHospitalError } from '../../shared/errors';
import { Hl7Listener } from './listener';
import type { FromWorker, PlainError, ToWorker, WorkerStart } from './messages';

/** Entry of the worker thread: a listener, and messages to and from the thread that started it. */
if (parentPort !== null) void run(parentPort, workerData as WorkerStart);

async function run(port: MessagePort, { settings, routes }: WorkerStart): Promise<void> {
	const send = (message: FromWorker) => port.postMessage(message);
	let listener: Hl7Listener;
	try {
		const key = Buffer.from(settings.key);
		listener = await Hl7Listener.start({ ...settings, key }, routes, (event) =>
			send({ type: 'event', event }),
		);
	} catch (error) {
		send({ type: 'refused', error: plainError(error, 'Starting the HL7 listener') });
		port.close();
		return;
	}
	port.on('message', (message: ToWorker) => {
		if (message.type === 'handed-over') return listener.handedOver(message.route, message.offer);
		if (message.type === 'ended') {
			return listener.ended(message.route, message.offer, message.state);
		}
		obey(listener, message)
			.then(
				() => send({ type: 'done', id: message.id }),
				(error: unknown) =>
					send({ type: 'done', id: message.id, error: plainError(error, 'Serving the listener') }),
			)
			.finally(() => {
				if (message.type === 'close') port.close();
			});
	});
	send({ type: 'listening', port: listener.port });
}

async function obey(
	listener: Hl7Listener,
	message: Extract<ToWorker, { id: number }>,
): Promise<void> {
	switch (message.type) {
		case 'add-route':
			return listener.addRoute(message.route);
		case 'remove-route':
			return listener.removeRoute(message.route);
		case 'close':
			return await listener.close();
	}
}

function plainError(error: unknown, doing: string): PlainError {
	const { code, message, nextStep, retryable } = toHospitalError(error, doing);
	return { code, message, nextStep, retryable };
}
