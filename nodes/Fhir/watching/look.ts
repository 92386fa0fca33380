import { HospitalError } from '../../shared/errors';
import { keysetPages } from './keyset';
import { readPass, type Handed, type Looking, type Pass } from './pass';
import { wholeSecond, type Span } from './source';
import type { Position } from './state';

export interface Looked {
	handedOver: number;
	/** True when a backlog is left, or something has to be looked at once more: at once, please. */
	more: boolean;
}

/** No step grows beyond this: a server that does not sort and has more cannot be watched. */
const MOST = 1_000_000;
/** Rounds in which a backlog is read again until nothing new turns up. */
const MOST_ROUNDS = 6;
/** Other page borders than the first time, so that what slipped through one does not do so twice. */
const OTHER_BORDERS = 7;

/**
 * One look at the server: everything since the cursor, less the overlap, is read to the end; what was
 * not handed over before is handed over; then the cursor moves, by the server's own clock.
 *
 * What lies before the new cursor less the overlap is never read again. When such changes came over
 * several pages they are read a second time first: a record that moves while pages are turned shifts
 * all others, and one may slip over the border.
 *
 * @throws HospitalError whatever the server or the disk says; the cursor has not moved then
 */
export async function look(looking: Looking): Promise<Looked> {
	const { seen, position } = looking;
	const handed: Handed = { count: 0 };
	seen.beginLook();
	try {
		const { cursor, backlog } = position;
		const { overlapMs } = looking.settings;
		const from = backlog?.at ?? (cursor === null ? undefined : wholeSecond(cursor - overlapMs));
		const span: Span = from === undefined ? {} : { from };
		const pass = await readStep(looking, span, handed);
		const next = positionAfter(position, pass, overlapMs);
		if (!(await isWhole(looking, span, pass, next.settledBefore, handed))) {
			await looking.save();
			return { handedOver: handed.count, more: true };
		}
		const moved = JSON.stringify(next.position) !== JSON.stringify(position);
		seen.forgetBefore(next.forgetBefore);
		delete position.backlog;
		Object.assign(position, next.position);
		if (moved || handed.count > 0) await looking.save();
		return { handedOver: handed.count, more: position.backlog !== undefined };
	} catch (error) {
		// What was handed over stays known; only the cursor stays where it was.
		if (handed.count > 0) await looking.save().catch(() => undefined);
		throw error;
	}
}

/** Reads until the end, or until a limit behind which a further step can go on. */
async function readStep(looking: Looking, span: Span, handed: Handed): Promise<Pass> {
	const { source, settings, signal } = looking;
	let { limit } = settings;
	let oldestFresh = Number.POSITIVE_INFINITY;
	for (;;) {
		const { pageSize } = settings;
		const pages = source.pages(span, { limit, pageSize, signal });
		const pass = await readPass(looking, pages, limit, handed);
		oldestFresh = Math.min(oldestFresh, pass.oldestFresh ?? oldestFresh);
		const whole = { ...pass, oldestFresh };
		if (!pass.capped) return whole;
		const reached = pass.last === undefined ? undefined : wholeSecond(pass.last);
		const goesOn = reached !== undefined && (span.from === undefined || reached > span.from);
		if (source.forwards && pass.sorted && goesOn) return whole;
		// Stopping here would lose what comes behind: on to the end in one go.
		if (limit >= MOST) throw tooMuch();
		limit = Math.min(limit * 8, MOST);
	}
}

interface Next {
	position: Position;
	/** What lies before is not read again, unless this look is repeated. */
	settledBefore: number;
	forgetBefore: number;
}

function positionAfter({ cursor, backlog }: Position, pass: Pass, overlapMs: number): Next {
	const newest = latest(backlog?.newest, pass.newest);
	const began = backlog?.began ?? pass.date;
	if (pass.capped) {
		const at = wholeSecond(pass.last ?? 0);
		const going = {
			at,
			...(began !== undefined && { began }),
			...(newest !== undefined && { newest }),
		};
		return {
			position: { cursor, backlog: going },
			settledBefore: at,
			forgetBefore: Math.min(at, began ?? at) - 2 * overlapMs,
		};
	}
	// What was read before `began` may have got late additions since then.
	const reached = newest !== undefined && began !== undefined ? Math.min(newest, began) : newest;
	const moved = latest(cursor ?? undefined, reached);
	if (moved === undefined) {
		const nothing = Number.NEGATIVE_INFINITY;
		return { position: { cursor: null }, settledBefore: nothing, forgetBefore: nothing };
	}
	return {
		position: { cursor: moved },
		settledBefore: wholeSecond(moved - overlapMs),
		forgetBefore: moved - 2 * overlapMs,
	};
}

function latest(a: number | undefined, b: number | undefined): number | undefined {
	if (a === undefined || b === undefined) return a ?? b;
	return Math.max(a, b);
}

/**
 * True when nothing can have slipped over a page border; reads what came over several pages and is not
 * read again once more until nothing new turns up.
 */
async function isWhole(
	looking: Looking,
	{ from }: Span,
	pass: Pass,
	settledBefore: number,
	handed: Handed,
): Promise<boolean> {
	const { source, settings, signal } = looking;
	// New entries of a history stand in front: they push others back, never forward over a border.
	if (!source.forwards || pass.pages < 2 || !((pass.oldestFresh ?? settledBefore) < settledBefore))
		return true;
	const span = { ...(from !== undefined && { from }), before: settledBefore };
	const options = { limit: MOST, pageSize: settings.pageSize + OTHER_BORDERS, signal };
	for (let round = 0; round < MOST_ROUNDS; round++) {
		// A server that was seen to sort is asked for what follows a time: nothing can shift then.
		const pages =
			pass.sorted && !pass.capped
				? keysetPages(source, span, options)
				: source.pages(span, { ...options, pageSize: options.pageSize + round });
		const again = await readPass(looking, pages, MOST, handed);
		if (again.capped) throw tooMuch();
		if (again.fresh === 0) return true;
	}
	return false;
}

const tooMuch = (): HospitalError =>
	new HospitalError(
		'fhir-watch-too-much',
		`Watching the chart: more than ${MOST} records changed at once, and the server does not list them in order`,
		{
			nextStep:
				'Narrow the criteria, start from a later date, or take over the backlog with Bulk Export.',
		},
	);
