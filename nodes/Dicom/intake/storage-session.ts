import { randomBytes } from 'node:crypto';
import type { BlockList, Socket } from 'node:net';
import {
	APPLICATION_CONTEXT,
	Association,
	CommandField,
	ContextResult,
	IMPLEMENTATION_CLASS_UID,
	IMPLEMENTATION_VERSION_NAME,
	isUid,
	Status,
	VERIFICATION,
	type AssociateRequest,
	type AssociationEnd,
	type AssociationUser,
	type Command,
} from '../../clients/dimse';
import type { AssociationEnding } from './assembly/senders';
import { answerContext } from './contexts';
import { plain } from './address';
import { refusalOf } from './door';
import type { ListenerEvent, PeerInfo } from './events';
import { HeaderWatch } from './reception/header-watch';
import { Reception } from './reception/reception';
import { storeFailure, type StoreFailure } from './reception/store-refusals';
import {
	peerCertificate,
	type CertificatePins,
	type PeerCertificate,
} from './security/peer-certificate';
import { earlyEnd, failureOf } from './security/connection-failure';
import { decideUser, type UserDecision, type UserPolicy } from './security/user-identity';
import type { ListenerLimits } from './settings';
import type { Announced, StudyIntake } from './study-intake';

/** What a session needs of the listener around it. */
export interface SessionHost {
	boundTo: string;
	limits: ListenerLimits;
	callingNetworks: BlockList | undefined;
	pins: CertificatePins | undefined;
	users: UserPolicy | undefined;
	intake: StudyIntake;
	/** Associations that are open now, all and those of one address. */
	countAssociations(address?: string): number;
	emit(event: ListenerEvent): void;
	onOver(session: StorageSession): void;
}

interface AcceptedContext {
	abstractSyntax: string;
	transferSyntax: string;
}

/** A request whose data set is being received, or whose answer is being prepared. */
interface Operation {
	contextId: number;
	command: Command;
	announced?: Announced;
	reception?: Reception;
	/** In its place when it is refused from the beginning: of which study the image is. */
	watch?: HeaderWatch;
	/** Decided before the data set was over. */
	failure?: StoreFailure;
	/** The data set is over. */
	answering: boolean;
}

let nextAssociation = 1;
/** Associations of this life of the process are told apart from those of all others in the journal. */
const LIFE = randomBytes(6).toString('hex');

/** One association with a sender: Verification and Storage SCP (PS3.4 A, B). */
export class StorageSession implements AssociationUser {
	readonly peer: PeerInfo;
	private readonly id = `${LIFE}-${nextAssociation++}`;
	/** True from A-ASSOCIATE-AC to the end. */
	associated = false;
	/** An association request was understood. */
	private requested = false;
	private readonly association: Association;
	private readonly contexts = new Map<number, AcceptedContext>();
	private operation: Operation | undefined;
	private releasing = false;
	private stored = 0;
	private failed = 0;
	private echoes = 0;
	private work: Promise<void> = Promise.resolve();
	private readonly over = Promise.withResolvers<void>();
	/** Resolves when what the ledger is to know of the association was told; await `close` before. */
	said: Promise<void> = Promise.resolve();

	constructor(
		private readonly socket: Socket,
		private readonly host: SessionHost,
	) {
		this.peer = {
			address: plain(socket.remoteAddress ?? ''),
			port: socket.remotePort ?? 0,
			callingAeTitle: '',
			calledAeTitle: '',
		};
		const { artimMs, pduMs, idleMs, maximumLength } = host.limits;
		const limits = { artimMs, pduMs, idleMs, maximumLength, controlPdu: 262_144 };
		this.association = new Association(socket, 'acceptor', limits, this);
	}

	/** Ends the association and resolves when what it had begun is stored or cleaned up. */
	async close(): Promise<void> {
		this.association.abort();
		await this.work;
		this.socket.destroy();
		await this.over.promise;
	}

	onAssociateRequest(request: AssociateRequest): void {
		this.requested = true;
		this.peer.callingAeTitle = request.callingAeTitle;
		this.peer.calledAeTitle = request.calledAeTitle;
		const certificate = peerCertificate(this.socket);
		const user = decideUser(this.host.users, request.user.userIdentity);
		const contexts = request.contexts.map(answerContext);
		const refusal = refusalOf({
			boundTo: this.host.boundTo,
			localAddress: plain(this.socket.localAddress ?? ''),
			peerAddress: this.peer.address,
			associations: this.host.countAssociations(),
			associationsOfPeer: this.host.countAssociations(this.peer.address),
			limits: this.host.limits,
			callingNetworks: this.host.callingNetworks,
			routes: this.host.intake.routesFor(request.calledAeTitle),
			certificate,
			pins: this.host.pins,
			user,
			request,
			contexts,
		});
		if (refusal !== undefined) {
			const { reason, reject } = refusal;
			this.host.emit({ type: 'association-refused', reason, peer: this.peer, reject });
			this.association.reject(reject);
			return;
		}
		for (const [index, { id, result, transferSyntax }] of contexts.entries()) {
			if (result !== ContextResult.acceptance) continue;
			const { abstractSyntax } = request.contexts[index];
			this.contexts.set(id, { abstractSyntax, transferSyntax });
		}
		this.associated = true;
		this.proven(certificate, user);
		const answerIdentity = user.outcome === 'known' && request.user.userIdentity?.responseRequested;
		this.association.accept(
			{
				calledAeTitle: request.calledAeTitle,
				callingAeTitle: request.callingAeTitle,
				applicationContext: APPLICATION_CONTEXT,
				contexts,
				user: {
					maximumLength: this.host.limits.maximumLength,
					implementationClassUid: IMPLEMENTATION_CLASS_UID,
					implementationVersionName: IMPLEMENTATION_VERSION_NAME,
					// PS3.7 D.3.3.4: we are the SCP of everything, whatever else was proposed.
					roles: request.user.roles.map(({ sopClassUid, scu }) => ({
						sopClassUid,
						scu,
						scp: false,
					})),
					...(answerIdentity && { userIdentityResponse: Buffer.alloc(0) }),
				},
			},
			request.user.maximumLength,
		);
	}

	/** The stronger proof counts: a passcode or name says more than the certificate of the machine. */
	private proven(certificate: PeerCertificate | undefined, user: UserDecision): void {
		if (user.outcome === 'known') this.peer.proof = { by: user.by, user: user.name };
		else if (certificate !== undefined) this.peer.proof = { by: 'client-certificate' };
	}

	onCommand(contextId: number, command: Command): void {
		if (command.commandField === CommandField.cancelRequest) return;
		const context = this.contexts.get(contextId);
		const response = (command.commandField & 0x8000) !== 0;
		// No asynchronous operations were agreed: a second request before the answer is a violation.
		if (context === undefined || response || this.operation !== undefined) {
			this.association.abort('protocol');
			return;
		}
		this.operation = { contextId, command, answering: false };
		if (command.commandField === CommandField.storeRequest) {
			this.beginStore(this.operation, command, context);
		}
		if (!command.dataSet) this.answer(this.operation);
	}

	private beginStore(operation: Operation, command: Command, context: AcceptedContext): void {
		const { affectedSopClassUid = '', affectedSopInstanceUid = '' } = command;
		const named = isUid(affectedSopInstanceUid);
		operation.announced = {
			lane: this.peer.calledAeTitle,
			callingAeTitle: this.peer.callingAeTitle,
			sopClassUid: affectedSopClassUid,
			sopInstanceUid: named ? affectedSopInstanceUid : '',
			transferSyntax: context.transferSyntax,
			transfer: { id: this.id, peer: this.peer },
		};
		operation.watch = new HeaderWatch(context.transferSyntax);
		if (!isUid(affectedSopClassUid) || !named || !command.dataSet) {
			operation.failure = storeFailure('malformed-request');
			return;
		}
		if (affectedSopClassUid !== context.abstractSyntax) {
			operation.failure = storeFailure('context-mismatch');
			return;
		}
		const reception = this.host.intake.receive(operation.announced, {
			bytes: this.host.limits.backlogBytes,
			onFull: () => this.association.pause(),
			onDrained: () => this.association.resume(),
		});
		if (reception instanceof Reception) operation.reception = reception;
		else operation.failure = reception;
	}

	onData(_contextId: number, part: Buffer, last: boolean): void {
		const { operation } = this;
		if (operation === undefined || operation.answering) return;
		if (operation.reception === undefined) operation.watch?.push(part);
		else operation.reception.push(part);
		if (last) this.answer(operation);
	}

	private answer(operation: Operation): void {
		operation.answering = true;
		this.association.busy = true;
		const { contextId, command } = operation;
		this.work = this.work.then(async () => {
			const status = await this.statusOf(operation);
			this.operation = undefined;
			this.association.busy = false;
			this.association.sendCommand(contextId, {
				commandField: command.commandField | 0x8000,
				messageIdBeingRespondedTo: command.messageId ?? 0,
				affectedSopClassUid: command.affectedSopClassUid,
				affectedSopInstanceUid: command.affectedSopInstanceUid,
				dataSet: false,
				status,
				...(operation.failure && { errorComment: operation.failure.reason }),
			});
			if (this.releasing) this.association.confirmRelease();
		});
	}

	private async statusOf(operation: Operation): Promise<number> {
		const { commandField } = operation.command;
		if (commandField === CommandField.storeRequest) return await this.store(operation);
		const verification = this.contexts.get(operation.contextId)?.abstractSyntax === VERIFICATION;
		if (commandField !== CommandField.echoRequest || !verification) {
			return Status.unrecognizedOperation;
		}
		this.echoes++;
		return Status.success;
	}

	private async store(operation: Operation): Promise<number> {
		const { announced, reception } = operation;
		if (reception !== undefined && announced !== undefined) {
			const received = await reception.finish();
			const outcome =
				'reason' in received
					? received
					: await this.host.intake.commit(announced, reception, received);
			if (!('reason' in outcome)) {
				this.stored++;
				return Status.success;
			}
			operation.failure = outcome;
		}
		this.failed++;
		const { reason, status } = operation.failure as StoreFailure;
		const header = reception?.identified ?? operation.watch?.read(true);
		if (announced !== undefined) this.host.intake.missed(announced, header, 'refused');
		const studyInstanceUid = header?.studyInstanceUid || undefined;
		const study = studyInstanceUid !== undefined && { studyInstanceUid };
		this.host.emit({ type: 'instance-refused', peer: this.peer, status, reason, ...study });
		return status;
	}

	onReleaseRequest(): void {
		this.releasing = true;
		if (this.operation === undefined) this.association.confirmRelease();
		// Part of a request is no request: whatever was begun ends with the association.
		else if (!this.operation.answering) this.association.abort('protocol');
	}

	onEnd(end: AssociationEnd): void {
		const { associated, operation } = this;
		this.associated = false;
		if (operation !== undefined && !operation.answering) {
			this.operation = undefined;
			this.missed(operation, this.endingOf(end));
			this.work = this.work.then(() => operation.reception?.discard());
		}
		const early = this.requested ? undefined : earlyEnd(end);
		if (early !== undefined) {
			this.host.emit({ type: 'association-refused', reason: early, peer: this.peer });
		}
		void this.work.then(() => {
			if (associated) this.said = this.sayEnd(end);
			this.over.resolve();
			this.host.onOver(this);
		});
	}

	/** The connection was lost while the image was being received. */
	private missed({ announced, reception, watch }: Operation, how: AssociationEnding): void {
		if (announced === undefined) return;
		const header = reception?.identified ?? watch?.read(false);
		this.host.intake.missed(announced, header, how === 'unknown' ? 'unknown' : 'aborted');
	}

	/** For the ledger: not before it is known of large images whether they are new. */
	private async sayEnd(end: AssociationEnd): Promise<void> {
		const { peer, stored, failed, echoes, id } = this;
		const studies = await this.host.intake.associationEnded(id, this.endingOf(end));
		const failure = end.how === 'released' ? undefined : failureOf(end.error);
		this.host.emit({
			type: 'association-ended',
			peer,
			how: end.how,
			stored,
			failed,
			echoes,
			studies: studies ?? [],
			...(studies && { transfer: id }),
			...(failure !== undefined && { failure }),
		});
	}

	private endingOf({ how }: AssociationEnd): AssociationEnding {
		if (how === 'released') return this.failed === 0 ? 'released' : 'failed';
		// We abort only to close the listener: the sender has done nothing.
		return how === 'aborted' ? 'unknown' : 'aborted';
	}
}
