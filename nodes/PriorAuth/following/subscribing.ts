import { createHash, randomBytes } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder, writeDurably } from '../../shared/durable';
import { decrypt, encrypt } from '../../shared/encryption';
import { HospitalError, systemCode } from '../../shared/errors';
import { processState } from '../../shared/process-state';
import {
	endSubscription,
	ensureSubscription,
	fingerprintOf,
	type EnsuredSubscription,
	type SubscriptionServer,
	type SubscriptionWish,
} from '../sending';

/** What is kept of a subscription, encrypted: the webhook compares the secret, upkeep needs the rest. */
export interface SubscriptionRecord {
	v: 1;
	secret: string;
	endpoint: string;
	/** At the payer; absent until it answered. */
	id?: string;
	/** Fingerprint of what it was written with. */
	wish?: string;
	/** The workflow was switched off. */
	ended?: true;
}

/** What the administrator chose; where to send to is told by n8n. */
export type SubscriptionSettings = Pick<
	SubscriptionWish,
	'organizations' | 'heartbeatSeconds' | 'filterName' | 'topic'
> & {
	/** For how many days it is asked for; without end when absent. */
	days?: number;
};

const DAY = 86_400_000;
const MAX_BYTES = 64 * 1024;

/** The subscription of one trigger: at the payer, and what is kept of it here. */
export class Subscribing {
	private readonly path: string;
	private readonly context: string;

	/**
	 * @param folder `prior-auth/subscriptions` of the data directory
	 * @param route workflow and node
	 */
	constructor(
		private readonly folder: string,
		private readonly key: Buffer,
		route: string,
	) {
		this.name = createHash('sha256').update(route).digest('hex').slice(0, 32);
		this.path = join(folder, this.name);
		this.context = `prior-auth/1/subscription/${this.name}`;
	}

	/** Opaque; the same in all processes. */
	readonly name: string;

	/** @throws HospitalError `prior-auth-subscription-unreadable` */
	async record(): Promise<SubscriptionRecord | undefined> {
		try {
			if ((await stat(this.path)).size > MAX_BYTES) throw unreadable();
			const bytes = decrypt(this.key, await readFile(this.path), this.context);
			return JSON.parse(bytes.toString('utf8')) as SubscriptionRecord;
		} catch (error) {
			if (systemCode(error) === 'ENOENT') return undefined;
			throw unreadable(error);
		}
	}

	/**
	 * Sees to it that the payer has the subscription and that it works.
	 *
	 * @param endpoint told by n8n when the workflow is published; as before when absent
	 * @returns undefined when nobody has told yet where to send to, or it was ended
	 */
	async ensure(
		server: SubscriptionServer,
		settings: SubscriptionSettings,
		{ now, signal, endpoint }: { now: Date; signal?: AbortSignal; endpoint?: string },
	): Promise<EnsuredSubscription | undefined> {
		return await this.alone(async () => {
			const kept = await this.record();
			const at = endpoint ?? (kept?.ended ? undefined : kept?.endpoint);
			if (at === undefined) return undefined;
			const anew = kept === undefined || kept.ended === true || kept.endpoint !== at;
			const record: SubscriptionRecord = anew
				? { v: 1, secret: randomBytes(32).toString('hex'), endpoint: at, ...idOf(kept) }
				: kept;
			// On the disk first: the payer may send its handshake before it answers.
			if (anew) await this.write(record);
			const { days, ...wishes } = settings;
			const wish: SubscriptionWish = {
				...wishes,
				endpoint: at,
				secret: record.secret,
				...(days !== undefined && { end: new Date(now.getTime() + days * DAY).toISOString() }),
			};
			const known = { ...idOf(record), ...(record.wish !== undefined && { wish: record.wish }) };
			const ensured = await ensureSubscription(server, wish, known, {
				now,
				...(signal && { signal }),
			});
			await this.write({ ...record, id: ensured.id, wish: fingerprintOf(wish) });
			return ensured;
		});
	}

	/** @returns false when the payer could not be told; nobody here listens to it any more */
	async end(server: SubscriptionServer, signal: AbortSignal): Promise<boolean> {
		return await this.alone(async () => {
			const kept = await this.record();
			if (kept === undefined || kept.ended) return true;
			await this.write({ ...kept, ended: true });
			return kept.id === undefined ? true : await endSubscription(server, kept.id, { signal });
		});
	}

	/**
	 * Holds the number of events that the payer says it has sent against the one of before. What was
	 * missed is told before the new number is on the disk: killed in between, it is told again.
	 *
	 * @param carried events of this notification
	 * @param tell told how many were missed since, and after which; not called when none were
	 * @returns how many were missed; a subscription that begins anew counts from the start
	 */
	async missed(
		sinceStart: number,
		carried: number,
		tell: (missed: number, after: number) => Promise<void>,
	): Promise<number> {
		return await this.alone(async () => {
			const path = `${this.path}.events`;
			const text = await readFile(path, 'utf8').catch(() => '');
			const before = /^\d{1,15}$/.test(text) ? Number(text) : undefined;
			// One that comes late, or a second time, must not set the count back; a new start does.
			const anew = before === undefined || sinceStart <= carried;
			const missed = anew ? 0 : Math.max(0, sinceStart - before - carried);
			if (before !== undefined && missed > 0) await tell(missed, before);
			if (anew || sinceStart > before) await writeDurably(path, String(sinceStart));
			return missed;
		});
	}

	private async write(record: SubscriptionRecord): Promise<void> {
		await makeFolder(this.folder);
		const plain = Buffer.from(JSON.stringify(record));
		await writeDurably(this.path, encrypt(this.key, plain, this.context));
	}

	/** n8n puts it up while the trigger looks after it: two of them would make two subscriptions. */
	private async alone<T>(work: () => Promise<T>): Promise<T> {
		const last = processState(
			'prior-auth-subscribing/1',
			() => new Map<string, Promise<unknown>>(),
		);
		const mine = (last.get(this.path) ?? Promise.resolve()).then(work);
		last.set(
			this.path,
			mine.catch(() => undefined),
		);
		return await mine;
	}
}

const idOf = (kept: { id?: string } | undefined): { id?: string } =>
	kept?.id === undefined ? {} : { id: kept.id };

const unreadable = (cause?: unknown): HospitalError =>
	new HospitalError(
		'prior-auth-subscription-unreadable',
		'What is kept of the subscription at the payer cannot be read',
		{
			nextStep:
				'Restore the folder "prior-auth" of the hospital data directory from its backup, or unpublish the workflow, remove that folder’s "subscriptions", and publish it again.',
			cause,
		},
	);
