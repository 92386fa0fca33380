const { Worker } = require('node:worker_threads');

/**
 * In place of the library's way to start its thread, which listens to no errors: one of them would
 * end n8n. What Tesseract remarks about a picture is not shown.
 */
module.exports = ({ workerPath }) => {
	const worker = new Worker(workerPath, { name: 'phi-ocr', stdout: true, stderr: true });
	worker.stdout.resume();
	worker.stderr.resume();
	worker.on('error', () => worker.onerror?.({ message: 'thread failed' }));
	worker.on('exit', () => worker.onerror?.({ message: 'thread ended' }));
	return worker;
};
