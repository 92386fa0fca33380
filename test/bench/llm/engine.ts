/**
 * A process that plays Ollama and takes the same time for every answer, so that what is measured is what
 * stands before it. Its answer is the moment at which the question arrived (milliseconds since 1970). Says
 * its port on a line of standard output and ends with its standard input. First argument: milliseconds
 * for an answer.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MODEL } from './model.ts';

const latency = Number(process.argv[2]);
const digest = 'ab'.repeat(32);
const card = { name: MODEL, model: MODEL, size: 1, digest, capabilities: ['completion'] };
const ROUTES: Readonly<Record<string, object>> = {
	'/api/version': { version: '0.32.15' },
	'/api/status': { cloud: { disabled: true, source: 'env' } },
	'/api/tags': { models: [card] },
	'/api/ps': { models: [{ ...card, context_length: 8192 }] },
	'/api/show': {
		template: '{{ .Prompt }}',
		model_info: { 'general.architecture': 'llama', 'llama.context_length': 8192 },
		capabilities: ['completion'],
	},
};

const now = () => performance.timeOrigin + performance.now();

const server = createServer((request, response) => {
	const arrived = now();
	request.resume();
	request.on('end', () => {
		const known = ROUTES[request.url ?? ''];
		if (known !== undefined) {
			response.writeHead(200, { 'content-type': 'application/json' });
			return response.end(JSON.stringify(known));
		}
		const timer = setTimeout(() => {
			const message = { role: 'assistant', content: String(arrived) };
			response.writeHead(200, { 'content-type': 'application/x-ndjson' });
			response.write(`${JSON.stringify({ model: MODEL, message, done: false })}\n`);
			const end = { done: true, done_reason: 'stop', prompt_eval_count: 400, eval_count: 1 };
			response.end(
				`${JSON.stringify({ model: MODEL, message: { ...message, content: '' }, ...end })}\n`,
			);
		}, latency);
		response.on('close', () => clearTimeout(timer));
		return undefined;
	});
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
	process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
});
process.stdin.resume();
process.stdin.on('end', () => process.exit());
