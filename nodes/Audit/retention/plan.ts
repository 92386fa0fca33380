import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readEnd, type LedgerEnd } from '../../shared/ledger/heads';
import { lifeOf } from '../../shared/ledger/lock';
import { listOrigins, listSegments, segmentPath } from '../../shared/ledger/places';
import { queryLedger } from '../index/query';
import type { LegalHold } from './holds';

const DAY = 86_400_000;
/** Days over which growth is measured. */
const RECENT_DAYS = 90;

/** Why a writer's ledger stays, or that its time is over. */
export type Fate = 'over' | 'young' | 'alive' | 'held' | 'undelivered' | 'unreadable';

export interface OriginFate {
	origin: string;
	fate: Fate;
	/** Name of the hold. */
	hold?: string;
	bytes: number;
	/** ISO 8601 UTC of the last write. */
	lastWrite: string;
	end?: LedgerEnd;
}

export interface RetentionPlan {
	years: number;
	origins: OriginFate[];
	bytes: number;
	/** Bytes written per day, over the last 90 days or since the ledger began. */
	bytesPerDay: number;
	/** Bytes once the first events reach the end of their time: how large the disk must be. */
	forecastBytes: number;
}

export interface PlanOptions {
	auditDir: string;
	/** HIPAA 45 CFR 164.316(b)(2)(i) asks for six; some states for seven or more. */
	years: number;
	holds: readonly LegalHold[];
	/** The last record of each writer that every SIEM has; undefined when there is no SIEM. */
	delivered?: ReadonlyMap<string, number>;
	now?: number;
}

/**
 * What may be removed. A writer's ledger goes as a whole, when its last record is older than the time
 * to keep: single records cannot go without breaking the chain.
 *
 * @throws system errors of the disk
 */
export async function planRetention(options: PlanOptions): Promise<RetentionPlan> {
	const { auditDir, years, now = Date.now() } = options;
	const origins: OriginFate[] = [];
	for (const origin of await listOrigins(auditDir)) {
		origins.push(await fateOf(origin, options, now));
	}
	const bytes = origins.reduce((sum, one) => sum + one.bytes, 0);
	const bytesPerDay = growth(origins, now);
	return {
		years,
		origins,
		bytes,
		bytesPerDay,
		forecastBytes: Math.max(bytes, bytesPerDay * 365.25 * years),
	};
}

async function fateOf(origin: string, options: PlanOptions, now: number): Promise<OriginFate> {
	const { auditDir, years, delivered } = options;
	let bytes = 0;
	let lastWrite = 0;
	for (const segment of await listSegments(auditDir, origin)) {
		const { size, mtimeMs } = await stat(segmentPath(auditDir, origin, segment));
		bytes += size;
		lastWrite = Math.max(lastWrite, mtimeMs);
	}
	const about = { origin, bytes, lastWrite: new Date(lastWrite).toISOString() };
	const isYoung = (time: number): boolean => now - time < years * 365.25 * DAY;
	if (isYoung(lastWrite)) return { ...about, fate: 'young' };
	if ((await lifeOf(join(auditDir, origin))) === 'alive') return { ...about, fate: 'alive' };
	const end = await readEnd(auditDir, origin);
	// The time of a file is soon changed, and the clock may have been wrong: both must be past.
	if (end !== undefined && isYoung(Date.parse(end.recorded))) return { ...about, fate: 'young' };
	if (end === undefined) return { ...about, fate: 'unreadable' };
	const hold = await holdOn(origin, options);
	if (hold !== undefined) return { ...about, end, fate: 'held', hold };
	const behind = delivered !== undefined && (delivered.get(origin) ?? 0) < end.seq;
	return { ...about, end, fate: behind ? 'undelivered' : 'over' };
}

async function holdOn(
	origin: string,
	{ auditDir, holds }: PlanOptions,
): Promise<string | undefined> {
	for (const { id, patients, origins } of holds) {
		if (origins.includes(origin)) return id;
		if (patients.length === 0 && origins.length === 0) return id;
		if (patients.length === 0) continue;
		const { entries } = await queryLedger(
			auditDir,
			{ where: { patient: patients }, limit: 1 },
			// An index can be made to hide a patient, and then what is on hold would go.
			{ origin, withoutIndex: true },
		);
		if (entries.length > 0) return id;
	}
	return undefined;
}

function growth(origins: readonly OriginFate[], now: number): number {
	const since = now - RECENT_DAYS * DAY;
	let bytes = 0;
	let first = now;
	for (const { origin, bytes: size, lastWrite } of origins) {
		const began = beganAt(origin);
		const ended = Math.max(Date.parse(lastWrite), began + 1);
		first = Math.min(first, Math.max(began, since));
		if (ended <= since) continue;
		// A writer that began before the measured days counts with its share of them.
		bytes += (size * (ended - Math.max(began, since))) / (ended - began);
	}
	return bytes / Math.max(1, (now - first) / DAY);
}

/** A writer's name begins with the moment of its start. */
const beganAt = (origin: string): number =>
	Date.parse(origin.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z-.*$/, '$1-$2-$3T$4:$5:$6Z'));
