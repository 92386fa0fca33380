import { join } from 'node:path';
import { startWorker, type N8nWorker } from '../n8n/worker.ts';
import { startPostgres, type Postgres } from '../peers/postgres.ts';
import { startRedis, type Redis } from '../peers/redis.ts';
import type { Running } from './running.ts';

/** What n8n in queue mode stands on: a queue and a database that all its processes share. */
export interface Backbone {
	redis: Redis;
	postgres: Postgres;
	/** Names both to n8n; the same for the main process and every worker. */
	env: Record<string, string>;
}

/** Redis, PostgreSQL and the workers of a hospital whose n8n runs in queue mode. */
export interface Queue extends Omit<Backbone, 'env'> {
	workers: N8nWorker[];
}

/**
 * How soon a dead worker is noticed. n8n's own values (60 s, 10 s, 30 s) would make a test wait two
 * minutes; docs/how-to/run-in-queue-mode.md says which a hospital should choose.
 */
const STALLED = {
	QUEUE_WORKER_LOCK_DURATION: '10000',
	QUEUE_WORKER_LOCK_RENEW_TIME: '2000',
	QUEUE_WORKER_STALLED_INTERVAL: '2500',
};

/**
 * Starts Redis and PostgreSQL.
 *
 * @param dir folder of the hospital
 * @param running stops them
 * @throws PeerUnavailable when one of them cannot be had
 */
export async function startBackbone(dir: string, running: Running): Promise<Backbone> {
	const [redis, postgres] = await Promise.all([
		running.add(startRedis(join(dir, 'redis'))),
		running.add(startPostgres()),
	]);
	return {
		redis,
		postgres,
		env: {
			EXECUTIONS_MODE: 'queue',
			OFFLOAD_MANUAL_EXECUTIONS_TO_WORKERS: 'true',
			QUEUE_BULL_REDIS_HOST: redis.host,
			QUEUE_BULL_REDIS_PORT: String(redis.port),
			QUEUE_BULL_REDIS_PASSWORD: redis.password,
			DB_TYPE: 'postgresdb',
			DB_POSTGRESDB_HOST: postgres.host,
			DB_POSTGRESDB_PORT: String(postgres.port),
			DB_POSTGRESDB_DATABASE: postgres.database,
			DB_POSTGRESDB_USER: postgres.user,
			DB_POSTGRESDB_PASSWORD: postgres.password,
			...STALLED,
			// What nobody gives up comes again after this time instead of five minutes.
			HOSPITAL_WORK_LEASE_MINUTES: '1',
		},
	};
}

export interface WorkersOptions {
	count: number;
	/** Folder of the hospital; each worker gets a folder of its own in it. */
	dir: string;
	encryptionKey: string;
	env: Record<string, string>;
	/** Stops them. */
	running: Running;
}

/** Starts the workers at once, beside a main process that has prepared the database. */
export async function startWorkers(options: WorkersOptions): Promise<N8nWorker[]> {
	const { count, dir, encryptionKey, env, running } = options;
	const numbers = Array.from({ length: count }, (_, index) => index + 1);
	return await Promise.all(
		numbers.map(
			async (number) =>
				await running.add(
					startWorker({
						name: `worker ${number}`,
						userFolder: join(dir, `worker-${number}`),
						encryptionKey,
						env: { ...env, HOSPITAL_INSTANCE: `demo-worker-${number}` },
						pack: 'link',
					}),
				),
		),
	);
}
