import { digitFirst, oneOf, setOf } from '../../marks';
import { Gap, Kind, Shape } from '../../types';
import { Word } from '../../vocabulary/words';
import { countsBeside } from './counted-beside';
import { BEFORE_ORDINAL, ORDINAL, Reader, type Span } from './reader';

const FIRST_DAYS = setOf('first second third');

/** Nouns after an ordinal that are no day of a month. */
const COUNTED = new Set(
	'rib ribs toe toes finger fingers digit metatarsal metacarpal nerve nerves ventricle floor percentile grade degree edition line dose cycle visit day week month year trimester century centuries intercostal space cranial time attempt pregnancy child admission episode lumbar thoracic cervical vertebra postoperative hospital round course generation degree heart sound set stage and or to grade mtp mcp pip dip ray web phalanx attempt anniversary ed er opinion shot injection operation step quarter part half place person patient pt baby marriage wife husband largest most leading generation amendment shift interspace ic ics mt mc cn vertebral body costal thoracic bottle bag unit liter dosing round layer'.split(
		' ',
	),
);

/** Words after `the 7th` with which the sentence goes on: nothing is counted. */
const GOES_ON = setOf(
	'at and or for with w to in by when after then he she pt per if but am pm is was will has had on from until til till they we i you patient before because since so as that which who again please instead pending morning afternoon evening night noon around about now ok okay period comma unless given due or through thru via w/ also his her their my your its home here there today no not',
);

const JOINS_DAYS = setOf('and or to - & , through thru / the');

/** Another day behind one that was found: `the 3rd, 5th and 7th`, `14th-16th`. */
export function anotherDay(reader: Reader, token: number, before: number): Span | undefined {
	if (before < 0 || token - before > 4 || !ORDINAL.test(reader.lower(token))) return undefined;
	for (let at = before + 1; at < token; at++) {
		if (!JOINS_DAYS.has(reader.lower(at)) || !reader.joined(at)) return undefined;
	}
	const next = reader.prepared.at(Math.min(token + 1, reader.prepared.count - 1));
	const counted =
		!JOINS_DAYS.has(next.lower) &&
		(COUNTED.has(next.lower) || (next.classes & Word.clinical) !== 0);
	if (reader.joined(token + 1) && next.kind === Kind.word && counted) return undefined;
	return { first: token, last: token, rule: 'date-ordinal', score: 0.6 };
}

const STARTS = setOf(
	'on since by until till til between from before after seen admitted discharged through due visits visit dates date',
);

/** Ordinals on their own: on the 7th. */
export function ordinal(reader: Reader, token: number): Span | undefined {
	if (!ORDINAL.test(reader.lower(token))) return undefined;
	const bare = reader.lower(token - 1) !== 'the';
	const opens =
		(reader.prepared.gaps[token] as number) >= Gap.line ||
		(token > 0 && oneOf('.;,(:|[/-', reader.lower(token - 1)));
	if (bare && !opens && !BEFORE_ORDINAL.has(reader.lower(token - 1))) return undefined;
	const lead = reader.lower(bare ? token - 1 : token - 2);
	const isLed = lead !== 'from' && (STARTS.has(lead) || BEFORE_ORDINAL.has(lead));
	if (!isLed && countsBeside(reader, token)) return undefined;
	const then = reader.lower(token + 1);
	// "the 3rd and 4th ribs" count; "the 3rd and left", "the 3rd or so" do not.
	const more = reader.lower(token + 2) === 'the' ? token + 3 : token + 2;
	const joins = /^(?:and|or|to)$/.test(then) && reader.joined(token + 1);
	const rows = JOINS_DAYS.has(then) && reader.joined(token + 1);
	const row = rows && (ORDINAL.test(reader.lower(more)) || reader.spokenDay(more) > 0);
	const another = row && (COUNTED.has(reader.lower(more + 1)) || (joins && !STARTS.has(lead)));
	const single = joins && !row && (!bare || STARTS.has(lead));
	const ends =
		single ||
		(row && !another) ||
		!reader.joined(token + 1) ||
		oneOf('.,;:)(@|?!/', then) ||
		digitFirst(then) ||
		GOES_ON.has(then);
	if (!ends && bare) return undefined;
	const next = reader.prepared.at(Math.min(token + 1, reader.prepared.count - 1));
	const led =
		/^(?:on|since|until|till|til|before|after|seen|admitted|discharged|home|due|back)$/.test(lead);
	const plain =
		single ||
		(row && !another) ||
		(led && !COUNTED.has(then)) ||
		(GOES_ON.has(then) && then !== 'to' && then !== 'and' && then !== 'or');
	if (
		reader.joined(token + 1) &&
		!plain &&
		(COUNTED.has(next.lower) ||
			next.lower === '-' ||
			((next.classes & Word.clinical) !== 0 &&
				next.kind === Kind.word &&
				(bare || next.shape !== Shape.upper || /^(?:mt|mc|cn|ics|ic|or|iv)$/.test(next.lower))))
	)
		return undefined;
	const score = lead === 'on' ? 0.8 : ends || led ? 0.62 : 0.54;
	return { first: token, last: token, rule: 'date-ordinal', score };
}

/** A day of the month in words: `on the fourteenth`. Low ones count other things as well, and take a full stop. */
export function spokenOrdinal(reader: Reader, token: number): Span | undefined {
	if (reader.lower(token - 1) !== 'the') return undefined;
	const last = reader.spokenDay(token);
	if (last < 0) return undefined;
	const lead = reader.lower(token - 2);
	const then = reader.lower(last + 1);
	const stops = !reader.joined(last + 1) || oneOf('.;,)', then);
	// "the Fourth" is a feast.
	if (stops && last === token && reader.prepared.at(token).raw === 'Fourth')
		return { first: token, last, rule: 'date-holiday', score: 0.65 };
	const low = last === token && FIRST_DAYS.has(reader.lower(token));
	if (
		low
			? lead !== 'on' || !stops
			: !/^(?:on|since|until|till|by|before|after|from|of|return|returns|due|back|visit|admitted|discharged)$/.test(
					lead,
				)
	)
		return undefined;
	if (!stops && (!GOES_ON.has(then) || COUNTED.has(then))) return undefined;
	return { first: token, last, rule: 'date-ordinal', score: lead === 'on' ? 0.65 : 0.55 };
}
