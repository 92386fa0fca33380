import assert from 'node:assert/strict';
import { ClientAssociation, CommandField } from '../../../dist/nodes/clients/dimse/index.js';
import { CT, dataSet, EXPLICIT, peerFor, type InstanceOptions } from './build.ts';

/** A sender that keeps its association open until it is told how to end it. */
export class Sender {
	private readonly association: ClientAssociation;

	private constructor(association: ClientAssociation) {
		this.association = association;
	}

	static async open(
		port: number,
		peer: { called?: string; calling?: string } = {},
		transferSyntax = EXPLICIT,
	): Promise<Sender> {
		const context = { id: 1, abstractSyntax: CT, transferSyntaxes: [transferSyntax] };
		return new Sender(await ClientAssociation.open(peerFor(port, peer), [context]));
	}

	/** Sends an image and expects the status. */
	async send(options: InstanceOptions = {}, bytes = dataSet(options), status = 0): Promise<void> {
		const { command } = await this.association.request(
			1,
			{
				commandField: CommandField.storeRequest,
				affectedSopClassUid: options.sopClass ?? CT,
				affectedSopInstanceUid: options.sop ?? '2.25.1001',
			},
			async () => await this.association.data(1, bytes, true),
		);
		assert.equal(command.status, status);
	}

	/** Sends the first half of an image and then nothing; never resolves by itself. */
	async begin(options: InstanceOptions): Promise<void> {
		const bytes = dataSet(options);
		await this.association.request(
			1,
			{
				commandField: CommandField.storeRequest,
				affectedSopClassUid: options.sopClass ?? CT,
				affectedSopInstanceUid: options.sop ?? '2.25.1001',
			},
			async () => await this.association.data(1, bytes.subarray(0, bytes.length / 2), false),
		);
	}

	async release(): Promise<void> {
		await this.association.release();
	}

	abort(): void {
		this.association.abort();
	}
}
