import { connect, tlsError, type TlsSettings } from '../../shared/egress';
import { HospitalError } from '../../shared/errors';
import {
	Association,
	DEFAULT_ASSOCIATION_LIMITS,
	type AssociationEnd,
	type AssociationUser,
} from './association';
import type { Command } from './command';
import { ContextResult, type AssociateAccept, type ProposedContext } from './pdu';
import { rejectionInWords } from './reject-reasons';
import { statusKind } from './status';
import { APPLICATION_CONTEXT, IMPLEMENTATION_CLASS_UID, IMPLEMENTATION_VERSION_NAME } from './uids';

/** A DICOM node that we call. */
export interface DicomPeer {
	host: string;
	port: number;
	/** AE title of the other system. */
	calledAeTitle: string;
	/** Our own AE title. */
	callingAeTitle: string;
	tls?: TlsSettings;
	timeouts?: Partial<DicomTimeouts>;
	signal?: AbortSignal;
}

/** Milliseconds. */
export interface DicomTimeouts {
	/** Name lookup, TCP connection and TLS handshake together. */
	connect: number;
	/** Answer to an association or release request. */
	association: number;
	/** Silence while an answer to a message is awaited. */
	dimse: number;
}

export const DEFAULT_TIMEOUTS: DicomTimeouts = {
	connect: 10_000,
	association: 15_000,
	dimse: 60_000,
};

/** Largest data set accepted in an answer (a C-FIND match). Bytes. */
const MAX_ANSWER = 1 << 20;

/** An answer to a request; `dataSet` is undecoded, in the context's transfer syntax. */
export interface Answer {
	command: Command;
	dataSet: Buffer | undefined;
}

interface Pending {
	messageId: number;
	onAnswer: (answer: Answer) => void;
	resolve: (answer: Answer) => void;
	reject: (error: HospitalError) => void;
}

/** An association that we requested: one message at a time, answers as promises. */
export class ClientAssociation implements AssociationUser {
	/** Transfer syntax of each accepted presentation context, by its id. */
	readonly accepted = new Map<number, string>();
	private association: Association | undefined;
	private opening: { resolve: () => void; reject: (error: HospitalError) => void } | undefined;
	private pending: Pending | undefined;
	private answer: Command | undefined;
	private answerParts: Buffer[] = [];
	private answerBytes = 0;
	private messageId = 0;
	private ended: AssociationEnd | undefined;
	private released: (() => void) | undefined;
	private cancelled = false;

	private constructor(private readonly peer: DicomPeer) {}

	/**
	 * Connects through the egress guard and negotiates.
	 *
	 * @throws HospitalError `association-rejected`, `association-ended`, `dicom-timeout`,
	 *   `cancelled`, and what the egress guard throws
	 */
	static async open(peer: DicomPeer, contexts: ProposedContext[]): Promise<ClientAssociation> {
		const timeouts = { ...DEFAULT_TIMEOUTS, ...peer.timeouts };
		const client = new ClientAssociation(peer);
		const socket = await connect({
			host: peer.host,
			port: peer.port,
			timeoutMs: timeouts.connect,
			...(peer.tls && { tls: peer.tls }),
			...(peer.signal && { signal: peer.signal }),
		});
		const limits = {
			...DEFAULT_ASSOCIATION_LIMITS,
			artimMs: timeouts.association,
			pduMs: timeouts.dimse,
			idleMs: timeouts.dimse,
		};
		client.association = new Association(socket, 'requestor', limits, client);
		peer.signal?.addEventListener('abort', client.onAbort, { once: true });
		await new Promise<void>((resolve, reject) => {
			client.opening = { resolve, reject };
			client.association?.request({
				calledAeTitle: peer.calledAeTitle,
				callingAeTitle: peer.callingAeTitle,
				applicationContext: APPLICATION_CONTEXT,
				contexts,
				user: {
					maximumLength: limits.maximumLength,
					implementationClassUid: IMPLEMENTATION_CLASS_UID,
					implementationVersionName: IMPLEMENTATION_VERSION_NAME,
					roles: [],
				},
			});
			if (peer.signal?.aborted) client.onAbort();
		});
		return client;
	}

	/** True while requests can be sent. */
	get usable(): boolean {
		return this.ended === undefined && this.association?.established === true;
	}

	/** Bytes of data set per fragment that suit the peer. */
	get payload(): number {
		return this.association?.payload() ?? 0;
	}

	/**
	 * Sends a request and waits for its final answer.
	 *
	 * @param sendData writes the data set with `data`; absent when the request has none
	 * @param onAnswer called for every pending answer before the final one (C-FIND matches)
	 * @throws HospitalError `association-ended`, `dicom-timeout`, `cancelled`, `dicom-protocol`
	 */
	async request(
		contextId: number,
		command: Omit<Command, 'messageId' | 'dataSet'>,
		sendData?: () => Promise<void>,
		onAnswer: (answer: Answer) => void = () => {},
	): Promise<Answer> {
		if (!this.usable) throw this.endError();
		this.messageId = (this.messageId % 0xffff) + 1;
		const { messageId } = this;
		const answered = new Promise<Answer>((resolve, reject) => {
			this.pending = { messageId, onAnswer, resolve, reject };
		});
		// A failure that comes while the data set is still being read is thrown by the await below.
		answered.catch(() => {});
		this.association?.sendCommand(contextId, {
			...command,
			messageId,
			dataSet: sendData !== undefined,
		});
		try {
			await sendData?.();
		} catch (error) {
			// Half a data set cannot be taken back.
			this.abort();
			throw error;
		}
		return await answered;
	}

	/** Sends a part of the data set of the request under way; waits when the network is slow. */
	async data(contextId: number, part: Buffer, last: boolean): Promise<void> {
		if (!this.usable) throw this.endError();
		if (this.association?.sendData(contextId, part, last) === false) {
			await this.association.drained();
		}
	}

	/** Says goodbye; an association that is over already is no error. */
	async release(): Promise<void> {
		if (this.usable) {
			await new Promise<void>((resolve) => {
				this.released = resolve;
				this.association?.release();
			});
		}
		this.peer.signal?.removeEventListener('abort', this.onAbort);
	}

	abort(): void {
		this.association?.abort();
	}

	private readonly onAbort = () => {
		this.cancelled = true;
		this.abort();
	};

	onAssociateAccept(accept: AssociateAccept): void {
		for (const { id, result, transferSyntax } of accept.contexts) {
			if (result === ContextResult.acceptance) this.accepted.set(id, transferSyntax);
		}
		this.opening?.resolve();
		this.opening = undefined;
	}

	onCommand(_contextId: number, command: Command): void {
		const expected = command.messageIdBeingRespondedTo === this.pending?.messageId;
		if ((command.commandField & 0x8000) === 0 || !expected) {
			this.association?.abort('protocol');
			return;
		}
		this.answer = command;
		this.answerParts = [];
		this.answerBytes = 0;
		if (!command.dataSet) this.deliver(undefined);
	}

	onData(_contextId: number, part: Buffer, last: boolean): void {
		this.answerBytes += part.length;
		if (this.answerBytes > MAX_ANSWER) {
			this.association?.abort('protocol');
			return;
		}
		this.answerParts.push(Buffer.from(part));
		if (last) this.deliver(Buffer.concat(this.answerParts));
	}

	private deliver(dataSet: Buffer | undefined): void {
		const { pending } = this;
		const command = this.answer as Command;
		this.answer = undefined;
		this.answerParts = [];
		if (pending === undefined) return;
		if (statusKind(command.status ?? 0xffff) === 'pending') {
			pending.onAnswer({ command, dataSet });
			return;
		}
		this.pending = undefined;
		pending.resolve({ command, dataSet });
	}

	/** No peer of ours may release what we requested, but some do after long silence. */
	onReleaseRequest(): void {
		this.association?.confirmRelease();
	}

	onEnd(end: AssociationEnd): void {
		this.ended = end;
		this.peer.signal?.removeEventListener('abort', this.onAbort);
		const error = this.endError();
		this.opening?.reject(error);
		this.pending?.reject(error);
		this.opening = undefined;
		this.pending = undefined;
		this.released?.();
	}

	private endError(): HospitalError {
		const end: AssociationEnd = this.ended ?? { how: 'closed' };
		if (this.cancelled) {
			return new HospitalError('cancelled', 'Talking to the DICOM system: cancelled', {
				nextStep: 'Start it again if it was not meant to stop.',
				retryable: true,
			});
		}
		if (end.how === 'rejected' && end.reject !== undefined) {
			const { message, nextStep, retryable } = rejectionInWords(end.reject);
			return new HospitalError(
				'association-rejected',
				`The DICOM system refused the association: ${message}`,
				{ nextStep, retryable },
			);
		}
		if (end.how === 'timeout') {
			return new HospitalError('dicom-timeout', 'The DICOM system did not answer in time', {
				nextStep: 'Check that it is running and not overloaded, then try again.',
				retryable: true,
			});
		}
		const alert = end.how === 'closed' ? tlsError(end.error) : undefined;
		if (alert !== undefined) return alert;
		const by = end.how === 'protocol' ? 'because it broke the protocol' : 'by the other system';
		return new HospitalError('association-ended', `The DICOM association was ended ${by}`, {
			nextStep: 'Look for the reason in the log of the other system, then try again.',
			retryable: end.how !== 'protocol',
			cause: end.error,
		});
	}
}
