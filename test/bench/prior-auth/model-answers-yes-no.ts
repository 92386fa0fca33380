import { question } from '../../unit/priorauth/questionnaire/build.ts';
import type { Topic } from './model-answers-topics.ts';

/** Questions of yes and no. */
export const YES_OR_NO: readonly Topic[] = [
	{
		item: question('asthma', 'boolean', 'Does the patient have asthma?'),
		plain: [
			'{He} has asthma.',
			'The patient has asthma since school age.',
			'Known asthma, treated with an inhaled steroid.',
			'Asthma was confirmed by spirometry.',
		],
		no: ['{He} does not have asthma.', 'No asthma.', 'The patient denies asthma.'],
		tempting: {
			planned: ['Will test for [asthma] next month.', 'Spirometry to rule out [asthma].'],
			relative: [
				'{His} {kin} [has asthma].',
				'{kin} with [asthma].',
				'[Asthma] runs in the family.',
				'Family history: [asthma] ({kin}).',
			],
			past: ['[Had asthma] as a child, outgrown.', 'Childhood [asthma], resolved.'],
			aside: [
				'The cough may be [asthma].',
				'Advised to return if [asthma] is suspected.',
				'Handout on [asthma] given.',
				'Question of [asthma] was raised.',
				'Asked whether [{he} has asthma].',
				'Cardiac [asthma] was discussed with the team.',
			],
		},
	},
	{
		item: question('oxygen', 'boolean', 'Does the patient use oxygen at home?'),
		plain: [
			'{He} uses oxygen at home, two liters per minute.',
			'The patient uses home oxygen every night.',
			'On home oxygen around the clock.',
		],
		no: [
			'{He} does not use oxygen at home.',
			'No home oxygen.',
			'The patient is not on home oxygen.',
		],
		tempting: {
			planned: [
				'We will order [home oxygen].',
				'May need [oxygen at home] after discharge.',
				'Consider [home oxygen] if saturation falls.',
			],
			relative: [
				'{His} {kin} [uses oxygen at home].',
				'{He} cares for {his} {kin}, who is [on home oxygen].',
			],
			past: [
				'[Used oxygen at home] after pneumonia in 2019, since returned.',
				'[Home oxygen] was stopped two years ago.',
			],
			aside: [
				'Was given [oxygen] in the emergency department.',
				'Refuses [oxygen at home].',
				'Qualifies for [home oxygen] by saturation.',
				'Insurance declined [home oxygen].',
			],
		},
	},
	{
		item: question('warfarin', 'boolean', 'Does the patient take warfarin?'),
		plain: [
			'{He} takes warfarin.',
			'The patient takes warfarin 5 mg every evening.',
			'Currently taking warfarin for atrial fibrillation.',
		],
		no: ['{He} does not take warfarin.', 'Not taking warfarin.', 'The patient takes no warfarin.'],
		tempting: {
			planned: [
				'Plan to [start warfarin] after the procedure.',
				'[Warfarin] was offered; {he} will think about it.',
				'To begin [warfarin] on {later}.',
			],
			relative: ['{His} {kin} [takes warfarin].', '{kin} had a bleed while [taking warfarin].'],
			past: [
				'[Took warfarin] until 2022, then switched to apixaban.',
				'[Warfarin] discontinued in spring.',
				'Formerly [on warfarin].',
			],
			aside: [
				'Allergic to [warfarin].',
				'If the clot recurs, [warfarin] would be the next choice.',
				'[Warfarin] held.',
				'Never filled the prescription for [warfarin].',
			],
		},
	},
	{
		item: question('wheelchair', 'boolean', 'Does the patient use a wheelchair?'),
		plain: [
			'{He} uses a wheelchair.',
			'The patient uses a wheelchair for all distances.',
			'Uses a manual wheelchair every day.',
		],
		no: [
			'{He} does not use a wheelchair.',
			'The patient denies using a wheelchair.',
			'No wheelchair is used.',
		],
		tempting: {
			planned: [
				'Will be measured for [a wheelchair].',
				'We are requesting [a wheelchair] today.',
				'{He} hopes to avoid [a wheelchair].',
			],
			relative: [
				'{His} {kin} [uses a wheelchair].',
				'Lives with {his} {kin}, who [uses a wheelchair].',
			],
			past: [
				'[Used a wheelchair] for six weeks after the fracture in 2021.',
				'No longer [uses a wheelchair].',
			],
			aside: [
				'Brought to the ward by [wheelchair] as the hospital requires.',
				'Would [use a wheelchair] only outdoors if {he} had one.',
				'Clinic is [wheelchair] accessible.',
				'[Uses a wheelchair]: to be clarified.',
			],
		},
	},
	{
		item: question('ulcer', 'boolean', 'Does the patient have a foot ulcer?'),
		plain: [
			'{He} has a foot ulcer on the left heel.',
			'The patient has a foot ulcer.',
			'There is a foot ulcer below the first toe.',
		],
		no: ['{He} has no foot ulcer.', 'No foot ulcer.', 'The patient does not have a foot ulcer.'],
		tempting: {
			planned: ['Return at once if a [foot ulcer] develops.', 'Education to prevent [foot ulcer].'],
			relative: ['{His} {kin} lost a leg to a [foot ulcer].', '{kin}: [foot ulcer].'],
			past: [
				'[Foot ulcer] in 2020, healed.',
				'Previous [foot ulcer] has closed.',
				'[Had a foot ulcer] three years ago.',
			],
			aside: [
				'At high risk of a [foot ulcer].',
				'Could not see whether there is a [foot ulcer]; dressing left in place.',
				'Examined for [foot ulcer].',
				'Free of [foot ulcer].',
				'[Foot ulcer] unlikely.',
			],
		},
	},
	{
		item: question('spine', 'boolean', 'Has the patient had surgery on the lumbar spine?'),
		plain: [
			'{He} had surgery on the lumbar spine in 2018.',
			'The patient had lumbar spine surgery in 2016.',
			'Underwent surgery on the lumbar spine in 2020.',
		],
		no: [
			'{He} has not had surgery on the lumbar spine.',
			'The patient has never had lumbar spine surgery.',
			'No previous surgery on the lumbar spine.',
		],
		tempting: {
			planned: [
				'{He} is scheduled for [surgery on the lumbar spine].',
				'Wants [lumbar spine surgery] as soon as possible.',
				'[Surgery on the lumbar spine] was cancelled.',
			],
			relative: [
				'{His} {kin} [had surgery on the lumbar spine] in 2015.',
				'{kin} [had lumbar spine surgery] with a bad result.',
			],
			aside: [
				'[Had surgery] on the cervical spine in 2017.',
				'Came to ask about [surgery on the lumbar spine].',
				'Declined [lumbar spine surgery] in 2019.',
				'Is a candidate for [surgery on the lumbar spine].',
			],
		},
	},
];
