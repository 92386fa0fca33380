import { randomBytes } from 'node:crypto';
import type { FhirClient } from '../../clients/fhir';
import { makeFolder } from '../../shared/durable';
import { processState } from '../../shared/process-state';
import { StateFile } from './state';
import {
	findSubscription,
	flawOf,
	putSubscription,
	removeSubscription,
	type SubscriptionWish,
} from './subscription';

/** What is kept of a subscription, encrypted: the webhook compares the secret, upkeep needs the rest. */
export interface SubscriptionRecord {
	v: 1;
	secret: string;
	endpoint: string;
	/** On the server; absent until it answered. */
	id?: string;
	/** The workflow was switched off: nobody puts it up again but n8n itself. */
	ended?: true;
}

export type SubscriptionSettings = Omit<SubscriptionWish, 'secret' | 'endpoint'>;

type Client = Pick<FhirClient, 'read' | 'searchAll' | 'create' | 'update' | 'remove'>;

/** The subscription of one watch: on the server, and what is kept of it here. */
export class Subscribing {
	private readonly file: StateFile;

	constructor(
		private readonly folder: string,
		key: Buffer,
		name: string,
	) {
		this.file = new StateFile(folder, key, name, 'subscription');
	}

	async record(): Promise<SubscriptionRecord | undefined> {
		return await this.file.read<SubscriptionRecord>();
	}

	/** What is wrong with the subscription on the server; undefined when all is well. */
	async flaw(
		client: Client,
		settings: SubscriptionSettings,
		signal: AbortSignal,
		endpoint: string,
	): Promise<string | undefined> {
		const kept = await this.record();
		if (kept === undefined || kept.ended) return 'new';
		const wish = { ...settings, endpoint, secret: kept.secret };
		return flawOf(await findSubscription(client, wish, kept, signal), wish);
	}

	/**
	 * Sees that the subscription is there, sends to the right place and works.
	 *
	 * @param endpoint where to send, told by n8n when the workflow is published; as before when absent
	 * @returns why it had to be put up, undefined when all was well
	 */
	async ensure(
		client: Client,
		settings: SubscriptionSettings,
		signal: AbortSignal,
		endpoint?: string,
	): Promise<string | undefined> {
		return await this.alone(async () => {
			const kept = await this.record();
			const at = endpoint ?? (kept?.ended ? undefined : kept?.endpoint);
			// Before n8n has told where its webhook is there is nothing to look after.
			if (at === undefined) return undefined;
			const wish = { ...settings, endpoint: at, secret: kept?.secret ?? '' };
			const found = await findSubscription(client, wish, kept ?? {}, signal);
			const flaw = kept === undefined || kept.ended ? 'new' : flawOf(found, wish);
			if (flaw === undefined) return undefined;
			const secret = randomBytes(32).toString('hex');
			const next: SubscriptionRecord = { v: 1, secret, endpoint: at };
			await makeFolder(this.folder);
			// On the disk first: the server may send its handshake before it answers.
			await this.file.write({ ...next, ...(found?.id !== undefined && { id: found.id }) });
			const id = await putSubscription(client, { ...wish, secret }, found, signal);
			await this.file.write({ ...next, id });
			return flaw;
		});
	}

	/** @returns false when the server could not be told */
	async end(client: Client, tag: string, signal: AbortSignal): Promise<boolean> {
		return await this.alone(async () => {
			const kept = await this.record();
			if (kept === undefined || kept.ended) return true;
			const { endpoint, id } = kept;
			const known = id === undefined ? {} : { id };
			await this.file.write({ ...kept, ended: true });
			return await removeSubscription(client, { tag, endpoint }, known, signal);
		});
	}

	/** n8n puts it up while the watch looks after it: two of them would make two subscriptions. */
	private async alone<T>(work: () => Promise<T>): Promise<T> {
		const lanes = processState('fhir-subscribing/1', () => new Map<string, Promise<unknown>>());
		const before = lanes.get(this.folder) ?? Promise.resolve();
		const mine = before.then(work, work);
		lanes.set(this.folder, mine);
		return await mine;
	}
}
