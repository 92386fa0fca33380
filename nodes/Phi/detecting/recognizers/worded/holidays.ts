import { setOf } from '../../marks';
import { Shape } from '../../types';
import { Word } from '../../vocabulary/words';
import { Reader, type Span, YEAR } from './reader';

const SEASONS = setOf('spring summer autumn fall winter');

const HOLIDAY_PHRASES: ReadonlyArray<readonly string[]> =
	"new year ' s day|new year ' s eve|new year ' s|new years day|new years eve|new years|labor day|labour day|memorial day|independence day|veterans day|veteran ' s day|presidents day|presidents ' day|columbus day|mothers day|mother ' s day|fathers day|father ' s day|groundhog day|super bowl sunday|good friday|ash wednesday|palm sunday|st patricks day|st . patrick ' s day|st patrick ' s day|boxing day|fourth of july|july fourth|christmas day|christmas eve|thanksgiving day|easter sunday|easter monday|valentine ' s day|valentines day|martin luther king day|mlk day|yom kippur|rosh hashanah|chinese new year|lunar new year|memorial day weekend|memorial weekend|eid al fitr|eid al adha|cinco de mayo|election day|tax day|earth day|arbor day|flag day|patriots day|patriots ' day|patriot day|black friday|cyber monday|mardi gras|fat tuesday|shrove tuesday|maundy thursday|holy saturday|holy week|holy thursday|all saints day|all saints ' day|all souls day|pi day|st . valentine ' s day|st valentine ' s day|canada day|victoria day|australia day|anzac day|bastille day|guy fawkes night|indigenous peoples day|indigenous peoples ' day|three kings day|day of the dead|dia de los muertos|opening day|super bowl|superbowl sunday|groundhog ' s day|april fools|april fools day|april fool ' s day|april fools ' day|grandparents day|leap day|winter solstice|summer solstice|mother ' s day weekend|labor day weekend|election night|independence day weekend|the fourth of july|4th of july|king day|president ' s day|veterans ' day|mothers ' day|fathers ' day|new years|new year|winter break|spring break|summer break|thanksgiving break|christmas break|christmas week|easter weekend|easter week|thanksgiving weekend|thanksgiving week|st . nicholas day|simchat torah|tisha b ' av|kings day|st . lucia ' s day|bank holiday|palm sunday|ash wed"
		.split('|')
		.map((phrase) => phrase.split(' '))
		.sort((a, b) => b.length - a.length);

/** The same by their first word, the longest first. */
const BY_START = Map.groupBy(HOLIDAY_PHRASES, (phrase) => phrase[0] as string);

/** What goes on behind a holiday. */
const TAILS = setOf('eve weekend wkend wknd');

/** A holiday by its name, with the year behind it. */
export function holiday(reader: Reader, token: number): Span | undefined {
	const word = reader.lower(token);
	for (const phrase of BY_START.get(word) ?? []) {
		if (
			phrase.every(
				(part, index) =>
					reader.lower(token + index) === part && (index === 0 || reader.joined(token + index)),
			)
		) {
			const named = token + phrase.length - 1;
			const end =
				TAILS.has(reader.lower(named + 1)) && reader.joined(named + 1) ? named + 1 : named;
			const year = reader.year(end + 1, false);
			return { first: token, last: year >= 0 ? year : end, rule: 'date-holiday', score: 0.85 };
		}
	}
	const form = reader.prepared.at(token);
	if ((form.classes & Word.holiday) === 0) return undefined;
	const surname = form.lower === 'easter' && form.shape === Shape.lower;
	if (surname) return undefined;
	const year = reader.year(reader.lower(token + 1) === 'of' ? token + 2 : token + 1, false);
	const score = form.lower.length < 4 ? 0.4 : 0.8;
	return { first: token, last: year >= 0 ? year : token, rule: 'date-holiday', score };
}

/** A season with its year: `spring 2024`. */
export function season(reader: Reader, token: number): Span | undefined {
	if (!SEASONS.has(reader.lower(token))) return undefined;
	let at = token + 1;
	if (reader.lower(at) === 'of') at++;
	if (!YEAR.test(reader.lower(at)) || !reader.joined(at)) return undefined;
	return { first: token, last: at, rule: 'date-season', score: 0.6 };
}
