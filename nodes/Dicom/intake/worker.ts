import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { toHospitalError } from '../../shared/errors';
import { DicomListener } from './listener';
import type { FromWorker, PlainError, ToWorker, WorkerStart } from './messages';

/** Entry of the worker thread: a listener, and messages to and from the thread that started it. */
if (parentPort !== null) void run(parentPort, workerData as WorkerStart);

async function run(port: MessagePort, { settings, routes }: WorkerStart): Promise<void> {
	const send = (message: FromWorker) => port.postMessage(message);
	let listener: DicomListener;
	try {
		const nameKey = Buffer.from(settings.nameKey);
		listener = await DicomListener.start({ ...settings, nameKey }, routes, (event) =>
			send({ type: 'event', event }),
		);
	} catch (error) {
		send({ type: 'refused', error: plainError(error, 'Starting the DICOM listener') });
		port.close();
		return;
	}
	port.on('message', (message: ToWorker) => {
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

async function obey(listener: DicomListener, message: ToWorker): Promise<void> {
	switch (message.type) {
		case 'add-route':
			return await listener.addRoute(message.route);
		case 'remove-route':
			return listener.removeRoute(message.route);
		case 'handed-over':
			return await listener.handedOver(
				message.lane,
				message.studyKey,
				message.version,
				message.claim,
			);
		case 'counted':
			return listener.counted(message.lane, message.studyKey, message.claim, message.expected);
		case 'audited':
			return listener.audited(message.transfer);
		case 'close':
			return await listener.close();
	}
}

function plainError(error: unknown, doing: string): PlainError {
	const { code, message, nextStep, retryable } = toHospitalError(error, doing);
	return { code, message, nextStep, retryable };
}
