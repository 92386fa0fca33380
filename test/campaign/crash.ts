import { setTimeout as sleep } from 'node:timers/promises';
import { storescu } from '../peers/dcmtk.ts';
import { lesionPosition } from '../hospital/ct.ts';
import type { ScannedStudy } from '../hospital/modality.ts';
import { orderOf, type Order, type Person } from '../hospital/people.ts';
import { Random } from '../hospital/random.ts';
import type { Site } from '../hospital/site.ts';
import { accepts } from '../peers/process.ts';
import { auditEvent, CRASH_POINTS, LISTENING, READY, type CrashPoint } from './crash-points.ts';
import { allEnded } from './endings.ts';

/** A study of the campaign, and who it is of. */
export interface SentStudy extends ScannedStudy {
	person: Person;
	order: Order;
}

export interface CrashOptions {
	kills: number;
	seed: number | string;
	/** New studies between two kills. */
	studies: number;
	/** Where to kill; all of CRASH_POINTS when absent. */
	points?: readonly CrashPoint[];
	say(text: string): void;
}

export interface Crashes {
	/** Where n8n was each time, as the clock aimed at it. */
	points: string[];
	/** Every study, all of its images acknowledged. */
	sent: SentStudy[];
	/** What n8n wrote to its standard output before each kill. */
	logs: string[];
}

/** Large enough for the model's input contract, small enough that thirty of them pass quickly. */
const SCAN = { slices: 24, matrix: 256 } as const;

/**
 * Ends n8n as a power cut would, again and again, while studies come in; the modality sends a study
 * again until every image was acknowledged, and the inference server gives another score each time.
 * Returns when every piece of work has ended.
 *
 * @throws Error when a point is not reached, or work has not ended five minutes after the last start
 */
export async function crash(site: Site, options: CrashOptions): Promise<Crashes> {
	const { kills, say } = options;
	const random = new Random('crash', options.seed);
	const studies = await scan(site, kills * options.studies, random);
	site.inference.fault = 'different-each-time';
	const points = schedule(options.points ?? CRASH_POINTS, kills, random);
	const deliveries: Array<Promise<void>> = [];
	const logs: string[] = [];
	const sent = [...studies];
	for (const [index, point] of points.entries()) {
		const moment = aim(site, point, random);
		for (const study of studies.splice(0, options.studies)) {
			const delivery = deliver(site, study, random.integer(0, 250));
			// Its failure is told at the end, when it is awaited.
			delivery.catch(() => undefined);
			deliveries.push(delivery);
		}
		await moment;
		await site.n8n.kill9();
		logs.push(await site.n8n.log());
		say(`kill ${index + 1} of ${kills}: ${point.name}`);
		await site.n8n.restart();
	}
	await Promise.all(deliveries);
	await allEnded(site, sent.length, 300_000);
	logs.push(await site.n8n.log());
	return { points: points.map(({ name }) => name), sent, logs };
}

/** Every stretch in turn, in random order, so that few kills are spread as well as many. */
function schedule(all: readonly CrashPoint[], kills: number, random: Random): CrashPoint[] {
	const points: CrashPoint[] = [];
	while (points.length < kills) points.push(...random.shuffle(all));
	return points.slice(0, kills);
}

/** Resolves at a random moment of the stretch. */
async function aim(site: Site, { name, after, span }: CrashPoint, random: Random): Promise<void> {
	const wait = random.between(0, span);
	if (!(await opens(site, after))) throw new Error(`nothing came to the point: ${name}`);
	await sleep(wait);
}

async function opens(site: Site, after: CrashPoint['after']): Promise<boolean> {
	if (after === READY) return true;
	if (typeof after === 'string') return await auditEvent(site.dataDir, after, LONGEST_START);
	for (const deadline = Date.now() + LONGEST_START; Date.now() < deadline; await sleep(50)) {
		if (after === LISTENING && (await accepts(site.listener.port))) return true;
	}
	return false;
}

/** Makes the studies of a campaign, about half of them with a lesion, each of another person. */
export async function scan(
	site: Site,
	count: number,
	random: Random,
	firstPerson = 0,
): Promise<SentStudy[]> {
	const studies: SentStudy[] = [];
	for (let index = 0; index < count; index++) {
		const person = site.people.ordinary[firstPerson + index];
		if (person === undefined) throw new RangeError('a person is needed for each study');
		const order = orderOf(site.people, person);
		const lesion = { size: 18, hu: 70, position: lesionPosition(index) };
		const study = await site.modality.scan({
			...SCAN,
			person,
			order,
			seed: index,
			...(random.next() < 0.5 && { lesion }),
		});
		studies.push({ ...study, person, order });
	}
	return studies;
}

/** n8n's lease on an activation that was cut off, its wait between two looks, and some more. */
const LONGEST_START = 180_000;

/** What a modality does: it sends the whole study again until nothing was refused or lost. */
export async function deliver(site: Site, study: ScannedStudy, wait: number): Promise<void> {
	await sleep(wait);
	for (const deadline = Date.now() + 600_000; Date.now() < deadline; await sleep(100)) {
		const { code } = await storescu(site.listener, study.files);
		if (code === 0) return;
	}
	throw new Error('a study was not taken within ten minutes');
}
