import { createServer, type AddressInfo, type Socket } from 'node:net';
import type { TestContext } from 'node:test';
import {
	Association,
	DEFAULT_ASSOCIATION_LIMITS,
	type AssociateRequest,
	type AssociationUser,
	type Command,
} from '../../../dist/nodes/clients/dimse/index.js';

/** How the scripted peer answers. */
export interface Script {
	/** Instead of an acceptance. */
	reject?: { result: number; source: number; reason: number };
	/** Answers nothing at all. */
	silent?: boolean;
	maximumLength?: number;
	/** Transfer syntaxes that are refused. */
	refuse?: string[];
	/** Called for each complete request; the answers are sent in order. `abort` ends the association. */
	answer?(
		command: Command,
		dataSet: Buffer,
		count: number,
	): Array<Partial<Command> & { bytes?: Buffer }> | 'abort' | 'ignore';
}

/** A peer that does what its script says, on the same upper layer. */
export async function scriptedPeer(t: TestContext, script: Script) {
	let count = 0;
	let associations = 0;
	const requests: AssociateRequest[] = [];
	const sockets = new Set<Socket>();
	const server = createServer((socket) => {
		sockets.add(socket);
		socket.on('error', () => {});
		if (script.silent) return;
		let command: Command | undefined;
		let contextId = 0;
		let parts: Buffer[] = [];
		const respond = () => {
			const answers = script.answer?.(command!, Buffer.concat(parts), ++count) ?? [{ status: 0 }];
			if (answers === 'abort') return association.abort();
			if (answers === 'ignore') return;
			for (const { bytes, ...fields } of answers) {
				association.sendCommand(contextId, {
					commandField: command!.commandField | 0x8000,
					messageIdBeingRespondedTo: command!.messageId,
					dataSet: bytes !== undefined,
					...fields,
				});
				if (bytes !== undefined) association.sendData(contextId, bytes, true);
			}
		};
		const user: AssociationUser = {
			onAssociateRequest(request) {
				associations++;
				requests.push(request);
				if (script.reject !== undefined) {
					association.reject(script.reject);
					return;
				}
				const contexts = request.contexts.map(({ id, transferSyntaxes }) => ({
					id,
					result: script.refuse?.includes(transferSyntaxes[0]!) ? 4 : 0,
					transferSyntax: transferSyntaxes[0]!,
				}));
				const user = { ...request.user, maximumLength: script.maximumLength ?? 16384 };
				association.accept({ ...request, contexts, user }, request.user.maximumLength);
			},
			onCommand(id, next) {
				command = next;
				contextId = id;
				parts = [];
				if (!next.dataSet) respond();
			},
			onData(_id, part, last) {
				parts.push(Buffer.from(part));
				if (last) respond();
			},
			onReleaseRequest: () => association.confirmRelease(),
			onEnd: () => {},
		};
		const association = new Association(socket, 'acceptor', DEFAULT_ASSOCIATION_LIMITS, user);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	t.after(() => {
		for (const socket of sockets) socket.destroy();
		server.close();
	});
	const { port } = server.address() as AddressInfo;
	return { port, requests, counts: () => ({ associations, requests: count }) };
}
