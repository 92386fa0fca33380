import type { PhiFinding } from '../../../types';
import { foundTokens, step } from '../../found';
import { oneOf, setOf } from '../../marks';
import { cased } from '../../scan';
import { Gap, Kind, Shape, type PreparedText } from '../../types';
import { lower } from '../near';
import { STATE_CODES } from '../street/words';
import { lastOfName } from './name';
import { ON } from './words';

/** Roads that are called by number. */
export const NUMBERED = setOf('highway hwy route rte interstate freeway fwy turnpike');
/** Whose road it is, before the word of the road: `County Road 17`. */
export const KINDS_OF_ROADS = setOf('county state farm forest township old us u.s. ranch rural');
const ROADS = setOf('road rd route rte highway hwy market');
/** Sides of a town before or behind a road. */
export const SIDES = setOf('n s e w ne nw se sw north south east west');
/** Letters on the shield of a road, beside the codes of states. */
const SHIELDS = setOf('I US SR FM');
/** What stands behind the number of a highway and of nothing else. */
const PARTS_OF_ROADS = setOf(
	'overpass exit ramp median bridge underpass onramp interchange mile milepost mm northbound southbound eastbound westbound nb sb eb wb near at and between shoulder &',
);
/** Those that belong to the name of the place. */
const TAILS = setOf('overpass underpass bridge interchange median');
/** Iodine with these numbers is a tracer. */
const ISOTOPES = setOf('123 124 125 131');

/** Last token of `County Road 17`, `Hwy 70`, `State Route 9-A` that begins at a token; 0 elsewhere. */
export function numberedRoad(prepared: PreparedText, token: number): number {
	let at = pastRoad(prepared, token);
	if (at === token) return 0;
	if (oneOf('.#-', lower(prepared, at))) at++;
	if (at >= prepared.count || (prepared.gaps[at] as number) > Gap.space) return 0;
	const { kind, raw, shape } = prepared.at(at);
	const isNumber = (kind === Kind.number || kind === Kind.mixed) && raw.length < 5;
	if (!isNumber && shape !== Shape.initial) return 0;
	const side = at + 1;
	if (side >= prepared.count || (prepared.gaps[side] as number) > Gap.space) return at;
	return cased(prepared.at(side)) && SIDES.has(lower(prepared, side)) ? side : at;
}

/** Token behind `County Road`, `Farm to Market Road`, `Hwy`; the token itself where no road begins. */
function pastRoad(prepared: PreparedText, token: number): number {
	const word = lower(prepared, token);
	if (KINDS_OF_ROADS.has(word) && cased(prepared.at(token))) {
		const road = lower(prepared, token + 1) === 'to' ? token + 2 : token + 1;
		if (!ROADS.has(lower(prepared, road))) return token;
		return lower(prepared, road + 1) === 'road' ? road + 2 : road + 1;
	}
	return NUMBERED.has(word) && cased(prepared.at(token)) ? token + 1 : token;
}

/** `I-97`, `US-30`, `LA-415`: a letter or the code of a state, a hyphen and a number, where a road is meant. */
export function shieldAt(prepared: PreparedText, token: number): PhiFinding | undefined {
	if (!isShield(prepared, token)) return undefined;
	const behind = lower(prepared, token + 1);
	if (!ON.has(lower(prepared, token - 3)) && !PARTS_OF_ROADS.has(behind)) return undefined;
	const { raw } = prepared.at(token);
	if (ISOTOPES.has(raw) && prepared.at(token - 2).raw === 'I') return undefined;
	const last = pastPlace(prepared, TAILS.has(behind) ? token + 1 : token);
	const steps = [step('context', 'the number of a road', 0.75)];
	const claim = { type: 'STREET', rule: 'road', score: 0.75, steps } as const;
	return foundTokens(prepared, token - 2, last, claim);
}

function isShield(prepared: PreparedText, token: number): boolean {
	if (token < 2 || prepared.gaps[token] !== Gap.none || lower(prepared, token - 1) !== '-')
		return false;
	if (prepared.gaps[token - 1] !== Gap.none || prepared.at(token).raw.length > 4) return false;
	const head = prepared.at(token - 2).raw;
	return SHIELDS.has(head) || STATE_CODES.has(head);
}

/** `I-97 near Ashmoor`: where on it. */
function pastPlace(prepared: PreparedText, last: number): number {
	const near = lower(prepared, last + 1);
	if (near !== 'near' && near !== 'at') return last;
	if (!cased(prepared.at(Math.min(last + 2, prepared.count - 1)))) return last;
	const end = lastOfName(prepared, last + 2, 2);
	return end > last + 1 ? end : last;
}
