import { madeUpWord } from '../names/name';
import { foldWord } from '../names/words';
import { byteAt, firstOther, type ValueChoice } from './form';

/** Words of addresses that say what it is and not where. */
const STREET_WORDS = new Set(
	(
		'street st avenue ave road rd drive dr lane ln court ct place pl boulevard blvd way circle cir ' +
		'terrace ter highway hwy parkway pkwy square sq trail trl route rte loop alley pike plaza p o po ' +
		'box pobox apartment apt suite ste unit floor fl room rm building bldg lot north south east west n ' +
		's e w ne nw se sw rural th nd rd no'
	).split(' '),
);

/** Words of facilities that thousands of them bear. */
const FACILITY_WORDS = new Set(
	(
		'hospital hospitals medical center centre clinic clinics health healthcare care system systems ' +
		'general regional county university community memorial children childrens university college school of the ' +
		'and at for institute foundation group associates physicians practice pharmacy laboratory lab labs ' +
		'nursing home rehabilitation rehab hospice facility services service department dept emergency ' +
		'surgery surgical oncology cardiology radiology pediatric pediatrics psychiatry icu ccu nicu picu ' +
		'micu sicu ed er or pacu ward unit wing floor room rm bed tower pavilion building bldg suite station ' +
		'north south east west inc llc llp ltd corp company co skilled assisted living senior day inpatient ' +
		'outpatient ambulatory urgent primary family internal medicine dialysis imaging cancer heart'
	).split(' '),
);

const WORD = /[\p{L}\p{M}]+(?:['’][\p{L}\p{M}]+)*|\p{N}+/gu;

/** `412 Testroad Ave, Apt 3`: other numbers and another name, the same kind of address. */
export function street(value: string, choice: ValueChoice): string {
	return places(value, choice, 'street', STREET_WORDS);
}

/** A town; words of more than one become as many. */
export function city(value: string, choice: ValueChoice): string {
	return places(value, choice, 'city', new Set());
}

/** `Testville General Hospital, Room 412`: another name and number, the same kind of place. */
export function facility(value: string, choice: ValueChoice): string {
	return places(value, choice, 'facility', FACILITY_WORDS);
}

function places(
	value: string,
	choice: ValueChoice,
	kind: string,
	stays: ReadonlySet<string>,
): string {
	return value.replace(WORD, (word) => {
		if (/^\p{N}+$/u.test(word)) return number(word, choice, kind);
		return stays.has(foldWord(word)) ? word : madeUpWord(word, choice, kind);
	});
}

/** A number of as many digits that does not begin with 0. */
function number(digits: string, choice: ValueChoice, kind: string): string {
	return firstOther(
		choice,
		[kind, 'number', digits],
		(bytes) =>
			Array.from(digits, (_, at) =>
				at === 0 ? 1 + byteAt(bytes, at, 9) : byteAt(bytes, at, 10),
			).join(''),
		digits,
	);
}
