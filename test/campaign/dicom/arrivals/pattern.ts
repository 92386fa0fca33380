import type { Route } from '../../../../dist/nodes/Dicom/intake/index.js';

/** Numbers from 0 to below 1 (mulberry32). */
export function randomFrom(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let t = Math.imul(state ^ (state >>> 15), 1 | state);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
	};
}

/** One image as somebody sends it. */
export interface SentImage {
	study: string;
	series: string;
	sop: string;
	/** Changes when the image is sent again with other content. */
	content: number;
	modality: string;
	/** Of the series. */
	description: string;
	/** Place along the body axis, mm. */
	position: number;
	lane: string;
	caller: string;
	/** Which of the eight connections brings it. */
	association: number;
	/** Number of the burst of its study: 0 for the first, later ones bring late images. */
	burst: number;
	/** When it is meant to be sent, milliseconds. */
	at: number;
	/** Sent although it is there already. */
	repeated?: true;
}

export interface Pattern {
	routes: Array<{ route: Route; joinsAt: number }>;
	/** By time. */
	images: SentImage[];
	/** When the process is killed, and how long it is away. */
	kills: Array<{ at: number; away: number }>;
	/** When workflows are switched off, and for how long. */
	pauses: Array<{ route: string; at: number; away: number }>;
	/** When a sender loses its connection; `gone`: it never sends the rest of what it was sending. */
	aborts: Array<{ association: number; at: number; gone: boolean }>;
	end: number;
}

export const ASSOCIATIONS = 8;
/** The shortest silence that any route takes for the end, and the longest gap within a series. */
const QUIET = 5_000;
const GAP = 1_500;

const ROUTES: ReadonlyArray<Partial<Route>> = [
	{ quietPeriodMs: 10_000 },
	{ only: { modalities: ['CT'] }, quietPeriodMs: 8_000, expectedCount: { whenFewer: 'wait' } },
	{ only: { modalities: ['MR', 'PT'] }, quietPeriodMs: 7_000, emit: 'series' },
	{ only: { descriptions: ['head*axial'] }, quietPeriodMs: 30_000, releasedSettleMs: 1_500 },
	{ callingAeTitles: ['SENDER0', 'SENDER1', 'SENDER2'], quietPeriodMs: 6_000 },
	{ only: { modalities: ['ct'], descriptions: ['axial'] }, quietPeriodMs: 9_000, emit: 'instance' },
	{
		only: { modalities: ['CT', 'PT'] },
		quietPeriodMs: 20_000,
		requiredSeries: { modality: 'CT', fewestSlices: 2 },
	},
	{ only: { modalities: ['PT'] }, quietPeriodMs: QUIET, hardMaximumMs: 20_000 },
	{
		only: { descriptions: ['scout'] },
		quietPeriodMs: 12_000,
		emit: 'series',
		expectedCount: { whenFewer: 'pass-on' },
	},
];

const KINDS = [
	{ modality: 'CT', description: 'Head axial 5mm' },
	{ modality: 'CT', description: 'Scout' },
	{ modality: 'MR', description: 'T1 axial' },
	{ modality: 'PT', description: 'Whole body' },
	{ modality: 'SR', description: 'Dose' },
];

/** Interleaved studies over eight associations, in an order of its own for each seed. */
export function patternOf(seed: number): Pattern {
	const next = randomFrom(seed);
	const upTo = (most: number) => Math.floor(next() * (most + 1));
	const lanes = next() < 0.3 ? ['HOSPITAL', 'OTHER'] : ['HOSPITAL'];
	const routes = lanes.flatMap((lane) => routesOf(lane, next));
	const images: SentImage[] = next() < 0.3 ? stalledStudy(seed, routes, next) : [];
	const studies = 3 + upTo(5);
	const routed = next() < 0.3;
	for (let number = 0; number < studies; number++) {
		const lane = lanes[upTo(lanes.length - 1)]!;
		images.push(...studyOf(`${seed}.${number}`, lane, next, routed));
	}
	images.sort((a, b) => a.at - b.at);
	const last = images.at(-1)!.at;
	const pauses = routes.flatMap(({ route }) =>
		next() < 0.2 && route.calledAeTitle !== 'STALLING'
			? [{ route: route.id, at: upTo(last), away: 1_000 + upTo(60_000) }]
			: [],
	);
	const kills = Array.from({ length: upTo(3) }, () => ({
		at: upTo(last + 20_000),
		away: 500 + upTo(2_000),
	}));
	const aborts = Array.from({ length: upTo(6) }, () => ({
		association: upTo(ASSOCIATIONS - 1),
		at: upTo(last),
		gone: next() < 0.4,
	}));
	// Long enough for what nobody took over at first, and for the longest silence.
	return {
		routes,
		images,
		kills: apart(kills),
		pauses,
		aborts,
		end: Math.max(last, ...routes.map(({ joinsAt }) => joinsAt)) + 5 * 60_000,
	};
}

function routesOf(lane: string, next: () => number): Pattern['routes'] {
	const chosen = ROUTES.filter(() => next() < 0.4);
	if (chosen.length === 0) chosen.push(ROUTES[Math.floor(next() * ROUTES.length)]!);
	return chosen.map((options, number) => ({
		joinsAt: next() < 0.2 ? Math.floor(next() * 300_000) : 0,
		route: {
			id: `workflow-${lane}-${number}/trigger`,
			mode: 'production',
			calledAeTitle: lane,
			callingAeTitles: [],
			priority: 'routine',
			quietPeriodMs: QUIET,
			...options,
		},
	}));
}

/** Its sender pauses for longer than the silence: only the count of the PACS knows. */
function stalledStudy(seed: number, routes: Pattern['routes'], next: () => number): SentImage[] {
	const lane = 'STALLING';
	const expectedCount = { whenFewer: 'wait' } as const;
	routes.push({
		joinsAt: 0,
		route: {
			id: 'workflow-stalling/trigger',
			mode: 'production',
			calledAeTitle: lane,
			callingAeTitles: [],
			priority: 'routine',
			quietPeriodMs: QUIET,
			expectedCount,
		},
	});
	const images = studyOf(`${seed}.stalled`, lane, next)
		.filter(({ burst }) => burst === 0)
		// The PACS says nothing about reports.
		.map((image) => ({ ...image, modality: image.modality === 'SR' ? 'CT' : image.modality }));
	images.sort((a, b) => a.at - b.at);
	const from = Math.max(1, Math.floor(next() * images.length));
	const stall = 20_000 + Math.floor(next() * 60_000);
	return images.map((image, index) => (index < from ? image : { ...image, at: image.at + stall }));
}

/**
 * @param routed all connections have one AE title, as those of a router have, and each series comes
 *   over one of them
 */
function studyOf(study: string, lane: string, next: () => number, routed = false): SentImage[] {
	const upTo = (most: number) => Math.floor(next() * (most + 1));
	const series = Array.from({ length: 1 + upTo(2) }, (_, number) => ({
		series: `${study}.${number}`,
		...KINDS[upTo(KINDS.length - 1)]!,
		size: 2 + upTo(12),
	}));
	const images: SentImage[] = [];
	let at = upTo(60_000);
	for (const each of series) {
		const senders = Array.from({ length: routed ? 1 : 1 + upTo(1) }, () => upTo(ASSOCIATIONS - 1));
		const order = shuffled(
			Array.from({ length: each.size }, (_, index) => index),
			next,
		);
		// The next series begins before this one ends, or soon after.
		let when = Math.max(0, at - upTo(3_000));
		for (const [count, slice] of order.entries()) {
			when += upTo(GAP);
			// Every connection that sends of the series does so before the first of them ends.
			const association = senders[count % senders.length]!;
			images.push({
				study,
				series: each.series,
				sop: `${each.series}.${slice}`,
				content: 0,
				modality: each.modality,
				description: each.description,
				position: slice * 5,
				lane,
				caller: routed ? 'ROUTER' : `SENDER${association}`,
				association,
				burst: 0,
				at: when,
			});
			if (next() < 0.05) images.push({ ...images.at(-1)!, at: when + upTo(GAP), repeated: true });
		}
		at = when;
	}
	return [...images, ...lateOf(images, next)];
}

/** Images that come after the study was complete, new ones and such with other content. */
function lateOf(images: SentImage[], next: () => number): SentImage[] {
	const late: SentImage[] = [];
	let end = Math.max(...images.map(({ at }) => at));
	for (let burst = 1; next() < 0.3; burst++) {
		// Sometimes soon, sometimes after the study was put away.
		end += 75_000 + Math.floor(next() * (next() < 0.3 ? 600_000 : 60_000));
		const like = images[Math.floor(next() * images.length)]!;
		for (let number = 0; number < 1 + Math.floor(next() * 3); number++) {
			const replaced = next() < 0.4;
			end += Math.floor(next() * GAP);
			late.push({
				...like,
				sop: replaced ? like.sop : `${like.series}.late${burst}-${number}`,
				content: replaced ? burst * 10 + number : 0,
				position: replaced ? like.position : 1_000 + (burst * 10 + number) * 5,
				burst,
				at: end,
			});
			delete late.at(-1)!.repeated;
		}
	}
	return late;
}

function shuffled<T>(list: T[], next: () => number): T[] {
	for (let at = list.length - 1; at > 0; at--) {
		const other = Math.floor(next() * (at + 1));
		[list[at], list[other]] = [list[other]!, list[at]!];
	}
	return list;
}

function apart(kills: Pattern['kills']): Pattern['kills'] {
	kills.sort((a, b) => a.at - b.at);
	return kills.filter(({ at }, index) => index === 0 || at - kills[index - 1]!.at > 10_000);
}
