import type { Trap } from './model-answers-topics.ts';

/**
 * Sentences that are close to an answer, by question: about something near it, taken back by the next
 * sentence, or under a heading that makes them something else. What stands in brackets tempts when it is
 * quoted alone.
 */
export const TRAPS: Record<string, Partial<Record<Trap, readonly string[]>>> = {
	asthma: {
		near: [
			'{He} has asthma medicine at home that belongs to the neighbor.',
			'[Asthma]: N.',
			'[Has asthma]: no.',
			'Asthma? Doubtful.',
			'It is not true that [{he} has asthma].',
			'The donor [had asthma].',
			'{His} roommate [has asthma].',
			'The school form says that [{he} has asthma], the pulmonologist disagrees.',
			'{He} has asthma listed in error.',
			'[{He} has asthma] or heart failure.',
			'Nobody has ever shown that [{he} has asthma].',
			'{He} has everything but asthma.',
		],
		retracted: [
			'[{He} has asthma.] This was entered in error.',
			'[The patient has asthma.] Wrong patient, please disregard.',
			'Copied from the chart of another person: [{He} has asthma.]',
			'[{He} has asthma.] On review, this is not correct.',
		],
		headed: [
			'\nFamily history:\n[Asthma.]',
			'\n{kin}:\n[Has asthma.]',
			'\nDifferential diagnosis:\n[Asthma.]',
			'\nTo rule out:\n- [asthma]',
		],
	},
	oxygen: {
		near: [
			'{He} uses oxygen bleach at home.',
			'Neighbor [uses oxygen at home].',
			'Uses a nebulizer at home; oxygen was picked up by the vendor.',
			'[Uses oxygen at home]: unknown.',
			'{He} uses oxygen at the gym, none at home.',
			'[Uses oxygen at home] only if the saturation would fall below 88 %.',
			'{He} uses the oxygen meter at home.',
		],
		retracted: [
			'[{He} uses oxygen at home.] Correction: the device is a CPAP.',
			'[The patient uses home oxygen.] That was a different patient.',
		],
		headed: [
			'\nHousehold members:\n[Uses oxygen at home.]',
			'\nPlan:\n[Home oxygen.]',
			'\nHistory of the {kin}:\n[On home oxygen around the clock.]',
		],
	},
	warfarin: {
		near: [
			'{He} takes apixaban instead of warfarin.',
			'{He} takes care of a neighbor who [takes warfarin].',
			'Takes warfarin? No.',
			'{He} takes vitamin K, the antidote to warfarin.',
			'Was told to [take warfarin], but takes none.',
			'{He} takes all of the list except warfarin.',
			'[{He} takes warfarin] according to a list that may not be {his}.',
			'The cat of the family [takes warfarin].',
			'{He} takes warfarin off the list today.',
		],
		retracted: [
			'[{He} takes warfarin.] Struck from the list: never dispensed.',
			'[{He} takes warfarin.] Not so, as the pharmacy confirms.',
		],
		headed: [
			'\nStopped medicines:\n- [warfarin 5 mg every evening]',
			'\nAllergies:\n[Warfarin.]',
			'\nMedicines of the {kin}:\n[Takes warfarin.]',
			'\nMedicines to avoid:\n[Warfarin.]',
		],
	},
	wheelchair: {
		near: [
			'{He} uses a wheelchair ramp for deliveries.',
			'{He} uses a wheelchair cushion on the office chair.',
			'Coach of a team that [uses a wheelchair].',
			'[Uses a wheelchair]: N/A.',
			'{He} uses a walker rather than a wheelchair.',
			'The roommate [uses a wheelchair].',
			'{He} uses a wheelchair as a laundry cart.',
			'Hardly ever needs what {he} has at home, [a wheelchair].',
		],
		retracted: [
			'[{He} uses a wheelchair.] Correction: walks without help.',
			'[The patient uses a wheelchair.] Dictated for somebody else.',
		],
		headed: [
			'\nSocial history of the {kin}:\n[Uses a wheelchair every day.]',
			'\nEquipment requested:\n[Wheelchair.]',
			'\nPrior to the operation:\n[Used a wheelchair.]',
		],
	},
	ulcer: {
		near: [
			'{He} has a foot ulcer dressing left over.',
			'{He} has a stomach ulcer; foot examination normal.',
			'{He} has a leg ulcer.',
			'Foot: callus. Ulcer: none.',
			'[Has a foot ulcer]: not examined.',
			'The lesion mimics [a foot ulcer].',
			'{He} has a foot ulcer risk score of two.',
			'A fellow resident [has a foot ulcer].',
		],
		retracted: [
			'[{He} has a foot ulcer.] On closer look it was a blister.',
			'[The patient has a foot ulcer.] Erroneous entry.',
		],
		headed: [
			'\nComplications to watch for:\n[Foot ulcer.]',
			'\nResolved problems:\n[Foot ulcer.]',
			'\nFamily history:\n[Foot ulcer.]',
		],
	},
	spine: {
		near: [
			'{He} had surgery; MRI of the lumbar spine was normal.',
			'{He} had an injection in the lumbar spine.',
			'{He} had surgery on the thoracic spine, not the lumbar spine.',
			'{He} had a lumbar spine surgery consultation.',
			'{He} had lumbar spine surgery explained to {him}.',
			'A friend [had surgery on the lumbar spine].',
			'[Had surgery on the lumbar spine]: ?',
			'{He} almost [had lumbar spine surgery] in 2020.',
		],
		retracted: [
			'[{He} had surgery on the lumbar spine in 2018.] This belongs to the chart of another patient.',
			'[The patient had lumbar spine surgery in 2016.] Correction: it was the hip.',
		],
		headed: [
			'\nFamily history:\n[Surgery on the lumbar spine in 2018.]',
			'\nPlanned:\n[Surgery on the lumbar spine.]',
			'\nOptions discussed:\n[Lumbar spine surgery.]',
		],
	},
	weight: {
		near: [
			'[Weight {n} lb].',
			'Weight of the prosthesis and clothes {n} kg.',
			'Dose is for a [weight of {n} kg].',
			'The twin [weighs {n} kg].',
			'{He} weighs more than {n} kg.',
			'{He} weighs {n} kg less than before.',
			'Dry [weight {n} kg].',
			'Stated [weight {n} kg].',
			'Current weight of the {kin} {n} kg.',
			'{He} lifts a current weight of {n} kg.',
		],
		retracted: [
			'[Current weight {n} kg.] Scale was broken, to be repeated.',
			'[{He} weighs {n} kg.] That is the value of another patient.',
		],
		headed: [
			'\nGoals:\n[Weight {n} kg.]',
			'\nVital signs of the {kin}:\n[Weight {n} kg.]',
			'\nAt birth:\n[Weight {n} kg.]',
		],
	},
	fev: {
		near: [
			'FEV1 is not measured; DLCO {n} % of predicted.',
			'[FEV1 is {n} % of predicted] on average in this disease.',
			'FEV1 is above {n} % of predicted.',
			'FEV1 fell by {n} % of predicted.',
			'FEV1 to FVC ratio {n} %.',
			'[FEV1 is {n} % of predicted] in the donor.',
		],
		retracted: [
			'[FEV1 is {n} % of predicted.] Test void, mouthpiece leaked.',
			'[FEV1 is {n} % of predicted.] Report was filed under the wrong name.',
		],
		headed: ['\nCriteria of the payer:\n[FEV1 {n} % of predicted.]'],
	},
	exercise: {
		near: [
			'{He} completed 3 of [{n} weeks of supervised exercise therapy].',
			'{He} completed {n} weeks of home exercise; supervised exercise therapy was not available.',
			'{He} completed less than [{n} weeks of supervised exercise therapy].',
			'{He} completed the forms for [{n} weeks of supervised exercise therapy].',
			'{He} was late to complete [{n} weeks of supervised exercise therapy] and stopped early.',
			'Nobody on the list [completed {n} weeks of supervised exercise therapy].',
			'{He} completed all but [{n} weeks of supervised exercise therapy].',
		],
		retracted: [
			'[{He} completed {n} weeks of supervised exercise therapy.] The therapist has no record of this.',
		],
		headed: [
			'\nPlan:\n[{n} weeks of supervised exercise therapy.]',
			'\nCriteria of the payer:\n[Completed {n} weeks of supervised exercise therapy.]',
		],
	},
	hemoglobin: {
		near: [
			'Hemoglobin A1c {n} %.',
			'Glycated hemoglobin {n}.',
			'Fetal hemoglobin {n}.',
			'[Hemoglobin {n} g/dL] in the donor unit.',
			'Hemoglobin above {n} g/dL.',
			'Most recent hemoglobin A1c {n}.',
			'Hemoglobin rose by {n} g/dL.',
			'[Hemoglobin {n} g/L].',
		],
		retracted: [
			'[Hemoglobin {n} g/dL.] Sample was clotted, result withdrawn.',
			'[Most recent hemoglobin {n} g/dL.] Belongs to another patient.',
		],
		headed: [
			'\nReference range:\n[Hemoglobin {n} g/dL.]',
			'\nTransfuse at:\n[Hemoglobin {n} g/dL.]',
		],
	},
	falls: {
		near: [
			'{He} had {n} near falls in the past 12 months.',
			'Morse falls score {n}.',
			'{He} had {n} sessions on how to prevent falls in the past 12 months.',
			'The ward had [{n} falls in the past 12 months].',
			'{He} had fewer than [{n} falls in the past 12 months].',
			'{He} had {n} seizures and no falls in the past 12 months.',
		],
		retracted: ['[{He} had {n} falls in the past 12 months.] The {kin} says this is wrong.'],
		headed: ['\nStatistics of the ward:\n[{n} falls in the past 12 months.]'],
	},
	colonoscopy: {
		near: [
			'Since the last colonoscopy, on {day} {he} had a gastroscopy.',
			'The report of the last colonoscopy was printed on {day}.',
			'The last colonoscopy was before {day}.',
			'The last colonoscopy was planned for {day}.',
			'The last colonoscopy that was missed was on {day}.',
			'[The last colonoscopy was on {day}] or a year earlier.',
			'The last colonoscopy was normal; last mammogram on {day}.',
		],
		retracted: [
			'[Last colonoscopy was on {day}.] Correction: that was a gastroscopy.',
			'[Last colonoscopy was on {day}.] It did not take place.',
		],
		headed: [
			'\nHistory of the {kin}:\n[Last colonoscopy was on {day}.]',
			'\nAppointments:\n[Colonoscopy on {later}.]',
		],
	},
	injury: {
		near: [
			'The claim for the knee injury was filed on {day}.',
			'Hip injury on {day}; no knee injury.',
			'The knee injury of a teammate happened on {day}.',
			'The knee injury happened some time before {day}.',
			'Surgery for the knee injury on {day}.',
			'The knee injury healed on {day}.',
		],
		retracted: ['[The knee injury happened on {day}.] The date was mistaken.'],
		headed: ['\nAccidents of the {kin}:\n[Knee injury on {day}.]'],
	},
	shoulder: {
		near: [
			'Everything but the [{o} is affected].',
			'The [{o} is affected] only in the twin.',
			'The [{o}] is as good as not affected.',
			'The [{o} is affected] less than the neck, that is, not at all.',
			'The teammate injured {his} [{o}].',
			'The [{o} is] free of pain; the hip is [affected].',
		],
		retracted: ['[The {o} is affected.] Correction: the other side.'],
		headed: ['\nHistory of the {kin}:\n[The {o} is affected.]', '\nNormal findings:\n[{o}.]'],
	},
	kidney: {
		near: [
			'Chronic kidney disease; lung cancer {o}.',
			'[Chronic kidney disease {o}] was ruled out.',
			'Chronic kidney disease and a pressure ulcer {o}.',
			'The donor had [chronic kidney disease {o}].',
			'Chronic kidney disease short of {o}.',
			'Chronic kidney disease beyond {o}.',
		],
		retracted: [
			'[Chronic kidney disease {o}.] Coded in error.',
			'[{He} has chronic kidney disease {o}.] That was before the transplant.',
		],
		headed: [
			'\nFamily history:\n[Chronic kidney disease {o}.]',
			'\nExclusions of the trial:\n[Chronic kidney disease {o}.]',
		],
	},
	depression: {
		near: [
			'Pain {o}, depression present.',
			'Respiratory depression is {o}.',
			'The depression is anything but {o}.',
			'Bone marrow [depression is {o}].',
			'The [depression is] less than {o}.',
			'Has {o} headaches with depression.',
			'The neighbor has [{o} depression].',
			'A {o} course of depression is what {he} is afraid of.',
		],
		retracted: ['[{He} has {o} depression.] The score was added up wrongly.'],
		headed: ['\nFamily history:\n[{o} depression.]', '\nScale:\n[{o} depression] from 10 points'],
	},
	migraine: {
		near: [
			'{He} has tried to get [{x} for migraine].',
			'{He} has tried to avoid [{x}].',
			'{x} was tried for tremor, not for migraine.',
			'{He} tried acupuncture for migraine and takes [{x}] for other reasons.',
			'{He} has tried everything for migraine except [{x}].',
			'A colleague [tried {x} for migraine].',
		],
		retracted: ['[{He} has tried {x} for migraine.] Correction: it was never dispensed.'],
		headed: ['\nNot yet tried for migraine:\n[{x}]', '\nOptions for migraine:\n[{x}]'],
	},
	work: {
		near: [
			"{He} works as a {x}'s assistant.",
			'{He} works with a [{x}].',
			'{He} works as hard as a [{x}].',
			'{He} lives next to a [{x}].',
			'{He} is married to a [{x}].',
			'{He} lost {his} job as a [{x}].',
			'In {his} delusion {he} [works as a {x}].',
			'Occupation: not [{x}] any more.',
		],
		retracted: ['[{He} works as a {x}.] Correction: has retired.'],
		headed: ['\nEmergency contact:\n[Occupation: {x}.]', '\nOccupations of the parents:\n[{x}]'],
	},
};
