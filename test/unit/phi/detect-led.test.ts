import assert from 'node:assert/strict';
import { test } from 'node:test';
import { detect, prepare } from '../../../dist/nodes/Phi/detecting/index.js';
import { defaultLists } from '../../../dist/nodes/Phi/detecting/lists/load.js';

/** What stays of `form` where it stands in `context`, letters and digits alone. */
function left(context: string, form: string): string {
	const text = `Seen today, no distress. ${context.replace('@', form)}\nContinue the plan.`;
	const start = text.indexOf(form);
	const { findings } = detect(prepare(text), { lists: defaultLists() });
	return [...form]
		.filter((sign, at) => {
			const taken = findings.some((one) => one.start <= start + at && start + at < one.end);
			return /[\p{L}\p{N}]/u.test(sign) && !taken;
		})
		.join('');
}

function gone(contexts: readonly string[], forms: readonly string[]): void {
	for (const context of contexts) {
		for (const form of forms) assert.equal(left(context, form), '', context.replace('@', form));
	}
}

test('employers, shops, congregations and lodges go wherever a note leads to them', () => {
	gone(
		[
			'Works nights at @.',
			'retired from @',
			'letter for @ faxed',
			'fell outside @ on ice',
			'Employer: @',
			'school (@) called',
		],
		[
			'Zzgate Foods',
			'Zzpell & Dunmore Tile',
			'Zzoak Lumber',
			'VFW Post 2213',
			'Local 447',
			'Zznebo Lutheran',
		],
	);
});

test('towns that no list has go behind words of birth, going and living', () => {
	gone(
		[
			'lives in @',
			'born @;',
			'flies to @ next week',
			'trip to @',
			'Hometown: @',
			'a lifelong @ resident',
			'@ native, retired',
		],
		['Zzwexley', 'Zztull Springs', 'Port Zzsorrel'],
	);
});

test('street lines go without the word of a street where a town or a word of living is beside them', () => {
	gone(
		['staying at @, Zzellerby.', '@, Zzellerby, OH 45001', 'Address: @', 'moved to @ last week'],
		[
			'22 Zzcat Bnd',
			'3310 County Road 9',
			'5502 Zzcot Mesa',
			'66 Zzpine Knoll Apt 3B',
			'610 Hwy 9 N',
			'14 Zzheron Hollow',
		],
	);
});

test('days go in words, read out, misspelt, scanned and with a name of their own', () => {
	gone(
		['Seen on @.', 'since @', 'Return @.', 'admitted @, home since'],
		['the eleventh', 'March the fourth', 'Zzpearl Harbor Day', 'Aug. 9, 2O24', 'January'],
	);
	gone(['date of birth @ he'], ['three two thirty eight', 'May twenty ninth eighty nine']);
	assert.equal(left('BD @ PH:', '10 2 61'), '');
	assert.equal(left('Re-eval 0245 @: stable', '2/5'), '');
});

test('ages of ninety and more go without the words year or old', () => {
	gone(['Zzvail, @ yrs, retired', 'seen, @/F with CHF'], ['93']);
	gone(['lived to @.', 'churned butter till @.', 'age is wrong, should be @.'], ['ninety-two']);
});

test('names at the head of a row go where a number or a birth date stands behind them', () => {
	gone(
		['@ | 10448721', '@   10/31/1990', '@ / ZZN-40172 / 4.12.82', '@; acct 88290031'].map(
			(line) => `\n${line}`,
		),
		['ZZABER KAVERIZZ L', 'Zzrutherford Constance', 'Zzbarros, Clay Lightfoot'],
	);
});

test('terms stay that look like names, numbers and days', () => {
	for (const text of [
		"Cooper's ligament identified.",
		'Bruce protocol 9 minutes.',
		'G2 now P2002.',
		'DME: K0001 wheelchair',
		'Rx BIN 610000 PCN',
		'GDS 6/15.',
		'<scan p.2/5>',
		'Two Blake drains 19 French.',
		'Lives 12 miles from here.',
		'Same Day Surgery, Adult Day Care',
	]) {
		assert.deepEqual(detect(prepare(text), { lists: defaultLists() }).findings, [], text);
	}
});
