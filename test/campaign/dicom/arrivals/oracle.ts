import type { Route } from '../../../../dist/nodes/Dicom/intake/index.js';
import type { Pattern, SentImage } from './pattern.ts';
import { contentOf, type Cut, type Offer, type Story } from './world.ts';

/** What went wrong, one line each. */
export interface Wrongs {
	/** Given on as complete before the senders had sent it all. */
	premature: string[];
	/** Never given on, or not as it was in the end. */
	missing: string[];
	/** Given on although it was taken over, or as something new although an earlier version was. */
	twice: string[];
}

/** Compares what happened with what the pattern says: knows nothing of how the rules decide. */
export function judge(pattern: Pattern, story: Story): Wrongs {
	const wrongs: Wrongs = { premature: [], missing: [], twice: [] };
	for (const offer of story.offers) {
		judgeOffer(offer, pattern, story, wrongs);
		judgeNewcomer(offer, pattern, story, wrongs);
	}
	for (const { route } of pattern.routes) judgeRoute(route, pattern, story, wrongs);
	judgeUnwanted(pattern, story, wrongs);
	return wrongs;
}

function judgeOffer(offer: Offer, pattern: Pattern, story: Story, wrongs: Wrongs): void {
	const { route, record, at, holds } = offer;
	const about = `${record.studyKey} ${JSON.stringify(record.scope ?? 'study')} to ${route.id} at ${Math.round(at)} by ${record.completeness.evidence}`;
	const mine = (image: SentImage) =>
		image.study === record.studyKey && isIn(image, record.scope) && admitted(route, image);
	const here = newest(
		story.stored.filter((each) => each.at <= at && mine(each.image)).map(({ image }) => image),
	);
	if (here.join() !== holds.join()) {
		wrongs.premature.push(`${about}: holds ${holds.length} of ${here.length} that had come`);
	}
	const { evidence, incomplete, incompleteReason } = record.completeness;
	if (incompleteReason?.startsWith('transfer-')) judgeCut(offer, about, story, wrongs);
	else if (
		incomplete &&
		evidence !== 'hard-maximum' &&
		route.expectedCount?.whenFewer !== 'pass-on'
	) {
		wrongs.premature.push(`${about}: was not to be passed on with images missing`);
	}
	if (!incomplete) {
		const came = story.stored.filter((each) => each.at <= at && mine(each.image));
		// What has come once may come again with other content: only silence can tell of that.
		const countable = ['expected-count', 'single-image'].includes(evidence);
		const nameOf = countable ? ({ sop }: SentImage) => sop : contentOf;
		const arrived = new Set(came.map(({ image }) => nameOf(image)));
		const begun = new Set(came.map(({ image }) => burstOf(offer, image)));
		const pending = pattern.images.filter(
			(image) =>
				mine(image) &&
				!image.repeated &&
				!arrived.has(nameOf(image)) &&
				begun.has(burstOf(offer, image)) &&
				counts(offer, image),
		);
		if (pending.length > 0) wrongs.premature.push(`${about}: ${pending.length} were still to come`);
	}
	if (!incomplete) judgeWhole(offer, about, story, wrongs);
	if (offer.again) wrongs.twice.push(`${about}: had been taken over`);
	const before = story.offers.some(
		(other) =>
			other.accepted &&
			other.at < at &&
			other.route.id === route.id &&
			other.record.studyKey === record.studyKey &&
			JSON.stringify(other.record.scope) === JSON.stringify(record.scope) &&
			other.record.version !== record.version,
	);
	if (before && record.supersedes === undefined) {
		wrongs.twice.push(`${about}: a later version that does not say so`);
	}
}

/** Silence and releases prove nothing while a sender that broke off has not made up for it. */
function judgeWhole({ record, at }: Offer, about: string, story: Story, wrongs: Wrongs): void {
	const { studyKey, scope, completeness } = record;
	if (!['quiet-period', 'association-released'].includes(completeness.evidence)) return;
	const found = story.cuts.find(
		(cut) =>
			cut.byItself &&
			cut.study === studyKey &&
			cut.at < at &&
			at < cut.until &&
			(scope === undefined || cut.series === scope.seriesInstanceUid) &&
			!wasWhole(cut, at, story),
	);
	if (found) wrongs.premature.push(`${about}: ${found.caller} had broken off ${found.series}`);
}

/** Somebody has found it whole in between, so nothing of it was on its way any more. */
const wasWhole = ({ study, at: from }: Cut, to: number, { offers }: Story): boolean =>
	offers.some(
		({ record, at }) =>
			record.studyKey === study &&
			at >= from &&
			at <= to &&
			!record.completeness.incomplete &&
			['expected-count', 'quiet-period', 'association-released'].includes(
				record.completeness.evidence,
			) &&
			(record.completeness.evidence === 'expected-count' || at < to),
	);

/** Said to be cut off: then somebody was, has not come back, and was waited for. */
function judgeCut({ route, record, at }: Offer, about: string, story: Story, wrongs: Wrongs): void {
	const { studyKey, scope } = record;
	const cuts = story.cuts.filter(
		({ study, series, at: from, until }) =>
			study === studyKey &&
			from <= at &&
			at < until &&
			(scope === undefined || series === (scope.seriesInstanceUid ?? '')),
	);
	const patience = Math.max(route.quietPeriodMs, Math.min(10 * route.quietPeriodMs, 60_000));
	if (cuts.length === 0) wrongs.premature.push(`${about}: nobody had broken off`);
	else if (cuts.every((cut) => at - cut.at < patience)) {
		wrongs.premature.push(`${about}: nobody waited for the sender to come back`);
	}
}

/** A workflow that comes later gets nothing that another one had taken over before. */
function judgeNewcomer(
	{ route, record, at }: Offer,
	pattern: Pattern,
	story: Story,
	wrongs: Wrongs,
): void {
	const joined = story.joined.get(route.id) ?? 0;
	const others = story.offers.filter(
		(other) =>
			other.accepted && other.record.studyKey === record.studyKey && other.route.id !== route.id,
	);
	const came = story.stored.filter(({ image }) => image.study === record.studyKey);
	const last = Math.max(...came.filter((each) => each.at <= at).map((each) => each.at));
	// Somebody may still wait for what the PACS has and the sender never sent here.
	if (lacks(record.studyKey, pattern, story)) return;
	// Long after the longest silence everybody who was there had judged it.
	if (joined < last + 120_000 || !others.some((other) => other.at < joined)) return;
	wrongs.twice.push(`${record.studyKey} to ${route.id}, which came ${joined - last} ms after it`);
}

/**
 * The required series alone proves the study; other series may still be on their way. Of a study the
 * PACS counts the images alone: reports may still be on theirs.
 */
function counts({ record, route }: Offer, image: SentImage): boolean {
	const { evidence } = record.completeness;
	if (evidence === 'geometry') return image.modality === route.requiredSeries?.modality;
	return evidence !== 'expected-count' || record.scope !== undefined || image.modality !== 'SR';
}

/** A burst is under way from its first image: of the study, or of the series that matters. */
function burstOf({ record }: Offer, { study, burst, series }: SentImage): string {
	const ofStudy = record.completeness.evidence !== 'geometry' && record.scope === undefined;
	return `${study} ${burst} ${ofStudy ? '' : series}`;
}

type Scope = Offer['record']['scope'];

function isIn(image: SentImage, scope: Scope): boolean {
	if (scope === undefined || scope.level === 'study') return true;
	if (image.series !== scope.seriesInstanceUid) return false;
	return scope.level === 'series' || image.sop === scope.sopInstanceUid;
}

const admitted = ({ callingAeTitles }: Route, { caller }: SentImage): boolean =>
	callingAeTitles.length === 0 || callingAeTitles.includes(caller);

/** SOP and newest content, sorted. */
function newest(images: readonly SentImage[]): string[] {
	const bySop = new Map<string, SentImage>();
	for (const image of images) bySop.set(image.sop, image);
	return [...bySop.values()].map(contentOf).sort();
}

/** What a route must have in the end: each of its units with everything that came of it. */
function judgeRoute(route: Route, pattern: Pattern, story: Story, wrongs: Wrongs): void {
	for (const [unit, images] of unitsOf(route, story)) {
		if (!wants(route, images) || !isOwed(route, images, pattern, story)) continue;
		// The PACS has what the sender never sent here: it is waited for, longer than a pattern lasts.
		if (route.expectedCount?.whenFewer === 'wait' && lacks(images[0]!.study, pattern, story))
			continue;
		const whole = newest(images);
		const given = story.offers.findLast(
			({ route: { id }, record, accepted }) =>
				accepted && id === route.id && unitName(record.studyKey, record.scope) === unit,
		);
		if (given === undefined) wrongs.missing.push(`${unit} was never given to ${route.id}`);
		else if (given.holds.join() !== whole.join()) {
			wrongs.missing.push(
				`${unit} was given to ${route.id} with ${given.holds.length} of ${whole.length} images`,
			);
		}
	}
}

const lacks = (study: string, pattern: Pattern, story: Story): boolean => {
	const came = new Set(story.stored.map(({ image }) => contentOf(image)));
	return pattern.images.some((image) => image.study === study && !came.has(contentOf(image)));
};

function unitsOf(route: Route, story: Story): Map<string, SentImage[]> {
	const images = story.stored
		.map(({ image }) => image)
		.filter((image) => image.lane === route.calledAeTitle && admitted(route, image));
	const level = route.emit ?? 'study';
	return Map.groupBy(images, ({ study, series, sop }) =>
		unitName(study, { level, seriesInstanceUid: series, sopInstanceUid: sop }),
	);
}

function unitName(study: string, scope: Scope): string {
	if (scope === undefined || scope.level === 'study') return study;
	return scope.level === 'series'
		? `series ${scope.seriesInstanceUid}`
		: `image ${scope.sopInstanceUid}`;
}

/** The filters of the patterns, in the plainest form. */
function wants({ only = {} }: Route, images: readonly SentImage[]): boolean {
	const { modalities = [], descriptions = [] } = only;
	const modality = modalities.map((each) => each.toUpperCase());
	return (
		(modality.length === 0 || images.some((image) => modality.includes(image.modality))) &&
		(descriptions.length === 0 ||
			images.some(({ description }) =>
				descriptions.some((text) => new RegExp(text.replaceAll('*', '.*'), 'i').test(description)),
			))
	);
}

/** A workflow that came later is owed what began to come after it. */
function isOwed(
	route: Route,
	images: readonly SentImage[],
	pattern: Pattern,
	story: Story,
): boolean {
	const joined = story.joined.get(route.id);
	if (joined === undefined) return false;
	const { study } = images[0]!;
	const first = story.stored.find(({ image }) => image.study === study)!.at;
	return first >= joined;
}

/** A study that no route wants is put aside, visibly. */
function judgeUnwanted(pattern: Pattern, story: Story, wrongs: Wrongs): void {
	const studies = Map.groupBy(story.stored, ({ image }) => image.study);
	for (const [study, stored] of studies) {
		const { lane } = stored[0]!.image;
		const routes = pattern.routes.filter(({ route }) => route.calledAeTitle === lane);
		const wanted = routes.some(({ route }) =>
			[...unitsOf(route, story)].some(
				([, images]) => images[0]!.study === study && wants(route, images),
			),
		);
		if (wanted || story.unclaimed.some((each) => each.study === study)) continue;
		wrongs.missing.push(`${study} is wanted by nobody, and nobody was told`);
	}
}
